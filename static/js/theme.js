// Light, dark or as the system has it. The choice is a cookie, so that the server draws the page
// right from the first byte.

const YEAR = 365 * 24 * 3600;
const root = document.documentElement;

function show(value) {
  if (value) root.dataset.theme = value;
  else delete root.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-value]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeValue === value));
  }
}

export function choose(value) {
  const age = value ? YEAR : 0;
  document.cookie = `theme=${value}; path=/; max-age=${age}; samesite=lax`;
  show(value);
  document.dispatchEvent(new CustomEvent("theme:change", { detail: { theme: value } }));
}

for (const place of document.querySelectorAll("[data-theme-switch]")) {
  place.hidden = false;
  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-value]");
    if (button) choose(button.dataset.themeValue);
  });
}
show(root.dataset.theme ?? "");

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  document.dispatchEvent(new CustomEvent("theme:change", { detail: { theme: "" } }));
});
