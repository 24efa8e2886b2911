"""Words as they are looked up, in three languages."""

import pytest

from transcripts.search.words import folded, language_code, stem, words_in


def words(text: str) -> list[str]:
    return [word.folded for word in words_in(text)]


def test_words_lose_case_accents_and_what_is_inside_them() -> None:
    assert words("Don’t  CANCEL·LAR l'Àvia, el año 2026!") == [
        "dont", "cancellar", "l", "avia", "el", "ano", "2026",
    ]  # fmt: skip


def test_a_word_knows_its_place() -> None:
    text = "Ah, l'aplicació."
    assert [text[word.start : word.end] for word in words_in(text)] == ["Ah", "l", "aplicació"]


def test_underscores_part_words_so_that_no_word_looks_like_a_mark() -> None:
    assert words("__a12 x_y") == ["a12", "x", "y"]


def test_a_word_of_signs_alone_is_still_letters_or_digits() -> None:
    assert folded("ͅ") == "0" or folded("ͅ").isalnum()
    assert folded("ß") == "ss"
    assert len(folded("x" * 500)) == 64


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", ("refund", "refunds", "refunded", "refunding")),
        ("en", ("cancel", "cancelled", "cancellation")),
        ("es", ("factura", "facturas")),
        ("es", ("cancelación", "cancelacion", "cancelaciones", "cancelar", "cancelado")),
        ("es", ("devolución", "devoluciones", "devolucion")),
        ("ca", ("factura", "factures")),
        ("ca", ("cancel·lació", "cancel·lacions", "cancellacio", "cancel·lar")),
        ("ca", ("devolució", "devolucions", "devolucio")),
    ],
)
def test_forms_of_a_word_share_a_stem(code: str, forms: tuple[str, ...]) -> None:
    assert len({stem(folded(form), code) for form in forms}) == 1


def test_an_unknown_language_keeps_its_words_whole() -> None:
    assert stem("rechnungen", "") == "rechnungen"
    assert [language_code(tag) for tag in ("es-MX", "CA", "de", None)] == ["es", "ca", "", ""]
