"""Cards, security codes, accounts and identity numbers among the digits of a conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.es import ccc, cif, dni, nie

from transcripts.privacy import signs
from transcripts.privacy.context import CARD, CVV, IDENTITY, THINGS, is_about, last_place
from transcripts.privacy.numerals import Run, plain
from transcripts.privacy.spans import Span

CARD_LENGTHS = range(13, 20)
SHORTEST_CARD = 12  # of which a digit was not heard
SHORTEST_ACCOUNT = 13  # digits behind the country's letters
IDENTITY_LENGTHS = range(7, 11)
SURE_LENGTHS = frozenset({14, 15, 16, 19})  # what cards have that are in use
SPOKEN_CARD = 13  # digits said in a row that nothing but a card or an account has
_EXPIRY = re.compile(r"\d{1,2}\s*[/-]\s*\d{2,4}\b")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE | re.ASCII)
_IDENTITY = re.compile(
    r"\b(?:\d{1,2}\.?\d{3}\.?\d{3}[ -]{0,3}[A-Z]|[A-Z][ -]?\d\.?\d{3}\.?\d{3}[ -]?[A-Z0-9])\b",
    re.IGNORECASE | re.ASCII,
)
_SSN = re.compile(r"\b(?!000|666|9)\d{3}([- ])(?!00)\d\d\1(?!0000)\d{4}\b", re.ASCII)
_NINO = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r" ?\d\d ?\d\d ?\d\d ?[A-D]\b",
    re.ASCII,
)
_LETTER = re.compile(
    r"[\s,.-]*(?:(?:letra|lletra|letter|con|amb|de|la|with)\s+){0,3}(\w{1,6})\b", re.IGNORECASE
)
_LETTERS = {
    "zeta": "Z", "ceta": "Z", "ese": "S", "essa": "S", "hache": "H", "hac": "H", "jota": "J",
    "equis": "X", "ics": "X", "ka": "K", "ele": "L", "ela": "L", "eme": "M", "ema": "M",
    "ene": "N", "ena": "N", "pe": "P", "cu": "Q", "erre": "R", "erra": "R", "te": "T", "uve": "V",
    "ve": "V", "be": "B", "ce": "C", "de": "D", "efe": "F", "efa": "F", "ge": "G",
}  # fmt: skip
_FOREIGN = re.compile(r"\b([XYZ])[\s,.-]*\Z", re.IGNORECASE)
_COUNTRY = re.compile(r"\b([A-Z])[\s.,-]*([A-Z])[\s.,:-]*\Z", re.IGNORECASE)


def card_digits(run: Run, text: str, asked: str) -> tuple[int, int] | None:
    """Which digits of a run are a card's: a window that passes Luhn's check, or what must be one.

    A number that was asked for as a card's, or was read aloud as long as one, counts even where
    the check fails: recognisers mishear a digit, and a card with one wrong digit is no secret
    kept.
    """
    if len(run) < SHORTEST_CARD:
        return None
    about_card = is_about(CARD, text, run.digits[0].start, asked)
    value = run.value
    for first, last in _windows(run):
        number = value[first:last]
        fits = len(number) in SURE_LENGTHS or (about_card and len(number) in CARD_LENGTHS)
        if fits and number[0] in "23456" and luhn.is_valid(number):
            return first, last
    spoken_long = run.spoken and len(run) >= SPOKEN_CARD and not _is_thing(run, text)
    if spoken_long or (about_card and len(run) < CARD_LENGTHS.stop):
        return 0, len(run)
    return None


def _windows(run: Run) -> Iterator[tuple[int, int]]:
    """Stretches of a card's length from one word to another, longest first."""
    edges = [n for n in range(len(run)) if not n or _word(run, n - 1) != _word(run, n)]
    ends = {*edges[1:], len(run)}
    for length in reversed(CARD_LENGTHS):
        yield from ((n, n + length) for n in edges if n + length in ends)


def _word(run: Run, place: int) -> tuple[int, int]:
    return run.digits[place].turn, run.digits[place].start


def _is_thing(run: Run, text: str) -> bool:
    return last_place(THINGS, text, run.digits[0].start) >= 0


def is_security_code(run: Run, text: str, asked: str) -> bool:
    """Whether three or four digits stand where a card's security code was spoken of."""
    start = run.digits[0].start
    if len(run) not in (3, 4) or _EXPIRY.match(text[start:]):
        return False
    return is_about(CVV, text, start, asked)


def is_account(run: Run, text: str) -> bool:
    """Whether a run, with the country's two letters before it, is a bank account."""
    if len(run) < SHORTEST_ACCOUNT:
        return False
    value = run.value
    if len(value) == 20 and ccc.is_valid(value):
        return True
    country = _COUNTRY.search(text[: run.digits[0].start])
    return country is not None and bool(iban.is_valid("".join(country.groups()) + value))


def identity_end(run: Run, text: str, asked: str) -> int | None:
    """Where an identity number that begins with this run ends, None if it is none.

    Eight digits with a letter that fits them are a DNI, seven after X, Y or Z a NIE; others count
    where an identity number was spoken of.
    """
    if len(run) not in IDENTITY_LENGTHS:
        return None
    end = run.digits[-1].end
    about = is_about(IDENTITY, text, run.digits[0].start, asked)
    foreign = _FOREIGN.search(text[: run.digits[0].start])
    value = (str("XYZ".index(foreign.group(1).upper())) if foreign else "") + run.value
    if len(value) == 8:
        follows = _LETTER.match(text, end)
        said = plain(follows.group(1)) if follows else ""
        letter = said.upper() if len(said) == 1 else _LETTERS.get(said, "")
        if follows and letter and (dni.is_valid(value + letter) or about):
            return follows.end()
    return end if about else None


def identity_start(run: Run, text: str) -> int:
    """Where an identity number begins: at the letter of a NIE, else at its first digit."""
    foreign = _FOREIGN.search(text[: run.digits[0].start])
    return foreign.start(1) if foreign else run.digits[0].start


def ibans(text: str) -> Iterator[Span]:
    """The longest beginning of each candidate whose check digits fit."""
    if not signs.has_figure(text):
        return
    for candidate in _IBAN.finditer(text):
        whole = candidate.group()
        for end in range(len(whole), 14, -1):
            if whole[end - 1].isalnum() and iban.is_valid(whole[:end], check_country=False):
                yield Span(candidate.start(), candidate.start() + end, "iban")
                break


def identities(text: str, language: str) -> Iterator[Span]:
    """DNI, NIE and CIF with their check letters; US and UK numbers where English may be spoken."""
    if not signs.has_figure(text):
        return
    for candidate in _IDENTITY.finditer(text):
        number = re.sub(r"[ .-]", "", candidate.group())
        if dni.is_valid(number) or nie.is_valid(number) or cif.is_valid(number):
            yield Span(*candidate.span(), "id")
    if language in ("en", ""):
        for pattern in (_SSN, _NINO):
            yield from (Span(*found.span(), "id") for found in pattern.finditer(text))
