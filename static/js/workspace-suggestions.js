// What the machine says at a question: beside it, or only once the person has answered.

const token = () => document.querySelector("meta[name=csrf-token]").content;

export class Suggestions {
  constructor(form, questions, autosave) {
    this.url = form.dataset.suggestionUrl;
    this.questions = questions;
    this.autosave = autosave;
    this.asked = new Set();
    this.queue = Promise.resolve();
    document.addEventListener("click", (event) => this.onClick(event.target)); // flags above the form show their turns too
    form.addEventListener("focusin", () => this.look());
  }

  /** Ask for what may be shown by now: one question after the other, each once. */
  look() {
    for (const question of this.questions.all) {
      if (!question.dataset.suggests || this.asked.has(question) || !this.mayShow(question)) continue;
      this.asked.add(question);
      this.queue = this.queue.then(() => this.load(question));
    }
  }

  mayShow(question) {
    if (question.dataset.suggests === "on") return question === this.questions.current;
    return this.autosave.clean && this.questions.answered(question);
  }

  async load(question, opinion = "") {
    const url = this.url.replace(/0$/, question.dataset.criterion);
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        headers: { "X-CSRFToken": token() },
        body: new URLSearchParams(opinion ? { opinion } : {}),
      });
    } catch {
      this.asked.delete(question); // without a connection: asked again after the next save
      return;
    }
    if (response.status !== 200) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const place = question.querySelector("[data-suggestion]");
    place.replaceChildren(...page.body.children);
    if (opinion) place.querySelector(`[data-opinion="${opinion}"]`)?.focus();
  }

  onClick(target) {
    const opinion = target.closest("[data-opinion]");
    if (opinion) this.load(opinion.closest("[data-criterion]"), opinion.dataset.opinion);
    const turn = target.closest("[data-go-turn]");
    if (turn) this.goToTurn(turn.dataset.goTurn);
  }

  goToTurn(position) {
    const turn = document.querySelector(`.turn[data-position="${CSS.escape(position)}"]`);
    document.querySelector(".turn[data-shown]")?.removeAttribute("data-shown");
    if (!turn) return;
    turn.dataset.shown = "";
    turn.scrollIntoView({ block: "center" });
  }
}
