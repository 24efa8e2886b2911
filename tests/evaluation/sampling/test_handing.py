"""Reviews that wait: replaced by another draw, passed on, taken over."""

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation import wording
from evaluation.actions import replace_assignment, submit_evaluation
from evaluation.drafts import save_draft
from evaluation.models import Evaluation
from evaluation.queries import evaluation_for
from evaluation.refusals import Refused
from evaluation.sampling import design
from evaluation.sampling.actions import draw
from evaluation.sampling.handing import abandoned_for, is_abandoned, reassign, take_over
from evaluation.sampling.models import Assignment, Redraw
from evaluation.sampling.proving import prove
from evaluation.sampling.queries import picks_of
from evaluation.sampling.redraws import redrawn
from people.models import AuditEvent
from tests.evaluation.factories import answers_for, make_assignment, make_plan, make_reviewable
from tests.factories import make_agent, make_team, make_user
from transcripts.models import InteractionGrant

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def lead():
    return make_user("qa_lead")


@pytest.fixture
def drawn():
    """A draw of 3 of one agent's 8 conversations, for one of two evaluators each."""
    evaluators = [make_user("evaluator"), make_user("evaluator")]
    agent = make_agent(team=make_team())
    for _ in range(8):
        make_reviewable(agent=agent, started_at=now() - timedelta(days=1))
    plan = make_plan(per_agent=3, settings={"hands": {"evaluators": [e.id for e in evaluators]}})
    return draw(None, plan, seed=4)


def test_a_replaced_pick_is_drawn_anew_for_the_same_evaluator(drawn):
    old = picks_of(drawn)[0]
    replace_assignment(old.evaluator, old, "no sound")
    new = picks_of(drawn)[-1]
    assert (new.evaluator_id, new.due_on, new.state) == (old.evaluator_id, old.due_on, "open")
    assert old.state == "replaced"
    assert new.interaction_id not in {p.interaction_id for p in picks_of(drawn)[:-1]}
    assert new.inclusion_probability == pytest.approx(3 / 8)
    assert db.session.get(InteractionGrant, (new.interaction_id, new.evaluator_id))
    assert prove(drawn).holds


def test_another_replacement_than_the_drawn_one_is_found_out(drawn):
    old = picks_of(drawn)[0]
    replace_assignment(old.evaluator, old, "no sound")
    row = db.session.scalar(select(Redraw))
    taken = {p.interaction_id for p in picks_of(drawn)}
    other = next(
        i for part in drawn.frame["agents"].values() for i in part["ids"] if i not in taken
    )
    row.assignment.interaction_id = other
    db.session.flush()
    proof = prove(drawn)
    assert (proof.holds, proof.reason) == (
        False, "a replacement is not the one that the seed draws",
    )  # fmt: skip


def test_when_nothing_is_left_nothing_is_drawn(drawn):
    for _ in range(6):
        open_one = next(p for p in picks_of(drawn) if p.state == "open")
        replace_assignment(open_one.evaluator, open_one, "no sound")
    assert len(picks_of(drawn)) == 8
    assert [r.assignment_id is None for r in db.session.scalars(select(Redraw))] == [
        False, False, False, False, False, True,
    ]  # fmt: skip
    assert prove(drawn).holds


def test_a_hand_picked_one_is_not_drawn_anew():
    assignment = make_assignment()
    replace_assignment(assignment.evaluator, assignment, "no sound")
    assert db.session.scalar(select(Redraw)) is None


def test_chances_after_replacements_keep_their_proportions(drawn):
    """Unsuitable ones replaced until none is left: counts over pi are alike for all others."""
    random = np.random.default_rng(3)
    risks = random.gamma(1, 1, 30).round(3).tolist()
    ids = list(range(1, 31))
    unsuitable = set(random.choice(ids, 5, replace=False).tolist())
    drawn.frame = {"per_agent": 6, "eps": 0.5, "agents": {"7": {"ids": ids, "risks": risks}}}
    said = design.inclusion_probabilities(risks, 6)
    counts = np.zeros(31)
    for seed in range(6000):
        drawn.seed = seed
        kept = set((design.systematic(said, design.generator(seed)) + 1).tolist())
        while bad := kept & unsuitable:
            one = min(bad)
            pick = redrawn(drawn, one, kept | unsuitable)
            kept = kept - {one} | ({pick.interaction} if pick else set())
        for i in kept:
            counts[i] += 1
    suitable = [i for i in ids if i not in unsuitable and said[i - 1] < 0.6]
    ratios = np.array([counts[i] / 6000 / said[i - 1] for i in suitable])
    assert len(suitable) > 20
    assert np.abs(ratios / ratios.mean() - 1).max() < 0.12
    db.session.rollback()


@pytest.fixture
def doubled():
    """One conversation reviewed by two, one of them unseen."""
    plan = make_plan(per_agent=1, settings={"hands": {"double_share": 0.5}})
    make_user("evaluator"), make_user("evaluator")
    make_reviewable(agent=make_agent(team=make_team()), started_at=now() - timedelta(hours=2))
    return draw(None, plan, seed=1)


def test_a_second_review_is_told_as_the_first_and_counts_for_nothing(doubled):
    first, second = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert (first.pick, second.pick) == ("random", "double")
    assert first.evaluator_id != second.evaluator_id
    assert second.inclusion_probability is None
    assert wording.pick_words(second) == wording.pick_words(first)
    assert prove(doubled).holds


