"""The places of a text that a search found."""

from __future__ import annotations

from dataclasses import dataclass

from transcripts.search.documents import column_of
from transcripts.search.syntax import Query, Term
from transcripts.search.words import Word, composed, language_code, stem, words_in

LONGEST_SNIPPET = 180
BEFORE = 60
LEAD = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; ``found`` where it is what was looked for."""

    text: str
    found: bool


def wanted_terms(query: Query, column: str) -> list[Term]:
    """Return the terms that may be found in a column."""
    return [term for group in query.groups for term in group if term.column in (None, column)]


def worth_reading(text: str, terms: list[Term]) -> bool:
    """Say quickly whether any of the terms can be in the text; a stem shares its first letters."""
    small = text.casefold()
    if not small.isascii():
        return True
    return any(all(word[:LEAD] in small for word in term.words) for term in terms)


def spans_in(text: str, terms: list[Term], code: str) -> list[tuple[int, int]]:
    """Return where in a composed text the terms are: starts and ends, apart, in order."""
    words = list(words_in(text))
    leads = {word[:LEAD] for term in terms for word in term.words}
    stems = [
        stem(word.folded, code) if word.folded[:LEAD] in leads else word.folded for word in words
    ]
    spans: list[tuple[int, int]] = []
    for term in terms:
        roots = [stem(word, code) for word in term.words]
        spans += [
            (words[place].start, words[place + len(roots) - 1].end)
            for place in range(len(words) - len(roots) + 1)
            if fits(term, roots, words, stems, place)
        ]
    return apart(sorted(spans))


def fits(term: Term, roots: list[str], words: list[Word], stems: list[str], place: int) -> bool:
    """Say whether a term is at this place of the text."""
    last = len(roots) - 1
    if stems[place : place + last] != roots[:last]:
        return False
    if term.prefix:
        start = term.words[-1]
        return words[place + last].folded.startswith(start) or stems[place + last].startswith(start)
    return stems[place + last] == roots[last] or words[place + last].folded == term.words[-1]


def apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the spans that touch each other."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def snippet(text: str, speaker: str, query: Query, language: str | None) -> list[Part] | None:
    """Return the part of a turn around what was found, or None where nothing was.

    About 180 characters from a little before the first place found; cut at words, with dots.
    """
    terms = wanted_terms(query, column_of(speaker))
    if not terms or not worth_reading(text, terms):
        return None
    whole = composed(text)
    spans = spans_in(whole, terms, language_code(language))
    if not spans:
        return None
    start, end = window(whole, spans[0][0])
    return parts_of(whole, [span for span in spans if span[1] <= end], start, end)


def marked(text: str, query: Query, language: str | None) -> list[Part]:
    """Return a whole subject in parts."""
    whole = composed(text)
    spans = spans_in(whole, wanted_terms(query, "about"), language_code(language))
    return parts_of(whole, spans, 0, len(whole))


def window(text: str, place: int) -> tuple[int, int]:
    """Return a stretch of text around a place, whole words where there are any."""
    start = 0 if place <= BEFORE else text.find(" ", place - BEFORE, place) + 1 or place
    end = len(text)
    if end - start > LONGEST_SNIPPET:
        end = start + LONGEST_SNIPPET
        end = max(text.rfind(" ", place, end), min(end, place + LONGEST_SNIPPET // 2))
    return start, end


def parts_of(text: str, spans: list[tuple[int, int]], start: int, end: int) -> list[Part]:
    """Cut a stretch of text into what was found and what is between."""
    parts = [Part("… ", False)] if start else []
    at = start
    for first, last in spans:
        parts += [Part(text[at:first], False), Part(text[first:last], True)]
        at = last
    parts.append(Part(text[at:end], False))
    if end < len(text):
        parts.append(Part(" …", False))
    return [part for part in parts if part.text]
