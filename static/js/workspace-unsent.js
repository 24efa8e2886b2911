// Answers that a closed tab could not send are sent from the list of reviews, each one's in its order.
// Those of a review that is no draft any more come back in words, for the person to copy.

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
  return { status: response.status, ...(response.status === 422 && (await response.json())) };
}

/** Send all; gives { sent, waiting, closed }: two counts and what nothing takes any more. What belongs to somebody else is left alone. */
export async function sendUnsent() {
  const found = { sent: 0, waiting: 0, closed: [] };
  for (const kept of unsent()) {
    const answer = await send(kept).catch(() => ({ status: 0 }));
    if (answer.status === 200) found.sent += 1;
    else if (answer.reason === "closed") found.closed.push({ ...kept, why: answer.message, words: answer.kept });
    else if (![403, 404].includes(answer.status)) found.waiting += 1;
  }
  return found;
}

/** Forget what this browser keeps for a review. */
export const putAway = (kept) => localStorage.removeItem(kept.key);
