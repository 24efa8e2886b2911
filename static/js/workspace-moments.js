// Moments: places in the conversation that are worth talking about, pinned to a question.

const QUOTE_LENGTH = 240;
const data = (id) => JSON.parse(document.getElementById(id).textContent);
const clock = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, "0")).join("");
}

const numberOrNull = (text) => (text === undefined ? null : Number(text));
const tidy = (text) => text.replace(/\s+/g, " ").trim().slice(0, QUOTE_LENGTH);

export class Moments {
  /** `deeds`: { pinned(moment), removed(key), back(question) }. */
  constructor(form, words, deeds) {
    this.form = form;
    this.words = words;
    this.deeds = deeds;
    this.thread = document.querySelector("[data-transcript]");
    this.marks = document.querySelector(".lanes__marks");
    this.duration = Number(document.querySelector("[data-player]")?.dataset.duration ?? 0);
    this.all = new Map(data("workspace-moments").map((moment) => [moment.client_key, moment]));
    this.lastTurn = null;
    this.played = false;
    this.thread?.addEventListener("click", (event) => { this.lastTurn = event.target.closest(".turn"); });
    document.addEventListener("player:time", () => { this.played = true; });
    // A part of a long conversation, or a corrected turn, comes without its moments.
    this.thread?.addEventListener("transcript:changed", ({ detail }) => {
      this.renumber(detail);
      this.markAll();
    });
    for (const button of form.querySelectorAll("[data-remove-moment]")) button.hidden = false;
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove-moment]");
      if (button) this.remove(button.closest("[data-moment-key]"));
    });
  }

  /** Where a moment would be now: the selected words, else the turn being spoken or last clicked. */
  here() {
    return this.selected() ?? this.ofTurn(this.presentTurn());
  }

  selected() {
    const selection = getSelection();
    if (!this.thread || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!this.thread.contains(range.commonAncestorContainer)) return null;
    const words = [...this.thread.querySelectorAll(".word")].filter((word) => range.intersectsNode(word));
    const node = range.startContainer;
    const turn = (node instanceof Element ? node : node.parentElement).closest(".turn");
    const quote = tidy(selection.toString());
    if (!quote || !turn) return null;
    const start = numberOrNull((words[0] ?? turn).dataset.start);
    const end = numberOrNull((words.at(-1) ?? turn).dataset.end);
    return { turn_position: this.position(turn), start, end, quote };
  }

  presentTurn() {
    const spoken = this.thread?.querySelector(".turn[data-now]");
    if (this.lastTurn?.isConnected && !this.played) return this.lastTurn;
    return spoken ?? this.lastTurn ?? this.thread?.querySelector(".turn") ?? null;
  }

  ofTurn(turn) {
    if (!turn) return { turn_position: null, start: null, end: null, quote: "" };
    return {
      turn_position: this.position(turn),
      start: numberOrNull(turn.dataset.start),
      end: numberOrNull(turn.dataset.end),
      quote: tidy(turn.querySelector("[data-turn-text]").textContent),
    };
  }

  position(turn) {
    return numberOrNull(turn.dataset.position);
  }

  /** Ask for the note about this place, under `question`. */
  ask(question) {
    const form = document.getElementById("moment-form-template");
    if (!question || !form) return; // a form of its own may be without moments
    document.querySelector(".moment-form")?.remove();
    const place = this.here();
    getSelection().removeAllRanges();
    const box = form.content.firstElementChild.cloneNode(true);
    box.querySelector("[data-moment-time]").textContent = place.start === null ? "" : clock(place.start);
    box.querySelector("[data-moment-quote]").textContent = place.quote;
    question.querySelector("[data-moments]").after(box);
    const input = box.querySelector("[data-moment-input]");
    const praise = box.querySelector("[data-moment-praise]");
    const close = () => { box.remove(); this.deeds.back(question); };
    const pin = () => {
      this.pin({ ...place, note: input.value.trim(), praise: praise.checked }, question);
      close();
    };
    box.querySelector("[data-moment-pin]").addEventListener("click", pin);
    box.querySelector("[data-moment-cancel]").addEventListener("click", close);
    box.addEventListener("keydown", (event) => {
      const plainEnter = event.key === "Enter" && !event.ctrlKey && !event.metaKey;
      if (plainEnter && event.target.tagName !== "BUTTON") pin();
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    input.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
  }

  pin(place, question) {
    const moment = { client_key: newKey(), criterion_id: Number(question.dataset.criterion), ...place };
    this.show(moment);
    this.deeds.pinned(moment);
  }

  /** Draw a moment in its question and on the waveform, once. */
  show(moment) {
    if (this.form.querySelector(`[data-moment-key="${CSS.escape(moment.client_key)}"]`)) return;
    const question = this.form.querySelector(`[data-criterion="${moment.criterion_id}"]`);
    if (!question) return;
    this.all.set(moment.client_key, moment);
    const item = document.getElementById("moment-template").content.firstElementChild.cloneNode(true);
    item.dataset.momentKey = moment.client_key;
    item.querySelector("[data-moment-note]").textContent = moment.note;
    item.querySelector("q").textContent = moment.quote;
    if (!moment.quote) item.querySelector("q").remove();
    if (moment.praise) item.querySelector(".moment__words").prepend(this.praise(), " ");
    this.time(item, moment);
    item.querySelector("[data-remove-moment]").hidden = false;
    question.querySelector("[data-moments]").append(item);
    this.mark(moment, question.dataset.attribute);
  }

  praise() {
    const words = document.createElement("span");
    words.className = "moment__praise";
    words.textContent = this.words.praise;
    return words;
  }

  time(item, moment) {
    const button = item.querySelector("[data-play-from]");
    if (moment.start === null || !this.duration) {
      const words = document.createElement("span");
      words.className = "number";
      words.textContent = moment.start === null ? "" : clock(moment.start);
      button.replaceWith(words);
      return;
    }
    button.dataset.playFrom = moment.start;
    button.textContent = clock(moment.start);
    button.setAttribute("aria-label", this.words.playFrom.replace("{time}", clock(moment.start)));
  }

  /** The turns behind one that was split or joined have other numbers. */
  renumber({ from, by }) {
    if (!by) return;
    for (const moment of this.all.values()) if (moment.turn_position > from) moment.turn_position += by;
  }

  markAll() {
    for (const moment of this.all.values()) {
      const question = this.form.querySelector(`[data-criterion="${moment.criterion_id}"]`);
      this.markWords(moment, question?.dataset.attribute);
    }
  }

  markWords(moment, attribute) {
    if (moment.start === null) return;
    for (const word of this.thread?.querySelectorAll(".word") ?? []) {
      const start = Number(word.dataset.start);
      if (start < moment.start || start >= moment.end) continue;
      word.classList.add("word--moment");
      word.dataset.momentKey = moment.client_key;
      if (attribute) word.dataset.attribute = attribute;
    }
  }

  mark(moment, attribute) {
    this.markWords(moment, attribute);
    if (moment.start === null) return;
    if (!this.marks || !this.duration) return;
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    dot.setAttribute("class", "lane__moment");
    dot.setAttribute("cx", `${(100 * moment.start) / this.duration}%`);
    dot.setAttribute("cy", "100%");
    dot.setAttribute("r", "4");
    dot.dataset.momentKey = moment.client_key;
    if (attribute) dot.dataset.attribute = attribute;
    this.marks.append(dot);
  }

  remove(item) {
    const key = item.dataset.momentKey;
    const question = item.closest("[data-criterion]");
    const moment = this.all.get(key);
    this.hide(key);
    this.deeds.removed(key, moment);
    this.deeds.back(question);
  }

  /** Take a moment off the page. */
  hide(key) {
    this.form.querySelector(`[data-moment-key="${CSS.escape(key)}"]`)?.remove();
    this.all.delete(key);
    this.marks?.querySelector(`[data-moment-key="${CSS.escape(key)}"]`)?.remove();
    for (const word of this.thread?.querySelectorAll(`.word[data-moment-key="${CSS.escape(key)}"]`) ?? []) {
      word.classList.remove("word--moment");
    }
  }
}
