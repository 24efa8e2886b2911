"""Readiness in words: what is met, what is missing, and how sure that is."""

from flask_babel import gettext as _
from flask_babel import ngettext

from coaching.careers.models import Stage
from coaching.careers.path_file import PathFileError
from coaching.careers.readiness import Gate, Readiness, RequirementResult, State


def readiness_words(readiness: Readiness) -> str:
    """The answer in a sentence. A person decides; this only informs."""
    if readiness.state is State.READY:
        return _("Ready, as far as reviews can tell.")
    if readiness.state is State.NOT_YET:
        return _("Not yet.")
    more = readiness.more_reviews
    if more is None:
        return _("Almost. Reviews alone will hardly settle it soon.")
    return ngettext(
        "Almost: %(num)s more review would probably tell.",
        "Almost: %(num)s more reviews would probably tell.",
        more,
    )


def chance_words(readiness: Readiness) -> str:
    """How sure it is that all levels are reached, or why nobody can say."""
    if readiness.probability is None:
        return _("Some of the levels have too few reviews for a score.")
    return _(
        "That all levels are reached is %(percent)s%% likely.",
        percent=shown_percent(readiness.probability),
    )


def shown_percent(probability: float) -> int:
    """A chance in percent that never claims certainty."""
    return min(max(round(100 * probability), 1), 99)


def result_words(result: RequirementResult) -> str:
    """What may be said of one level."""
    if result.probability is None:
        return _("too few reviews for a score")
    if result.met:
        return _("reached, %(percent)s%% sure", percent=shown_percent(result.probability))
    return _("%(percent)s%% likely to be reached", percent=shown_percent(result.probability))


def gate_words(gate: Gate, stage: Stage, months: int) -> str:
    """A gate in words: how long somebody must have been here, or what they must have passed."""
    if gate.key == "tenure":
        return ngettext(
            "%(num)s month on the present stage (now %(months)s)",
            "%(num)s months on the present stage (now %(months)s)",
            stage.tenure_months,
            months=months,
        )
    return _("Certificate: %(name)s", name=gate.key.removeprefix("certificate:"))


def file_error_words(error: PathFileError) -> str:
    """Why a file is not taken, and where in it."""
    reason = {
        "format": _("This is not a career path (rubrica.career_path/1)."),
        "key": _("The key must be small letters, digits and underscores."),
        "texts": _("A name or a description is missing, too long or in an unknown language."),
        "stages": _("A path needs between 1 and 30 stages."),
        "tenure": _("The months must be a whole number from 0 to 600."),
        "certificates": _("The certificates must be a list of names."),
        "competency": _("A competency is unknown or named twice."),
        "level": _("A level must be a number between 0 and 100."),
    }[error.code]
    return f"{reason} ({error.where})" if error.where else reason
