// What a question asks for: its levels, options, metric, condition and root causes.

import { number } from "./number.js";
import { button, choiceField, field, fill, h, numberField, numberIn, plain, tick } from "./rubric-dom.js";

const LONGEST_SCALE = 20;
const TESTS = ["one_of", "at_most", "at_least", "not_applicable"];

const group = (legend, ...children) =>
  h("fieldset", { class: "builder__group" }, h("legend", {}, legend), ...children);

/** The fields of the answer, by the kind of question. */
export function answerFields(editor, question) {
  if (question.kind === "text") return null;
  if (question.kind === "automatic") return automaticFields(editor, question);
  if (question.kind === "choice") return optionFields(editor, question);
  if (question.kind === "number") return ends(editor, question);
  const fields = question.kind === "scale" ? ends(editor, question, true) : null;
  return h("div", { class: "stack stack--tight" }, fields, anchorFields(editor, question));
}

function ends(editor, question, redraw = false) {
  const end = (name) => {
    const made = numberField(editor.words[name], question[name], (value) => editor.set(question, name, value));
    if (redraw) made.querySelector("input").addEventListener("change", () => editor.draw());
    return made;
  };
  return h("div", { class: "builder__pair" }, end("minimum"), end("maximum"));
}

/** The values that can be chosen on a scale or by yes and no. */
export function levelsOf(question) {
  const { minimum: low, maximum: high } = question;
  const whole = Number.isInteger(low) && Number.isInteger(high) && high - low <= LONGEST_SCALE;
  const usual = whole ? Array.from({ length: Math.max(high - low + 1, 0) }, (_, i) => low + i) : [];
  const anchored = question.anchors.map(({ value }) => value);
  return [...new Set([...usual, ...anchored])].sort((a, b) => a - b);
}

function anchorFields(editor, question) {
  const { words } = editor;
  const levels = levelsOf(question);
  if (!levels.length) return null;
  return h("details", { class: "disclosure", open: levels.length <= 5 }, h("summary", {}, words.anchors),
    levels.map((value) => {
      const kept = question.anchors.find((anchor) => anchor.value === value);
      const texts = kept?.texts ?? {};
      const list = () => {
        const there = question.anchors.some((anchor) => anchor.texts === texts);
        const wanted = Object.keys(texts).length > 0;
        if (wanted && !there) question.anchors.push({ value, texts });
        if (!wanted) question.anchors = question.anchors.filter((anchor) => anchor.texts !== texts);
        question.anchors.sort((a, b) => a.value - b.value);
      };
      return editor.text(fill(words.anchor_of, { value: number(value) }), texts, { list });
    }));
}

function optionFields(editor, question) {
  const { words } = editor;
  const range = () => {
    const values = question.options.map(({ value }) => value);
    [question.minimum, question.maximum] = [Math.min(...values), Math.max(...values)];
    editor.model.changed({ part: question });
  };
  return group(words.options,
    question.options.map((option, i) => h("div", { class: "builder__line" },
      numberField(words.option_value, option.value, (value) => { option.value = value; range(); }),
      editor.text(words.name, option.texts),
      question.options.length > 2
        ? button("×", () => { question.options.splice(i, 1); range(); editor.draw(); }, { "aria-label": words.remove })
        : null)),
    button(words.add_option, () => {
      const most = Math.max(...question.options.map(({ value }) => value));
      question.options.push({ value: most + 1, texts: {} });
      range();
      editor.draw();
    }));
}

function automaticFields(editor, question) {
  const { words } = editor;
  const how = question.automatic;
  const again = () => { editor.model.changed({ part: question }); editor.draw(); };
  const metrics = editor.page.data.metrics.map(({ key, name }) => [key, name]);
  return group(words.kind_automatic,
    choiceField(words.metric, how.metric, metrics, (value) => editor.set(how, "metric", value), { wide: true }),
    how.steps.map((step, i) => h("div", { class: "builder__line" },
      numberField(words.up_to, step.up_to, (value) => editor.set(step, "up_to", value)),
      numberField(words.points, step.points, (value) => editor.set(step, "points", value)),
      how.steps.length > 1
        ? button("×", () => { how.steps.splice(i, 1); again(); }, { "aria-label": words.remove }) : null)),
    button(words.add_step, () => {
      const last = how.steps.at(-1);
      how.steps.push({ up_to: last.up_to + 1, points: Math.max(last.points - 50, 0) });
      again();
    }),
    numberField(words.above, how.above, (value) => editor.set(how, "above", value)),
    tick(words.override, how.override, (value) => editor.set(how, "override", value)));
}

