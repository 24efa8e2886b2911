// My queue: N takes the next review. Enter does so too, as the link has the focus at first.

import { busyElsewhere } from "./workspace-keys.js";

const next = document.querySelector("[data-take-next]");

for (const hint of document.querySelectorAll("[data-needs-script]")) hint.hidden = false;

if (next) {
  next.focus({ preventScroll: true });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "n" || busyElsewhere(event)) return;
    event.preventDefault();
    next.click();
  });
}
