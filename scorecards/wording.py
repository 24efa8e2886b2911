"""Scorecards in words: sentences before figures, and nothing said that is not known."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from core.i18n import day, number
from scorecards.estimates import MIN_FOR_SCORE, MIN_FOR_VERDICT, Estimate, Verdict
from scorecards.fairness import NO_FIT, OFF, Fairness
from scorecards.scorecard import Measure, Scorecard


def in_figures(estimate: Estimate) -> str:
    """An estimate with its interval, in figures."""
    low, high = number(estimate.lower, 0), number(estimate.upper, 0)
    return f"{number(estimate.value, 0)} ({low}–{high})"


def measure_words(measure: Measure) -> str:
    """What may be said of one measure beside its numbers."""
    if measure.verdict is Verdict.NO_SCORE:
        missing = MIN_FOR_SCORE - measure.n
        return ngettext(
            "%(num)s more review and there is a score",
            "%(num)s more reviews and there is a score",
            missing,
        )
    change = measure.change
    if change is not None and change.shown:
        points = number(abs(change.difference), 0)
        if change.difference > 0:
            return _("up by %(points)s, a real change", points=points)
        return _("down by %(points)s, a real change", points=points)
    if measure.verdict is Verdict.NO_VERDICT:
        return _("too early to say, from %(n)s of %(of)s reviews", n=measure.n, of=MIN_FOR_VERDICT)
    return {
        Verdict.BELOW: _("clearly below target"),
        Verdict.ABOVE: _("clearly above target"),
        Verdict.UNDECIDED: _("not clearly above or below target"),
    }[measure.verdict]


def lead_sentence(scorecard: Scorecard, names: Mapping[str, str]) -> str:
    """The one sentence with which the page opens."""
    above = [names[k] for k in names if scorecard.measures[k].verdict is Verdict.ABOVE]
    below = [names[k] for k in names if scorecard.measures[k].verdict is Verdict.BELOW]
    scored = any(scorecard.measures[k].estimate for k in names)
    if not scored:
        return _("There are too few reviews for a score. The reviews themselves are below.")
    if above and below:
        return _(
            "Clearly above target: %(above)s. Clearly below it: %(below)s.",
            above=listed(above),
            below=listed(below),
        )
    if above:
        return _(
            "Clearly above target: %(above)s. Nothing is clearly below it.", above=listed(above)
        )
    if below:
        return _("Clearly below target: %(below)s. That is where to begin.", below=listed(below))
    return _("Nothing is clearly above or below target yet; more reviews would tell.")


def fairness_words(fairness: Fairness, adjusted: bool) -> str:
    """One sentence on whether the evaluators' severity has been taken out; none while unknown."""
    if fairness.adjusts and adjusted:
        return _(
            "Adjusted for how severe each evaluator is: what is left unsure about that widens the "
            "bands. Told from %(reviews)s reviews on %(day)s.",
            reviews=fairness.reviews,
            day=day(fairness.fitted_at),
        )
    if fairness.reason == OFF:
        return _("Scores are as the evaluators gave them: fair scores are switched off.")
    if fairness.reason == "not_connected":
        return _(
            "Scores are as the evaluators gave them: the evaluators fall into %(parts)s groups "
            "that have reviewed no agent in common, so that severity cannot be told apart.",
            parts=fairness.parts,
        )
    if fairness.adjusts or fairness.reason == NO_FIT:
        return ""
    return _("Scores are as the evaluators gave them: there is too little yet to tell severity.")


def listed(names: list[str]) -> str:
    """Names with commas, and an "and" before the last."""
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])
