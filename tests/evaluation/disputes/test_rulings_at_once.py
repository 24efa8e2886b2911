"""Disputes of one review that are opened or decided at once: nothing fails, nothing is lost."""

import threading

import pytest
from sqlalchemy import select

from core.db import db
from evaluation.appeals.actions import decide_dispute, open_dispute
from evaluation.models import RELEASED, Dispute, Evaluation
from evaluation.refusals import Refused
from people.models import User
from tests.evaluation.factories import answers_for, make_reviewable, released_evaluation
from tests.factories import make_agent, make_team, make_user


def decide(ids: tuple[int, int], value: float) -> None:
    """Accept a dispute, as a request does but for the commit."""
    user, dispute = db.session.get(User, ids[0]), db.session.get(Dispute, ids[1])
    decide_dispute(user, dispute, accepted=True, decision="It is at 0:05.", value=value)


@pytest.mark.database
def test_each_ruling_builds_on_the_other(app):
    lead, agent = make_user("qa_lead"), make_agent(team=make_team(), user=make_user("agent"))
    review = released_evaluation(interaction=make_reviewable(agent=agent))
    questions = list(answers_for(review.version, probes=0, verified=0))
    said = {rating.criterion_id: rating.value for rating in review.ratings}
    wanted = {questions[0]: 1.0, questions[1]: 1 - said[questions[1]]}
    assert said[questions[0]] != 1
    disputes = [
        (lead.id, open_dispute(agent.user, review, key, "I did ask.", value=wanted[key]).id)
        for key in questions
    ]
    db.session.commit()

    def decide_the_other() -> None:
        with app.app_context():
            decide(disputes[1], wanted[questions[1]])
            db.session.commit()
            db.session.remove()

    decide(disputes[0], wanted[questions[0]])
    second = threading.Thread(target=decide_the_other)
    second.start()
    second.join(0.5)  # it waits for the first
    db.session.commit()
    second.join(60)
    holds = db.session.scalars(select(Evaluation).where(Evaluation.state == RELEASED)).one()
    assert {rating.criterion_id: rating.value for rating in holds.ratings} == wanted


@pytest.mark.database
def test_an_answer_is_disputed_once_by_two_clicks(app):
    make_user("qa_lead")
    agent = make_agent(team=make_team(), user=make_user("agent"))
    review = released_evaluation(interaction=make_reviewable(agent=agent))
    question = next(iter(answers_for(review.version, probes=0)))
    db.session.commit()
    ids, refused = (agent.user_id, review.id), []

    def click_again() -> None:
        with app.app_context():
            user, found = db.session.get(User, ids[0]), db.session.get(Evaluation, ids[1])
            try:
                open_dispute(user, found, question, "I did ask.", value=1.0)
            except Refused as refusal:
                refused.append(str(refusal))
            db.session.rollback()
            db.session.remove()

    open_dispute(agent.user, review, question, "I did ask.", value=1.0)
    second = threading.Thread(target=click_again)
    second.start()
    second.join(0.5)  # it waits for the first
    db.session.commit()
    second.join(60)
    assert refused == ["This answer has been disputed already."]
