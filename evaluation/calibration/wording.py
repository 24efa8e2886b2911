"""Calibration in words: what an answer is called, and what may be said of an agreement."""

from flask_babel import gettext as _
from flask_babel import ngettext

from core.i18n import localized, number
from evaluation.calibration.answers import Answer, QuestionAgreement, ScoreAgreement
from evaluation.calibration.coefficient import Agreement
from evaluation.calibration.models import SeverityFit
from evaluation.calibration.queries import AskedQuestion
from evaluation.calibration.trend import Change

RELIABLE = 0.667
"""Below this no conclusion should rest on answers (Krippendorff, Content Analysis, chapter 12)."""


def value_words(question: AskedQuestion, value: float | None) -> str:
    """One value of a question as people call it; None is "not applicable"."""
    if value is None:
        return _("N/A")
    if question.kind == "yes_no":
        return _("Yes") if value else _("No")
    level = next((each for each in question.levels if each["value"] == value), None)
    name = localized(level.get("name")) if level and question.kind == "choice" else ""
    return name or number(value)


def answer_words(question: AskedQuestion, answer: Answer) -> str:
    """What somebody answered."""
    return value_words(question, None if answer.na else answer.value)


def verdict_words(agreement: Agreement | None) -> tuple[str, str]:
    """What the interval of a coefficient allows to say, and the kind of badge for it."""
    if agreement is None or agreement.interval is None:
        return "", ""
    low, high = agreement.interval
    if low == high:  # nobody ever differed: the interval has not learnt how people differ
        return "", ""
    if low >= RELIABLE:
        return _("reliable"), "good"
    if high < RELIABLE:
        return _("not reliable"), "bad"
    return _("too early to tell"), "quiet"


def missing_words(found: QuestionAgreement | ScoreAgreement) -> str:
    """What is missing before agreement can be told."""
    if found.missing:
        return ngettext(
            "%(num)s more conversation scored by two people is needed.",
            "%(num)s more conversations scored by two people are needed.",
            found.missing,
        )
    return _("Everybody gave the same answer to everything: chance cannot be told from agreement.")


def close_words(found: QuestionAgreement | ScoreAgreement) -> str:
    """The field's own figure: how many pairs of answers are close."""
    if not found.pairs:
        return "–"
    share = number(100 * found.close / found.pairs, 0)
    return _("%(share)s %% of %(pairs)s pairs", share=share, pairs=found.pairs)


def refusal_words(fit: SeverityFit) -> str:
    """Why severity could not be told."""
    return {
        "too_few": _("There are too few reviews yet: 20 are the least."),
        "one_evaluator": _("Only one evaluator has reviewed."),
        "no_spread": _("All scores are the same."),
        "not_connected": _(
            "The evaluators fall into groups that have reviewed no agent in common. "
            "Let the groups review some of the same agents, or the same conversations twice."
        ),
    }.get(fit.refusal, fit.refusal)


def change_words(change: Change | None, unit: str = "") -> str:
    """A change with its interval; said to be one only where it is real."""
    if change is None:
        return _("no earlier figure to compare with")
    digits = 1 if unit else 2
    figures = {
        "difference": number(change.difference, digits, signed=True),
        "low": number(change.lower, digits, signed=True),
        "high": number(change.upper, digits, signed=True),
    }
    if change.is_real:
        return _("a real change: %(difference)s (%(low)s to %(high)s)", **figures)
    return _("no clear change: %(difference)s (%(low)s to %(high)s)", **figures)
