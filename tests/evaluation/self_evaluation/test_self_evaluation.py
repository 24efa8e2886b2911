"""Agents score themselves on the same form: hidden until both are in, and never part of a score."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.clock import now
from core.db import Base, db
from evaluation.actions import Unanswered, submit_evaluation
from evaluation.calibration.judgements import told_from
from evaluation.drafts import save_draft
from evaluation.models import Evaluation, Moment
from evaluation.queries import evaluation_for
from evaluation.refusals import Refused
from evaluation.self_evaluation.actions import ask, decline, keep, submit
from evaluation.self_evaluation.comparing import Question, Said, compared
from evaluation.self_evaluation.queries import (
    could_be_scored,
    own_interaction,
    review_of,
    self_evaluation_for,
)
from people.notices.models import Notice
from scorecards.reviews import released_reviews
from tests.evaluation.factories import (
    answers_for,
    make_assignment,
    make_reviewable,
    released_evaluation,
)
from tests.factories import add, make_agent, make_team, make_user

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def lead():
    return make_user("lead")


@pytest.fixture
def interaction(lead):
    agent = make_agent(team=make_team(lead), user=make_user("agent"), name="Ada")
    return make_reviewable(agent=agent)


@pytest.fixture
def agent_user(interaction):
    return interaction.agent.user


def scored(user, own, probes=4):
    answers = answers_for(own.version, probes=probes, verified=1)
    return submit(user, keep(user, own, own.revision, answers=answers, summary="Slowly."))


def reviewed(assignment):
    version = assignment.rubric.versions[-1]
    user = assignment.evaluator
    save_draft(user, assignment, 0, answers=answers_for(version, probes=3, verified=1))
    return submit_evaluation(user, assignment)


def kinds_told(user):
    told = select(Notice.kind).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    return set(db.session.scalars(told))


def test_both_sides_open_only_when_both_are_in(interaction, agent_user, lead):
    assignment = make_assignment(interaction=interaction)
    own = ask(agent_user, interaction)
    scored(agent_user, own)
    readers = (lead, assignment.evaluator, make_user("qa_lead"))
    assert review_of(own) is None
    assert [self_evaluation_for(user, own.id) for user in readers] == [None] * 3
    review = reviewed(assignment)
    assert review_of(own) == review
    assert [self_evaluation_for(user, own.id) for user in readers] == [own] * 3
    assert self_evaluation_for(make_user("lead"), own.id) is None
    assert "self.both_in" in kinds_told(agent_user) & kinds_told(assignment.evaluator)


def test_the_review_is_hidden_from_the_agent_while_they_score(interaction, agent_user, lead):
    review = released_evaluation(interaction=interaction)
    own = ask(lead, interaction)
    assert "self.asked" in kinds_told(agent_user)
    assert evaluation_for(agent_user, review.id) is None
    assert evaluation_for(lead, review.id) == review
    assert self_evaluation_for(lead, own.id) is None
    scored(agent_user, own)
    assert evaluation_for(agent_user, review.id) == review


def test_the_scorecard_keeps_the_score_back_until_both_are_in(
    sign_in, interaction, agent_user, lead
):
    moment = {"client_key": "a", "note": "You asked well", "quote": "Which month?"}
    review = released_evaluation(interaction=interaction)
    add(Moment(evaluation=review, **moment))
    review.interaction_at = now()
    own = ask(lead, interaction)
    db.session.commit()
    own_card, card_of_another = "/scorecard", f"/agents/{interaction.agent_id}/scorecard"
    pages = [sign_in(agent_user).get(own_card).text, sign_in(lead).get(card_of_another).text]
    assert [f"/evaluations/{review.id}" in page for page in pages] == [True, True]
    assert ["after your own score" in page for page in pages] == [True, False]
    assert ["You asked well" in page for page in pages] == [False, True]
    scored(agent_user, own)
    db.session.commit()
    page = sign_in(agent_user).get(own_card).text
    assert "after your own score" not in page
    assert "You asked well" in page


def test_a_conversation_without_words_is_not_offered(interaction, agent_user):
    assert list(could_be_scored(agent_user)) == [interaction]
    db.session.delete(interaction.transcript)
    db.session.flush()
    assert list(could_be_scored(agent_user)) == []
    assert own_interaction(agent_user, interaction.id) is None


def test_whoever_leaves_it_reads_the_review_again(interaction, agent_user, lead):
    review = released_evaluation(interaction=interaction)
    decline(agent_user, ask(lead, interaction))
    assert evaluation_for(agent_user, review.id) == review


def test_after_reading_the_review_nobody_is_asked(interaction, lead):
    released_evaluation(interaction=interaction).acknowledged_at = now()
    with pytest.raises(Refused):
        ask(lead, interaction)


def test_it_never_enters_a_score_or_the_severity(interaction, agent_user, lead):
    review = released_evaluation(interaction=interaction)
    start, end = now() - timedelta(days=3650), now() + timedelta(days=1)
    judged = select(Evaluation.id).where(*told_from(start, end))

    def figures():
        reviews = released_reviews([interaction.agent_id], start, end)
        return reviews, list(db.session.scalars(judged)), (review.quality, review.composite)

    before = figures()
    scored(agent_user, ask(lead, interaction), probes=0)
    assert figures() == before
    pointing = {
        key.column.table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if table.name == "self_evaluations"
    }
    assert pointing == {"interactions", "agents", "rubric_versions", "users"}
    columns = Base.metadata.tables["self_evaluations"].columns.keys()
    assert {"quality", "speed", "composite"}.isdisjoint(columns)


def test_it_is_sent_whole_once_and_by_its_agent_alone(interaction, agent_user, lead):
    released_evaluation(interaction=interaction)
    own = ask(lead, interaction)
    assert ask(agent_user, interaction) == own
    with pytest.raises(Unanswered):
        submit(agent_user, own)
    with pytest.raises(Refused):
        keep(lead, own, 0)
    with pytest.raises(Refused):
        keep(agent_user, own, 0, answers=answers_for(own.version, probes=9))
    with pytest.raises(Refused):
        keep(agent_user, own, 0, answers={999_999: {"value": 1.0, "na": False}})
    scored(agent_user, own)
    for verb in (decline, submit):
        with pytest.raises(Refused):
            verb(agent_user, own)


def test_differences_are_in_percent_of_the_scale():
    questions = [Question("a", 0, 4), Question("b", 1, 5), Question("c", 0, 1)]
    own = {"a": Said(4.0), "b": Said(None, not_applicable=True), "c": Said(1.0)}
    theirs = {"a": Said(3.0), "b": Said(2.0), "c": Said(1.0)}
    a, b, c = compared(questions, own, theirs)
    assert (a.difference, a.differs) == (25.0, True)
    assert (b.difference, b.differs) == (None, True)
    assert (c.difference, c.differs) == (0.0, False)


def test_the_agent_is_led_from_the_review_to_the_form_and_back(
    sign_in, interaction, agent_user, lead
):
    review = released_evaluation(interaction=interaction)
    db.session.commit()
    asking = sign_in(lead)
    assert "Ask the agent to score it, too" in asking.get(f"/evaluations/{review.id}").text
    asking.post(f"/evaluations/{review.id}/ask-agent")
    client = sign_in(agent_user)
    assert "asked by" in client.get("/own-scores").text
    assert client.get(f"/evaluations/{review.id}").location == "/own-scores/1"
    assert asking.get("/own-scores/1").status_code == 404
    probes, verified = answers_for(review.version, probes=0, verified=0)
    answers = {f"answer-{probes}": "4", f"comment-{probes}": "asked twice"}
    missing = client.post("/own-scores/1/send", data=answers)
    assert missing.status_code == 422 and "still needs an answer" in missing.text
    both = answers | {f"answer-{verified}": "1", "revision": "1"}
    client.post("/own-scores/1/send", data=both)
    for reader in (client, asking):
        page = reader.get("/own-scores/1").text
        assert "1 answer differs" in page and "+25" in page and "asked twice" in page
    assert client.get(f"/evaluations/{review.id}").status_code == 200


def test_an_agent_chooses_only_their_own_conversations(sign_in, interaction, agent_user):
    make_assignment(interaction=interaction)
    other = make_reviewable()
    db.session.commit()
    client = sign_in(agent_user)
    assert "Score it myself" in client.get("/own-scores").text
    assert client.post(f"/interactions/{other.id}/score-myself").status_code == 404
    begun = client.post(f"/interactions/{interaction.id}/score-myself")
    assert "Answer as you see it" in client.get(begun.location).text
