"""Choosing how one's desk works, and being shown what the machine says."""

from typing import Any

from flask_babel import gettext as _

from core.clock import now
from core.db import db
from evaluation import queries as reviews
from evaluation.desk import queries
from evaluation.desk.models import DeskChoice, ShownSuggestion
from evaluation.desk.rules import AFTER, MODES, OFF, OPINIONS
from evaluation.models import Evaluation
from evaluation.refusals import Refused
from evaluation.review_model.models import Flag
from evaluation.review_model.queries import flags_of
from evaluation.rubrics.models import Criterion, Rubric
from evaluation.sampling.models import Assignment
from people.audit import record
from people.models import CentreSetting, User
from people.settings import keep_setting

MOST_EVIDENCE = 3


def choose(
    user: User, *, suggestions: str | None = None, hides_score: bool | None = None
) -> DeskChoice:
    """Keep what a person prefers; what is None stays. Refused for a mode that there is not."""
    if suggestions is not None and suggestions not in MODES:
        raise Refused(_("There is no such choice."))
    choice = queries.choice_of(user)
    if choice is None:
        choice = DeskChoice(user_id=user.id, hides_score=False)
        db.session.add(choice)
    if suggestions is not None:
        choice.suggestions = suggestions
    if hides_score is not None:
        choice.hides_score = hides_score
    db.session.flush()
    return choice


def allow(user: User, rubric: Rubric, *, suggestions: str, blind: bool) -> None:
    """Say how far suggestions may go at reviews by a rubric, and whether scores stay hidden."""
    if suggestions not in MODES:
        raise Refused(_("There is no such choice."))
    kept = {"suggestions": suggestions, "blind": blind}
    # Locked, so that two people who set two rubrics at once lose neither.
    before = db.session.get(CentreSetting, queries.SETTING, with_for_update=True)
    keep_setting(queries.SETTING, {**(before.value if before else {}), str(rubric.id): kept})
    record(user, "rubric.desk_set", rubric, **kept)


def show_suggestion(
    user: User, assignment: Assignment, criterion: Criterion
) -> ShownSuggestion | None:
    """What the machine says at a question, kept as shown; None where it has nothing to say.

    Refused where suggestions are off, and before the person's own answer where they come after it.
    """
    mode = queries.rules_at(user, assignment).suggestions
    if mode == OFF:
        raise Refused(_("Suggestions are off here."))
    draft = reviews.draft_of(assignment)
    answered = draft is not None and _is_answered(draft, criterion)
    if mode == AFTER and not answered:
        raise Refused(_("First your own answer."))
    known = queries.shown_at(assignment, criterion)
    if known is not None:
        return known
    said = _what_is_said(assignment.interaction_id, criterion)
    if said is None:
        return None
    shown = ShownSuggestion(
        assignment_id=assignment.id, criterion_id=criterion.id, after_answer=answered, **said
    )
    db.session.add(shown)
    db.session.flush()
    return shown


def _is_answered(draft: Evaluation, criterion: Criterion) -> bool:
    return any(
        rating.criterion_id == criterion.id and (rating.value is not None or rating.not_applicable)
        for rating in draft.ratings
    )


def _what_is_said(interaction_id: int, criterion: Criterion) -> dict[str, Any] | None:
    flags = queries.flags_worth_a_look(flags_of(interaction_id), criterion)
    scored = queries.machine_scores(interaction_id).get(criterion.competency_id or 0)
    if scored is not None:
        return {
            "model_id": scored.model_id,
            "score": scored.score,
            "abstained": scored.score is None,
            "evidence": list(scored.evidence[:MOST_EVIDENCE]),
        }
    if not flags:
        return None
    evidence = [_of_flag(flag) for flag in flags[:MOST_EVIDENCE]]
    return {"model_id": flags[0].model_id, "score": None, "evidence": evidence}


def _of_flag(flag: Flag) -> dict[str, Any]:
    """The first thing that was seen of a flag, with its name."""
    first = dict(flag.evidence[0]) if flag.evidence else {}
    return first | {"signal": flag.signal}


def give_opinion(shown: ShownSuggestion, opinion: str) -> ShownSuggestion:
    """Keep what a person says to a suggestion: agree, disagree, or not sure."""
    if opinion not in OPINIONS:
        raise Refused(_("There is no such choice."))
    shown.opinion, shown.opinion_at = opinion, now()
    return shown
