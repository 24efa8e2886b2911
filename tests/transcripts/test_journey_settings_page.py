"""The page of journeys' settings: what a change does, and who may make it."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from core.jobs.runner import run_pending
from people.models import AuditEvent
from tests.factories import make_customer, make_user
from tests.transcripts.contacts import contact

pytestmark = pytest.mark.database


def test_another_window_knits_everything_anew(app: Flask, visit) -> None:
    customer = make_customer()
    first, second = contact(customer, 12), contact(customer, 2)
    assert first.case_id is None
    user = make_user("qa_lead")
    url = "/journeys/settings"
    assert "7" in visit(user, url).text
    answer = visit(
        user,
        url,
        "post",
        data={"window_days": "10", "currency": "EUR", "cost_voice": "0.85", "cost_chat": ""},
    )
    assert answer.status_code == 302
    db.session.commit()
    run_pending(app)
    db.session.expire_all()
    assert first.case_id == second.case_id is not None
    assert second.is_repeat
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.verb, event.details["cost_per_minute"]) == ("journeys.set", {"voice": 0.85})
    visit(user, url, "post", data={"window_days": "7", "currency": "EUR"})
    db.session.commit()
    run_pending(app)
    db.session.expire_all()
    assert first.case_id is second.case_id is None
    assert not second.is_repeat


@pytest.mark.parametrize(
    "form",
    [
        {"window_days": "0", "currency": "EUR"},
        {"window_days": "7", "currency": "euro"},
        {"window_days": "7", "currency": "EUR", "cost_voice": "-1"},
        {"window_days": "x", "currency": "EUR"},
    ],
)
def test_settings_that_cannot_be_are_refused(app: Flask, visit, form) -> None:
    assert visit(make_user("qa_lead"), "/journeys/settings", "post", data=form).status_code == 200
    assert db.session.scalars(select(AuditEvent)).all() == []


@pytest.mark.parametrize("role", ["lead", "evaluator", "agent", "hr"])
def test_only_those_who_may_set_it_see_the_settings(app: Flask, visit, role: str) -> None:
    assert visit(make_user(role), "/journeys/settings").status_code == 403
