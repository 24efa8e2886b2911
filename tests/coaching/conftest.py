"""Everybody the tests of the coaching room need."""

import pytest
from flask import Flask

from tests.coaching.factories import Floor


@pytest.fixture
def floor(app: Flask) -> Floor:
    """A team, its lead, an agent with an account, and onlookers."""
    return Floor()
