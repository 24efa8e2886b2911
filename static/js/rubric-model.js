// The rubric that is being written: its parts, and the verbs that change them. Knows no page.

import { rebalance } from "./rubric-weights.js";

const UNDO_STEPS = 30;

export class Model {
  /** `data`: { document, locked, language, words }. `changed(what)` is called after each change. */
  constructor(data, changed) {
    this.language = data.language;
    this.words = data.words;
    this.changed = changed;
    this.past = [];
    this.load(data.document, data.locked);
  }

  load(document, locked) {
    this.document = document;
    this.locked = new Set();
    for (const part of this.parts()) if (locked.includes(this.mark(part))) this.locked.add(part);
  }

  get sections() { return this.document.sections; }
  get questions() { return this.sections.flatMap((section) => section.criteria); }
  parts() { return [...this.sections, ...this.questions]; }
  isSection(part) { return Array.isArray(part.criteria); }
  sectionOf(question) { return this.sections.find((section) => section.criteria.includes(question)); }
  mark(part) { return `${this.isSection(part) ? "s" : "c"}:${part.key}`; }
  lockedMarks() { return [...this.locked].map((part) => this.mark(part)); }

  /** A text in the reader's language, else in any. */
  text(texts) {
    return texts?.[this.language] || texts?.en || Object.values(texts ?? {})[0] || "";
  }

  name(part) { return this.text(part.name) || this.words.untitled; }

  /** Whether a question has a share of the 100. */
  weighs(part) { return this.isSection(part) || (!part.bonus && part.kind !== "text"); }

  /** The parts whose weights reach 100 together with this one's. */
  group(part) {
    if (this.isSection(part)) return this.sections;
    const all = this.document.weighs === "criteria" ? this.questions : this.sectionOf(part).criteria;
    return all.filter((question) => this.weighs(question));
  }

  sum(group) { return Math.round(group.reduce((sum, part) => sum + part.weight, 0) * 1e6) / 1e6; }

  /** Type a weight: the others of its group follow. */
  setWeight(part, weight) {
    part.weight = Math.min(Math.max(weight, 0), 100);
    if (this.weighs(part)) this.balance(this.group(part), part);
    this.changed({ weights: true, typed: part });
  }

  balance(group, typed = null) {
    const locked = new Set(group.flatMap((part, i) => (this.locked.has(part) ? [i] : [])));
    const at = typed ? group.indexOf(typed) : null;
    const weights = rebalance(group.map((part) => part.weight), at, locked);
    group.forEach((part, i) => { part.weight = weights[i]; });
  }

  /** Rebalance every group, after parts came, went or moved. */
  balanceAll() {
    this.balance(this.sections);
    const groups = this.document.weighs === "criteria"
      ? [this.questions] : this.sections.map((section) => section.criteria);
    for (const group of groups) {
      const weighing = group.filter((question) => this.weighs(question));
      if (this.sum(weighing) !== 100) this.balance(weighing);
    }
  }

  lock(part, on) {
    if (on) this.locked.add(part);
    else this.locked.delete(part);
    this.changed({ weights: true });
  }

  freshKey(stem) {
    const taken = new Set(this.parts().map((part) => part.key));
    let number = taken.size;
    while (taken.has(`${stem}_${number}`)) number += 1;
    return `${stem}_${number}`;
  }

  /** Remember the present state, so that the next change can be taken back. */
  step() {
    this.past.push(JSON.stringify([this.document, this.lockedMarks()]));
    if (this.past.length > UNDO_STEPS) this.past.shift();
  }

  undo() {
    if (!this.past.length) return;
    this.load(...JSON.parse(this.past.pop()));
    this.changed({ structure: true });
  }

  freshQuestion(weight) {
    return {
      key: this.freshKey("question"), name: { [this.language]: this.words.new_question },
      guidance: {}, competency: null, kind: "scale", weight, critical: null, bonus: false,
      allow_na: true, minimum: 0, maximum: 4, anchors: [], options: [],
    };
  }

  addQuestion(section, after = null) {
    this.step();
    const siblings = section.criteria.filter((question) => this.weighs(question)).length;
    const question = this.freshQuestion(100 / Math.max(siblings, 1));
    const at = after ? section.criteria.indexOf(after) + 1 : section.criteria.length;
    section.criteria.splice(at, 0, question);
    return this.placed(question);
  }

  addSection() {
    this.step();
    const section = {
      key: this.freshKey("section"), name: { [this.language]: this.words.new_section },
      weight: 100 / this.sections.length, criteria: [],
    };
    section.criteria.push(this.freshQuestion(100));
    this.sections.push(section);
    return this.placed(section);
  }

  placed(part) {
    this.balanceAll();
    this.changed({ structure: true });
    return part;
  }

  duplicate(part) {
    this.step();
    const copy = structuredClone(part);
    const stem = part.key.slice(0, 50);
    copy.key = this.freshKey(stem);
    for (const [language, name] of Object.entries(copy.name)) {
      copy.name[language] = this.words.copy_of.replace("{name}", name);
    }
    const list = this.isSection(part) ? this.sections : this.sectionOf(part).criteria;
    list.splice(list.indexOf(part) + 1, 0, copy);
    if (this.isSection(copy)) this.renewKeys(copy);
    return this.placed(copy);
  }

  /** New keys for the questions of a copied section; its conditions follow them. */
  renewKeys(section) {
    const renewed = {};
    for (const question of section.criteria) {
      const old = question.key;
      question.key = "";
      renewed[old] = question.key = this.freshKey(old.slice(0, 50));
    }
    for (const { shown_if: condition } of section.criteria) {
      if (condition && renewed[condition.question]) condition.question = renewed[condition.question];
    }
  }

  /** Delete a part; false where it is the last of its kind. Gives the part to go to next. */
  remove(part) {
    const list = this.isSection(part) ? this.sections : this.sectionOf(part).criteria;
    if (list.length === 1) return null;
    this.step();
    const at = list.indexOf(part);
    list.splice(at, 1);
    this.locked.delete(part);
    this.placed(part);
    return list[Math.min(at, list.length - 1)];
  }

  /** Move by one place; a question at the end of its section goes on into the next one. */
  shift(part, by) {
    if (this.isSection(part)) {
      const to = this.sections.indexOf(part) + by;
      if (to < 0 || to >= this.sections.length) return false;
      return this.put(part, this.sections, to);
    }
    const section = this.sectionOf(part);
    const to = section.criteria.indexOf(part) + by;
    if (to >= 0 && to < section.criteria.length) return this.put(part, section.criteria, to);
    const next = this.sections[this.sections.indexOf(section) + by];
    if (!next || section.criteria.length === 1) return false;
    return this.put(part, next.criteria, by > 0 ? 0 : next.criteria.length);
  }

  /** Put a part at a place of a list (after it was taken out of where it stands). */
  put(part, list, at) {
    const from = this.isSection(part) ? this.sections : this.sectionOf(part).criteria;
    if (from !== list && from.length === 1) return false;
    this.step();
    from.splice(from.indexOf(part), 1);
    list.splice(at, 0, part);
    this.placed(part);
    return true;
  }

  /** Rename a key; conditions that speak of it follow. */
  setKey(part, key) {
    if (!this.isSection(part)) {
      for (const { shown_if: condition } of this.questions) {
        if (condition?.question === part.key) condition.question = key;
      }
    }
    part.key = key;
    this.changed({ part });
  }
}
