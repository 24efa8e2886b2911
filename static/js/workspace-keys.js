// Scoring with the keyboard: which question is the present one, and what each key does to it.
// The player has Space, K, J, L, [ and ] for itself (player.js); nothing here takes those.

import { busyElsewhere, isWriting } from "./writing.js";

export class Questions {
  /** `deeds`: { moment(question), submit(), undo(), redo(), hideScore() }: what keys do beside choosing. */
  constructor(form, deeds) {
    this.form = form;
    this.deeds = deeds;
    this.every = [...form.querySelectorAll("[data-criterion]")];
    this.keysDialog = document.getElementById("keys");
    for (const question of this.every) this.showAnchor(question);
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

  /** The questions that are asked now: a condition may hide others, with what was typed in them. */
  get all() {
    return this.every.filter((question) => !question.hidden);
  }

  get required() {
    return this.all.filter((question) => "required" in question.dataset);
  }

  answered(question) {
    const number = question.querySelector(".question__number");
    const given = number ? number.value.trim() !== "" : question.querySelector("input[type=radio]:checked") !== null;
    return given && !this.needsCause(question);
  }

  needsCause(question) {
    const causes = question.querySelector("[data-causes][data-cause-needed]:not([hidden])");
    return causes !== null && causes.querySelector(":checked") === null;
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
    const field = question.querySelector("input[type=radio]:checked") ?? question.querySelector("input, textarea");
    field?.focus({ preventScroll: true });
    question.scrollIntoView({ block: "nearest" });
  }

  move(step) {
    const place = this.all.indexOf(this.current) + step;
    if (place >= this.all.length) this.form.querySelector("#summary")?.focus();
    else this.goTo(this.all[Math.max(place, 0)]);
  }

  /** Go on to the next question that needs an answer, from the present one round to the first. */
  nextOpen() {
    const open = this.required.filter((question) => !this.answered(question));
    const place = this.all.indexOf(this.current);
    this.goTo(open.find((question) => this.all.indexOf(question) > place) ?? open[0]);
  }

  nameCause(place) {
    const box = this.current?.querySelectorAll("[data-causes]:not([hidden]) input[type=checkbox]")[place - 1];
    box?.click();
    return box !== undefined;
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
    const chosen = question.querySelector("input[type=radio]:checked");
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
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !isWriting(event.target)) {
      event.preventDefault();
      (event.shiftKey ? this.deeds.redo : this.deeds.undo)();
      return;
    }
    if (event.key === "Enter" && !event.defaultPrevented && event.target.matches("[data-criterion] input")) {
      event.preventDefault(); // else the browser would hand in the form
      this.move(1);
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
    const digit = event.shiftKey && event.code.match(/^Digit([1-9])$/);
    if (digit) return () => this.nameCause(Number(digit[1]));
    if (/^[0-9n]$/.test(key)) return () => this.choose(key);
    if (key === "arrowdown" || key === "arrowup") {
      // There, the arrows scroll the conversation or move along the recording.
      if (event.target.closest(".workspace__conversation")) return null;
      return () => this.move(key === "arrowdown" ? 1 : -1);
    }
    return {
      m: () => this.deeds.moment(this.current),
      u: () => this.nextOpen(),
      b: () => this.deeds.hideScore(),
      c: () => this.current?.querySelector(".question__comment, textarea")?.focus(),
      "?": () => this.keysDialog.showModal(),
    }[key];
  }
}
