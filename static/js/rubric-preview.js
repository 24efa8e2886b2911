// The form as the evaluator will see it, with the score that the server gives the answers tried.

import { number } from "./number.js";
import { fill, h, plain } from "./rubric-dom.js";
import { levelsOf } from "./rubric-editor-question.js";

const WAIT_MS = 250;

export class Preview {
  /** `page`: { select(part), data, post(path, body) }. */
  constructor(root, result, model, page) {
    Object.assign(this, { root, result, model, page, words: model.words, answers: {}, shown: new Map() });
  }

  draw() {
    this.shown.clear();
    this.weights = new Map();
    this.root.replaceChildren(...this.model.sections.map((section) => {
      const title = h("h3", {}, this.model.name(section));
      const weight = h("span", { class: "section__weight number" });
      const box = h("section", { class: "preview__section" },
        h("div", { class: "section__title" }, title, weight), section.criteria.map((one) => this.question(one)));
      this.shown.set(section, title);
      this.weights.set(section, weight);
      return box;
    }));
    this.drawWeights();
    this.later();
  }

  drawWeights() {
    for (const [section, weight] of this.weights) weight.textContent = number(section.weight);
  }

  /** One part anew. */
  drawPart(part) {
    const shown = this.shown.get(part);
    if (!shown) return;
    if (this.model.isSection(part)) shown.textContent = this.model.name(part);
    else shown.replaceWith(this.question(part));
    this.later();
  }

  question(question) {
    const { model, words } = this;
    const badges = [
      question.critical ? h("span", { class: `badge badge--${question.critical === "all" ? "bad" : "warn"}` }, words.critical) : null,
      question.bonus ? h("span", { class: "badge badge--good" }, `+${number(question.weight)}`) : null,
    ];
    const box = h("div", { class: "question preview__question", "data-attribute": question.competency, role: "group",
      "aria-label": model.name(question), onclick: (event) => { if (event.target === event.currentTarget) this.page.select(question); } },
      h("p", { class: "question__name" }, model.name(question), " ", badges),
      model.text(question.guidance) ? h("p", { class: "question__guidance" }, model.text(question.guidance)) : null,
      this.answer(question), h("p", { class: "question__anchor" }));
    this.shown.set(question, box);
    this.drawAnchor(question, box);
    return box;
  }

  answer(question) {
    const { words, page } = this;
    if (question.kind === "text") return h("textarea", { rows: 2, "aria-label": this.model.name(question) });
    if (question.kind === "automatic") {
      const metric = page.data.metrics.find(({ key }) => key === question.automatic?.metric);
      return h("p", { class: "suggestion" }, fill(words.automatic_preview, { metric: metric?.name ?? "" }));
    }
    if (question.kind === "number") return this.numberAnswer(question);
    const choices = question.kind === "choice"
      ? question.options.map(({ value, texts }, i) => [value, String(i + 1), this.model.text(texts)])
      : levelsOf(question).map((value) => [value, number(value), this.levelName(question, value)]);
    const made = choices.map(([value, key, name]) => this.choice(question, value, key, name));
    if (question.allow_na) made.push(this.choice(question, "na", "N", words.na));
    return h("div", { class: "scale" }, made);
  }

  choice(question, value, key, name) {
    const input = h("input", { type: "radio", name: `try-${question.key}`, checked: this.answers[question.key] === value,
      onchange: () => this.give(question, value) });
    return h("label", { class: `choice${value === "na" ? " choice--na" : ""}` }, input, h("b", { class: "number" }, key), h("span", {}, name));
  }

  numberAnswer(question) {
    const input = h("input", { type: "text", inputmode: "decimal", class: "question__number", "aria-label": this.model.name(question),
      onchange: () => this.give(question, input.value.trim() === "" ? null : Number(input.value.replace(",", "."))) });
    input.value = plain(this.answers[question.key] ?? NaN);
    return input;
  }

  levelName(question, value) {
    if (question.kind === "yes_no") return value ? this.words.yes : this.words.no;
    return question.minimum === 0 && question.maximum === 4 ? this.words[`level_${value}`] ?? "" : "";
  }

  give(question, value) {
    if (value === null || Number.isNaN(value)) delete this.answers[question.key];
    else this.answers[question.key] = value;
    this.drawAnchor(question, this.shown.get(question));
    this.later();
  }

  drawAnchor(question, box) {
    const anchor = question.anchors?.find(({ value }) => value === this.answers[question.key]);
    box.querySelector(".question__anchor").textContent = anchor ? this.model.text(anchor.texts) : "";
  }

  /** Ask for the score a moment after the last change. */
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.score(), WAIT_MS);
  }

  async score() {
    const known = new Set(this.model.questions.map(({ key }) => key));
    const answers = Object.fromEntries(Object.entries(this.answers).filter(([key]) => known.has(key)));
    let found;
    try {
      found = await this.page.post("try", { document: this.model.document, answers });
    } catch {
      return; // offline: the autosave says so
    }
    this.show(found.body.settled ? found.body : null);
  }

  show(score) {
    const { words, result, model } = this;
    const seen = score ? new Set(score.visible) : null;
    for (const question of model.questions) {
      const hidden = seen !== null && !seen.has(question.key);
      this.shown.get(question)?.toggleAttribute("data-hidden", hidden);
      if (hidden) this.shown.get(question).title = words.hidden;
      else this.shown.get(question)?.removeAttribute("title");
    }
    if (!score) {
      result.replaceChildren(h("span", { class: "muted small" }, words.to_settle));
      return;
    }
    const points = score.quality === null ? words.no_score : fill(words.score, { score: number(score.quality, 1) });
    const notes = [
      score.band ? h("span", { class: "badge badge--accent" }, model.text(score.band)) : null,
      score.critical_failed.length ? h("span", { class: "bad small" }, words.critical_failed) : null,
      score.floors_missed.length ? h("span", { class: "warn small" }, words.floor_missed) : null,
    ];
    result.replaceChildren(h("b", { class: "number" }, points), ...notes.filter(Boolean));
  }
}
