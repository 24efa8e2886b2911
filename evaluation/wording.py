"""What the judgement's keys mean, in the words of the floor."""

from collections.abc import Sequence

from flask_babel import gettext as _

from core.i18n import duration
from evaluation.automatic import Measured
from evaluation.review_model.models import Flag
from evaluation.rubrics.builder_words import METRICS
from evaluation.sampling.models import Assignment


def signal_words(signal: str) -> str:
    """The name of a signal."""
    names = {
        "legal_threat": _("legal threat"),
        "escalation": _("asks for a manager"),
        "cancel": _("wants to cancel"),
        "complaint": _("complaint"),
        "no_apology": _("no apology"),
        "long_silence": _("long silence"),
        "overtalk": _("both talk at once"),
        "agent_talks_most": _("the agent does nearly all the talking"),
        "repeat": _("repeat contact"),
        "after_failed_self_service": _("self-service had failed"),
        "much_faster": _("far faster than expected"),
        "much_slower": _("far slower than expected"),
    }
    return names.get(signal, signal.replace("_", " "))


def flag_words(flag: Flag) -> str:
    """A signal with its size: "long silence 0:41"."""
    words = signal_words(flag.signal)
    first = flag.evidence[0] if flag.evidence else {}
    if first.get("seconds") is not None:
        return f"{words} {duration(first['seconds'])}"
    if first.get("share") is not None:
        return f"{words} ({round(100 * first['share'])} %)"
    return words


def flags_words(flags: Sequence[Flag], most: int = 3) -> str:
    """The strongest signals of an interaction in one phrase."""
    return ", ".join(flag_words(flag) for flag in flags[:most])


def measured_words(measured: Measured) -> str:
    """What was measured for an automatic question: "Longest silence (seconds): 12.4"."""
    if measured.value is None:
        return ""
    return _(
        "%(metric)s: %(value)s", metric=METRICS[measured.metric], value=f"{measured.value:.3g}"
    )


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
