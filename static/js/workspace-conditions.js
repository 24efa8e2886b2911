// Which questions are asked, given the answers so far: as evaluation/rubrics/conditions.py decides
// it. What was typed into a question that is no longer asked stays, and counts when it is asked again.

import { answerOf } from "./workspace-answers.js";

/** {value, na} of a question, of a measured one its points; null where nothing is answered. */
function given(question) {
  const answer = answerOf(question);
  const measured = question.querySelector("[data-measured]");
  if (measured && (answer.value ?? null) === null) {
    const points = measured.dataset.points;
    return points === undefined ? { value: null, na: true } : { value: Number(points), na: false };
  }
  return answer.na || (answer.value ?? null) !== null ? answer : null;
}

export function holds(condition, answer) {
  if (!answer) return false;
  if (condition.not_applicable) return answer.na;
  if (answer.na || answer.value === null) return false;
  if (condition.one_of) return condition.one_of.includes(answer.value);
  if ("at_most" in condition) return answer.value <= condition.at_most;
  return answer.value >= condition.at_least;
}

/** Show and hide questions, and the causes that a low answer asks for. */
export function applyConditions(questions) {
  const asked = new Map();
  for (const question of questions) {
    const condition = question.dataset.shownIf && JSON.parse(question.dataset.shownIf);
    const earlier = condition && asked.get(condition.question);
    question.hidden = Boolean(condition) && !(earlier && holds(condition, given(earlier)));
    if (!question.hidden) asked.set(question.dataset.key, question);
    const causes = question.querySelector("[data-causes]");
    if (causes) {
      const answer = given(question);
      const low = answer && answer.value !== null && answer.value < Number(causes.dataset.below);
      causes.hidden = !low;
    }
  }
}
