// Undo and redo: each step knows the answers, moments and words before and after it.

const MOST_STEPS = 200;
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class History {
  /** `bring(change)` shows a change on the page and saves it; the buttons are those of the save bar. */
  constructor(form, bring) {
    this.bring = bring;
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

  show() {
    this.buttons.undo.disabled = this.past.length === 0;
    this.buttons.redo.disabled = this.future.length === 0;
  }
}
