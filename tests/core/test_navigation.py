"""The main navigation: one door is the present one, also in rooms with several doors."""

import pytest
from flask import Flask

from core.web.navigation import navigation_for


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/journeys/5", "/journeys"),
        ("/interactions/5", "/interactions"),
        ("/account/tokens", "/people"),
        ("/jobs", "/jobs"),
        ("/login", None),
    ],
)
def test_exactly_one_door_is_the_present_one(app: Flask, path: str, door: str | None) -> None:
    with app.test_request_context(path):
        items = navigation_for(app, lambda _permission: True)
    assert [item.url for item in items if item.current] == ([door] if door else [])
