// Messages that come and are read out. `toast(text, "good" | "warn" | "bad" | "")` shows one;
// any part of the page may also dispatch a `toast` event with { text, kind } on the document.

const place = document.querySelector("[data-toasts]");
const READING_TIME = 8000;

function closer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast__close";
  button.dataset.toastClose = "";
  button.setAttribute("aria-label", place.dataset.closeLabel);
  button.textContent = "✕";
  return button;
}

export function toast(text, kind = "") {
  const box = document.createElement("div");
  box.className = `toast message--${kind}`;
  box.dataset.toast = "";
  const words = document.createElement("p");
  words.textContent = text;
  box.append(words, closer());
  place.append(box);
  // What went wrong stays until it is closed; the rest leaves when it has been read.
  if (kind !== "bad") setTimeout(() => box.remove(), READING_TIME);
}

if (place) {
  for (const button of place.querySelectorAll("[data-toast-close]")) button.hidden = false;
  place.addEventListener("click", (event) => {
    event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
  });
  document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.kind));
}
