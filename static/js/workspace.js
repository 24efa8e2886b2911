// The workspace: joins the form's keys, its saving and its moments.

import { Autosave } from "./workspace-autosave.js";
import { Questions } from "./workspace-keys.js";
import { Moments } from "./workspace-moments.js";
import { toast } from "./toast.js";

const form = document.getElementById("review");
const words = JSON.parse(document.getElementById("workspace-words").textContent);
const state = form.querySelector("[data-save-state]");
const score = form.querySelector("[data-score]");
const progress = form.querySelector("[data-progress]");
const conflict = document.getElementById("conflict");

function show(kind, text) {
  state.dataset.state = kind;
  state.textContent = text;
}

function saved(answer) {
  show("saved", words.saved.replace("{time}", answer.saved_at));
  score.textContent = answer.composite === null ? "–" : String(Math.round(answer.composite));
  score.classList.toggle("bad", answer.critical_failed);
}

const autosave = new Autosave(form, { words, show, saved, conflict: () => conflict.showModal() });
const moments = new Moments(form, words, {
  pinned: (moment) => autosave.note({ moments: { [moment.client_key]: moment } }),
  removed: (key) => autosave.note({ removed: [key] }),
  back: (question) => questions.goTo(question),
});
const questions = new Questions(form, {
  moment: (question) => moments.ask(question),
  submit: () => form.requestSubmit(),
});

/** What a field says, as an answer to its question; null where it is no number yet. */
function answerIn(field) {
  if (field.type === "radio") {
    return field.value === "na" ? { value: null, na: true } : { value: Number(field.value), na: false };
  }
  const text = field.value.trim().replace(",", ".");
  if (text === "") return { value: null, na: false };
  return Number.isFinite(Number(text)) ? { value: Number(text), na: false } : null;
}

function changeOf(field) {
  if (field.name === "summary") return { summary: field.value };
  const [kind, id] = field.name.split("-");
  if (kind === "comment") return { answers: { [id]: { comment: field.value } } };
  const answer = kind === "answer" && answerIn(field);
  return answer ? { answers: { [id]: answer } } : null;
}

/** Everything that the page shows, also what is not answered. */
function everything() {
  const answers = {};
  for (const question of questions.all) {
    const id = question.dataset.criterion;
    const field = question.querySelector("input:checked, .question__number");
    const comment = question.querySelector(`[name="comment-${id}"]`)?.value ?? "";
    answers[id] = { ...((field && answerIn(field)) ?? { value: null, na: false }), comment };
  }
  return { answers, moments: Object.fromEntries(moments.all), summary: form.elements.summary.value };
}

/** Bring onto the page what an earlier visit noted and could not send. */
function apply(changes) {
  for (const [id, answer] of Object.entries(changes.answers)) {
    if ("comment" in answer) form.elements[`comment-${id}`].value = answer.comment;
    if (!("na" in answer)) continue;
    const text = answer.na ? "na" : String(answer.value ?? "");
    if (form.elements[`answer-${id}`]) form.elements[`answer-${id}`].value = text;
  }
  for (const moment of Object.values(changes.moments)) moments.show(moment);
  if (changes.summary !== undefined) form.elements.summary.value = changes.summary;
  for (const question of questions.all) questions.showAnchor(question);
}

function count() {
  const done = questions.required.filter((question) => questions.answered(question)).length;
  progress.textContent = words.progress.replace("{done}", done).replace("{all}", questions.required.length);
}

function onChange(event, typing) {
  const change = changeOf(event.target);
  if (!change) return;
  autosave.note(change, typing);
  count();
}

async function onSubmit(event) {
  if (form.dataset.sent !== undefined) {
    event.preventDefault(); // a second click while the first is on its way
    return;
  }
  event.preventDefault();
  if (!questions.complete(words.open)) return;
  await autosave.flush();
  for (let tries = 0; !autosave.clean && state.dataset.state === "saving" && tries < 50; tries += 1) {
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  if (!autosave.clean) {
    toast(words.unsaved, "warn");
    return;
  }
  form.dataset.sent = "";
  form.submit();
}

form.addEventListener("change", (event) => onChange(event, false));
form.addEventListener("input", (event) => {
  if (event.target.type !== "radio") onChange(event, true);
});
form.addEventListener("submit", onSubmit);
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // from the back button: show what is true now
});
conflict.querySelector("[data-keep-other]").addEventListener("click", () => {
  autosave.giveUp();
  location.reload();
});
conflict.querySelector("[data-take-over]").addEventListener("click", async () => {
  conflict.close();
  await autosave.takeOver(everything());
  if (autosave.clean) location.reload();
});
for (const hint of document.querySelectorAll("[data-needs-script]")) hint.hidden = false;
form.dataset.ready = "";
const kept = autosave.restore();
if (kept) apply(kept);
count();
