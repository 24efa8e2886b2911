"""A version that is published for a later day is announced, not in force: nothing offers it."""

from datetime import timedelta

import pytest

from core.clock import now
from core.db import db
from evaluation.actions import pick_interaction
from evaluation.calibration.overview import rubric_with_most_doubles
from evaluation.rubrics.actions import import_rubric, publish
from evaluation.rubrics.queries import rubrics_in_use
from evaluation.sampling.plans import known_names
from evaluation.self_evaluation.queries import version_to_score_by
from tests.evaluation.factories import make_reviewable, make_version, small_rubric
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def announced():
    version = import_rubric(None, small_rubric(), key="announced")
    publish(None, version, now() + timedelta(days=1))
    db.session.flush()
    return version


@pytest.mark.parametrize("begins", [-1, 1], ids=["in force", "announced"])
def test_a_rubric_is_offered_from_the_day_on_which_it_is_in_force(announced, begins):
    announced.published_at = now() + timedelta(days=begins)
    db.session.flush()
    offered = [announced.rubric] if begins < 0 else []
    assert rubrics_in_use() == offered
    assert list(known_names().rubrics) == [rubric.key for rubric in offered]
    assert rubric_with_most_doubles() == (announced.rubric_id if offered else None)
    assert version_to_score_by(make_reviewable()) == (announced if offered else None)


def test_a_picked_conversation_waits_under_a_rubric_that_is_in_force(announced):
    current = make_version()
    assert announced.rubric_id < current.rubric_id
    assignment = pick_interaction(make_user("evaluator"), make_reviewable(), "as asked")
    assert assignment.rubric == current.rubric
