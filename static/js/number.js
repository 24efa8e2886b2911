// Numbers as the language of the page writes them; the server's piece for it is core/i18n.py.

const LANGUAGE = document.documentElement.lang;

/** `value` with `digits` decimals, or with those it has, six at most. */
export function number(value, digits = null) {
  const format = { minimumFractionDigits: digits ?? 0, maximumFractionDigits: digits ?? 6, useGrouping: "always" };
  return new Intl.NumberFormat(LANGUAGE, format).format(value);
}

/** The signs between units and decimals, and between thousands, one after the other: ".,". */
export function separators() {
  const parts = new Intl.NumberFormat(LANGUAGE, { useGrouping: "always" }).formatToParts(1234.5);
  return ["decimal", "group"].map((name) => parts.find(({ type }) => type === name).value).join("");
}
