"""What a ruling changed is the decider's: severity is taken out of the other answers alone."""

from datetime import timedelta

import pytest

from core.clock import now
from core.db import db
from evaluation.appeals.actions import decide_dispute, open_dispute
from evaluation.calibration.fits import LONG
from evaluation.calibration.models import SeverityFit
from evaluation.scoring import CriterionSpec, RubricSpec, SectionSpec, weight_share
from scorecards.reviews import released_reviews
from tests.evaluation.factories import answers_for, make_reviewable, released_evaluation
from tests.factories import add, make_agent, make_team, make_user

SEVERE = {"value": -8.0, "lower": -12.0, "upper": -4.0, "error": 2.0, "n": 30}


def fit(measure, evaluator):
    """A fit that finds this evaluator severe."""
    return SeverityFit(
        measure=measure, month=now().date().replace(day=1), months=LONG, basis="30:1", n=30,
        fitted_at=now(), deviations={"evaluator": 5.0}, severities={str(evaluator.id): SEVERE},
    )  # fmt: skip


@pytest.fixture
def review(app):
    """A released review by an evaluator who is known to be severe."""
    agent = make_agent(team=make_team(), user=make_user("agent"))
    found = released_evaluation(interaction=make_reviewable(agent=agent))
    for measure in ("quality", "composite", "probing", "compliance"):
        add(fit(measure, found.evaluator))
    return found


def corrections(agent_id):
    """Points and error that are taken out of the agent's one review, by measure."""
    span = now() - timedelta(days=3650), now() + timedelta(days=1)
    (found,) = released_reviews([agent_id], *span)
    return {key: (each.points, each.error) for key, each in found.corrections.items()}


def rule(review, value):
    """An accepted dispute of the question that has half of the weight."""
    probes = next(iter(answers_for(review.version, probes=0)))
    dispute = open_dispute(review.agent.user, review, probes, "I did ask.", value=value)
    decider = make_user("qa_lead")
    decide_dispute(decider, dispute, accepted=True, decision="It is at 0:05.", value=value)
    db.session.commit()


def test_severity_is_taken_out_of_untouched_answers_alone(review):
    whole = (-8.0, 2.0)
    measures = ("quality", "composite", "probing", "compliance")
    assert corrections(review.agent_id) == dict.fromkeys(measures, whole)
    rule(review, 4.0)
    half = (-4.0, 1.0)
    assert corrections(review.agent_id) == {
        "quality": half, "composite": half, "compliance": whole,
    }  # fmt: skip


def test_a_share_follows_the_weights_of_what_was_scored():
    sections = (SectionSpec("a", 60), SectionSpec("b", 40))
    criteria = (
        CriterionSpec("a1", "a", 30), CriterionSpec("a2", "a", 10), CriterionSpec("b1", "b", 40),
        CriterionSpec("extra", "b", 5, bonus=True),
    )  # fmt: skip
    spec = RubricSpec(sections, criteria)
    every = {"a1", "a2", "b1", "extra"}
    assert weight_share(spec, every, {"a1", "extra"}) == pytest.approx(0.6 * 0.75)
    assert weight_share(spec, {"a1", "a2"}, {"a1"}) == pytest.approx(0.75)
    assert weight_share(spec, {"extra"}, {"extra"}) == 0.0
    assert weight_share(RubricSpec(sections, criteria, weighs="criteria"), every, {"a1"}) == 30 / 80
