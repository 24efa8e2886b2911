// The recording and the transcript that follows it.
//
// Markup: components/player.html ([data-player], data-follows = id of a [data-transcript]).
// Elsewhere on the page, `data-play-from="12.3"` on a button plays from there.
// Tells the page: `player:time` on document, detail { seconds, playing }.
// Keys, unless somebody is typing: Space or K play, J and L five seconds, [ and ] speed.

import { Follower } from "./follower.js";

const STEP = 5;
const LEAD_OUT = 0.3; // seconds of a silence that stay, so that words are not clipped
const SHORTEST_SKIP = 1.2;

const clock = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

class Player {
  constructor(root) {
    this.root = root;
    this.audio = root.querySelector("[data-player-audio]");
    this.position = root.querySelector("[data-player-position]");
    this.now = root.querySelector("[data-player-now]");
    this.speed = root.querySelector("[data-player-speed]");
    this.skip = root.querySelector("[data-player-skip]");
    this.playButton = root.querySelector("[data-player-play]");
    this.silences = JSON.parse(root.dataset.silences || "[]");
    this.duration = Number(root.dataset.duration);
    const thread = document.getElementById(root.dataset.follows);
    this.follower = thread && new Follower(thread, root.querySelector("[data-player-follow]"));
    this.listen();
    this.reveal();
  }

  reveal() {
    this.root.dataset.ready = "";
    this.audio.controls = false;
    this.position.hidden = false;
    this.root.querySelector("[data-player-transport]").hidden = false;
    if (this.audio.error) this.fail();
    this.show();
  }

  listen() {
    this.audio.addEventListener("play", () => this.run());
    this.audio.addEventListener("pause", () => this.show());
    this.audio.addEventListener("seeked", () => this.show());
    this.audio.addEventListener("ended", () => this.show());
    this.audio.addEventListener("error", () => this.fail());
    this.position.addEventListener("input", () => this.seek(Number(this.position.value)));
    this.speed.addEventListener("change", () => this.setSpeed(Number(this.speed.value)));
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button === this.playButton) this.toggle();
      if (button.dataset.playerSeek) this.seek(this.audio.currentTime + Number(button.dataset.playerSeek));
      if (button.dataset.playerTurn) this.turn(Number(button.dataset.playerTurn));
    });
    this.follower?.onWord((seconds) => this.playFrom(seconds));
  }

  toggle() {
    if (this.audio.paused) this.play();
    else this.audio.pause();
  }

  async play() {
    try {
      await this.audio.play();
    } catch (problem) {
      // AbortError only says that a pause or a seek came first; autoplay may also be refused.
      if (problem.name !== "AbortError" && problem.name !== "NotAllowedError") this.fail();
    }
  }

  seek(seconds) {
    this.audio.currentTime = Math.min(Math.max(seconds, 0), this.duration);
    this.show();
  }

  playFrom(seconds) {
    this.seek(seconds);
    return this.play();
  }

  turn(step) {
    const start = this.follower?.turnStart(this.audio.currentTime, step);
    if (start !== undefined) this.seek(start);
  }

  setSpeed(value) {
    this.audio.playbackRate = value;
    this.speed.value = String(value);
  }

  changeSpeed(step) {
    const place = this.speed.selectedIndex + step;
    if (place >= 0 && place < this.speed.length) this.setSpeed(Number(this.speed.options[place].value));
  }

  skipSilence() {
    if (!this.skip.checked) return;
    const now = this.audio.currentTime;
    const silence = this.silences.find(
      ([start, end]) => now >= start + LEAD_OUT && now < end - LEAD_OUT && end - start > SHORTEST_SKIP,
    );
    if (silence) this.audio.currentTime = silence[1] - LEAD_OUT;
  }

  run() {
    this.show();
    if (this.audio.paused) return;
    this.skipSilence();
    requestAnimationFrame(() => this.run());
  }

  show() {
    const seconds = this.audio.currentTime;
    const playing = !this.audio.paused;
    this.position.value = String(seconds);
    this.position.setAttribute("aria-valuetext", `${clock(seconds)} / ${clock(this.duration)}`);
    this.now.textContent = clock(seconds);
    const { labelPlay, labelPause } = this.playButton.dataset;
    this.playButton.setAttribute("aria-label", playing ? labelPause : labelPlay);
    for (const part of this.playButton.querySelectorAll("[data-when]")) {
      part.hidden = (part.dataset.when === "playing") !== playing;
    }
    this.follower?.show(seconds, playing);
    document.dispatchEvent(new CustomEvent("player:time", { detail: { seconds, playing } }));
  }

  fail() {
    this.root.querySelector("[data-player-failed]").hidden = false;
    this.root.querySelector("[data-player-transport]").hidden = true;
    this.position.hidden = true;
  }
}

const root = document.querySelector("[data-player]");
const player = root && new Player(root);

/** Play from `seconds` after the start; does nothing on a page without a recording. */
export function playFrom(seconds) {
  return player?.playFrom(seconds);
}

/** Where the sound is, in seconds. */
export function currentTime() {
  return player ? player.audio.currentTime : 0;
}

function typing(target) {
  return target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range])");
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const onControl = event.target.closest("button, a, summary, input, label");
  const deeds = {
    " ": onControl ? null : () => player.toggle(),
    k: () => player.toggle(),
    j: () => player.seek(player.audio.currentTime - STEP),
    l: () => player.seek(player.audio.currentTime + STEP),
    "[": () => player.changeSpeed(-1),
    "]": () => player.changeSpeed(1),
  };
  const deed = deeds[event.key.toLowerCase()];
  if (!deed || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  deed();
}

/** A link to a moment (#t=12.3) opens the page there, without playing unasked. */
function openAtMoment() {
  const seconds = Number(new URLSearchParams(location.hash.slice(1)).get("t"));
  if (seconds > 0) player.seek(seconds);
}

if (player) {
  openAtMoment();
  window.addEventListener("hashchange", openAtMoment);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-play-from]");
    if (button) player.playFrom(Number(button.dataset.playFrom));
  });
}
