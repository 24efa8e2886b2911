"""What two people set at the desk at once."""

import threading

import pytest

from core.db import db
from evaluation.desk.actions import allow
from evaluation.desk.queries import allowed_by_rubric
from evaluation.desk.rules import AFTER, OFF, ON, Allowed
from evaluation.rubrics.models import Rubric
from people.models import User
from tests.factories import add


@pytest.mark.database
def test_two_who_set_two_rubrics_at_once_lose_neither(app, user, assignment):
    one, other = assignment.rubric, add(Rubric(key="other", name={"en": "Other"}, description={}))
    allow(user, one, suggestions=AFTER, blind=False)
    db.session.commit()
    ids = user.id, other.id

    def set_the_other() -> None:
        with app.app_context():
            person, rubric = db.session.get(User, ids[0]), db.session.get(Rubric, ids[1])
            allow(person, rubric, suggestions=OFF, blind=True)
            db.session.commit()
            db.session.remove()

    allow(user, one, suggestions=ON, blind=False)
    second = threading.Thread(target=set_the_other)
    second.start()
    second.join(0.5)  # it waits for the first
    db.session.commit()
    second.join(60)
    assert allowed_by_rubric() == {one.id: Allowed(ON), other.id: Allowed(OFF, True)}
