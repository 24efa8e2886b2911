// A long conversation in parts: those that are near, or that the sound comes to, are loaded.
//
// Markup: components/transcript.html. `p[data-part][data-from]` stands for a part that is not
// loaded and is replaced by `ol[data-part]`. After that the thread gets `transcript:changed`.

import { toast } from "./toast.js";

const AHEAD = "600px 0px";

class Thread {
  constructor(root) {
    this.root = root;
    this.url = root.dataset.turnsUrl;
    root.dataset.parts = "";
    this.near = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) this.load(Number(entry.target.dataset.part));
    }, { rootMargin: AHEAD });
    this.begin();
  }

  /** Take the parts from the page, at first or after all of them were replaced. */
  begin() {
    const { root } = this;
    this.near.disconnect();
    this.waiting = new Map(); // number of a part -> promise that it is there
    this.starts = [...root.querySelectorAll("[data-part]")].map((part) => ({
      number: Number(part.dataset.part),
      start: Number(part.dataset.from ?? part.querySelector(".turn[data-start]")?.dataset.start ?? 0),
    }));
    this.rests = new Map(); // number of a part that is not loaded -> what stands for it
    for (const rest of root.querySelectorAll(".thread__rest")) {
      this.rests.set(Number(rest.dataset.part), rest);
      this.near.observe(rest);
    }
  }

  /** Load the part in which `seconds` lie; resolves to whether something was loaded. */
  async bring(seconds) {
    const part = this.starts.findLast((candidate) => candidate.start <= seconds) ?? this.starts[0];
    return part ? this.load(part.number) : false;
  }

  /** Load the part after (1) or before (-1) the one that `turn` ends or begins. */
  async bringBeside(turn, step) {
    const part = turn?.closest("[data-part]");
    const edge = step > 0 ? part?.lastElementChild : part?.firstElementChild;
    return edge && edge === turn ? this.load(Number(part.dataset.part) + step) : false;
  }

  async load(number) {
    const rest = this.rests.get(number);
    if (!rest) return false;
    if (!this.waiting.has(number)) {
      this.waiting.set(number, this.fetch(number, rest).finally(() => this.waiting.delete(number)));
    }
    return this.waiting.get(number);
  }

  async fetch(number, rest) {
    this.near.unobserve(rest);
    rest.setAttribute("aria-busy", "true");
    const url = new URL(this.url, location.href);
    url.searchParams.set("part", number);
    try {
      const response = await fetch(url);
      if (!response.ok || response.redirected) throw new Error(`part ${number}: ${response.status}`);
      if (this.rests.get(number) !== rest) return false; // all was replaced meanwhile
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      rest.replaceWith(document.adoptNode(page.querySelector("ol[data-part]")));
    } catch {
      rest.removeAttribute("aria-busy"); // its link still leads there
      toast(this.root.dataset.textLost, "warn");
      return false;
    }
    this.rests.delete(number);
    this.root.dispatchEvent(new CustomEvent("transcript:changed", { detail: { part: number } }));
    return true;
  }
}

/** Underline the words of moments in parts that came without them. */
function markMoments(root, moments) {
  const timed = moments.filter((moment) => moment.start !== null && moment.end !== null);
  for (const word of root.querySelectorAll(".word:not(.word--moment)")) {
    const start = Number(word.dataset.start);
    const inside = timed.find((moment) => moment.start <= start && start < moment.end);
    if (!inside) continue;
    word.classList.add("word--moment");
    if (inside.attribute) word.dataset.attribute = inside.attribute;
  }
}

const root = document.querySelector("[data-transcript]");

/** The page's conversation, where it has several parts. */
export const thread = root?.dataset.turnsUrl ? new Thread(root) : null;

const moments = document.querySelector("[data-thread-moments]");
if (root && moments) {
  const all = JSON.parse(moments.textContent);
  root.addEventListener("transcript:changed", () => markMoments(root, all));
}

/** A link to one turn (#turn-12) also finds it in a part that is not loaded. */
async function openTurn() {
  const id = /^#turn-(\d+)$/.exec(location.hash)?.[1];
  if (!id || document.getElementById(`turn-${id}`)) return;
  const url = new URL(location.href);
  url.hash = "";
  url.searchParams.set("turn", id);
  location.replace(url);
}

if (thread) openTurn();
root?.querySelector("[data-here]")?.scrollIntoView({ block: "center" });
