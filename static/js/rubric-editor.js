// The editor of the chosen part: the rubric itself, a section or a question.

import { button, choiceField, field, fill, h, numberField, tick } from "./rubric-dom.js";
import { answerFields, causeFields, conditionFields } from "./rubric-editor-question.js";

const LANGUAGES = ["en", "es", "ca"];
const KINDS = ["scale", "yes_no", "choice", "number", "automatic", "text"];
const FIXED = { yes_no: [0, 1], text: [0, 1], automatic: [0, 100] };

export class Editor {
  /** `page`: { select(part), data }. The part null is the rubric itself. */
  constructor(root, model, page) {
    Object.assign(this, { root, model, page, words: model.words, part: null });
    this.language = model.language;
  }

  draw(part = this.part) {
    this.part = part;
    const { model } = this;
    this.texts = [];
    const body = part === null ? this.rubricFields()
      : model.isSection(part) ? this.sectionFields(part) : this.questionFields(part);
    this.root.replaceChildren(this.head(part), ...body);
    this.drawMissing();
  }

  head(part) {
    const { words, model } = this;
    const what = part === null ? words.rubric : model.isSection(part) ? words.section : words.question;
    this.tabs = LANGUAGES.map((language) => h("button", {
      type: "button", "aria-pressed": String(language === this.language),
      onclick: () => { this.language = language; this.draw(); this.tabs[LANGUAGES.indexOf(language)].focus(); },
    }, language));
    this.missing = h("p", { class: "builder__missing small" });
    return h("div", { class: "builder__head" },
      h("div", { class: "row row--between" }, h("h2", {}, what),
        h("div", { class: "segments", role: "group" }, this.tabs)),
      this.missing, part ? this.verbs(part) : null);
  }

  verbs(part) {
    const { words, model, page } = this;
    const shift = (by) => () => page.shift(part, by);
    return h("div", { class: "builder__verbs" },
      button(words.up, shift(-1)), button(words.down, shift(1)),
      button(words.duplicate, () => page.select(model.duplicate(part), true)),
      button(words.remove, () => page.remove(part), { class: "button button--small button--danger" }));
  }

  /** A text in the language that is shown; the other languages stay as they are. */
  text(label, texts, { long = false, help = null, list = null } = {}) {
    this.texts.push(texts);
    const other = Object.values(texts).find(Boolean) ?? "";
    const control = h(long ? "textarea" : "input", {
      ...(long ? { rows: 3 } : { type: "text" }), lang: this.language, autocomplete: "off",
      placeholder: texts[this.language] ? null : other,
      oninput: () => {
        if (control.value.trim()) texts[this.language] = control.value;
        else delete texts[this.language];
        list?.();
        this.drawMissing();
        this.model.changed({ part: this.part });
      },
    });
    control.value = texts[this.language] ?? "";
    return field(`${label} (${this.language})`, control, { help, wide: true });
  }

  drawMissing() {
    const used = this.texts.filter((texts, i) => i === 0 || Object.keys(texts).length);
    const lacking = LANGUAGES.filter((language) => used.some((texts) => !texts[language]));
    this.missing.textContent = lacking.length
      ? fill(this.words.missing, { languages: lacking.join(", ") }) : "";
    this.tabs.forEach((tab, i) => tab.toggleAttribute("data-missing", lacking.includes(LANGUAGES[i])));
  }

  /** Set a field of a part and say so. `redraw`: the fields below depend on it. */
  set(part, name, value, { redraw = false, balance = false } = {}) {
    part[name] = value;
    if (balance) this.model.balanceAll();
    this.model.changed({ part: this.part, weights: balance });
    if (redraw) this.draw();
  }

  rubricFields() {
    const { words, model } = this;
    const rubric = model.document;
    const share = (name, other) => numberField(words[name], rubric[name], (value) => {
      rubric[name] = Math.min(Math.max(value, 0), 100);
      rubric[other] = Math.round((100 - rubric[name]) * 1e6) / 1e6;
      model.changed({ part: null });
      const twin = this.root.querySelector(`[data-share="${other}"] input`);
      twin.value = rubric[other];
    });
    const shares = [["quality_weight", "speed_weight"], ["speed_weight", "quality_weight"]];
    const weighs = ["sections", "criteria"].map((key) => [key, words[`weighs_${key}`]]);
    return [
      this.text(words.name, rubric.name),
      this.text(words.description, rubric.description, { long: true }),
      h("div", { class: "builder__pair" }, shares.map(([name, other]) => {
        const made = share(name, other);
        made.dataset.share = name;
        return made;
      })),
      numberField(words.quality_floor, rubric.quality_floor,
        (value) => this.set(rubric, "quality_floor", value), { optional: true, help: words.quality_floor_help }),
      choiceField(words.weighs, rubric.weighs, weighs, (value) => {
        model.step();
        this.set(rubric, "weighs", value, { balance: true });
      }),
      this.bandFields(rubric),
    ];
  }

