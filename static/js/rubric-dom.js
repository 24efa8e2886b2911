// Small helpers for building the parts of the builder's page.

/** An element. `attributes`: "on..." are listeners, true/false set or leave out, others are text. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** `text` with its {names} filled in. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A number for a field: no needless digits, and with a point; what is only read is `number`. */
export const plain = (value) => (Number.isFinite(value) ? String(Math.round(value * 1e6) / 1e6) : "");

/** What somebody typed as a number, or null. */
export function numberIn(text) {
  const trimmed = text.trim().replace(",", ".");
  const value = Number(trimmed);
  return trimmed && Number.isFinite(value) ? value : null;
}

let fields = 0;

/** A labelled control: the control gets an id and, where there is one, its help. */
export function field(label, control, { help = null, wide = false } = {}) {
  fields += 1;
  control.id = `builder-${fields}`;
  if (help) control.setAttribute("aria-describedby", `${control.id}-help`);
  return h("div", { class: `field${wide ? " field--wide" : ""}` },
    h("label", { class: "field__label", for: control.id }, label), control,
    help ? h("p", { class: "field__help", id: `${control.id}-help` }, help) : null);
}

/** A field for a number; calls `set(number or null)` and marks what is no number. */
export function numberField(label, value, set, options = {}) {
  const control = h("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", value: plain(value ?? NaN),
    oninput: () => {
      const number = numberIn(control.value);
      const empty = control.value.trim() === "";
      const bad = empty ? !options.optional : number === null;
      control.toggleAttribute("aria-invalid", bad);
      if (!bad) set(empty ? null : number);
    },
  });
  return field(label, control, options);
}

/** A list to choose from: `choices` are [value, words]. */
export function choiceField(label, value, choices, set, options = {}) {
  const control = h("select", { onchange: () => set(control.value) },
    choices.map(([key, words]) => h("option", { value: key, selected: key === value }, words)));
  return field(label, control, options);
}

/** A box to tick. */
export function tick(label, value, set) {
  const box = h("input", { type: "checkbox", checked: Boolean(value), onchange: () => set(box.checked) });
  return h("label", { class: "builder__tick" }, box, h("span", {}, label));
}

/** A small button. */
export const button = (label, act, attributes = {}) =>
  h("button", { type: "button", class: "button button--small", onclick: act, ...attributes }, label);
