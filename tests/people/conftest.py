"""What tests of letters share."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.people.letter_box import LetterBox, open_letter_box


@pytest.fixture
def letter_box() -> Iterator[LetterBox]:
    with open_letter_box() as box:
        yield box


@pytest.fixture
def change_settings(app: Flask) -> Callable[..., None]:
    """Return a function that changes settings of the application under test."""

    def change(**values: object) -> None:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], **values)

    return change


@pytest.fixture
def with_mail(change_settings, letter_box: LetterBox) -> LetterBox:
    """A mail server and a public address, as an installation has them."""
    change_settings(
        smtp_url=letter_box.url,
        smtp_sender="Rubrica <qa@example.org>",
        url="https://qa.example.org",
    )
    return letter_box
