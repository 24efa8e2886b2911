"""Numbers as people write them, in each language."""

import pytest
from flask_babel import force_locale

from core.i18n import number, percent


def in_all(app, write) -> tuple[str, ...]:
    """What is written in English, Spanish and Catalan."""
    found = []
    with app.test_request_context():
        for language in ("en", "es", "ca"):
            with force_locale(language):
                found.append(write())
    return tuple(found)


@pytest.mark.parametrize(
    ("value", "options", "written"),
    [
        (4.5, {}, ("4.5", "4,5", "4,5")),
        (4.0, {}, ("4", "4", "4")),
        (33.125, {}, ("33.125", "33,125", "33,125")),
        (4.0, {"digits": 1}, ("4.0", "4,0", "4,0")),
        (81.6, {"digits": 0}, ("82", "82", "82")),
        (1204.25, {"digits": 2}, ("1,204.25", "1.204,25", "1.204,25")),
        (0.31, {"digits": 1, "signed": True}, ("+0.3", "+0,3", "+0,3")),
        (-1.26, {"digits": 1, "signed": True}, ("-1.3", "-1,3", "-1,3")),
        (-0.04, {"digits": 1, "signed": True}, ("0.0", "0,0", "0,0")),
        (None, {"digits": 1}, ("–", "–", "–")),
    ],
)
def test_a_number_has_the_signs_of_its_language(app, value, options, written) -> None:
    assert in_all(app, lambda: number(value, **options)) == written


@pytest.mark.parametrize(
    ("share", "options", "written"),
    [
        (0.456, {}, ("46%", "46\N{NO-BREAK SPACE}%", "46\N{NO-BREAK SPACE}%")),
        (0.05, {"signed": True}, ("+5%", "+5\N{NO-BREAK SPACE}%", "+5\N{NO-BREAK SPACE}%")),
        (-0.001, {}, ("0%", "0\N{NO-BREAK SPACE}%", "0\N{NO-BREAK SPACE}%")),
        (None, {}, ("–", "–", "–")),
    ],
)
def test_a_share_is_written_in_percents(app, share, options, written) -> None:
    assert in_all(app, lambda: percent(share, **options)) == written
