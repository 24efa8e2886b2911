"""Taking a conversation by hand, and giving an unsuitable one back."""

import pytest
from sqlalchemy import func, select

from core.db import db
from evaluation.actions import pick_interaction, replace_assignment
from evaluation.drafts import save_draft
from evaluation.models import Evaluation
from evaluation.refusals import Refused
from evaluation.sampling.models import Assignment
from tests.evaluation.factories import make_assignment, make_reviewable, released_evaluation
from tests.factories import make_agent, make_user
from transcripts.models import InteractionGrant

pytestmark = pytest.mark.usefixtures("app")


def test_a_hand_picked_review_never_counts_in_a_score():
    user, interaction = make_user("evaluator"), make_reviewable()
    assignment = pick_interaction(user, interaction, "complaint")

    assert (assignment.pick, assignment.reason, assignment.state) == ("manual", "complaint", "open")
    assert assignment.inclusion_probability is None
    assert not assignment.counts_in_score
    assert db.session.get(InteractionGrant, (interaction.id, user.id))


def test_picking_twice_gives_the_same_assignment():
    user, interaction = make_user("evaluator"), make_reviewable()
    first = pick_interaction(user, interaction, "complaint")
    assert pick_interaction(user, interaction, "again").id == first.id
    assert db.session.scalar(select(func.count()).select_from(Assignment)) == 1


def test_nobody_picks_their_own_conversation():
    user = make_user("evaluator", "agent")
    with pytest.raises(Refused):
        pick_interaction(user, make_reviewable(agent=make_agent(user=user)), "mine")


def test_nor_one_of_an_unknown_agent():
    with pytest.raises(Refused):
        pick_interaction(make_user("evaluator"), make_reviewable(agent=None), "whose?")


def test_nor_one_that_waits_for_somebody_else():
    taken = make_assignment()
    with pytest.raises(Refused):
        pick_interaction(make_user("evaluator"), taken.interaction, "me too")


def test_what_somebody_else_has_finished_may_be_picked():
    done = released_evaluation()
    user = make_user("evaluator")
    assert pick_interaction(user, done.interaction, "a second look").evaluator_id == user.id


def test_replacing_keeps_the_reason_and_drops_the_draft():
    assignment = make_assignment()
    save_draft(assignment.evaluator, assignment, 0, summary="begun")
    replace_assignment(assignment.evaluator, assignment, " no sound ")

    assert (assignment.state, assignment.replaced_reason) == ("replaced", "no sound")
    db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(Evaluation)) == 0


@pytest.mark.parametrize("reason", ["", "  ", "no"])
def test_replacing_needs_a_reason(reason):
    assignment = make_assignment()
    with pytest.raises(Refused):
        replace_assignment(assignment.evaluator, assignment, reason)
    assert assignment.state == "open"


def test_what_is_finished_cannot_be_replaced():
    done = released_evaluation()
    with pytest.raises(Refused):
        replace_assignment(done.evaluator, done.assignment, "too late")
