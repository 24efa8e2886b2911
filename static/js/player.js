// The recording and the transcript that follows it.
//
// Markup: components/player.html ([data-player], data-follows = id of a [data-transcript]).
// Elsewhere on the page, `data-play-from="12.3"` on a button plays from there.
// Tells the page: `player:time` on document, detail { seconds, playing }.
// Speed and skipping are kept in this browser, from one call to the next. Keys: player-keys.js.

import { Follower } from "./follower.js";
import { listenToKeys } from "./player-keys.js";
import { Lanes } from "./player-lanes.js";
import { Silences } from "./player-silence.js";

const HABITS = "rubrica:player";

const two = (number) => String(Math.floor(number)).padStart(2, "0");
const clock = (seconds) => {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

/** What was chosen for an earlier call: { speed, skip }. */
function habits() {
  try {
    return JSON.parse(localStorage.getItem(HABITS)) ?? {};
  } catch {
    return {}; // written by something else, or storage is closed
  }
}

function keepHabits(changed) {
  try {
    localStorage.setItem(HABITS, JSON.stringify({ ...habits(), ...changed }));
  } catch {
    // storage is closed in this browser: the choice holds for this page
  }
}

class Player {
  constructor(root) {
    const part = (name) => root.querySelector(`[data-player-${name}]`);
    this.root = root;
    this.audio = part("audio");
    this.position = part("position");
    this.now = part("now");
    this.speed = part("speed");
    this.skip = part("skip");
    this.follow = part("follow");
    this.help = part("keys");
    this.playButton = part("play");
    this.duration = Number(root.dataset.duration);
    this.silences = new Silences(root, part("skipped"));
    this.lanes = new Lanes(root, this.position, this.duration);
    const thread = document.getElementById(root.dataset.follows);
    this.follower = thread && new Follower(thread, this.follow);
    this.listen();
    this.takeUpHabits();
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

  takeUpHabits() {
    const { speed, skip } = habits();
    if ([...this.speed.options].some((option) => option.value === String(speed))) this.setSpeed(speed);
    this.skip.checked = Boolean(skip);
    if (skip) this.silences.load();
  }

  listen() {
    this.audio.addEventListener("play", () => this.run());
    this.audio.addEventListener("pause", () => this.show());
    this.audio.addEventListener("seeked", () => this.show());
    this.audio.addEventListener("ended", () => this.show());
    this.audio.addEventListener("error", () => this.fail());
    // Some browsers forget the speed when the sound is loaded.
    this.audio.addEventListener("loadedmetadata", () => this.setSpeed(Number(this.speed.value)));
    this.position.addEventListener("input", () => this.seek(Number(this.position.value)));
    this.speed.addEventListener("change", () => this.chooseSpeed(Number(this.speed.value)));
    this.skip.addEventListener("change", () => {
      keepHabits({ skip: this.skip.checked });
      if (this.skip.checked) this.silences.load();
    });
    this.root.addEventListener("click", (event) => this.onButton(event.target.closest("button")));
    this.follower?.onWord((seconds) => this.playFrom(seconds));
  }

  onButton(button) {
    if (!button) return;
    if (button === this.playButton) this.toggle();
    if (button.dataset.playerSeek) this.seek(this.audio.currentTime + Number(button.dataset.playerSeek));
    if (button.dataset.playerTurn) this.turn(Number(button.dataset.playerTurn));
    if ("playerHelp" in button.dataset) (document.getElementById("keys") ?? this.help).showModal();
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
    this.show(true);
  }

  playFrom(seconds) {
    this.seek(seconds);
    return this.play();
  }

  async turn(step) {
    const start = await this.follower?.turnStart(this.audio.currentTime, step);
    if (start !== undefined) this.seek(start);
  }

  setSpeed(value) {
    this.audio.playbackRate = value;
    this.speed.value = String(value);
  }

  chooseSpeed(value) {
    this.setSpeed(value);
    keepHabits({ speed: value });
  }

  changeSpeed(step) {
    const place = this.speed.selectedIndex + step;
    if (place >= 0 && place < this.speed.length) this.chooseSpeed(Number(this.speed.options[place].value));
  }

  flip(box) {
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  skipSilence() {
    if (!this.skip.checked || this.audio.seeking) return;
    const now = this.audio.currentTime;
    const target = this.silences.after(now);
    if (target === null) return;
    this.audio.currentTime = target;
    this.silences.note(target - now);
  }

  run() {
    this.show();
    if (this.audio.paused) return;
    this.skipSilence();
    requestAnimationFrame(() => this.run());
  }

  show(jumped = false) {
    const seconds = this.audio.currentTime;
    const playing = !this.audio.paused;
    this.lanes.follow(seconds);
    this.position.value = String(seconds);
    this.position.setAttribute("aria-valuetext", `${clock(seconds)} / ${clock(this.duration)}`);
    this.now.textContent = clock(seconds);
    const { labelPlay, labelPause } = this.playButton.dataset;
    this.playButton.setAttribute("aria-label", playing ? labelPause : labelPlay);
    for (const part of this.playButton.querySelectorAll("[data-when]")) {
      part.hidden = (part.dataset.when === "playing") !== playing;
    }
    this.follower?.show(seconds, playing, jumped);
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

/** Stop the sound where it is. */
export function pause() {
  player?.audio.pause();
}

/** A link to a moment (?t=12.3 or #t=12.3) opens the page there, without playing unasked. */
function openAtMoment() {
  const inHash = new URLSearchParams(location.hash.slice(1)).get("t");
  const seconds = Number(inHash ?? player.root.dataset.start);
  if (seconds > 0) player.seek(seconds);
}

if (player) {
  openAtMoment();
  window.addEventListener("hashchange", openAtMoment);
  listenToKeys(player);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-play-from]");
    if (button) player.playFrom(Number(button.dataset.playFrom));
  });
}
