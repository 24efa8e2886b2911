"""Which contacts belong together: the same answer whatever the order they arrived in.

A case that the source names, or that a person put a contact into, holds it whatever else is true:
it is an *anchor*. The others are joined by nearness: contacts of one customer for one reason form
a chain as long as each follows another within the window. In a chain without anchors all are one
case; in a chain with anchors each contact joins its nearest anchored one. Both depend only on the
set of contacts, never on their order of arrival.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Piece:
    """A contact to be knitted. ``matter`` is its customer and reason, None where either is not

    known; ``anchor`` is the case that it is tied to, None where nobody tied it.
    """

    key: int
    at: datetime
    matter: Hashable | None = None
    anchor: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """A case that nobody named, known by the key of its first contact."""

    first: int


def knit(pieces: Iterable[Piece], window: timedelta = WINDOW) -> dict[int, Hashable | None]:
    """Return for each contact, by its key, its anchor, its ``Near`` or None if it stands alone."""
    matters: dict[Hashable, list[Piece]] = defaultdict(list)
    found: dict[int, Hashable | None] = {}
    for piece in pieces:
        found[piece.key] = piece.anchor
        if piece.matter is not None:
            matters[piece.matter].append(piece)
    for matter in matters.values():
        for chain in chains(matter, window):
            anchored = [piece for piece in chain if piece.anchor is not None]
            for piece in chain:
                if piece.anchor is None:
                    found[piece.key] = _home(piece, chain, anchored)
    return found


def chains(pieces: Iterable[Piece], window: timedelta) -> Iterator[list[Piece]]:
    """Cut contacts into chains, in order of time, where more than the window lies between two."""
    chain: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (piece.at, piece.key)):
        if chain and piece.at - chain[-1].at > window:
            yield chain
            chain = []
        chain.append(piece)
    if chain:
        yield chain


def _home(piece: Piece, chain: Sequence[Piece], anchored: Sequence[Piece]) -> Hashable | None:
    if anchored:
        nearest = min(anchored, key=lambda other: (abs(other.at - piece.at), other.at, other.key))
        return nearest.anchor
    return Near(chain[0].key) if len(chain) > 1 else None
