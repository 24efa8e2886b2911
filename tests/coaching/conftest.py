"""Everybody the tests of the coaching room need."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from core.db import db
from people.models import User
from tests.coaching.factories import Floor


@pytest.fixture
def floor(app: Flask) -> Floor:
    """A team, its lead, an agent with an account, and onlookers."""
    return Floor()


@pytest.fixture
def browse(app: Flask, sign_in) -> Callable[[User], FlaskClient]:
    """Return a function that commits what the test has made and signs somebody in.

    The test and its requests share one application context, and with it ``g``, in which the
    signed-in person is remembered: it is forgotten before each request, so that several people
    can act in one test.
    """

    def browser_of(user: User) -> FlaskClient:
        db.session.commit()
        client = sign_in(user)
        db.session.rollback()
        ask = client.open

        def ask_afresh(*arguments: Any, **values: Any) -> Any:
            for name in list(g):
                g.pop(name)
            return ask(*arguments, **values)

        client.open = ask_afresh  # type: ignore[method-assign]
        return client

    return browser_of
