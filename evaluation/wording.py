"""What the judgement's keys mean, in the words of the floor."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.i18n import duration, number, percent
from evaluation.automatic import Measured
from evaluation.review_model.models import Flag
from evaluation.rubrics.builder_words import METRICS
from evaluation.sampling.models import Assignment

SIGNAL_WORDS = {
    "legal_threat": _l("legal threat"),
    "escalation": _l("asks for a manager"),
    "cancel": _l("wants to cancel"),
    "complaint": _l("complaint"),
    "no_apology": _l("no apology"),
    "long_silence": _l("long silence"),
    "long_hold": _l("long hold"),
    "overtalk": _l("both talk at once"),
    "agent_interrupts": _l("the agent cuts in"),
    "slow_first_response": _l("slow first response"),
    "agent_talks_most": _l("the agent does nearly all the talking"),
    "agent_talks_little": _l("the agent hardly speaks"),
    "repeat": _l("repeat contact"),
    "after_failed_self_service": _l("self-service had failed"),
    "much_faster": _l("far faster than expected"),
    "much_slower": _l("far slower than expected"),
}


def signal_words(signal: str) -> str:
    """The name of a signal."""
    return str(SIGNAL_WORDS.get(signal) or signal.replace("_", " "))


def flag_words(flag: Flag) -> str:
    """A signal with its size: "long silence 0:41"."""
    words = signal_words(flag.signal)
    first = flag.evidence[0] if flag.evidence else {}
    if first.get("seconds") is not None:
        return f"{words} {duration(first['seconds'])}"
    size = _size(first)
    return f"{words} ({size})" if size else words


def _size(evidence: Mapping[str, Any], name: str = "") -> str:
    """The size that evidence tells, or its value ``name`` in the same unit."""
    for unit in ("seconds", "share", "rate"):
        if evidence.get(unit) is not None:
            value = evidence[name or unit]
            if unit == "rate":
                return _("%(number)s a minute", number=number(value, 1))
            return duration(value) if unit == "seconds" else percent(value)
    return ""


def limit_words(flag: Flag) -> str:
    """What a flag's size is judged against, as a sentence; empty where it has none."""
    first = flag.evidence[0] if flag.evidence else {}
    if first.get("limit") is None:
        return ""
    limit = _size(first, "limit")
    if flag.signal in ("much_faster", "much_slower"):
        return _("Of the time such a contact should take; the limit is %(limit)s.", limit=limit)
    contacts = first.get("contacts")
    if not contacts:
        return _(
            "The fixed limit is %(limit)s: too few contacts to say what is usual.", limit=limit
        )
    if flag.signal == "agent_talks_little":
        return _(
            "In at least 95 of 100 contacts of this channel it is %(limit)s or more "
            "(%(contacts)s contacts compared).",
            limit=limit,
            contacts=contacts,
        )
    return _(
        "In at least 95 of 100 contacts of this channel it is %(limit)s or less "
        "(%(contacts)s contacts compared).",
        limit=limit,
        contacts=contacts,
    )


def flags_words(flags: Sequence[Flag], most: int = 3) -> str:
    """The strongest signals of an interaction in one phrase."""
    return ", ".join(flag_words(flag) for flag in flags[:most])


def measured_words(measured: Measured) -> str:
    """What was measured for an automatic question: "Longest silence (seconds): 12.4"."""
    if measured.value is None:
        return ""
    value = number(round(measured.value, 2))
    return _("%(metric)s: %(value)s", metric=METRICS[measured.metric], value=value)


def pick_tone(assignment: Assignment) -> str:
    """The colour of the badge that says why an interaction was picked; a second review's is that
    of the first."""
    tones = {"risk": "warn", "random": "accent", "double": "accent"}
    return tones.get(assignment.told_as.pick, "")


def pick_words(assignment: Assignment, flags: Sequence[Flag] = ()) -> str:
    """Why an interaction was picked: "Random draw, 1 in 12", "Flagged: long silence 0:41"."""
    if assignment.pick == "risk":
        reason = flags_words(flags, 2) or signal_words(assignment.reason)
        return _("Flagged: %(reason)s", reason=reason)
    if assignment.pick == "random" and assignment.inclusion_probability:
        odds = max(1, round(1 / assignment.inclusion_probability))
        return _("Random draw, 1 in %(odds)s", odds=odds) if odds > 1 else _("Drawn: all of them")
    if assignment.pick == "double":  # told as the first one, so that it stays blind
        first = assignment.double_of
        return pick_words(first, flags) if first else _("Random draw")
    if assignment.pick == "calibration":
        return _("Calibration")
    return _("Picked by hand: %(reason)s", reason=assignment.reason or _("no reason given"))
