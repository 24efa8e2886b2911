// A transcript that follows the sound: the spoken word is lit, the thread scrolls along until the
// reader scrolls by hand, and a click on a word asks for the sound from there.

import { thread as parts } from "./thread.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const SCROLL_KEYS = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"]);
const OURS_MS = 1200; // a smooth scroll of our own is over by then
const STILL_MS = 700; // nothing moves so soon after a click on a word: a second click may follow
const SETTLING_MS = 3000; // so long after a jump, parts that load around it may move it out of view

/** The last index whose start is not after `seconds`, or -1. `starts` rises. */
function placeAt(starts, seconds) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const byStart = (elements) =>
  [...elements]
    .map((element) => ({ element, start: Number(element.dataset.start), end: Number(element.dataset.end) }))
    .sort((a, b) => a.start - b.start);

/** What scrolls the thread: the nearest ancestor that scrolls by itself, else the window. */
function scrollerOf(element) {
  for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(box).overflowY) && box.scrollHeight > box.clientHeight) return box;
  }
  return window;
}

export class Follower {
  constructor(thread, follow) {
    this.thread = thread;
    this.follow = follow;
    this.resume = thread.querySelector("[data-follow-resume]");
    this.seconds = 0;
    this.ours = 0; // until then, what scrolls is our doing
    this.settling = 0;
    this.still = 0;
    this.read();
    thread.dataset.playable = "";
    thread.addEventListener("transcript:changed", () => this.renew());
    this.watchTheReader();
  }

  /** Take the words and turns from the page again, after something replaced them. */
  read() {
    this.turns = byStart(this.thread.querySelectorAll(".turn[data-start]"));
    this.words = byStart(this.thread.querySelectorAll(".word[data-start]"));
    this.turnStarts = this.turns.map((turn) => turn.start);
    this.wordStarts = this.words.map((word) => word.start);
    this.lit = { word: null, turn: null };
  }

  renew() {
    this.ours = performance.now() + OURS_MS; // what was loaded above moves the rest
    for (const element of this.thread.querySelectorAll("[data-now]")) element.removeAttribute("data-now");
    this.read();
    this.light("word", this.words[placeAt(this.wordStarts, this.seconds)], this.seconds);
    this.light("turn", this.turns[placeAt(this.turnStarts, this.seconds)]);
    if (this.follow?.checked && performance.now() < this.settling) this.scroll("instant");
  }

  onWord(deed) {
    this.thread.addEventListener("click", (event) => {
      // Somebody who selects words, or presses a button among them, does not ask for sound.
      if (!getSelection().isCollapsed || event.target.closest("a, button, input, textarea, summary")) return;
      const place = event.target.closest(".word[data-start], .turn[data-start] .turn__time");
      if (!place) return;
      this.still = performance.now() + STILL_MS;
      deed(Number(place.closest("[data-start]").dataset.start));
    });
  }

  /** Where the previous (-1) or next (1) turn begins. */
  async turnStart(seconds, step) {
    // A second press within a second goes one further back; browsers round the place of the sound.
    const grace = step < 0 ? 1 : -0.05;
    await parts?.bring(seconds);
    await parts?.bringBeside(this.turns[placeAt(this.turnStarts, seconds)]?.element, step);
    const place = placeAt(this.turnStarts, seconds - grace) + (step > 0 ? 1 : 0);
    return this.turns[Math.min(Math.max(place, 0), this.turns.length - 1)]?.start;
  }

  /** Show where the sound is; `jumped` says that somebody moved it there. */
  show(seconds, playing, jumped = false) {
    this.seconds = seconds;
    const still = performance.now() < this.still;
    if (jumped && !still) this.settling = performance.now() + SETTLING_MS;
    parts?.bring(seconds);
    this.light("word", this.words[placeAt(this.wordStarts, seconds)], seconds);
    const changed = this.light("turn", this.turns[placeAt(this.turnStarts, seconds)]);
    if (!still && this.follow?.checked && ((changed && playing) || jumped)) this.scroll(jumped ? "instant" : "smooth");
  }

  light(kind, candidate, seconds) {
    const over = seconds !== undefined && candidate && seconds > candidate.end + 0.2;
    const element = candidate && !over ? candidate.element : null;
    if (element === this.lit[kind]) return false;
    this.lit[kind]?.removeAttribute("data-now");
    element?.setAttribute("data-now", "");
    this.lit[kind] = element;
    return element !== null;
  }

  scroll(behavior = "smooth") {
    const element = this.lit.turn;
    if (!element) return;
    this.ours = performance.now() + OURS_MS;
    element.scrollIntoView({ block: "center", behavior: calm.matches ? "instant" : behavior });
  }

  /** Stop following as soon as the reader scrolls by hand, and offer the way back. */
  watchTheReader() {
    const scroller = scrollerOf(this.thread);
    const stop = () => this.setFollowing(false);
    scroller.addEventListener("wheel", stop, { passive: true });
    scroller.addEventListener("touchmove", stop, { passive: true });
    scroller.addEventListener("scroll", () => {
      if (performance.now() > this.ours) stop();
    }, { passive: true });
    scroller.addEventListener("keydown", (event) => {
      if (SCROLL_KEYS.has(event.key) && !event.target.closest("input, select, textarea")) stop();
    });
    this.follow?.addEventListener("change", () => this.setFollowing(this.follow.checked));
    this.resume?.addEventListener("click", () => this.setFollowing(true));
  }

  setFollowing(wanted) {
    if (!this.follow) return;
    this.settling = 0;
    this.follow.checked = wanted;
    if (this.resume) this.resume.hidden = wanted || this.seconds === 0;
    if (wanted) this.scroll();
  }
}
