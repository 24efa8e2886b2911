// The list of sections and questions: choose, weigh, lock, move by keys or by dragging.

import { fill, h, numberIn, plain } from "./rubric-dom.js";

export class Outline {
  /** `page`: { select(part), say(words) }. */
  constructor(root, model, page) {
    Object.assign(this, { root, model, page, words: model.words, rows: new Map(), selected: null });
    root.addEventListener("keydown", (event) => this.onKey(event));
  }

  draw() {
    this.rows.clear();
    const sections = this.model.sections.map((section) => {
      const questions = h("ol", { class: "outline__questions" },
        section.criteria.map((question) => this.row(question)));
      questions.append(h("li", { class: "outline__add" }, h("button", {
        type: "button", class: "button button--quiet button--small",
        onclick: () => this.page.select(this.model.addQuestion(section), true),
      }, this.words.add_question)));
      const item = this.row(section);
      item.append(questions);
      return item;
    });
    this.root.replaceChildren(...sections);
    this.drawWeights();
    this.mark(this.selected);
  }

  row(part) {
    const { model, words } = this;
    const choose = h("button", { type: "button", class: "outline__name", onclick: () => this.page.select(part) });
    const weight = h("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", class: "outline__weight number",
      oninput: () => {
        const value = numberIn(weight.value);
        weight.toggleAttribute("aria-invalid", value === null || value < 0);
        if (value !== null && value >= 0) model.setWeight(part, value);
      },
      onblur: () => { weight.value = plain(part.weight); weight.removeAttribute("aria-invalid"); },
    });
    const lock = h("button", { type: "button", class: "outline__lock", title: words.lock,
      onclick: () => model.lock(part, !model.locked.has(part)) });
    const section = model.isSection(part);
    const line = h("div", { class: "outline__line", draggable: "true" }, choose, weight, lock);
    const item = h("li", { class: section ? "outline__section" : "outline__question" }, line);
    this.drag(line, part);
    this.rows.set(part, { item, choose, weight, lock, line });
    this.drawName(part);
    return item;
  }

  /** One row anew: what a key stroke in the editor changes. */
  drawName(part) {
    const row = this.rows.get(part);
    if (!row) return;
    const { model, words } = this;
    const name = model.name(part);
    const kind = model.isSection(part) ? null : h("span", { class: "outline__kind" }, words[`kind_${part.kind}`]);
    row.choose.replaceChildren(h("span", { class: "outline__text" }, name), ...(kind ? [kind] : []));
    row.item.toggleAttribute("data-critical", Boolean(part.critical));
    row.item.toggleAttribute("data-bonus", Boolean(part.bonus));
    row.item.toggleAttribute("data-conditional", Boolean(part.shown_if));
    row.weight.setAttribute("aria-label", fill(words.weight_of, { name }));
    row.weight.hidden = part.kind === "text";
    row.lock.hidden = !model.weighs(part);
    row.lock.setAttribute("aria-label", `${words.lock}: ${name}`);
  }

  /** All weights and locks anew, but for the one being typed. */
  drawWeights() {
    for (const [part, { weight, lock, item }] of this.rows) {
      if (weight !== document.activeElement) {
        const shown = plain(part.weight);
        if (weight.value !== shown) weight.value = shown;
      }
      const locked = this.model.locked.has(part);
      if (lock.getAttribute("aria-pressed") !== String(locked)) {
        lock.setAttribute("aria-pressed", String(locked));
        item.toggleAttribute("data-locked", locked);
      }
    }
  }

  mark(part) {
    this.rows.get(this.selected)?.choose.removeAttribute("aria-current");
    this.selected = part;
    this.rows.get(part)?.choose.setAttribute("aria-current", "true");
  }

  focus(part) {
    const choose = this.rows.get(part)?.choose;
    choose?.focus();
    choose?.scrollIntoView({ block: "nearest" });
  }

  /** Arrows go from row to row; with Alt they take the row along. */
  onKey(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const part = [...this.rows].find(([, row]) => row.choose === event.target)?.[0];
    if (!by || !part || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (event.altKey) this.move(part, by);
    else this.focus(this.neighbour(part, by));
  }

  neighbour(part, by) {
    const order = [...this.root.querySelectorAll(".outline__name")];
    const next = order[order.indexOf(this.rows.get(part).choose) + by];
    return [...this.rows].find(([, row]) => row.choose === next)?.[0] ?? part;
  }

  move(part, by) {
    if (!this.model.shift(part, by)) return;
    this.focus(part);
    const list = this.model.isSection(part) ? this.model.sections : this.model.sectionOf(part).criteria;
    this.page.say(fill(this.words.moved, {
      name: this.model.name(part), place: list.indexOf(part) + 1, all: list.length,
    }));
  }

  drag(line, part) {
    const { model } = this;
    const fits = () => this.dragged && this.dragged !== part &&
      (!model.isSection(this.dragged) || model.isSection(part));
    line.addEventListener("dragstart", (event) => {
      this.dragged = part;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", model.name(part));
    });
    line.addEventListener("dragend", () => { this.dragged = null; });
    line.addEventListener("dragover", (event) => {
      if (!fits()) return;
      event.preventDefault();
      line.toggleAttribute("data-drop", true);
    });
    line.addEventListener("dragleave", () => line.removeAttribute("data-drop"));
    line.addEventListener("drop", (event) => {
      line.removeAttribute("data-drop");
      if (!fits()) return;
      event.preventDefault();
      this.drop(this.dragged, part);
    });
  }

  /** Dropped on a section: a question becomes its first; on a question: it takes that place. */
  drop(moved, target) {
    const { model } = this;
    if (model.isSection(moved)) model.put(moved, model.sections, model.sections.indexOf(target));
    else if (model.isSection(target)) model.put(moved, target.criteria, 0);
    else {
      const list = model.sectionOf(target).criteria;
      model.put(moved, list, list.indexOf(target));
    }
    this.focus(moved);
  }
}
