// A transcript that follows the sound: the spoken word is lit, the thread scrolls along,
// and a click on a word asks for the sound from there.

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** The last index whose start is not after `seconds`, or -1. `starts` rises. */
export function placeAt(starts, seconds) {
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

export class Follower {
  constructor(thread, follow) {
    this.thread = thread;
    this.follow = follow;
    this.read();
    thread.dataset.playable = "";
    thread.addEventListener("transcript:changed", () => this.read());
  }

  /** Take the words and turns from the page again, after something replaced them. */
  read() {
    this.turns = byStart(this.thread.querySelectorAll(".turn[data-start]"));
    this.words = byStart(this.thread.querySelectorAll(".word[data-start]"));
    this.turnStarts = this.turns.map((turn) => turn.start);
    this.wordStarts = this.words.map((word) => word.start);
    this.lit = { word: null, turn: null };
  }

  onWord(deed) {
    this.thread.addEventListener("click", (event) => {
      // Somebody who selects words, or presses a button among them, does not ask for sound.
      if (!getSelection().isCollapsed || event.target.closest("a, button")) return;
      const place = event.target.closest(".word[data-start], .turn[data-start] .turn__time");
      if (place) deed(Number(place.closest("[data-start]").dataset.start));
    });
  }

  /** Where the previous (-1) or next (1) turn begins. */
  turnStart(seconds, step) {
    // A second press within a second goes one further back; browsers round the place of the sound.
    const grace = step < 0 ? 1 : -0.05;
    const place = placeAt(this.turnStarts, seconds - grace) + (step > 0 ? 1 : 0);
    return this.turns[Math.min(Math.max(place, 0), this.turns.length - 1)]?.start;
  }

  show(seconds, playing) {
    this.light("word", this.words[placeAt(this.wordStarts, seconds)], seconds);
    const changed = this.light("turn", this.turns[placeAt(this.turnStarts, seconds)]);
    if (changed && playing && this.follow?.checked) this.scroll(this.lit.turn);
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

  scroll(element) {
    element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  }
}
