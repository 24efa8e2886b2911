// The lists of what waits for somebody: what could not be sent is sent. In my queue, N takes the next review. Enter does so too, as the link has the focus at first.

import { busyElsewhere } from "./writing.js";
import { toast } from "./toast.js";
import { sendUnsent } from "./workspace-unsent.js";

const next = document.querySelector("[data-take-next]");

for (const hint of document.querySelectorAll("[data-needs-script]")) hint.hidden = false;

/** Say what became of answers that an earlier visit could not send. */
async function sendLater() {
  const box = document.querySelector("[data-unsent]");
  const counts = await sendUnsent();
  if (counts.sent) toast(box.dataset.textSent, "good");
  if (counts.waiting) toast(box.dataset.textWaiting, "warn");
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
