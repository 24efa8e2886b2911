"""A connected helpdesk, for each kind, with its server running."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask

from core.db import db
from core.jobs.runner import run_pending
from tests.factories import make_user
from tests.transcripts.helpdesks.basics import SECRET
from tests.transcripts.helpdesks.desks import Desk, desk_of
from tests.transcripts.helpdesks.fake_helpdesk import running
from transcripts.helpdesks.actions import add_connection
from transcripts.helpdesks.models import KINDS, Connection, Delivery
from transcripts.models import Interaction


class Connected:
    """A desk and its connection, with the verbs of the tests."""

    def __init__(self, app: Flask, desk: Desk, connection_id: int) -> None:
        self.app, self.desk, self.connection_id = app, desk, connection_id

    @property
    def connection(self) -> Connection:
        return db.session.get_one(Connection, self.connection_id)

    def send(self, notice: dict[str, Any]) -> Any:
        db.session.commit()
        path = f"/api/hooks/{self.connection_id}"
        answer = self.app.test_client().post(path, **notice)
        db.session.commit()
        return answer

    def work(self) -> list[str]:
        db.session.commit()
        return run_pending(self.app)

    def deliveries(self) -> list[Delivery]:
        db.session.rollback()
        return list(db.session.scalars(db.select(Delivery).order_by(Delivery.id)))

    def interaction(self) -> Interaction:
        db.session.rollback()
        return db.session.scalars(db.select(Interaction)).one()

    def said(self) -> list[tuple[str, str]]:
        transcript = self.interaction().transcript
        assert transcript is not None
        return [(turn.speaker, turn.text) for turn in transcript.turns]


@pytest.fixture
def connect(app: Flask) -> Iterator[Callable[[str], Connected]]:
    """Return a function that starts a helpdesk of a kind and connects it."""
    with ExitStack() as servers:

        def connected(kind: str) -> Connected:
            desk = desk_of(kind)
            servers.enter_context(running(desk.server))
            connection = add_connection(
                make_user("admin"),
                kind,
                f"Our {kind}",
                desk.server.address,
                signing_secret=SECRET,
                api_key=desk.api_key,
                account=desk.account,
            )
            db.session.commit()
            return Connected(app, desk, connection.id)

        yield connected


@pytest.fixture(params=KINDS)
def desk(request: pytest.FixtureRequest, connect: Callable[[str], Connected]) -> Connected:
    """A connected helpdesk, of each kind in turn."""
    return connect(request.param)
