"""Names of people: those that the record knows, and those that somebody says as a name.

A model of names may be added: ``find_with_model`` in ``transcripts.privacy.name_model``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from transcripts.privacy import signs
from transcripts.privacy.context import ASKS_NAME
from transcripts.privacy.spans import Span

SHORTEST_PART = 3
_PART = r"[A-ZÀ-ÖØ-Þ][\w'’·-]*"
_NAME = rf"({_PART}(?: (?:(?:de la|de los|del|de|da|van|von|la|i|y) )?{_PART}){{0,4}})"
_CUES = (
    r"my (?:full |first )?name(?:'s|’s| is)|the name (?:is|of)|name of|(?:under|by) the name"
    r"|(?:account holder|cardholder|titular)(?: is| es| és)|(?:he|she|they)(?:'s|’s| is) called"
    r"|(?:speaking|talking) (?:to|with)|this is|call me|regards,|sincerely,|cheers,"
    r"|me llamo|mi nombre es|se llama|a nombre de|le atiende|les? habla|habla con|hablando con"
    r"|de parte de|un saludo,|saludos,|atentamente,"
    r"|em dic|el meu nom és|es diu|a nom de|l['’]at[eé]n|us at[eé]n|parla amb|de part de"
    r"|una salutació,|salutacions,|atentament,"
)
_INTRODUCED = re.compile(
    rf"(?<!\w)(?i:{_CUES})[\s:]+(?i:(?:do[nñ]a|don|el|la|en|na|mr|mrs|ms|miss|dr)\.? )?{_NAME}"
)
_BEING = re.compile(
    rf"(?<!\w)(?i:i['’]m|i am|soy|sóc|soc) {_NAME}"
    r"(?=\s*(?:[.,;!?]|\band\b|\by\b|\bi\b|\bfrom\b|\bde\b|\bcalling\b|\bhere\b|$))"
)
_ANSWER = re.compile(
    r"\s*(?i:(?:yes|sure|sí|si|of course|claro|i tant|it['’]s|it is|that['’]s|es|és|soy|soc|con|amb"
    rf"|this is|hola|hello|hi)[\s,.]+){{0,3}}{_NAME}\s*(?:[.,;!?]|$)"
)
_NOT_NAMES = frozenset(
    [
        "sorry",
        "fine",
        "happy",
        "sure",
        "afraid",
        "english",
        "american",
        "spanish",
        "british",
        "catalan",
        "irish",
        "okay",
        "thanks",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "yes",
        "no",
        "i",
    ]
)


def names(text: str, asked: str, known: Sequence[str]) -> Iterator[Span]:
    """Names that are introduced as such, that were asked for, or that the record holds."""
    for pattern in (_INTRODUCED, _BEING) if signs.has_later_capital(text) else ():
        for found in pattern.finditer(text):
            yield from _as_span(found)
    answer = _ANSWER.match(text)
    if answer and ASKS_NAME.search(asked):
        yield from _as_span(answer)
    yield from known_names(text, known)


def _as_span(found: re.Match[str]) -> Iterator[Span]:
    if found.group(1).split()[0].lower() not in _NOT_NAMES:
        yield Span(*found.span(1), "name")


def known_names(text: str, known: Sequence[str]) -> Iterator[Span]:
    """Where a known name stands: the whole in any case, its parts where they are capitalised."""
    sign, patterns = patterns_of(tuple(known))
    if sign.search(text):
        for pattern in patterns:
            yield from (Span(*found.span(), "name") for found in pattern.finditer(text))


def full_names(text: str, known: Sequence[str]) -> Iterator[Span]:
    """Where a known name of several words stands as a whole, in any case."""
    for name in known:
        words = [re.escape(word) for word in name.split()]
        if len(words) > 1:
            pattern = r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"
            yield from (Span(*m.span(), "name") for m in re.finditer(pattern, text, re.IGNORECASE))


@lru_cache(maxsize=8)
def patterns_of(known: tuple[str, ...]) -> tuple[re.Pattern[str], list[re.Pattern[str]]]:
    """A pattern without a match where none of the names stands, and those of each name."""
    starts: list[str] = []
    patterns: list[re.Pattern[str]] = []
    for name in known:
        parts = [part for part in re.findall(r"[\w'’·-]+", name) if len(part) >= SHORTEST_PART]
        if not parts:
            continue
        starts += map(re.escape, parts)
        whole = r"\s+".join(re.escape(part) for part in name.split())
        patterns.append(re.compile(rf"(?<!\w){whole}(?!\w)", re.IGNORECASE))
        capitalised = (re.escape(part) for part in parts if part[0].isupper())
        patterns += [re.compile(rf"(?<!\w){part}(?!\w)") for part in capitalised]
    return re.compile(rf"(?<!\w)(?:{'|'.join(starts) or '(?!)'})", re.IGNORECASE), patterns
