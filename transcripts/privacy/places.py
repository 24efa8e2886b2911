"""Postal addresses as far as patterns go, and dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transcripts.privacy import signs
from transcripts.privacy.context import BIRTH, HOME, is_about
from transcripts.privacy.numerals import said_pattern
from transcripts.privacy.spans import Span

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’·.]*"
_ROAD_WORDS = (
    r"Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Terrace|Place|Pl|Way"
    r"|Square|Sq|Close|Crescent|Gardens|Grove|Parkway|Pkwy|Highway|Hwy"
)
_UK_CODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_STREET_EN = re.compile(
    rf"(?:\b(?i:flat|apartment|apt|unit|suite)\.? [\dA-Z]{{1,4}},? )?"
    rf"\b\d{{1,5}}[A-Za-z]?,? (?:(?:{_CAPITAL}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,4}}"
    rf"(?i:{_ROAD_WORDS})\b\.?"
    rf"(?:,? (?i:flat|apartment|apt|unit|suite)\.? [\dA-Z]{{1,4}}\b)?"
    rf"(?:,? {_CAPITAL}(?: {_CAPITAL}){{0,2}}(?=,? (?:{_UK_CODE}|[A-Z]{{2}} \d{{5}})))?"
    rf"(?:,? (?:{_UK_CODE}|[A-Z]{{2}} \d{{5}}(?:-\d{{4}})?))?"
)
_WAY = (
    r"(?i:calle|c/|carrer|avenida|avda\.?|avinguda|av\.|plaza|pla[cç]a|pza\.?|p[cç]\.|paseo"
    r"|passeig|pg\.|ronda|camino|cam[ií]|traves[ií]a|travessera|travessia|rambla|carretera|ctra\.?)"
)
_OF = r"(?:de la|de las|de los|de les|del|dels|de l['’]|de|d['’]|la|el|los|les|l['’]|i|y)"
_NUMBER = r"(?:,? ?(?i:n[uú]mero|n[uú]m\.?|n\.?[ºo°]\.?)? ?\d{1,4}[A-Za-z]?\b)"
_FLOOR = (
    r"(?:,? ?(?:(?i:piso|pis|planta|puerta|porta|escalera|escala|esc\.) ?[\w]{1,3}"
    r"|\d{1,2} ?(?:[ºª°]|n|r|t|è|er|on|na|a)(?: ?[A-Za-z]\b)?(?: \d{1,2} ?[ªaº])?"
    r"|(?i:bajos?|baixos?|entresuelo|entresol|principal|[aà]tico|[aà]tic)\b))"
)
_TOWN = rf"(?:,? \d{{5}}(?: {_CAPITAL}(?: (?:{_OF} ?)?{_CAPITAL}){{0,3}})?)"
_STREET_ES = re.compile(
    rf"(?<!\w){_WAY} ?(?:{_OF} ?){{0,2}}{_CAPITAL}(?: (?:{_OF} ?){{0,2}}{_CAPITAL}){{0,4}}"
    rf"{_NUMBER}{_FLOOR}{{0,2}}{_TOWN}?"
)
_LOWER_ES = re.compile(
    rf"(?<!\w){_WAY} (?:[^\W\d_]+ ){{1,5}}{_NUMBER}{_FLOOR}{{0,2}}{_TOWN}?", re.IGNORECASE
)
_CODE_ALONE = re.compile(
    rf"\b{_UK_CODE}\b|(?i:\b(?:c[oó]digo postal|codi postal|zip(?: code)?|c\.?p\.?)"
    r"(?: is| es| és)?:? )\d{5}\b"
)
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre"
    r"|diciembre|gener|febrer|març|maig|juny|juliol|agost|setembre|novembre|desembre)\b"
)
_SAID = said_pattern()
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|thirtieth|primero)"
)
_DAY_SAID = rf"(?:{_SAID}[ -](?:y |i-?)?)?(?:{_SAID}|{_ORDINAL})"
_YEAR = rf"(?:\d{{4}}\b|\d{{2}}\b|(?:(?:{_SAID}|mil|thousand)\b(?: y | i |-i-|[ -])?){{1,7}})"
_DATE = re.compile(
    r"\b(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d"
    rf"|{_MONTHS} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?,? (?:of )?\d{{4}}"
    rf"|{_MONTHS} (?:the )?{_DAY_SAID},? (?:of )?{_YEAR}"
    rf"|(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?|{_DAY_SAID}) (?:of |de |d['’])?{_MONTHS}"
    rf"(?:,? (?:de |del |of )?{_YEAR})?)",
    re.IGNORECASE,
)


def addresses(text: str, language: str, asked: str) -> Iterator[Span]:
    """Streets with their number, with floor, postcode and town where they follow."""
    if not signs.has_figure(text):
        return
    patterns = [_STREET_ES, _STREET_EN, _CODE_ALONE]
    for pattern in patterns:
        yield from (Span(*found.span(), "address") for found in pattern.finditer(text))
    if language != "en":
        for found in _LOWER_ES.finditer(text):
            if is_about(HOME, text, found.start(), asked):
                yield Span(*found.span(), "address")


def births(text: str, asked: str) -> Iterator[Span]:
    """The first date after a word about being born, in the turn or in the question before it."""
    if not (signs.is_of_birth(text) or signs.is_of_birth(asked)):
        return
    for found in _DATE.finditer(text):
        if is_about(BIRTH, text, found.start(), asked):
            yield Span(*found.span(), "birth")
            return
