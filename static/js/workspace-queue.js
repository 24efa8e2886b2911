// The lists of what waits for somebody: what could not be sent is sent. In my queue, N takes the next review. Enter does so too, as the link has the focus at first.

import { busyElsewhere } from "./writing.js";
import { toast } from "./toast.js";
import { putAway, sendUnsent } from "./workspace-unsent.js";

const next = document.querySelector("[data-take-next]");

for (const hint of document.querySelectorAll("[data-needs-script]")) hint.hidden = false;

/** Show answers that no review takes any more, until they are put away. */
function showKept(kept) {
  const panel = document.querySelector("template[data-kept]").content.firstElementChild.cloneNode(true);
  const part = (name) => panel.querySelector(`[data-kept-${name}]`);
  part("why").textContent = kept.why;
  part("words").value = kept.words;
  part("words").rows = Math.min(kept.words.split("\n").length + 1, 12);
  part("review").href = kept.url.replace(/\/save$/, "");
  part("copy").addEventListener("click", async () => {
    part("words").select(); // where a page may not copy, the keys do
    const copied = await navigator.clipboard?.writeText(kept.words).then(() => true, () => false);
    if (copied) toast(part("copy").dataset.textCopied, "good");
  });
  part("away").addEventListener("click", () => {
    putAway(kept);
    panel.remove();
  });
  document.querySelector("[data-unsent]").before(panel);
}

let sending = false;

/** Say what became of answers that an earlier visit could not send. */
async function sendLater() {
  if (sending) return;
  sending = true;
  const box = document.querySelector("[data-unsent]");
  const found = await sendUnsent();
  if (found.sent) toast(box.dataset.textSent, "good");
  if (found.waiting) toast(box.dataset.textWaiting, "warn");
  for (const old of document.querySelectorAll("[data-kept-panel]")) old.remove();
  for (const kept of found.closed) showKept(kept);
  sending = false;
}

addEventListener("online", sendLater);
sendLater();

if (next) {
  next.focus({ preventScroll: true });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "n" || busyElsewhere(event)) return;
    event.preventDefault();
    next.click();
  });
}
