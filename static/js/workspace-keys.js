// Scoring with the keyboard: which question is the present one, and what each key does to it.
// The player has Space, K, J, L, [ and ] for itself (player.js); nothing here takes those.

const WRITING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range])";

export const isWriting = (target) => target instanceof Element && target.closest(WRITING) !== null;

/** Whether a key belongs to something else: a modifier, a field being written in, an open dialog. */
export function busyElsewhere(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  return isWriting(event.target) || document.querySelector("dialog[open]") !== null;
}

export class Questions {
  /** `deeds`: { moment(question), submit() }, what the keys M and Ctrl+Enter do. */
  constructor(form, deeds) {
    this.form = form;
    this.deeds = deeds;
    this.all = [...form.querySelectorAll("[data-criterion]")];
    this.keysDialog = document.getElementById("keys");
    for (const question of this.all) this.showAnchor(question);
    form.addEventListener("focusin", (event) => this.follow(event.target));
    form.addEventListener("click", (event) => this.follow(event.target));
    form.addEventListener("change", (event) => this.changed(event.target));
    document.addEventListener("keydown", (event) => this.onKey(event));
    const problem = this.all.find((question) => "problem" in question.dataset);
    this.goTo(problem ?? this.all.find((question) => !this.answered(question)) ?? this.all[0], false);
  }

  get current() {
    return this.form.querySelector("[data-criterion][data-current]");
  }

  get required() {
    return this.all.filter((question) => "required" in question.dataset);
  }

  answered(question) {
    const number = question.querySelector(".question__number");
    return number ? number.value.trim() !== "" : question.querySelector("input:checked") !== null;
  }

  follow(target) {
    const question = target.closest("[data-criterion]");
    if (question && question !== this.current) this.mark(question);
  }

  mark(question) {
    this.current?.removeAttribute("data-current");
    question.dataset.current = "";
  }

  /** Make a question the present one; `focus` also moves the keyboard and the view there. */
  goTo(question, focus = true) {
    if (!question) return;
    this.mark(question);
    if (!focus) return;
    const field = question.querySelector("input:checked") ?? question.querySelector("input, textarea");
    field?.focus({ preventScroll: true });
    question.scrollIntoView({ block: "nearest" });
  }

  move(step) {
    const place = this.all.indexOf(this.current) + step;
    if (place >= this.all.length) this.form.querySelector("#summary")?.focus();
    else this.goTo(this.all[Math.max(place, 0)]);
  }

  choose(key) {
    const radio = this.current?.querySelector(`input[data-key="${key}"]`);
    if (!radio) return false;
    radio.checked = true;
    radio.focus({ preventScroll: true });
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  changed(target) {
    const question = target.closest("[data-criterion]");
    if (!question) return;
    this.showAnchor(question);
    if (this.answered(question)) this.showProblem(question, "");
  }

  /** Say under the answers what the chosen level looks like. */
  showAnchor(question) {
    const place = question.querySelector("[data-anchor-of]");
    if (!place) return;
    const chosen = question.querySelector("input:checked");
    place.replaceChildren();
    if (!chosen?.dataset.anchor) return;
    const name = document.createElement("b");
    name.textContent = chosen.closest("label").querySelector("span").textContent;
    place.append(name, " ", chosen.dataset.anchor);
  }

  showProblem(question, words) {
    const place = question.querySelector(".question__problem");
    place.textContent = words;
    place.hidden = !words;
    if (words) question.dataset.problem = "";
    else delete question.dataset.problem;
  }

  /** Mark every question that still needs an answer, go to the first; true where there is none. */
  complete(words) {
    const open = this.required.filter((question) => !this.answered(question));
    for (const question of open) this.showProblem(question, words);
    if (open.length) this.goTo(open[0]);
    return open.length === 0;
  }

  onKey(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.deeds.submit();
      return;
    }
    if (event.key === "Escape" && isWriting(event.target) && event.target.closest("[data-criterion]")) {
      this.goTo(event.target.closest("[data-criterion]"));
      return;
    }
    if (busyElsewhere(event)) return;
    const deed = this.deedFor(event);
    if (deed && deed() !== false) event.preventDefault();
  }

  deedFor(event) {
    const key = event.key.toLowerCase();
    if (/^[0-9n]$/.test(key)) return () => this.choose(key);
    if (key === "arrowdown" || key === "arrowup") {
      // There, the arrows scroll the conversation or move along the recording.
      if (event.target.closest(".workspace__conversation")) return null;
      return () => this.move(key === "arrowdown" ? 1 : -1);
    }
    return {
      m: () => this.deeds.moment(this.current),
      c: () => this.current?.querySelector(".question__comment, textarea")?.focus(),
      "?": () => this.keysDialog.showModal(),
    }[key];
  }
}
