"""The language that people search in: words, "phrases", -exclusions, OR, prefix*, speaker: word.

Whatever somebody types has a reading; what could not be taken as it stands is said in a notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transcripts.search.words import ELISION, composed, folded, words_in

LONGEST_QUERY = 300
MOST_TERMS = 24
SHORTEST_PREFIX = 2
SPEAKERS = {
    "agent": ("agent", "agente"),
    "customer": ("customer", "client", "cliente", "caller"),
    "other": ("other", "bot", "otro", "altre"),
    "about": ("about", "subject", "asunto", "assumpte"),
}
COLUMN_OF = {name: column for column, names in SPEAKERS.items() for name in names}
ELIDED = re.compile(rf"\b{ELISION.pattern}", ELISION.flags)
PIECE = re.compile(
    r"""(?P<minus>(?<!\S)[-−–](?=["“”\w]))?"""
    r"""(?P<speaker>\b[^\W\d_]+:\s*(?=["“”\w]))?"""
    r"""(?:["“”](?P<phrase>[^"“”]*)(?P<close>["“”]|$)|(?P<bare>[^\s"“”]+))"""
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase, folded. ``prefix``: the last word may go on. ``column``: who said it."""

    words: tuple[str, ...]
    prefix: bool = False
    column: str | None = None


Group = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted: one term of each group, in any place, and none of the excluded."""

    groups: tuple[Group, ...] = ()
    excluded: Group = ()
    notices: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.groups)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of what was typed: the word OR, or a term that is wanted or not."""

    term: Term | None
    excluded: bool = False


def parse(text: str) -> Query:
    """Read what somebody typed. Never raises.

    Notices are codes: ``too_long``, ``open_quote``, ``short_prefix``, ``only_excluded``,
    ``no_words``.
    """
    notices: list[str] = []
    if len(text) > LONGEST_QUERY:
        notices.append("too_long")
    pieces = read_pieces(composed(text[:LONGEST_QUERY]), notices)
    if sum(piece.term is not None for piece in pieces) > MOST_TERMS:
        notices.append("too_long")
        pieces = pieces[:MOST_TERMS]
    groups, excluded = grouped(pieces)
    if excluded and not groups:
        notices.append("only_excluded")
    elif text.strip() and not groups:
        notices.append("no_words")
    return Query(groups, excluded, tuple(dict.fromkeys(notices)))


def read_pieces(text: str, notices: list[str]) -> list[Piece]:
    """Cut the text into terms and the word OR between them."""
    pieces: list[Piece] = []
    for match in PIECE.finditer(text):
        if match["bare"] == "OR" and not match["minus"] and not match["speaker"]:
            pieces.append(Piece(None))
            continue
        if match["phrase"] is not None and not match["close"]:
            notices.append("open_quote")
        term = term_of(match, notices)
        if term:
            pieces.append(Piece(term, bool(match["minus"])))
    return pieces


def term_of(match: re.Match[str], notices: list[str]) -> Term | None:
    """Make the term of one piece; None where it holds no letter and no digit."""
    quoted = match["phrase"] is not None
    said = match["phrase"] if quoted else ELIDED.sub("", match["bare"])
    name = (match["speaker"] or "").rstrip().removesuffix(":")
    column = COLUMN_OF.get(folded(name)) if name else None
    if name and column is None:
        said = f"{name} {said}"
    words = tuple(word.folded for word in words_in(said))
    if not words:
        return None
    prefix = said.rstrip().endswith("*")
    if prefix and len(words) == 1 and len(words[0]) < SHORTEST_PREFIX:
        notices.append("short_prefix")
        prefix = False
    return Term(words, prefix, column)


def grouped(pieces: list[Piece]) -> tuple[tuple[Group, ...], Group]:
    """Join terms with OR between them, and part the wanted from the excluded.

    An OR at an end, or beside something excluded, is passed over.
    """
    groups: list[Group] = []
    excluded: list[Term] = []
    joins = last_wanted = False
    for piece in pieces:
        if piece.term is None:
            joins = last_wanted
            continue
        if piece.excluded:
            excluded.append(piece.term)
        elif joins:
            groups[-1] = (*groups[-1], piece.term)
        else:
            groups.append((piece.term,))
        joins, last_wanted = False, not piece.excluded
    return tuple(groups), tuple(excluded)
