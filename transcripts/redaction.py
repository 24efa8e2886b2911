"""Taking out of a text what identifies a person or their money, as far as patterns go.

Cards and their codes, accounts, identity numbers, telephones, e-mail and postal addresses, dates
of birth and names, typed or said in English, Spanish or Catalan: see `transcripts.privacy`, and
docs/privacy.md for what is found and what is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from transcripts.privacy.conversation import Said, find_in_conversation
from transcripts.privacy.names import full_names
from transcripts.privacy.spans import Kind, Span, add_free, with_marks

__all__ = ["Kind", "Span", "find_personal_data", "redact", "redact_category"]


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


@lru_cache(maxsize=1000)  # there are few categories, and each comes again and again
def redact_category(text: str, known_names: tuple[str, ...] = ()) -> str:
    """A reason or an outcome without what only a person has; otherwise as it is.

    The same text gives the same category, in whatever language it was spoken of. Of names only
    the known ones are taken out, in full: a part of one may be a word of the category.
    """
    spans = [span for span in find_personal_data(text) if span.kind != "name"]
    add_free(spans, full_names(text, known_names))
    return with_marks(text, sorted(spans))
