"""Languages by code or by name."""

import pytest

from transcripts.formats.languages import language_code


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("es", "es"),
        ("es-ES", "es"),
        ("ca_ES", "ca"),
        ("SPA", "es"),
        ("Spanish (Spain)", "es"),
        ("Castellano", "es"),
        ("Català", "ca"),
        ("English", "en"),
        ("fr", "fr"),
        ("und", None),
        ("Portuguese", None),
        ("", None),
        (3, None),
    ],
)
def test_a_language_is_known_by_its_code_or_its_name(told: object, code: str | None) -> None:
    assert language_code(told) == code
