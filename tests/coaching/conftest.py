"""Everybody the tests of the coaching room need."""

from collections.abc import Callable

import pytest
from flask import Flask
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
    """Return a function that commits what the test has made and signs somebody in."""

    def browser_of(user: User) -> FlaskClient:
        db.session.commit()
        client = sign_in(user)
        db.session.rollback()
        return client

    return browser_of
