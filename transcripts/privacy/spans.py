"""Places of personal data in a text, and putting marks in their stead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["card", "cvv", "iban", "id", "e-mail", "phone", "address", "birth", "name"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Offsets in the original text, `start <= i < end`, and the kind of what stood there."""

    start: int
    end: int
    kind: Kind


def with_marks(text: str, spans: Sequence[Span]) -> str:
    """The text with `[card]`, `[phone]`, ... in place of the spans, which are in order."""
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return "".join([*pieces, text[at:]])


def add_free(found: list[Span], spans: Iterable[Span]) -> None:
    """Add the spans that touch nothing found before: the stricter checks come first."""
    for span in spans:
        if all(span.end <= other.start or other.end <= span.start for other in found):
            found.append(span)
