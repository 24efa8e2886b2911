"""What somebody typed into a form that was changed elsewhere meanwhile, to be drawn again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from evaluation.answer_changes import UNANSWERED, changed
from evaluation.rubrics.adapters import criteria_of
from evaluation.rubrics.models import Criterion, RubricVersion
from evaluation.scoring import Answer
from evaluation.workspace_input import answers_in_form

Answers = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class TypedForm:
    """A form as it was typed, and what is saved where that differs. By the id of the question."""

    answers: Answers
    summary: str
    saved: Answers
    saved_summary: str | None  # None: as typed

    def given(self, version: RubricVersion) -> dict[str, Answer]:
        """The typed answers by the key of their question."""
        keys = {criterion.id: criterion.key for criterion in criteria_of(version)}
        return {
            keys[number]: Answer(one["value"], one["not_applicable"])
            for number, one in self.answers.items()
        }


def typed_form(
    form: MultiDict[str, str], version: RubricVersion, saved: Answers, saved_summary: str
) -> TypedForm:
    """Lay what was typed over what is saved. Raises Refused for what cannot be read."""
    answers = {number: dict(one) for number, one in saved.items()}
    for number, change in answers_in_form(form, version).items():
        answers[number] = changed(saved.get(number, UNANSWERED), change)
    summary = form.get("summary", saved_summary)
    other = {
        criterion.id: saved.get(criterion.id, UNANSWERED)
        for criterion in criteria_of(version)
        if criterion.id in answers
        and differs(criterion, answers[criterion.id], saved.get(criterion.id, UNANSWERED))
    }
    return TypedForm(answers, summary, other, None if summary == saved_summary else saved_summary)


def differs(criterion: Criterion, typed: Mapping[str, Any], saved: Mapping[str, Any]) -> bool:
    """Say whether two answers differ; a measured one that nobody set is no answer of theirs."""
    names = ["comment", "root_causes", "override_reason"]
    if criterion.kind != "automatic" or typed["override_reason"]:
        names += ["value", "not_applicable"]
    return any(typed[name] != saved[name] for name in names)
