"""Agreement from blind double reviews: which reviews count, per question and by month."""

from datetime import UTC, date, datetime

from flask import Flask

from core.db import db
from evaluation.actions import submit_evaluation
from evaluation.calibration.answers import score_agreement
from evaluation.calibration.overview import (
    change_in_halves,
    overview_of,
    rubric_with_most_doubles,
    scores_by_month,
)
from evaluation.drafts import save_draft
from evaluation.sampling.models import Assignment, Draw, SamplingPlan
from tests.evaluation.factories import answers_for, make_reviewable, make_version
from tests.factories import add, make_user

START, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def reviewed(version, pairs, picks=("random", "double"), submitted=None):
    """One conversation for each pair of levels, each level given by another evaluator."""
    plan = add(SamplingPlan(name=f"Plan {len(pairs)} {submitted} {picks}", rubric=version.rubric))
    draw = add(
        Draw(
            plan=plan, period_start=date(2026, 1, 1), period_end=date(2026, 1, 7), seed=1,
            design="", frame_hash="", frame_size=0,
        )
    )  # fmt: skip
    people = [make_user("evaluator") for _ in picks]
    for pair in pairs:
        interaction = make_reviewable()
        for level, pick, person in zip(pair, picks, people, strict=True):
            assignment = add(
                Assignment(
                    interaction=interaction, evaluator=person, rubric=version.rubric, draw=draw,
                    pick=pick, due_on=date(2026, 1, 9),
                    inclusion_probability=0.5 if pick == "random" else None,
                )
            )  # fmt: skip
            save_draft(person, assignment, 0,
                       answers=answers_for(version, probes=level, verified=1))  # fmt: skip
            evaluation = submit_evaluation(person, assignment)
            evaluation.submitted_at = submitted or evaluation.submitted_at
    db.session.flush()


def test_double_reviews_tell_agreement_per_question_and_on_the_score(app: Flask) -> None:
    version = make_version()
    reviewed(version, [(1, 2), (3, 3), (4, 3), (0, 1), (2, 2)])
    found = overview_of(version.rubric_id, START, END)
    by_key = {question.key: agreement for question, agreement in found.agreement}
    assert found.doubles == 5
    assert by_key["all/probes"].units == 5
    assert by_key["all/probes"].alpha is not None
    assert (by_key["all/verified"].alpha, by_key["all/verified"].missing) == (None, 15)
    assert found.score.icc is not None
    assert (found.score.close, found.score.pairs) == (2, 5)
    assert rubric_with_most_doubles() == version.rubric_id


def test_single_and_hand_picked_reviews_do_not_count(app: Flask) -> None:
    version = make_version()
    reviewed(version, [(1,), (2,)], picks=("random",))
    reviewed(version, [(1, 2)], picks=("random", "manual"))
    assert overview_of(version.rubric_id, START, END).doubles == 0


def test_the_period_is_that_of_submission(app: Flask) -> None:
    version = make_version()
    may, june = datetime(2026, 5, 9, tzinfo=UTC), datetime(2026, 6, 9, tzinfo=UTC)
    reviewed(version, [(1, 2), (3, 3)], submitted=may)
    reviewed(version, [(4, 4)], submitted=june)
    assert overview_of(version.rubric_id, may, june).doubles == 2
    months = scores_by_month(version.rubric_id, START, END)
    assert {month: len(scores) for month, scores in months.items()} == {
        date(2026, 5, 1): 2,
        date(2026, 6, 1): 1,
    }
    assert change_in_halves(months) is None
    assert score_agreement(months[date(2026, 5, 1)]).missing == 3
