// Between the fields of the form and the answers that are saved.

const field = (question, name) => question.querySelector(`[name="${name}-${question.dataset.criterion}"]`);
const numberIn = (text) => Number(text.trim().replace(",", "."));

/** What is answered: {value, na}, with a reason where measured points are set otherwise; null: not readable yet. */
function valueOf(question) {
  const typed = question.querySelector(".question__number");
  if (typed) {
    const reason = question.querySelector(".question__reason");
    const own = reason ? { override_reason: reason.value } : {};
    if (typed.value.trim() === "") return { value: null, na: false, ...(reason && { override_reason: "" }) };
    if (!Number.isFinite(numberIn(typed.value)) || (reason && reason.value.trim().length < 3)) return null;
    return { value: numberIn(typed.value), na: false, ...own };
  }
  if (!question.querySelector(".scale")) return {}; // a text, or an answer that nobody may set
  const chosen = question.querySelector("input[type=radio]:checked");
  if (chosen?.value === "na") return { value: null, na: true };
  return { value: chosen ? Number(chosen.value) : null, na: false };
}

function causesOf(question) {
  const box = question.querySelector("[data-causes]");
  if (!box) return {};
  return { root_causes: [...box.querySelectorAll(":checked")].map((cause) => cause.value) };
}

/** The whole answer that a question shows. */
export const answerOf = (question) => ({
  ...valueOf(question),
  ...causesOf(question),
  comment: field(question, "comment")?.value ?? "",
});

/** What a changed field changes in the answer to its question; null where it cannot be read yet. */
export function changeIn(question, changed) {
  if (changed.name.startsWith("comment-")) return { comment: changed.value };
  if (changed.name.startsWith("causes-")) return causesOf(question);
  return valueOf(question);
}

/** Show an answer in its fields; what it does not name stays. */
export function showAnswer(question, answer) {
  const comment = field(question, "comment");
  if ("comment" in answer && comment) comment.value = answer.comment;
  for (const cause of question.querySelectorAll("[data-causes] input[type=checkbox]")) {
    if ("root_causes" in answer) cause.checked = answer.root_causes.includes(cause.value);
  }
  if (!("value" in answer)) return;
  const typed = question.querySelector(".question__number");
  if (typed) typed.value = answer.value ?? "";
  const reason = question.querySelector(".question__reason");
  if (reason) reason.value = answer.override_reason ?? "";
  const wanted = answer.na ? "na" : String(answer.value ?? "");
  for (const radio of question.querySelectorAll("input[type=radio]")) radio.checked = radio.value === wanted;
}
