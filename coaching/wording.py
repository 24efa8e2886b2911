"""Plans in words: their states, and how sure a gap is."""

from flask_babel import gettext as _


def sure_words(probability: float) -> str:
    """How sure it is that somebody is below target, rounded so that it never promises more."""
    if probability >= 0.99:
        return _("99 in 100 sure")
    if probability >= 0.95:
        return _("19 in 20 sure")
    return _("%(tenths)s in 10 sure", tenths=int(probability * 10 + 1e-9))


def state_words(state: str) -> str:
    """The name of a plan's state, or of the board's first column."""
    return {
        "found": _("Gap found"),
        "agreed": _("Plan agreed"),
        "in_progress": _("In progress"),
        "follow_up": _("Follow-up due"),
        "closed": _("Closed"),
    }[state]


def owner_words(owner: str) -> str:
    """Who has promised an action."""
    return {"agent": _("Agent"), "lead": _("Lead")}[owner]
