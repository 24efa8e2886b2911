"""Redacting a conversation: each turn with what was asked before it, numbers across turns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from transcripts.privacy import contact, names, numbers, places, signs
from transcripts.privacy.numerals import Run, runs_in
from transcripts.privacy.shared import Said, chains, echoes, pieces
from transcripts.privacy.spans import Kind, Span, add_free

RULES = "3"  # raise it when the rules change: `rubrica redact` then goes over what is older
SHORT_ANSWER = 6  # words; a longer turn is not just an answer to what was asked before it
REACH_BACK = 4  # turns
MOST_NAMES = 20  # that a conversation gives and are looked for in all of it
WORD = re.compile(r"\w+")
NameModel = Callable[[str, str], Sequence[tuple[int, int]]]

__all__ = ["RULES", "NameModel", "Said", "find_in_conversation", "full_names_in"]


def find_in_conversation(
    turns: Sequence[Said],
    language: str | None = None,
    known_names: Sequence[str] = (),
    name_model: NameModel | None = None,
) -> list[tuple[Span, ...]]:
    """The spans of personal data of each turn, in order and without overlap.

    A number may be shared by several turns of one speaker between which the other only says a
    few words ("mm-hm", "go on"), and is understood by what was asked before. ``known_names`` are
    the record's own; ``name_model`` gives offsets of further names for (text, language).
    """
    code = (language or "").lower()[:2]
    asked = [_asked(turns, place) for place in range(len(turns))]
    found: list[list[Span]] = [[] for _ in turns]
    for place, said in enumerate(turns):
        add_free(found[place], numbers.ibans(said.text))
        add_free(found[place], numbers.identities(said.text, code))
    for place, span in _in_runs(turns, code, asked):
        add_free(found[place], [span])
    for place, said in enumerate(turns):
        add_free(found[place], _in_text(said.text, code, asked[place], known_names))
        if name_model:
            offsets = name_model(said.text, code)
            add_free(found[place], _whole_words(said.text, offsets, found[place]))
    return [tuple(sorted(spans)) for spans in found]


def full_names_in(turns: Sequence[Said]) -> list[str]:
    """The full names that are introduced or asked for, which may be repeated anywhere."""
    given: dict[str, None] = {}
    for place, said in enumerate(turns):
        if not signs.has_two_capitals(said.text):
            continue
        for span in names.names(said.text, _asked(turns, place), ()):
            name = said.text[span.start : span.end]
            if " " in name:
                given[name] = None
        if len(given) >= MOST_NAMES:
            break
    return list(given)[:MOST_NAMES]


def _whole_words(
    text: str, offsets: Iterable[tuple[int, int]], found: Sequence[Span]
) -> Iterator[Span]:
    """Names that a model gives, as whole words that nothing else has; its offsets may be wrong."""
    for start, end in offsets:
        words = [w.span() for w in WORD.finditer(text) if w.start() < end and start < w.end()]
        free = [w for w in words if all(w[1] <= s.start or s.end <= w[0] for s in found)]
        if start >= end or not free:
            continue
        if free == words:
            yield Span(free[0][0], free[-1][1], "name")
        else:
            yield from (Span(*word, "name") for word in free)


def _asked(turns: Sequence[Said], place: int) -> str:
    """What the other side said before; past one's own few words ("yes, one moment") too."""
    speaker, heard = turns[place].speaker, []
    for earlier in reversed(turns[max(0, place - REACH_BACK) : place]):
        if earlier.speaker != speaker or speaker == "unknown":
            heard.append(earlier.text)
        if len(earlier.text.split()) > SHORT_ANSWER or (heard and earlier.speaker == speaker):
            break
    return " ".join(reversed(heard))


def _in_text(text: str, code: str, asked: str, known: Sequence[str]) -> Iterator[Span]:
    """What one turn shows by itself, the stricter checks first."""
    yield from contact.emails(text)
    yield from contact.phones(text, code)
    yield from places.births(text, asked)
    yield from places.addresses(text, code, asked)
    yield from names.names(text, asked, known)


def _in_runs(turns: Sequence[Said], code: str, asked: Sequence[str]) -> Iterator[tuple[int, Span]]:
    """What the digits of the conversation are, first those that several turns share."""
    runs = [runs_in(said.text, code, place) for place, said in enumerate(turns)]
    for chain in chains(turns, runs):
        first, last = chain.digits[0].turn, chain.digits[-1].turn
        kind, window = _long_number(chain, turns[first].text, code, asked[first])
        if kind:
            yield from pieces(chain, window, kind)
            yield from echoes(runs[first + 1 : last], kind)
    for place, said in enumerate(turns):
        for run in runs[place]:
            yield from ((place, span) for span in _in_run(run, said.text, code, asked[place]))


def _long_number(run: Run, text: str, code: str, asked: str) -> tuple[Kind | None, tuple[int, int]]:
    """What a number that turns share is, and which of its digits."""
    window = numbers.card_digits(run, text, asked)
    if window:
        return "card", window
    if numbers.is_account(run, text):
        return "iban", (0, len(run))
    is_phone = len(run) <= contact.LONGEST and contact.is_phone(run, text, code, asked)
    return ("phone" if is_phone else None), (0, len(run))


def _in_run(run: Run, text: str, code: str, asked: str) -> Iterator[Span]:
    """What one run of digits in one turn is."""
    digits = run.digits
    window = numbers.card_digits(run, text, asked)
    if window:
        yield Span(digits[window[0]].start, digits[window[1] - 1].end, "card")
    elif numbers.is_account(run, text):
        yield Span(digits[0].start, digits[-1].end, "iban")
    elif (end := numbers.identity_end(run, text, asked)) is not None:
        yield Span(numbers.identity_start(run, text), end, "id")
    elif numbers.is_security_code(run, text, asked):
        yield Span(digits[0].start, digits[-1].end, "cvv")
    elif contact.is_phone(run, text, code, asked):
        yield Span(digits[0].start, digits[-1].end, "phone")