def test_the_first_review_is_closed_to_the_second_evaluator_until_theirs_is_in(doubled):
    first, second = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
    second.evaluator.roles = [*second.evaluator.roles, *make_user("qa_lead").roles]
    version = first.rubric.versions[-1]
    answers = answers_for(version, probes=3, verified=1)
    save_draft(first.evaluator, first, 0, answers=answers)
    done = submit_evaluation(first.evaluator, first)
    assert evaluation_for(second.evaluator, done.id) is None
    assert evaluation_for(first.evaluator, done.id) is done
    save_draft(second.evaluator, second, 0, answers=answers)
    submit_evaluation(second.evaluator, second)
    assert evaluation_for(second.evaluator, done.id) is done


def test_what_replaces_the_first_takes_its_double_along(doubled):
    first, second = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
    replace_assignment(first.evaluator, first, "no sound")
    assert (second.state, second.replaced_reason) == ("replaced", "no sound")


def test_a_review_is_passed_on_with_its_answers(lead):
    assignment, other = make_assignment(), make_user("evaluator")
    before = assignment.evaluator
    draft = save_draft(before, assignment, 0, summary="begun")
    revision = draft.revision
    reassign(lead, assignment, other, "on holiday")
    assert (assignment.evaluator_id, draft.evaluator_id) == (other.id, other.id)
    assert (draft.summary, draft.revision) == ("begun", revision + 1)
    assert db.session.get(InteractionGrant, (assignment.interaction_id, other.id))
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.verb == "assignment.reassigned"))
    assert event.details == {
        "from_user": before.id, "to_user": other.id, "begun": True, "reason": "on holiday",
    }  # fmt: skip


def test_nothing_is_passed_on_without_a_reason(lead):
    with pytest.raises(Refused):
        reassign(lead, make_assignment(), make_user("evaluator"), " ")


def test_only_evaluators_get_reviews_and_not_their_own(lead):
    other = make_user("evaluator", "agent")
    own = make_assignment(interaction=make_reviewable(agent=make_agent(user=other)))
    for assignment, person in ((make_assignment(rubric=own.rubric), make_user("hr")), (own, other)):
        with pytest.raises(Refused):
            reassign(lead, assignment, person, "on holiday")


def test_nobody_gets_a_conversation_that_they_have_reviewed(doubled, lead):
    first, second = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
    with pytest.raises(Refused):
        reassign(lead, second, first.evaluator, "on holiday")


def test_own_teams_are_left_to_others_where_the_plan_says_so(lead):
    team = make_team()
    teammate = make_user("evaluator", "lead")
    team.leads.append(teammate)
    outsider = make_user("evaluator")
    make_reviewable(agent=make_agent(team=team), started_at=now() - timedelta(hours=2))
    row = draw(None, make_plan(per_agent=1, settings={"hands": {"not_own_team": True}}), seed=1)
    pick = picks_of(row)[0]
    assert pick.evaluator_id == outsider.id
    with pytest.raises(Refused):
        reassign(lead, pick, teammate, "on holiday")


def test_an_abandoned_draft_may_be_taken_over_and_keeps_its_answers():
    assignment, other = make_assignment(due_on=now().date()), make_user("evaluator")
    draft = save_draft(assignment.evaluator, assignment, 0, summary="begun")
    with pytest.raises(Refused):
        take_over(other, assignment)
    assert abandoned_for(other) == []
    draft.saved_at = now() - timedelta(days=6)
    db.session.flush()
    assert abandoned_for(other) == [assignment]
    take_over(other, assignment)
    assert (assignment.evaluator_id, draft.evaluator_id, draft.summary) == (
        other.id, other.id, "begun",
    )  # fmt: skip
    assert db.session.scalar(select(AuditEvent).where(AuditEvent.verb == "assignment.taken_over"))


def test_one_never_begun_counts_from_its_due_day():
    late = make_assignment(due_on=now().date() - timedelta(days=6))
    assert is_abandoned(late)
    late.due_on = now().date() - timedelta(days=5)
    assert not is_abandoned(late)


def test_qa_leads_take_over_at_any_time(lead):
    assignment = make_assignment(due_on=now().date())
    assert take_over(lead, assignment).evaluator_id == lead.id


def test_what_is_done_is_passed_on_to_nobody(lead, doubled):
    first = db.session.scalar(select(Assignment).order_by(Assignment.id))
    answers = answers_for(first.rubric.versions[-1], probes=3, verified=1)
    save_draft(first.evaluator, first, 0, answers=answers)
    submit_evaluation(first.evaluator, first)
    with pytest.raises(Refused):
        reassign(lead, first, make_user("evaluator"), "on holiday")
    assert db.session.scalar(select(Evaluation)).evaluator_id == first.evaluator_id


@pytest.mark.parametrize("to", ["", "nobody", str(2**70)])
def test_a_review_goes_to_nobody_who_is_not_there(lead, sign_in, to):
    assignment = make_assignment()
    db.session.commit()
    form = {"to": to, "reason": "on holiday"}
    url = f"/sampling/work/{assignment.id}"
    assert sign_in(lead).post(url, data=form).status_code == 400
