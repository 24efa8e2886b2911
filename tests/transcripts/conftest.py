"""What the tests of the transcripts room share."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from core.db import db
from people.models import User


@pytest.fixture
def visit(sign_in) -> Callable[..., TestResponse]:
    """Return a function that commits what the test has made and asks for a page as somebody."""

    def ask(user: User, url: str, method: str = "get", **options: Any) -> TestResponse:
        db.session.commit()
        return getattr(sign_in(user), method)(url, **options)

    return ask