  bandFields(rubric) {
    const { words } = this;
    const bands = rubric.bands ?? [];
    const again = () => { rubric.bands = bands; this.model.changed({ part: null }); this.draw(); };
    return h("fieldset", { class: "builder__group" }, h("legend", {}, words.bands),
      bands.map((band, i) => h("div", { class: "builder__line" },
        numberField(words.band_from, band.from, (value) => this.set(band, "from", value)),
        this.text(words.name, band.name),
        button("×", () => { bands.splice(i, 1); again(); }, { "aria-label": words.remove }))),
      button(words.add_band, () => {
        const last = bands.at(-1)?.from;
        bands.push({ from: last === undefined ? 0 : Math.min(last + 20, 100), name: {} });
        again();
      }));
  }

  sectionFields(section) {
    const { words } = this;
    return [
      this.text(words.name, section.name),
      numberField(words.floor, section.floor, (value) => {
        if (value === null) delete section.floor;
        else section.floor = value;
        this.model.changed({ part: section });
      }, { optional: true, help: words.floor_help }),
      this.keyField(section),
    ];
  }

  questionFields(question) {
    const { words } = this;
    const kinds = KINDS.map((kind) => [kind, words[`kind_${kind}`]]);
    const measures = [["", words.none], ...this.page.data.competencies.map(
      (competency) => [competency.key, this.model.text(competency.name)])];
    return [
      this.text(words.name, question.name),
      this.text(words.guidance, question.guidance, { long: true }),
      h("div", { class: "builder__pair" },
        choiceField(words.kind, question.kind, kinds, (kind) => this.setKind(question, kind)),
        choiceField(words.competency, question.competency ?? "", measures,
          (value) => this.set(question, "competency", value || null))),
      answerFields(this, question),
      this.ruleFields(question),
      conditionFields(this, question),
      question.kind === "text" ? null : causeFields(this, question),
      this.keyField(question),
    ].filter(Boolean);
  }

  ruleFields(question) {
    const { words } = this;
    const na = tick(words.allow_na, question.allow_na, (value) => this.set(question, "allow_na", value));
    if (question.kind === "text") return null;
    const critical = [null, "section", "all"].map((key) => [key ?? "", words[`critical_${key ?? "none"}`]]);
    return h("fieldset", { class: "builder__group" }, h("legend", {}, words.rules),
      question.bonus ? null : choiceField(words.critical, question.critical ?? "", critical,
        (value) => this.set(question, "critical", value || null, { redraw: true })),
      question.critical ? null : tick(words.bonus, question.bonus, (value) => {
        this.model.step();
        if (value) question.weight = Math.min(question.weight, 5);
        this.set(question, "bonus", value, { redraw: true, balance: true });
      }),
      na);
  }

  /** Another kind: what the old one had and the new one cannot have goes. */
  setKind(question, kind) {
    this.model.step();
    if (question.kind === "text" || kind === "text") question.weight = kind === "text" ? 0 : 10;
    if (kind === "text") Object.assign(question, { bonus: false, critical: null, anchors: [] });
    if (kind === "text") delete question.root_causes;
    if (kind !== "automatic") delete question.automatic;
    question.options = [];
    [question.minimum, question.maximum] = FIXED[kind] ?? (kind === "scale" ? [0, 4] : [0, 1]);
    if (kind === "choice") question.options = [0, 1].map((value) => ({ value, texts: {} }));
    if (kind === "automatic") {
      question.anchors = [];
      question.automatic = { metric: "handle_time_ratio", steps: [{ up_to: 1, points: 100 }], above: 0, override: false };
    }
    question.anchors = question.anchors.filter(
      ({ value }) => value >= question.minimum && value <= question.maximum);
    this.set(question, "kind", kind, { redraw: true, balance: true });
  }

  keyField(part) {
    const control = h("input", { type: "text", autocomplete: "off", spellcheck: "false",
      onchange: () => this.model.setKey(part, control.value.trim()) });
    control.value = part.key;
    return h("details", { class: "disclosure" }, h("summary", {}, this.words.key),
      field(this.words.key, control, { help: this.words.key_help }));
  }
}
