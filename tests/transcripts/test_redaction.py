"""What is taken out of a text in three languages, and what stays."""

import pytest

from transcripts.redaction import Span, redact

TAKEN = [
    ("en", "My card is 4111 1111 1111 1111, thanks", "My card is [card], thanks"),
    ("en", "It is 4111-1111-1111-1111.", "It is [card]."),
    ("en", "Call me on 415-555-2671 please", "Call me on [phone] please"),
    ("en", "My London number is +44 20 7946 0018", "My London number is [phone]"),
    ("en", "Write to ana.b+shop@mail.example.com!", "Write to [e-mail]!"),
    ("en", "it's john at gmail dot com", "it's [e-mail]"),
    ("en", "IBAN GB82 WEST 1234 5698 7654 32 is mine", "IBAN [iban] is mine"),
    ("es", "Mi DNI es 12345678Z", "Mi DNI es [id]"),
    ("es", "El DNI 12.345.678-z, ¿vale?", "El DNI [id], ¿vale?"),
    ("es", "Tengo el NIE X1234567L", "Tengo el NIE [id]"),
    ("es", "La empresa es A58818501", "La empresa es [id]"),
    ("es", "Mi cuenta: ES91 2100 0418 4502 0005 1332", "Mi cuenta: [iban]"),
    ("es", "Llámeme al 612 34 56 78 mañana", "Llámeme al [phone] mañana"),
    ("es", "es núria arroba correo punto es", "es [e-mail]"),
    ("ca", "El meu telèfon és el 934 12 34 56", "El meu telèfon és el [phone]"),
    ("ca", "Targeta 5500005555555559, gràcies", "Targeta [card], gràcies"),
    ("ca", "pau arrova gmail punt com", "[e-mail]"),
    (None, "612345678 or 415-555-2671", "[phone] or [phone]"),
]


@pytest.mark.parametrize(("language", "text", "expected"), TAKEN)
def test_personal_data_are_replaced_by_their_kind(
    language: str | None, text: str, expected: str
) -> None:
    assert redact(text, language)[0] == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Order 4111111111111112 of 2025-03-04 costs 1,234.50"),
        ("en", "We meet at ten, look at page 12"),
        ("es", "El pedido 12345678A llega el 04/03/2025 a las 10:30"),
        ("es", "Son 1.234,50 euros por 3 meses"),
        ("ca", "La comanda és la 2025000123 i val 19,95"),
        ("ca", ""),
    ],
)
def test_other_numbers_stay(language: str, text: str) -> None:
    assert redact(text, language) == (text, ())


def test_spans_are_places_in_the_original_in_order() -> None:
    text = "Ana ana@x.example, 612345678, 4111111111111111"
    redacted, spans = redact(text, "es")
    assert redacted == "Ana [e-mail], [phone], [card]"
    assert spans == (Span(4, 17, "e-mail"), Span(19, 28, "phone"), Span(30, 46, "card"))
    assert [text[s.start : s.end] for s in spans] == [
        "ana@x.example",
        "612345678",
        "4111111111111111",
    ]


def test_redacting_twice_changes_nothing_more() -> None:
    once = redact("Card 4111111111111111 and ana@x.example", "en")[0]
    assert redact(once, "en") == (once, ())


def test_a_card_beside_other_digits_is_found() -> None:
    assert redact("12 4111 1111 1111 1111 09 27", "en")[0].startswith("12 [card]")
