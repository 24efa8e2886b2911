// Skipping silence: where nobody speaks, the sound jumps to just before the next word.

import { number } from "./number.js";

const LEAD_IN = 0.3; // seconds of a silence that stay at its beginning and end, so no word is clipped

export class Silences {
  /** `tally`: the element that says how much was skipped, with data-text "… {last} … {all} …". */
  constructor(root, tally) {
    this.url = root.dataset.waveform;
    this.tally = tally;
    this.spans = root.dataset.silences ? JSON.parse(root.dataset.silences) : null;
    this.all = 0;
    this.loading = null;
  }

  /** Learn where nobody speaks; asked for once, when somebody first wants to skip. */
  async load() {
    if (this.spans || !this.url) return;
    this.loading ??= fetch(`${this.url}?silences=1&bars=1`, { headers: { Accept: "application/json" } });
    const response = await this.loading;
    if (!this.spans) this.spans = response.ok ? (await response.clone().json()).silences : [];
  }

  /** Where to go on from `now`: the end of the silence around it, or null. */
  after(now) {
    const silence = this.spans?.find(([start, end]) => now >= start + LEAD_IN && now < end - LEAD_IN);
    return silence ? silence[1] - LEAD_IN : null;
  }

  /** Count what was jumped over, and say so. */
  note(seconds) {
    this.all += seconds;
    if (!this.tally) return;
    this.tally.textContent = this.tally.dataset.text
      .replace("{last}", number(seconds, 1))
      .replace("{all}", number(this.all, 1));
  }
}
