"""Journeys in words."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from transcripts.journeys.story import Outcome

OUTCOME_WORDS = {
    "resolved": _l("resolved"),
    "unresolved": _l("not resolved"),
    "abandoned": _l("abandoned"),
    "unknown": _l("not known"),
}


def outcome_words(outcome: Outcome, window_days: int) -> str:
    """Say how a journey ended and who says so."""
    if outcome.known_from == "survey":
        if outcome.word == "resolved":
            return _("resolved, says the customer")
        return _("not resolved, says the customer")
    if outcome.known_from == "quiet":
        return ngettext(
            "taken as resolved: nobody came back within %(num)s day",
            "taken as resolved: nobody came back within %(num)s days",
            window_days,
        )
    if outcome.known_from == "source":
        return _("%(outcome)s, by the last contact", outcome=str(OUTCOME_WORDS[outcome.word]))
    return _("not known yet")


def span_words(span: timedelta) -> str:
    """Say a length of time by its largest unit: "3 days", "5 hours", "20 minutes"."""
    seconds = span.total_seconds()
    if seconds >= 86_400:
        return ngettext("%(num)s day", "%(num)s days", round(seconds / 86_400))
    if seconds >= 3600:
        return ngettext("%(num)s hour", "%(num)s hours", round(seconds / 3600))
    return ngettext("%(num)s minute", "%(num)s minutes", round(seconds / 60))
