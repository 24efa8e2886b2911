// Progress that is asked for each second until it is done.
//
// Markup: components/progress.html with status_url. The answer is JSON
// { share: 0 to 1 or null, state: "words", done: bool, failed: bool, url: where to go next or absent }.

const PAUSE = 1000;
const PATIENCE = 5; // answers that may fail in a row before we stop asking

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function ask(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

/** Ask `url` each second, hand every answer to `report`, and return the last one, or null if nobody answers. */
export async function poll(url, report) {
  let failures = 0;
  while (failures < PATIENCE) {
    try {
      const status = await ask(url);
      failures = 0;
      report(status);
      if (status.done || status.failed) return status;
    } catch {
      failures += 1;
    }
    await wait(PAUSE * (failures + 1));
  }
  return null;
}

/** Show an answer in a progress box: a bar and words. */
export function showProgress(box, status) {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-state-words]");
  if (status.share === null || status.share === undefined) bar.removeAttribute("value");
  else bar.value = status.share;
  if (status.done) bar.value = 1;
  if (words) words.textContent = status.state ?? "";
  box.dataset.state = status.failed ? "failed" : status.done ? "ready" : "working";
}

for (const box of document.querySelectorAll("[data-poll][data-status-url]")) {
  poll(box.dataset.statusUrl, (status) => showProgress(box, status)).then((last) => {
    if (last?.done && last.url) location.assign(last.url);
    else if (last?.done && "reload" in box.dataset) location.reload();
  });
}
