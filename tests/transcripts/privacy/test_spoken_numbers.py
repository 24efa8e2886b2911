"""Digits as people say them, and what a conversation gives away over several turns."""

import pytest

from transcripts.privacy.conversation import Said, find_in_conversation
from transcripts.privacy.numerals import runs_in
from transcripts.privacy.spans import with_marks


@pytest.mark.parametrize(
    ("language", "text", "digits"),
    [
        ("en", "four five three two, uh, one one", "453211"),
        ("en", "double four triple oh seven", "440007"),
        ("en", "twenty-one nineteen eighty five", "211985"),
        ("en", "five hundred and twelve", "512"),
        ("en", "4532 one one 9", "4532119"),
        ("es", "cuatro cinco tres dos, eh, doble uno", "453211"),
        ("es", "cincuenta y tres, veintidós", "5322"),
        ("es", "ciento veintitrés", "123"),
        ("ca", "quatre cinc, dos-cents tres", "45203"),
        ("ca", "vint-i-dos vuitanta-quatre", "2284"),
    ],
)
def test_numbers_are_read_as_they_are_said(language: str, text: str, digits: str) -> None:
    (run,) = runs_in(text, language)
    assert run.value == digits


def test_other_words_and_signs_part_numbers() -> None:
    runs = runs_in("two boxes for 15 euros at 10:30, SN42 and 1/2", "en")
    assert [run.value for run in runs] == ["2", "15", "10", "30", "1", "2"]


def test_each_digit_knows_where_it_stands() -> None:
    text = "it is forty two"
    (run,) = runs_in(text, "en")
    assert {text[digit.start : digit.end] for digit in run.digits} == {"forty two"}


def redacted(language: str, *turns: tuple[str, str]) -> list[str]:
    said = [Said(speaker, text) for speaker, text in turns]
    spans = find_in_conversation(said, language)
    return [with_marks(turn.text, found) for turn, found in zip(said, spans, strict=True)]


CASES = [
    ("en", [("agent", "The card number?"), ("customer", "four one one one, uh,"),
            ("agent", "Four one one one, yes?"), ("customer", "one one one one one one one one one"
             " one one one")],
     ["The card number?", "[card], uh,", "[card], yes?", "[card]"]),
    ("es", [("agent", "¿Y los tres dígitos de detrás?"), ("customer", "Ciento veintitrés.")],
     ["¿Y los tres dígitos de detrás?", "[cvv]."]),
    ("es", [("customer", "Mi DNI es uno dos tres cuatro cinco seis siete ocho, letra zeta")],
     ["Mi DNI es [id]"]),
    ("ca", [("agent", "El seu telèfon?"), ("customer", "Sis dotze trenta-quatre cinquanta-sis"
             " setanta-vuit")],
     ["El seu telèfon?", "[phone]"]),
    ("ca", [("customer", "és maria punt perez arrova gmail punt com")], ["és [e-mail]"]),
    ("en", [("agent", "And when were you born?"), ("customer", "The ninth of May 1971")],
     ["And when were you born?", "[birth]"]),
    ("es", [("agent", "¿Con quién hablo?"), ("customer", "Con Núria Puig.")],
     ["¿Con quién hablo?", "Con [name]."]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "turns", "expected"), CASES)
def test_a_conversation_gives_away_nothing(language: str, turns: list, expected: list) -> None:
    assert redacted(language, *turns) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Call about order 2025000123, it is for 4 boxes"),
        ("en", "I waited forty five minutes on the second of May"),
        ("es", "La calle lleva sin luz 3 semanas"),
        ("es", "Llamé el 2025-03-24 y otra vez el 2025-04-01"),
        ("ca", "La tarifa puja a dos-cents trenta euros"),
    ],
)
def test_what_identifies_nobody_stays(language: str, text: str) -> None:
    assert redacted(language, ("customer", text)) == [text]


def test_a_long_hostile_text_costs_little_time() -> None:
    for piece in ("calle " * 4000, "1 " * 8000, "A" * 40_000, "one " * 8000, "a@" * 8000):
        redacted("es", ("customer", piece))
