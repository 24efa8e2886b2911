"""What the workspace sends, as a form or as JSON, in the shape that saving expects."""

import math
from typing import Any

from flask import Request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from evaluation.refusals import Refused
from evaluation.rubrics.adapters import criteria_of
from evaluation.rubrics.models import Criterion, RubricVersion
from evaluation.rubrics.reading import is_finite

MOMENT_FIELDS = (
    "client_key", "criterion_id", "turn_position", "start", "end", "quote", "note", "praise",
)  # fmt: skip
MOST_MOMENTS = 200
LARGEST_BODY = 20_000_000  # bytes; the longest rubric that is kept has 4,000,000 characters


def number_or_none(value: Any) -> float | None:
    """A finite number of JSON, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if is_finite(value) else None


def text_or_none(value: Any) -> str | None:
    """A text of JSON, else None."""
    return value if isinstance(value, str) else None


def revision_in_json(data: dict[str, Any]) -> int:
    """The count of saves that a save was made on; 0 where it says none."""
    return int(number_or_none(data.get("revision")) or 0)


def json_object(request: Request) -> dict[str, Any]:
    """The object that a request carries; Refused for anything else, however deep it is nested.

    413 for more bytes than any form or rubric needs: uploads may be far larger than these.
    """
    request.max_content_length = LARGEST_BODY
    try:
        data = request.get_json(silent=True)
    except RecursionError:
        data = None
    if not isinstance(data, dict):
        raise Refused(_("That could not be read."))
    return data


def removed_in_json(keys: Any) -> list[str]:
    """The keys of the moments that a save takes away."""
    if keys is None:
        return []
    if not isinstance(keys, list):
        raise Refused(_("That moment could not be read."))
    return [str(key) for key in keys]


def answers_in_json(answers: Any) -> dict[int, dict[str, Any]]:
    """Read ``{"12": {"value": 3, "na": false, "comment": ""}}``; unknown names are left out."""
    if answers is None:
        return {}
    if not isinstance(answers, dict) or not all(isinstance(a, dict) for a in answers.values()):
        raise Refused(_("That answer could not be read."))
    known = ("value", "na", "comment", "root_causes", "override_reason")
    return {
        _whole(key): {name: answer[name] for name in known if name in answer}
        for key, answer in answers.items()
    }


def moments_in_json(moments: Any) -> list[dict[str, Any]]:
    """The moments of a save, unknown names left out."""
    if moments is None:
        return []
    if not isinstance(moments, list) or len(moments) > MOST_MOMENTS:
        raise Refused(_("That moment could not be read."))
    if not all(isinstance(moment, dict) for moment in moments):
        raise Refused(_("That moment could not be read."))
    return [
        {name: moment[name] for name in MOMENT_FIELDS if name in moment}
        | {"praise": bool(moment.get("praise", False))}
        for moment in moments
    ]


def answers_in_form(form: MultiDict[str, str], version: RubricVersion) -> dict[int, dict[str, Any]]:
    """The fields ``answer-<criterion id>`` ("na" or a number) and ``comment-<criterion id>``."""
    answers: dict[int, dict[str, Any]] = {}
    for criterion in criteria_of(version):
        answer = _answer_in_form(form, criterion)
        if answer:
            answers[criterion.id] = answer
    return answers


def _answer_in_form(form: MultiDict[str, str], criterion: Criterion) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    comment = form.get(f"comment-{criterion.id}")
    if comment is not None:
        answer["comment"] = comment
    causes = form.getlist(f"causes-{criterion.id}")
    if causes:
        answer["root_causes"] = [cause for cause in causes if cause]
    field = form.get(f"answer-{criterion.id}")
    given = (field or "").strip()
    if criterion.kind == "automatic" and field is not None:
        reason = form.get(f"reason-{criterion.id}", "") if given else ""
        value = _number(given) if given else None
        return answer | {"value": value, "na": False, "override_reason": reason}
    if given == "na":
        return answer | {"value": None, "na": True}
    if given:
        return answer | {"value": _number(given), "na": False}
    return answer


def _number(text: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Refused(_("“%(text)s” is not a number.", text=text[:40]))
    return number


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Refused(_("This form does not ask that question.")) from None
