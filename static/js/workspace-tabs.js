// Tells two tabs with the same review of each other. Which of them saves is not decided here.

import { placeOf } from "./workspace-autosave.js";

export function watchOtherTabs(form, report) {
  const channel = new BroadcastChannel(placeOf(form));
  channel.addEventListener("message", (event) => {
    if (event.data === "opened") channel.postMessage("open");
    report();
  });
  channel.postMessage("opened");
}
