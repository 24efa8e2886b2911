"""Who brings records in, for the tests of imports."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import make_user


@pytest.fixture
def lead(app: Flask, browse) -> FlaskClient:
    """The browser of a QA lead."""
    return browse(make_user("qa_lead"))
