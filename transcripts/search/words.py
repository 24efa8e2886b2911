"""Words as they are looked up: without case and accents, and reduced to their stems.

Both databases are given the same plain tokens, worked out here, so both find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import snowballstemmer

ALGORITHMS = {"en": "english", "es": "spanish", "ca": "catalan"}
LANGUAGES = tuple(ALGORITHMS)
LONGEST = 64
APOSTROPHES = frozenset("'’")
MARKS_INSIDE = "'’·"
WORD = re.compile(rf"[^\W_]+(?:[{MARKS_INSIDE}][^\W_]+)*")
ELISION = re.compile(r"[dlmnst]['’](?=[^\W_])", re.IGNORECASE)
_INSIDE = str.maketrans("", "", MARKS_INSIDE)
# The stemmers take these endings off only with their accent, which people who type in a hurry and
# some sources leave out. It is put back before, for whoever wrote it and whoever did not.
_ACCENTS = {
    "es": (re.compile(r"([csx])ion$"), r"\1ión"),
    "ca": (re.compile(r"([cs])io$"), r"\1ió"),
}
_stemmers = {code: snowballstemmer.stemmer(name) for code, name in ALGORITHMS.items()}
_lock = Lock()  # a stemmer keeps the word that it works on in itself


class Word(NamedTuple):
    """A word of a text: its characters ``start`` to ``end``, folded."""

    start: int
    end: int
    folded: str


def composed(text: str) -> str:
    """Return the text with each accent joined to its letter, as `words_in` reads it."""
    return unicodedata.normalize("NFC", text)


def words_in(text: str) -> Iterator[Word]:
    """Yield the words of a composed text in order.

    An elided article or pronoun (``l'aplicació``) is a word of its own; any other apostrophe, and
    the Catalan middle dot, stays inside the word and is not looked at.
    """
    for match in WORD.finditer(text):
        start, end = match.span()
        said = match[0]
        if said[1:2] in APOSTROPHES and ELISION.match(said):
            yield Word(start, start + 1, folded(said[0]))
            start, said = start + 2, said[2:]
        yield Word(start, end, folded(said))


@lru_cache(maxsize=1 << 14)  # the frequent words; a long import brings as many ids as rows
def folded(word: str) -> str:
    """Return the word in small letters, without accents, at most 64 characters."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "".join(filter(str.isalnum, bare.translate(_INSIDE).casefold()))[:LONGEST] or "0"


def language_code(language: str | None) -> str:
    """Return ``en``, ``es`` or ``ca`` for a language tag, "" for every other language."""
    code = (language or "").lower()[:2]
    return code if code in ALGORITHMS else ""


@lru_cache(maxsize=1 << 14)
def stem(word: str, code: str) -> str:
    """Return the stem of a folded word in a language; the word itself in an unknown language."""
    if code not in ALGORITHMS or not word.isalpha():
        return word
    if code in _ACCENTS:
        ending, with_accent = _ACCENTS[code]
        word = ending.sub(with_accent, word)
    with _lock:
        return folded(_stemmers[code].stemWord(word))
