"""Telephone numbers and e-mail addresses, typed and said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import phonenumbers

from transcripts.privacy import signs
from transcripts.privacy.context import PHONE, THINGS, is_about, last_place
from transcripts.privacy.numerals import Run, number_words, plain
from transcripts.privacy.spans import Span

REGIONS: dict[str, tuple[str, ...]] = {"en": ("US", "GB"), "es": ("ES",), "ca": ("ES",)}
SHORTEST, LONGEST = 6, 15  # digits of a telephone number, with its country's
_ALL_REGIONS = ("ES", "US", "GB")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[\w-]{2,24}")
_TLD = r"(?:com|es|cat|org|net|eu|info|uk|fr|edu|io|co|us|gov|ad|pt|de|it)"
_DOT = r"(?:\s*\.\s*|\s+(?:punto|punt|dot|point)\s+)"
_PROVIDERS = r"(?:gmail|hotmail|outlook|yahoo|icloud|live|proton|protonmail|aol|msn|gmx)"
_SPOKEN_DOMAIN = re.compile(
    rf"\s*(?:,\s*)?\b(?P<at>arroba|arrova|at)\b[\s,]+(?P<host>[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,3}}?)"
    rf"(?P<dot>{_DOT})(?P<top>{_TLD}(?:{_DOT}(?:uk|es|cat))?)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"[\w.+-]+\Z")
_JOINT = re.compile(
    r"(?:^|(?<=\s))(?:punto|punt|dot|point|underscore|dash|hyphen|guion bajo|guión bajo|guió baix"
    r"|guion|guión|guió|barra baja|barra baixa|ratlla baixa)\s*,?\s+\Z",
    re.IGNORECASE,
)
_NUMBER_WORDS = frozenset(number_words(None))
_CALENDAR = re.compile(
    r"(?:19|20)\d\d[-.](?:0\d|1[0-2])[-.][0-3]\d\b|\d\d[-.]\d\d[-.](?:19|20)\d\d\b"
)
_PREFIX = re.compile(r"(?:\+|\b(?:plus|m[aá]s|m[eé]s)\s)\s*\Z", re.IGNORECASE)


def emails(text: str) -> Iterator[Span]:
    """Addresses with an at-sign, and those that are said with "at", "arroba", "arrova"."""
    if "@" in text:
        yield from (Span(*found.span(), "e-mail") for found in _EMAIL.finditer(text))
    if not signs.has_at(text):
        return
    for domain in _SPOKEN_DOMAIN.finditer(text):
        written = domain["at"].lower() == "at" and "." in domain["dot"]
        if written and not re.match(_PROVIDERS, domain["host"], re.IGNORECASE):
            continue  # "look at example.com" names a site, not a person
        start = _beginning(text[: domain.start()])
        if start < domain.start():
            yield Span(start, domain.end(), "e-mail")


def _beginning(text: str) -> int:
    """Where the name before the at-sign begins: its words are joined by dots, bars or numbers."""
    at, number = len(text), False
    for _ in range(24):
        gap = len(text[:at].rstrip(" ,"))
        word = _BEFORE.search(text[:gap])
        if not word:
            return at
        said = plain(re.split("[-–]", word.group())[-1])
        joint = _JOINT.search(text[:at])
        is_number = said in _NUMBER_WORDS or said in ("y", "i")
        if at == len(text) or number or is_number:
            at, number = word.start(), is_number
        elif joint:
            at, number = joint.start(), False
            before = _BEFORE.search(text[: len(text[:at].rstrip(" ,"))])
            if before:
                at, number = before.start(), plain(before.group()) in _NUMBER_WORDS
        elif len(said) == 1 and said.isalpha() and text[at : at + 2].strip().isalpha():
            if len(text[at:].split(" ", 1)[0]) > 1:
                return at
            at = word.start()
        else:
            return at
    return at


def phones(text: str, language: str) -> Iterator[Span]:
    """Written numbers that are valid in the language's countries, unless called an order's."""
    if not signs.has_figure(text) or sum(map(str.isdigit, text)) < 7:
        return
    spans: set[tuple[int, int]] = set()
    for region in REGIONS.get(language, _ALL_REGIONS):
        spans |= {(m.start, m.end) for m in phonenumbers.PhoneNumberMatcher(text, region)}
    ordered = sorted(spans, key=lambda span: (span[0], -span[1]))
    inner = {b for a, b in pairwise(ordered) if b[1] <= a[1]}
    for start, end in ordered:
        plus = text[start] == "+"
        about_thing = last_place(THINGS, text, start) >= 0 and not is_about(PHONE, text, start)
        if (start, end) not in inner and (plus or not about_thing):
            yield Span(start, end, "phone")


def is_phone(run: Run, text: str, language: str, asked: str) -> bool:
    """Whether a run is a telephone number: one that was spoken of, or a valid one said aloud."""
    if len(run) < SHORTEST:
        return False
    start = run.digits[0].start
    if _CALENDAR.match(text, start):
        return False
    about = is_about(PHONE, text, start, asked)
    if about and 7 <= len(run) <= LONGEST:
        return True
    if not run.spoken or last_place(THINGS, text, start) >= 0:
        return False
    value = ("+" if _PREFIX.search(text[:start]) else "") + run.value
    return any(_is_valid(value, region) for region in REGIONS.get(language, _ALL_REGIONS))


def _is_valid(value: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(value, region))
    except phonenumbers.NumberParseException:
        return False
