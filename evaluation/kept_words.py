"""Answers that a browser kept and nothing takes any more, as text that can be copied."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from core.db import db
from core.i18n import localized, number
from evaluation.rubrics.models import Criterion, RubricVersion, Section
from evaluation.workspace_input import (
    answers_in_json,
    moments_in_json,
    number_or_none,
    text_or_none,
)


def kept_words(data: dict[str, Any], rubric_id: int) -> str:
    """A line for each answer, moment and summary of a save; questions are those of the rubric."""
    answers, moments = answers_in_json(data.get("answers")), moments_in_json(data.get("moments"))
    asked = questions_of(rubric_id, [*answers, *(m.get("criterion_id") for m in moments)])
    lines = [
        f"{name_of(asked.get(number))}: {' – '.join(answer_words(asked.get(number), answer))}"
        for number, answer in answers.items()
    ]
    for moment in moments:
        quote, note = text_or_none(moment.get("quote")), text_or_none(moment.get("note"))
        said = " – ".join(filter(None, (f"“{quote}”" if quote else "", note)))
        lines.append(f"{name_of(asked.get(moment.get('criterion_id') or 0))}: {said}")
    summary = text_or_none(data.get("summary"))
    return "\n".join([*lines, _("In short: %(summary)s", summary=summary)] if summary else lines)


def questions_of(rubric_id: int, ids: list[Any]) -> dict[int, Criterion]:
    """The questions with these ids in any version of a rubric."""
    numbers = [number for number in ids if type(number) is int and 0 < number < 2**31]
    rows = db.session.scalars(
        select(Criterion)
        .join(Criterion.section)
        .join(Section.version)
        .where(Criterion.id.in_(numbers), RubricVersion.rubric_id == rubric_id)
    )
    return {criterion.id: criterion for criterion in rows}


def name_of(criterion: Criterion | None) -> str:
    """What a question is called."""
    return localized(criterion.name) if criterion else _("A question that is gone")


def answer_words(criterion: Criterion | None, answer: dict[str, Any]) -> Iterator[str]:
    """The value and the words of an answer, as far as there are any."""
    value = number_or_none(answer.get("value"))
    if answer.get("na") is True:
        yield _("not applicable")
    elif value is not None:
        levels = criterion.levels if criterion else []
        names = (level.get("name") or {} for level in levels if level["value"] == value)
        yield f"{number(value)} {localized(next(names, {}))}".strip()
    for name in ("override_reason", "comment"):
        if text := text_or_none(answer.get(name)):
            yield text
