// The count that follows the form of a sampling plan: what may be drawn, in words, while one ticks.
const PAUSE = 300;

function follow(form) {
  const said = form.querySelector("[data-count]");
  let waiting = 0;
  let asked = null;

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const names = new Set([
      "channels", "teams", "reasons", "languages", "longer_than", "shorter_than", "kind", "days",
    ]);
    const values = [...new FormData(form)].filter(([name]) => names.has(name));
    const url = `${form.dataset.countUrl}?${new URLSearchParams(values)}`;
    try {
      const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "application/json" } });
      const { words, message } = await answer.json();
      said.textContent = words ?? message;
      said.removeAttribute("data-stale");
    } catch (error) {
      // A newer question has taken this one's place, or the network is away: the old words stay pale.
      if (error.name !== "AbortError") said.setAttribute("data-stale", "");
    }
  }

  form.addEventListener("input", () => {
    said.setAttribute("data-stale", "");
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
}

document.querySelectorAll("[data-plan-form]").forEach(follow);