/** Ask only if an earlier question was answered in a certain way. */
export function conditionFields(editor, question) {
  const { words, model } = editor;
  const all = model.questions;
  const earlier = all.slice(0, all.indexOf(question)).filter(({ kind }) => kind !== "text");
  if (!earlier.length && !question.shown_if) return null;
  const condition = question.shown_if;
  const choices = [["", words.always], ...earlier.map((one) => [one.key, model.name(one)])];
  const pick = choiceField(words.shown_if, condition?.question ?? "", choices, (key) => {
    if (key) question.shown_if = { question: key, at_most: model.questions.find((q) => q.key === key).minimum };
    else delete question.shown_if;
    editor.set(question, "kind", question.kind, { redraw: true });
  }, { wide: true });
  return group(words.shown_if, pick, condition ? testFields(editor, question, condition) : null);
}

function testFields(editor, question, condition) {
  const { words } = editor;
  const test = TESTS.find((name) => name in condition);
  const change = (name, value, redraw = false) => {
    question.shown_if = { question: condition.question, [name]: value };
    Object.assign(condition, question.shown_if);
    editor.set(question, "kind", question.kind, { redraw });
  };
  const usual = [condition.one_of?.[0], condition.at_most, condition.at_least].find(Number.isFinite) ?? 0;
  const first = { one_of: [usual], at_most: usual, at_least: usual, not_applicable: true };
  return h("div", { class: "builder__pair" },
    choiceField(words.values, test, TESTS.map((name) => [name, words[name]]), (name) => change(name, first[name], true)),
    test === "not_applicable" ? null : test === "one_of"
      ? valuesField(words, condition.one_of, (values) => change("one_of", values))
      : numberField(words.points, condition[test], (value) => change(test, value)));
}

function valuesField(words, values, set) {
  const control = h("input", { type: "text", autocomplete: "off", value: values.map(plain).join(", "),
    oninput: () => {
      const numbers = control.value.split(/[,;\s]+/).filter(Boolean).map(numberIn);
      const bad = !numbers.length || numbers.includes(null);
      control.toggleAttribute("aria-invalid", bad);
      if (!bad) set(numbers);
    } });
  return field(words.values, control, { help: words.values_help });
}

/** Which causes a low answer asks for. */
export function causeFields(editor, question) {
  const { words, model } = editor;
  const asked = question.root_causes;
  const again = () => { model.changed({ part: question }); editor.draw(); };
  const on = tick(words.ask_causes, asked, (value) => {
    if (value) question.root_causes = { below: (question.minimum + question.maximum) / 2, required: false, causes: [{ key: "cause_1", texts: {} }] };
    else delete question.root_causes;
    again();
  });
  if (!asked) return group(words.root_causes, on);
  const freshKey = () => {
    let number = asked.causes.length + 1;
    while (asked.causes.some(({ key }) => key === `cause_${number}`)) number += 1;
    return `cause_${number}`;
  };
  return group(words.root_causes, on,
    numberField(words.below, asked.below, (value) => editor.set(asked, "below", value)),
    tick(words.causes_required, asked.required, (value) => editor.set(asked, "required", value)),
    asked.causes.map((cause, i) => h("div", { class: "builder__line" },
      editor.text(words.cause, cause.texts),
      asked.causes.length > 1
        ? button("×", () => { asked.causes.splice(i, 1); again(); }, { "aria-label": words.remove }) : null)),
    button(words.add_cause, () => { asked.causes.push({ key: freshKey(), texts: {} }); again(); }));
}
