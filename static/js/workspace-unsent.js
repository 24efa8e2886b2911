// Answers that a closed tab could not send are sent from the list of reviews, each one's in its order.

import { bodyOf } from "./workspace-autosave.js";

const PLACE = /^rubrica:unsent:(\/.+)$/; // see placeOf

function unsent() {
  const found = [];
  for (const key of Object.keys(localStorage)) {
    const url = key.match(PLACE)?.[1];
    if (!url) continue;
    try {
      found.push({ key, url, ...JSON.parse(localStorage.getItem(key)) });
    } catch {
      localStorage.removeItem(key); // not ours: written by something else
    }
  }
  return found.filter((kept) => kept.changes);
}

async function send(kept) {
  const response = await fetch(kept.url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
    },
    body: JSON.stringify(bodyOf(kept.revision, kept.changes, kept.seconds)),
  });
  if (response.ok) localStorage.removeItem(kept.key);
  return response.status;
}

/** Send all; counts {sent, waiting}. What belongs to somebody else is left alone. */
export async function sendUnsent() {
  const counts = { sent: 0, waiting: 0 };
  for (const kept of unsent()) {
    const status = await send(kept).catch(() => 0);
    if (status === 200) counts.sent += 1;
    else if (![403, 404].includes(status)) counts.waiting += 1;
  }
  return counts;
}
