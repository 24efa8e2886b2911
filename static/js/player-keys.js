// The keys of the player. A page that has keys of its own keeps those; see deeds below for ours.

import { busyElsewhere } from "./writing.js";

const STEP = 5;
const PAGE = 30;

function deedFor(player, event) {
  const now = player.audio.currentTime;
  const onControl = event.target.closest("button, a, summary, input, label");
  const onChoice = event.target.closest("input[type=radio]"); // there, the arrows choose
  const deeds = {
    " ": onControl ? null : () => player.toggle(),
    k: () => player.toggle(),
    j: () => player.seek(now - STEP),
    l: () => player.seek(now + STEP),
    arrowleft: onChoice ? null : () => player.seek(now - STEP),
    arrowright: onChoice ? null : () => player.seek(now + STEP),
    ",": () => player.turn(-1),
    ".": () => player.turn(1),
    "[": () => player.changeSpeed(-1),
    "]": () => player.changeSpeed(1),
    s: () => player.flip(player.skip),
    f: () => player.flip(player.follow),
    "?": player.help && document.getElementById("keys") === null ? () => player.help.showModal() : null,
  };
  return deeds[event.key.toLowerCase()];
}

/** What the keys do on the slider: a tenth of a second is no step for a call. */
function onSlider(player, event) {
  const now = player.audio.currentTime;
  const target = {
    ArrowDown: now - 1, ArrowUp: now + 1, PageDown: now - PAGE, PageUp: now + PAGE, Home: 0, End: player.duration,
  }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  player.seek(target);
}

/** Let the keyboard work `player`. */
export function listenToKeys(player) {
  player.position.addEventListener("keydown", (event) => onSlider(player, event));
  document.addEventListener("keydown", (event) => {
    if (busyElsewhere(event)) return;
    const deed = deedFor(player, event);
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}
