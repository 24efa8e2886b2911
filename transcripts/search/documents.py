"""What the index keeps of one conversation: plain tokens, by who said them, and marks.

A column of tokens begins and ends with a space. Turns are parted by ``_``, so that no phrase runs
from one into the next; after the last turn come, as ``_word``, the words that differ from their
stems, for whoever looks for their beginnings. Marks are facts about the conversation, as ``__x``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from zlib import crc32

from transcripts.search.syntax import Term
from transcripts.search.words import LANGUAGES, composed, language_code, stem, words_in

COLUMNS = ("about", "agent", "customer", "other")
BREAK, FORM, MARK = "_", "_", "__"
ID_BITS = 29
ID_MASK = (1 << ID_BITS) - 1
LATEST_SECOND = (1 << (63 - ID_BITS)) - 1
PAIRS = 1 << 20


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as the index sees it: who spoke, and the redacted text."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """The columns of one conversation's document."""

    about: str
    agent: str
    customer: str
    other: str


def key_of(started_at: datetime, interaction_id: int) -> int:
    """Return a number that rises with the time and then with the id, below 2**63.

    Days before 1970 count as its first moment; parts of a second do not count.
    """
    second = max(0, min(int(started_at.astimezone(UTC).timestamp()), LATEST_SECOND))
    return second << ID_BITS | interaction_id & ID_MASK


def id_of(key: int) -> int:
    """Return the interaction's id that is in a key."""
    return key & ID_MASK


def column_of(speaker: str) -> str:
    """Return the column of what this speaker says."""
    return speaker if speaker in ("agent", "customer") else "other"


def tokens_of(about: Iterable[str], turns: Sequence[Said], language: str | None) -> Tokens:
    """Return the columns for a conversation about ``about`` (subject, reason, references)."""
    code = language_code(language)
    texts: dict[str, list[str]] = {column: [] for column in COLUMNS}
    texts["about"].extend(about)
    for turn in turns:
        texts[column_of(turn.speaker)].append(turn.text)
    return Tokens(**{name: column_text(found, code) for name, found in texts.items()})


def column_text(texts: Iterable[str], code: str) -> str:
    """Return the tokens of these texts, one after the other, then the forms of their words."""
    parts: list[str] = []
    forms: set[str] = set()
    for text in texts:
        words = [word.folded for word in words_in(composed(text))]
        stems = [stem(word, code) for word in words]
        if stems:
            parts += [*stems, BREAK]
        forms.update(word for word, root in zip(words, stems, strict=True) if word != root)
    parts += [FORM + form for form in sorted(forms)]
    return f" {' '.join(parts)} " if parts else ""


def mark(kind: str, value: object) -> str:
    """Return the mark that says that a fact ``kind`` of a conversation is ``value``."""
    return f"{MARK}{kind}{value}" if isinstance(value, int) else f"{MARK}{kind}{hashed(value)}"


def hashed(value: object) -> str:
    return f"{crc32(str(value).encode()):08x}"


def pair_mark(first: str, second: str) -> str:
    """Return the mark of two tokens that follow each other; about a million there are."""
    return f"{MARK}p{crc32(f'{first} {second}'.encode()) % PAIRS:x}"


def scoped(column: str, token: str) -> str:
    """Return the lexeme for a token that was said in this column."""
    return f"{column[:2]}/{token}"


def lexemes_of(tokens: Tokens, marks: str) -> list[str]:
    """Return all that a set of lexemes needs to answer what the columns answer.

    Each token alone and with its column, the marks, and a mark for each two neighbours, so that
    few conversations have to be read for a phrase.
    """
    found = set(marks.split())
    for column in COLUMNS:
        present = getattr(tokens, column).split()
        found.update(token for token in present if token != BREAK)
        found.update(scoped(column, token) for token in present if token != BREAK)
        found.update(
            pair_mark(first, second)
            for first, second in pairwise(present)
            if BREAK not in (first[0], second[0])
        )
    return sorted(found)


def readings(term: Term) -> list[tuple[str, ...]]:
    """Return the tokens of a term in each language, without repetition.

    The last word of a prefix stays as it was typed, for nobody knows how it goes on.
    """
    found = []
    for code in ("", *LANGUAGES):
        stems = [stem(word, code) for word in term.words]
        if term.prefix:
            stems[-1] = term.words[-1]
        found.append(tuple(stems))
    return list(dict.fromkeys(found))
