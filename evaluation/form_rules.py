"""What a form takes: each answer within its question, each moment within the conversation."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from core.texts import can_be_kept as can_be_kept
from evaluation.refusals import Refused
from evaluation.rubrics.adapters import automatic_of, criteria_of, root_causes_of
from evaluation.rubrics.models import Criterion, RubricVersion

LONGEST_DAY = 24 * 3600.0
LARGEST_WHOLE = {"criterion_id": 2**31 - 1, "turn_position": 1_000_000}
LONGEST_REASON = 500
LONGEST_TEXT = 5_000


def check_answers(version: RubricVersion, answers: Mapping[int, Mapping[str, Any]]) -> None:
    """Refuse an answer to a question that is not asked, outside its range, or of a wrong kind."""
    criteria = {criterion.id: criterion for criterion in criteria_of(version)}
    for key, answer in answers.items():
        criterion = criteria.get(key)
        if criterion is None:
            raise Refused(_("This form does not ask that question."))
        _check_answer(criterion, answer)


def _check_answer(criterion: Criterion, answer: Mapping[str, Any]) -> None:
    value, na = answer.get("value"), answer.get("na", False)
    texts = (answer.get("comment", ""), answer.get("override_reason", ""))
    if not isinstance(na, bool) or not all(map(can_be_kept, texts)):
        raise Refused(_("That answer could not be read."))
    _check_causes(criterion, answer.get("root_causes", []))
    if criterion.kind == "automatic":
        _check_override(criterion, answer)
    elif texts[1]:
        raise Refused(_("That answer could not be read."))
    if na and (not criterion.allows_na or criterion.kind == "text"):
        raise Refused(_("“Not applicable” is no answer to this question."))
    if value is None:
        return
    if na or criterion.kind == "text" or not _is_number(value):
        raise Refused(_("That answer could not be read."))
    if not criterion.minimum <= value <= criterion.maximum or not _is_level(criterion, value):
        raise Refused(_("That answer is outside the scale of the question."))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_level(criterion: Criterion, value: float) -> bool:
    """Whether a value is one that can be chosen: between whole levels there is nothing."""
    levels = [level["value"] for level in criterion.levels]
    if criterion.kind in ("choice", "yes_no"):
        return value in levels
    if criterion.kind == "scale" and levels and all(level == int(level) for level in levels):
        return value == int(value)
    return True


def _check_causes(criterion: Criterion, causes: Any) -> None:
    if not isinstance(causes, list) or not all(isinstance(cause, str) for cause in causes):
        raise Refused(_("That answer could not be read."))
    asked = root_causes_of(criterion)
    known = {cause.key for cause in asked.causes} if asked else set()
    if len(set(causes)) < len(causes) or not set(causes) <= known:
        raise Refused(_("This question does not ask for that cause."))


def _check_override(criterion: Criterion, answer: Mapping[str, Any]) -> None:
    """Other points than the measured ones need the rubric's leave, and a reason."""
    if answer.get("value") is None and not answer.get("na"):
        return
    automatic = automatic_of(criterion)
    if answer.get("na") or automatic is None or not automatic.override:
        raise Refused(_("This question answers itself from what was measured."))
    if len(answer.get("override_reason", "").strip()) < 3:
        raise Refused(_("Say why other points are right than those measured."))


def check_moments(version: RubricVersion, moments: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a moment without a key, of a question that is not asked, or with impossible times."""
    known = {None, *(criterion.id for criterion in criteria_of(version))}
    keys = [moment.get("client_key") for moment in moments]
    if not all(can_be_kept(key) and 0 < len(key) <= 64 for key in keys):
        raise Refused(_("That moment could not be read."))
    if len(set(keys)) < len(keys) or not all(map(_fits, moments)):
        raise Refused(_("That moment could not be read."))
    if not all(moment.get("criterion_id") in known for moment in moments):
        raise Refused(_("This form does not ask that question."))
    for moment in moments:
        check_order(moment.get("start"), moment.get("end"))


def check_order(start: float | None, end: float | None) -> None:
    """Refuse a moment that ends before it starts."""
    if start is not None and end is not None and start > end:
        raise Refused(_("A moment cannot end before it starts."))


def _fits(moment: Mapping[str, Any]) -> bool:
    """Whether the fields of a moment are of their kinds and its times are possible."""
    for name, largest in LARGEST_WHOLE.items():
        whole = moment.get(name)
        if whole is not None and not (type(whole) is int and 0 <= whole <= largest):
            return False
    for name in ("start", "end"):
        time = moment.get(name)
        if time is not None and not (_is_number(time) and 0 <= time < LONGEST_DAY * 30):
            return False
    return all(can_be_kept(moment.get(name, "")) for name in ("quote", "note"))
