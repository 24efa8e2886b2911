// Correcting a transcript in place: a word by double click, Enter on selected words or E; a whole
// turn, who speaks it, and where it begins and ends, by its pencil. The pencil is a link to a page
// that does the same.

import { pause } from "./player.js";
import { thread as parts } from "./thread.js";
import { busyElsewhere } from "./writing.js";

const thread = document.querySelector("[data-transcript]");
const wordForm = document.querySelector("template[data-correct-word]");
const turnForm = document.querySelector("template[data-correct-turn]");
const fresh = (template) => template.content.firstElementChild.cloneNode(true);

/** Send a correction of `turn`; returns what the server says, { message } where it refuses. */
async function send(turn, values) {
  const body = new URLSearchParams({ revision: turn.dataset.revision, ...values });
  const token = document.querySelector("meta[name=csrf-token]").content;
  try {
    const response = await fetch(turn.querySelector("[data-correct]").href, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body,
      redirect: "error",
    });
    const answer = await response.json();
    return response.ok ? answer : { message: answer.message };
  } catch {
    return { message: wordForm.dataset.textLost };
  }
}

/** Put the turn as the server drew it in place of the one on the page. */
function replace(turn, html) {
  const drawn = new DOMParser().parseFromString(html, "text/html").querySelector(".turn");
  const item = document.adoptNode(drawn);
  turn.replaceWith(item);
  thread.dispatchEvent(new CustomEvent("transcript:changed", { detail: { turn: item.dataset.turn } }));
  item.querySelector("[data-correct]").focus({ preventScroll: true });
}

/** Show the conversation as the server drew it, after a turn was split (by = 1) or joined (-1). */
function replaceThread(turn, html, by) {
  const drawn = new DOMParser().parseFromString(html, "text/html").querySelector("[data-transcript]");
  const turns = ":scope > :not([data-follow-resume])";
  for (const old of thread.querySelectorAll(turns)) old.remove();
  thread.prepend(...drawn.querySelectorAll(turns));
  parts?.begin();
  const first = document.getElementById(turn.id);
  const from = Number(first.dataset.position);
  for (const cited of document.querySelectorAll("[data-go-turn]")) {
    if (Number(cited.dataset.goTurn) > from) cited.dataset.goTurn = Number(cited.dataset.goTurn) + by;
  }
  thread.dispatchEvent(new CustomEvent("transcript:changed", { detail: { turn: first.dataset.turn, from, by } }));
  const next = (by > 0 && first.nextElementSibling) || first; // who speaks the second part comes next
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("[data-correct]").focus({ preventScroll: true });
}

/** How many words of a text area end before its cursor. */
function wordsBeforeCursor({ value, selectionStart }) {
  const [before, after] = [value.slice(0, selectionStart), value.slice(selectionStart)];
  const inWord = /\S$/.test(before) && /^\S/.test(after);
  return before.split(/\s+/).filter(Boolean).length - inWord;
}

/** Let `form` save what `values(button)` gives for `turn`; `close` puts back what it stands for. */
function work(form, turn, values, close) {
  const problem = form.querySelector("[data-problem]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy !== undefined) return;
    form.dataset.busy = "";
    const answer = await send(turn, values(event.submitter));
    delete form.dataset.busy;
    if (answer.thread) replaceThread(turn, answer.thread, event.submitter.name === "split" ? 1 : -1);
    else if (answer.html) replace(turn, answer.html);
    else problem.textContent = answer.message;
  });
  form.querySelector("[data-cancel]").addEventListener("click", close);
  form.addEventListener("keydown", (event) => {
    event.stopPropagation(); // a word that is typed works no player
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else return;
    event.preventDefault();
  });
}

/** Give up a correction: show again what `form` stood for. */
function putBack(form, hidden) {
  form.remove();
  hidden.hidden = false;
  hidden.closest(".turn").querySelector("[data-correct]").focus({ preventScroll: true });
}

function editWord(word) {
  const turn = word.closest(".turn");
  if (!turn || document.querySelector(".correct-word, .correct-turn")) return;
  pause();
  const place = [...turn.querySelectorAll(".word")].indexOf(word);
  const form = fresh(wordForm);
  const input = form.elements.word;
  input.value = word.textContent.trim();
  input.size = Math.max(input.value.length, 8);
  work(form, turn, () => ({ word: input.value, place }), () => putBack(form, word));
  word.hidden = true;
  word.after(form);
  getSelection().removeAllRanges();
  input.select();
}

function editTurn(turn) {
  if (document.querySelector(".correct-word, .correct-turn")) return;
  pause();
  const said = turn.querySelector(".turn__said");
  const form = fresh(turnForm);
  const pieces = [...said.querySelectorAll(".turn__text")].map((text) => text.textContent.trim().replace(/[ \t]+/g, " "));
  form.elements.text.value = pieces.join("\n\n");
  form.elements.speaker.value = turn.dataset.speaker;
  form.querySelector("[data-history]").href = turn.querySelector("[data-correct]").href;
  const written = form.elements.text.value;
  const values = (button) => {
    const text = form.elements.text.value;
    const cuts = { split: { split: wordsBeforeCursor(form.elements.text) }, join: { join: 1 } };
    return { ...(text === written ? {} : { text }), speaker: form.elements.speaker.value, ...cuts[button?.name] };
  };
  const { join, speaker } = form.elements;
  if (!(Number(turn.dataset.end) > Number(turn.dataset.start))) form.querySelector("[data-cuts]")?.remove(); // a note
  // The first turn of a part that is not loaded may be anybody's: the server knows.
  const next = turn.nextElementSibling ?? turn.parentElement.nextElementSibling;
  const last = next?.closest("[data-part], .turn") == null;
  const other = () => next.matches(".turn") && next.dataset.speaker !== speaker.value;
  const offer = () => { if (join) join.hidden = last || other(); };
  speaker.addEventListener("change", offer);
  offer();
  work(form, turn, values, () => putBack(form, said));
  said.hidden = true;
  said.after(form);
  form.elements.text.focus();
}

/** The first selected word, null where none is selected. */
function selectedWord() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount || !thread.contains(selection.anchorNode)) return null;
  const range = selection.getRangeAt(0);
  const selected = range.toString();
  const holds = (word) => range.intersectsNode(word) && selected.includes(word.textContent.trim());
  return [...thread.querySelectorAll(".word")].find(holds) ?? null;
}

function onKey(event) {
  if (busyElsewhere(event)) return;
  const isEnter = event.key === "Enter" && !event.target.closest("a, button, summary, input");
  if (!isEnter && event.key.toLowerCase() !== "e") return;
  const word = selectedWord() ?? (isEnter ? null : thread.querySelector(".word[data-now]"));
  const turn = isEnter ? null : thread.querySelector(".turn[data-now]");
  if (!word && !turn) return;
  event.preventDefault();
  if (word) editWord(word);
  else editTurn(turn);
}

if (thread && wordForm) {
  if ("doubleClick" in thread.dataset) {
    thread.addEventListener("dblclick", (event) => {
      const word = event.target.closest(".word");
      if (word) editWord(word);
    });
  }
  thread.addEventListener("click", (event) => {
    const pencil = event.target.closest("[data-correct]");
    if (!pencil || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    editTurn(pencil.closest(".turn"));
  });
  document.addEventListener("keydown", onKey);
}
