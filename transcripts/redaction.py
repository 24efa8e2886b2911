"""Taking out of a text what identifies a person or their money, as far as patterns go.

Card numbers, IBANs, Spanish identity numbers (DNI, NIE, CIF), telephone numbers and e-mail
addresses. Numbers with check digits are taken only if these fit, so that order numbers stay.
Names and postal addresses are not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import phonenumbers
from stdnum import iban, luhn
from stdnum.es import cif, dni, nie

Kind = Literal["card", "iban", "id", "e-mail", "phone"]
REGIONS: dict[str, tuple[str, ...]] = {"en": ("US", "GB"), "es": ("ES",), "ca": ("ES",)}
_ALL_REGIONS = ("ES", "US", "GB")
_DIGITS = re.compile(r"\d(?:[ .-]?\d){12,40}", re.ASCII)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE | re.ASCII)
_IDENTITY = re.compile(
    r"\b(?:\d{1,2}\.?\d{3}\.?\d{3}[ -]?[A-Z]|[A-Z][ -]?\d\.?\d{3}\.?\d{3}[ -]?[A-Z0-9])\b",
    re.IGNORECASE | re.ASCII,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[\w-]{2,24}")
_SPOKEN_EMAIL = re.compile(
    r"\b[\w.+-]{1,64}\s+(?:arroba|arrova|at)\s+[\w-]{1,63}\s+(?:punto|punt|dot)\s+"
    r"(?:com|es|cat|org|net|eu|info|uk|fr|edu)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Offsets in the original text, `start <= i < end`, and the kind of what stood there."""

    start: int
    end: int
    kind: Kind


def redact(text: str, language: str | None = None) -> tuple[str, tuple[Span, ...]]:
    """The text with `[card]`, `[iban]`, `[id]`, `[e-mail]`, `[phone]` in place of such data.

    `language` (en, es, ca) decides in which countries a telephone number without a prefix is
    looked for; all of them where it is unknown. The spans, in order and without overlap, are
    offsets in the original text, so that its sound can be silenced at the same places.
    """
    spans = find_personal_data(text, language)
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return "".join([*pieces, text[at:]]), spans


def find_personal_data(text: str, language: str | None = None) -> tuple[Span, ...]:
    """Where personal data stand; where two kinds overlap, the stricter check wins."""
    if not any(sign.isdigit() or sign == "@" for sign in text) and not _SPOKEN_EMAIL.search(text):
        return ()
    found: list[Span] = []
    for finder in (_cards, _ibans, _identities, _emails):
        found += [span for span in finder(text) if _is_free(span, found)]
    for span in _phones(text, (language or "").lower()[:2]):
        if _is_free(span, found):
            found.append(span)
    return tuple(sorted(found))


def _is_free(span: Span, taken: list[Span]) -> bool:
    return all(span.end <= other.start or other.end <= span.start for other in taken)


def _cards(text: str) -> Iterator[Span]:
    """Runs of 13 to 19 digits, from one gap to another, that pass Luhn's check."""
    for run in _DIGITS.finditer(text):
        groups = [g.span() for g in re.finditer(r"\d+", run.group())]
        candidates = [
            (last[1] - first[0], first[0], last[1])
            for number, first in enumerate(groups)
            for last in groups[number:]
        ]
        for _, start, end in sorted(candidates, reverse=True):
            digits = re.sub(r"\D", "", run.group()[start:end])
            if 13 <= len(digits) <= 19 and digits[0] in "23456" and luhn.is_valid(digits):
                yield Span(run.start() + start, run.start() + end, "card")
                break


def _ibans(text: str) -> Iterator[Span]:
    """The longest beginning of each candidate whose check digits fit."""
    for candidate in _IBAN.finditer(text):
        whole = candidate.group()
        for end in range(len(whole), 14, -1):
            if whole[end - 1].isalnum() and iban.is_valid(whole[:end], check_country=False):
                yield Span(candidate.start(), candidate.start() + end, "iban")
                break


def _identities(text: str) -> Iterator[Span]:
    for candidate in _IDENTITY.finditer(text):
        number = re.sub(r"[ .-]", "", candidate.group())
        if dni.is_valid(number) or nie.is_valid(number) or cif.is_valid(number):
            yield Span(*candidate.span(), "id")


def _emails(text: str) -> Iterator[Span]:
    for pattern in (_EMAIL, _SPOKEN_EMAIL):
        for found in pattern.finditer(text):
            yield Span(*found.span(), "e-mail")


def _phones(text: str, language: str) -> Iterator[Span]:
    if sum(sign.isdigit() for sign in text) < 7:
        return
    spans: set[tuple[int, int]] = set()
    for region in REGIONS.get(language, _ALL_REGIONS):
        spans |= {(m.start, m.end) for m in phonenumbers.PhoneNumberMatcher(text, region)}
    ordered = sorted(spans, key=lambda span: (span[0], -span[1]))
    inner = {b for a, b in pairwise(ordered) if b[1] <= a[1]}
    yield from (Span(start, end, "phone") for start, end in ordered if (start, end) not in inner)
