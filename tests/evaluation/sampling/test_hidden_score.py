"""A plan may keep the score from who reviews, whatever they have chosen; its proof is the same."""

from datetime import timedelta

import pytest

from core.clock import now
from core.db import db
from evaluation.desk.actions import choose
from evaluation.desk.queries import rules_at
from evaluation.rubrics.adapters import criteria_of
from evaluation.sampling.actions import draw
from evaluation.sampling.proving import prove
from evaluation.sampling.queries import picks_of
from tests.evaluation.factories import make_plan, make_reviewable
from tests.factories import make_agent, make_user

pytestmark = pytest.mark.usefixtures("app")
HIDDEN = {"hands": {"hide_score": True}}


def drawn(person, **plan):
    """One review that a plan hands to a person who wants to see scores."""
    make_reviewable(agent=make_agent(), started_at=now() - timedelta(hours=2))
    choose(person, hides_score=False)
    row = draw(None, make_plan(per_agent=1, **plan), seed=1)
    db.session.commit()
    return row, picks_of(row)[0]


def test_the_plan_wins_over_the_persons_choice_and_no_score_is_sent(sign_in):
    person = make_user("evaluator")
    row, pick = drawn(person, settings=HIDDEN)
    assert rules_at(person, pick).blind
    client = sign_in(person)
    probes = criteria_of(pick.rubric.versions[-1])[0]
    save = {"revision": 0, "answers": {str(probes.id): {"value": 2, "na": False}}}
    answer = client.post(f"/review/{pick.id}/save", json=save).get_json()
    assert (answer["revision"], answer["quality"], answer["composite"]) == (1, None, None)
    assert "data-score " not in client.get(f"/review/{pick.id}").text
    plan = sign_in(make_user("qa_lead")).get(f"/sampling/{row.plan_id}").text
    assert "The score is hidden from who reviews." in plan


def test_it_is_no_part_of_the_draw():
    person = make_user("evaluator")
    row, pick = drawn(person)
    assert not rules_at(person, pick).blind
    row.plan.settings = HIDDEN
    assert rules_at(person, pick).blind
    assert prove(row).holds and "hide_score" not in str(row.frame)
