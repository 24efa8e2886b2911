// The builder's page: outline, editor and preview on one model, saved as one types.

import { number } from "./number.js";
import { fill, h } from "./rubric-dom.js";
import { Autosave } from "./rubric-autosave.js";
import { Editor } from "./rubric-editor.js";
import { Model } from "./rubric-model.js";
import { Outline } from "./rubric-outline.js";
import { Preview } from "./rubric-preview.js";
import { toast } from "./toast.js";

const builder = document.querySelector("[data-builder]");
const part = (name) => builder.querySelector(`[data-${name}]`);
const data = JSON.parse(document.getElementById("rubric-data").textContent);
const { words } = data;
const state = part("state");
const live = part("live");
const sums = part("sums");
const mistakes = part("mistakes");
const token = document.querySelector("meta[name=csrf-token]").content;

async function post(path, body) {
  const response = await fetch(`${builder.dataset.url}/${path}`, {
    method: "POST", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
  });
  const json = response.headers.get("Content-Type")?.includes("json");
  return { status: response.status, body: json ? await response.json() : {} };
}

const model = new Model(data, changed);
const page = { data, post, select, say, shift, remove };
const outline = new Outline(part("outline"), model, page);
const editor = new Editor(part("editor"), model, page);
const preview = new Preview(part("preview"), part("result"), model, page);
const saving = new Autosave({
  revision: data.revision,
  place: `rubrica:rubric:${builder.dataset.rubric}`,
  content: () => ({ document: model.document, locked: model.lockedMarks() }),
  post, show, conflict,
});

/** What follows a change: only the parts that it touches are drawn anew. */
function changed(what) {
  if (what.structure) drawAll();
  else {
    if (what.part) {
      outline.drawName(what.part);
      preview.drawPart(what.part);
    } else if (what.part === null) preview.later();
    if (what.weights) {
      outline.drawWeights();
      preview.drawWeights();
      preview.later();
    }
  }
  drawSums();
  part("undo").disabled = !model.past.length;
  saving.changed();
}

function drawAll() {
  const chosen = editor.part;
  const again = chosen && model.parts().find((one) => one === chosen || one.key === chosen.key);
  outline.draw();
  preview.draw();
  select(again ?? null);
}

function drawSums() {
  const groups = [model.sections, ...(model.document.weighs === "criteria" ? [model.questions] : model.sections.map((s) => s.criteria))];
  const off = groups.map((group) => group.filter((one) => model.weighs(one)))
    .filter((group) => group.length).map((group) => model.sum(group)).filter((sum) => Math.abs(sum - 100) > 1e-6);
  sums.textContent = off.length ? fill(words.sum_off, { sum: number(off[0]) }) : "";
}

function select(chosen, typing = false) {
  editor.draw(chosen);
  outline.mark(chosen);
  part("whole").toggleAttribute("aria-current", chosen === null);
  builder.dataset.view = builder.dataset.view === "preview" ? "preview" : "edit";
  showView();
  if (typing) {
    outline.rows.get(chosen)?.item.scrollIntoView({ block: "nearest" });
    const first = part("editor").querySelector("input[type=text]");
    first?.focus();
    first?.select();
  }
}

function shift(chosen, by) {
  outline.move(chosen, by);
}

function remove(chosen) {
  const next = model.remove(chosen);
  if (!next) {
    toast(words.keep_one, "warn");
    return;
  }
  select(next);
  outline.focus(next);
  say(fill(words.deleted, { name: model.name(chosen) }));
}

function say(text) {
  live.textContent = text;
}

function show(name, values) {
  state.dataset.state = { saved: "saved", saving: "saving" }[name] ?? "failed";
  state.textContent = fill(words[name], values);
  if (values.mistakes) showMistakes(values.mistakes);
}

/** What keeps the draft from being published; each leads to its place. */
function showMistakes(found) {
  const count = found.length;
  const title = !count ? words.ready : count === 1 ? words.mistakes_1 : fill(words.mistakes_n, { count });
  mistakes.querySelector("summary").textContent = title;
  mistakes.toggleAttribute("data-settled", !count);
  mistakes.querySelector("ul").replaceChildren(...found.map((text) => {
    const place = /sections\[(\d+)\](?:\.criteria\[(\d+)\])?/.exec(text);
    const section = place && model.sections[Number(place[1])];
    const at = place?.[2] ? section?.criteria[Number(place[2])] : section;
    const reason = text.replace(/^rubric[^:]*: /, "");
    return h("li", {}, h("button", { type: "button", class: "link", onclick: () => select(at ?? null) },
      at ? `${model.name(at)}: ${reason}` : reason));
  }));
}

function conflict(by, take) {
  const box = part("conflict");
  box.querySelector("[data-by]").textContent = fill(words.stale, { by });
  box.hidden = false;
  const choose = (mine) => () => { box.hidden = true; take(mine); };
  box.querySelector("[data-mine]").onclick = choose(true);
  box.querySelector("[data-theirs]").onclick = choose(false);
  box.querySelector("[data-mine]").focus();
}

function showView() {
  for (const tab of builder.querySelectorAll("[data-view-tab]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.viewTab === builder.dataset.view));
  }
}

/** Bring back what an earlier visit could not save, unless the draft has gone on since. */
function restore() {
  const kept = saving.kept();
  if (!kept?.document) return;
  if (JSON.stringify(kept.document) === JSON.stringify(model.document)) {
    saving.forget();
    return;
  }
  model.load(kept.document, kept.locked ?? []);
  saving.revision = kept.revision;
  toast(words.restored, "good");
  saving.changed();
}

part("undo").addEventListener("click", () => model.undo());
part("whole").addEventListener("click", () => select(null));
part("add-section").addEventListener("click", () => select(model.addSection(), true));
for (const tab of builder.querySelectorAll("[data-view-tab]")) {
  tab.addEventListener("click", () => { builder.dataset.view = tab.dataset.viewTab; showView(); });
}

function begin() {
  restore();
  drawAll();
  drawSums();
  showMistakes(JSON.parse(mistakes.dataset.first));
  builder.dataset.view = "outline";
  showView();
  builder.dataset.ready = "";
}

if (saving.isBehind()) location.reload();
else begin();
