"""The audit trail only grows, whatever way somebody tries to change it."""

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from core.db import db
from people.audit import record
from people.models import AuditEvent
from tests.factories import make_team, make_user


@pytest.fixture
def line(app: Flask) -> int:
    event = record(make_user("admin"), "team.created", make_team(), note="first")
    db.session.flush()
    line_id = event.id
    db.session.commit()
    return line_id


def test_a_line_says_who_did_what_to_what(app: Flask) -> None:
    admin, team = make_user("admin"), make_team()
    event = record(admin, "team.created", team, size=3)
    db.session.flush()
    assert (event.user_id, event.verb, event.subject_type, event.subject_id, event.details) == (
        admin.id,
        "team.created",
        "Team",
        team.id,
        {"size": 3},
    )


@pytest.mark.parametrize(
    "change",
    [
        update(AuditEvent).values(verb="nothing.happened"),
        delete(AuditEvent),
        text("update audit_events set verb = 'nothing.happened'"),
        text("delete from audit_events"),
    ],
    ids=["bulk update", "bulk delete", "plain update", "plain delete"],
)
def test_a_line_cannot_be_changed_or_removed(line: int, change) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(change)
    db.session.rollback()
    assert db.session.scalars(select(AuditEvent.verb)).all() == ["team.created"]
