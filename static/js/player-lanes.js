// The lanes at a closer look: a stretch around the sound, drawn from finer peaks.
//
// The slider, the marks and the lanes always show the same stretch, the whole at first.

const EDGE = 0.9; // the stretch moves on when the sound has passed so much of it

export class Lanes {
  constructor(root, position, duration) {
    this.url = root.dataset.waveform;
    this.position = position;
    this.duration = duration;
    this.zoom = root.querySelector("[data-player-zoom]");
    this.marks = root.querySelector("[data-player-spans]");
    this.dots = root.querySelector(".lanes__marks");
    this.waves = [...root.querySelectorAll(".lane__wave")].map((svg) => ({
      svg, path: svg.querySelector("path"), box: svg.getAttribute("viewBox"), whole: svg.querySelector("path").getAttribute("d"),
    }));
    this.from = 0;
    this.until = duration;
    this.asked = 0;
    this.zoom?.addEventListener("change", () => this.around(Number(position.value)));
  }

  get length() {
    return Number(this.zoom?.value) || this.duration;
  }

  /** Keep `seconds` within the stretch that is shown. */
  follow(seconds) {
    if (this.length >= this.duration) return;
    const late = this.from + EDGE * (this.until - this.from);
    if (seconds < this.from || (seconds > late && this.until < this.duration)) this.around(seconds);
  }

  /** Show a stretch that begins a little before `seconds`. */
  around(seconds) {
    const length = Math.min(this.length, this.duration);
    this.from = Math.min(Math.max(seconds - 0.15 * length, 0), this.duration - length);
    this.until = this.from + length;
    this.position.min = this.from;
    this.position.max = this.until;
    this.position.value = seconds;
    this.marks?.setAttribute("viewBox", `${this.from} 0 ${length} 100`);
    this.placeDots();
    this.draw();
  }

  placeDots() {
    for (const dot of this.dots?.querySelectorAll("circle, .lane__cut") ?? []) {
      const across = dot.matches("circle") ? "cx" : "x";
      dot.dataset.share ??= parseFloat(dot.getAttribute(across)) / 100;
      const place = (dot.dataset.share * this.duration - this.from) / (this.until - this.from);
      dot.setAttribute(across, `${100 * place}%`);
      dot.setAttribute("visibility", place >= 0 && place <= 1 ? "visible" : "hidden");
    }
  }

  async draw() {
    const number = (this.asked += 1);
    if (this.length >= this.duration) return this.waves.forEach((wave) => this.put(wave, wave.box, wave.whole));
    const url = `${this.url}?from=${this.from.toFixed(1)}&until=${this.until.toFixed(1)}&bars=240`;
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok || number !== this.asked) return undefined; // the coarse picture stays, or a newer one comes
    const { lanes } = await response.json();
    return lanes.forEach((peaks, place) => {
      const strokes = peaks.map((peak, bar) => `M${bar}.5 ${100 - Math.max(peak, 3)}v${2 * Math.max(peak, 3)}`);
      if (this.waves[place]) this.put(this.waves[place], `0 0 ${peaks.length} 200`, strokes.join(""));
    });
  }

  put(wave, box, path) {
    wave.svg.setAttribute("viewBox", box);
    wave.path.setAttribute("d", path);
  }
}
