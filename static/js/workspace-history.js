// Undo and redo: each step knows the answers, moments and words before and after it. The steps outlive
// a reload in this tab, for as long as nobody else has saved the review meanwhile.

const MOST_STEPS = 200;
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class History {
  /** `bring(change)` shows a change on the page and saves it by `autosave`, which counts the saves. */
  constructor(form, bring, autosave) {
    this.bring = bring;
    this.autosave = autosave;
    this.place = `${autosave.place}:undo`;
    this.past = [];
    this.future = [];
    this.buttons = { undo: form.querySelector("[data-undo]"), redo: form.querySelector("[data-redo]") };
    this.buttons.undo.addEventListener("click", () => this.undo());
    this.buttons.redo.addEventListener("click", () => this.redo());
  }

  /** Note a step, unless nothing changes by it. */
  did(before, after) {
    if (same(before, after)) return;
    this.past = [...this.past, { before, after }].slice(-MOST_STEPS);
    this.future = [];
    this.show();
  }

  undo() {
    const step = this.past.pop();
    if (!step) return;
    this.future.push(step);
    this.bring(step.before);
    this.show();
  }

  redo() {
    const step = this.future.pop();
    if (!step) return;
    this.past.push(step);
    this.bring(step.after);
    this.show();
  }

  /** The steps of before a reload; none where the review is at another save than they were. */
  restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.place));
    if (kept?.revision !== this.autosave.revision) return;
    this.past = kept.past;
    this.future = kept.future;
    this.show();
  }

  keep() {
    const { past, future } = this;
    try {
      sessionStorage.setItem(this.place, JSON.stringify({ revision: this.autosave.revision, past, future }));
    } catch {
      sessionStorage.removeItem(this.place); // no room: undoing works until the page is left
    }
  }

  show() {
    this.keep();
    this.buttons.undo.disabled = this.past.length === 0;
    this.buttons.redo.disabled = this.future.length === 0;
  }
}
