// The workspace: joins the form's keys, its saving, its moments and its history.

import { answerOf, changeIn, showAnswer } from "./workspace-answers.js";
import { Autosave } from "./workspace-autosave.js";
import { applyConditions } from "./workspace-conditions.js";
import { History } from "./workspace-history.js";
import { Questions } from "./workspace-keys.js";
import { Moments } from "./workspace-moments.js";
import { ScoreShown } from "./workspace-score.js";
import { Suggestions } from "./workspace-suggestions.js";
import { watchOtherTabs } from "./workspace-tabs.js";
import { toast } from "./toast.js";

const form = document.getElementById("review");
const words = JSON.parse(document.getElementById("workspace-words").textContent);
const state = form.querySelector("[data-save-state]");
const progress = form.querySelector("[data-progress]");
const conflict = document.getElementById("conflict");
const summary = form.elements.summary;
const every = [...form.querySelectorAll("[data-criterion]")];
const recorded = new Map(); // what each question said at the last step of the history
let summaryBefore = summary.value;

function show(kind, text) {
  state.dataset.state = kind;
  state.textContent = text;
}

function saved(answer) {
  show("saved", words.saved.replace("{time}", answer.saved_at));
  history.keep();
  score.show(answer);
  suggestions.look();
}

const score = new ScoreShown(form);
const autosave = new Autosave(form, { words, show, saved, conflict: () => conflict.showModal() });
const moments = new Moments(form, words, {
  pinned: (moment) => moved({ removed: [moment.client_key] }, { moments: { [moment.client_key]: moment } }),
  removed: (key, moment) => moved({ moments: { [key]: moment } }, { removed: [key] }),
  back: (question) => questions.goTo(question),
});
applyConditions(every);
const questions = new Questions(form, {
  moment: (question) => moments.ask(question),
  submit: () => form.requestSubmit(),
  undo: () => history.undo(),
  redo: () => history.redo(),
  hideScore: () => score.flip(),
});
const suggestions = new Suggestions(form, questions, autosave);
const history = new History(form, bring, autosave);

function moved(before, after) {
  history.did(before, after);
  autosave.note(after);
}

/** Everything that the page shows, also what is not answered; not what was measured and has no field. */
function everything() {
  const given = every.filter((question) => question.querySelector("[name]"));
  const answers = Object.fromEntries(given.map((question) => [question.dataset.criterion, answerOf(question)]));
  return { answers, moments: Object.fromEntries(moments.all), summary: summary.value };
}

/** Bring changes onto the page, and remember that they are no step of the person's. */
function apply(changes) {
  for (const [id, answer] of Object.entries(changes.answers ?? {})) {
    const question = every.find((one) => one.dataset.criterion === id);
    if (question) showAnswer(question, answer);
  }
  for (const moment of Object.values(changes.moments ?? {})) moments.show(moment);
  for (const key of changes.removed ?? []) moments.hide(key);
  if (changes.summary !== undefined) summary.value = changes.summary;
  refresh();
  remember();
}

/** Undo or redo: show the change, save it, go where it is. */
function bring(changes) {
  apply(changes);
  autosave.note(changes);
  const id = Object.keys(changes.answers ?? {})[0] ?? Object.values(changes.moments ?? {})[0]?.criterion_id;
  const question = every.find((one) => one.dataset.criterion === String(id));
  if (question) questions.goTo(question);
}

function remember() {
  for (const question of every) recorded.set(question, answerOf(question));
  summaryBefore = summary.value;
}

function refresh() {
  applyConditions(every);
  for (const question of every) questions.showAnchor(question);
  const done = questions.required.filter((question) => questions.answered(question)).length;
  progress.textContent = words.progress.replace("{done}", done).replace("{all}", questions.required.length);
}

/** A step of the history: the whole answer before and after a field was changed. */
function step(question) {
  if (!question) {
    history.did({ summary: summaryBefore }, { summary: summary.value });
  } else {
    const id = question.dataset.criterion;
    history.did({ answers: { [id]: recorded.get(question) } }, { answers: { [id]: answerOf(question) } });
  }
  remember();
}

function onChange(event, typing) {
  const question = event.target.closest("[data-criterion]");
  if (event.target.name === "summary") autosave.note({ summary: summary.value }, typing);
  else if (question && event.target.name) {
    const change = changeIn(question, event.target);
    if (!change) return;
    autosave.note({ answers: { [question.dataset.criterion]: change } }, typing);
  } else return;
  if (!typing) step(question);
  refresh();
}

async function onSubmit(event) {
  if (event.submitter?.name === "then") return autosave.giveUp(); // left, not handed in
  event.preventDefault();
  if (form.dataset.sent !== undefined) return; // a second click while the first is on its way
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
  if (!["radio", "checkbox"].includes(event.target.type)) onChange(event, true);
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
watchOtherTabs(form, () => toast(words.otherTab, "warn"));
for (const hint of document.querySelectorAll("[data-needs-script]")) hint.hidden = false;
form.dataset.ready = "";
remember();
const kept = autosave.restore();
if (kept) apply(kept);
history.restore();
refresh();
suggestions.look();
