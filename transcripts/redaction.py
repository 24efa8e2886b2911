"""Taking out of a text what identifies a person or their money, as far as patterns go.

Cards and their codes, accounts, identity numbers, telephones, e-mail and postal addresses, dates
of birth and names, typed or said in English, Spanish or Catalan: see `transcripts.privacy`, and
docs/privacy.md for what is found and what is not.
"""

from __future__ import annotations

from collections.abc import Sequence

from transcripts.privacy.conversation import Said, find_in_conversation
from transcripts.privacy.spans import Kind, Span, with_marks

__all__ = ["Kind", "Span", "find_personal_data", "redact"]


def redact(
    text: str, language: str | None = None, known_names: Sequence[str] = ()
) -> tuple[str, tuple[Span, ...]]:
    """The text with `[card]`, `[phone]`, `[name]`, ... in place of such data.

    `language` (en, es, ca) decides in which countries a telephone number without a prefix is
    looked for; all of them where it is unknown. The spans, in order and without overlap, are
    offsets in the original text, so that its sound can be silenced at the same places.
    """
    spans = find_personal_data(text, language, known_names)
    return with_marks(text, spans), spans


def find_personal_data(
    text: str, language: str | None = None, known_names: Sequence[str] = ()
) -> tuple[Span, ...]:
    """Where personal data stand in one text; where two kinds overlap, the stricter check wins."""
    return find_in_conversation([Said("unknown", text)], language, known_names)[0]
