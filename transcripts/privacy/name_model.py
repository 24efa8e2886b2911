"""Names of people by a language model of spaCy, where the extra `names` and a model are installed.

Models are searched under their usual names; none is ever fetched from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from transcripts.privacy.conversation import NameModel

MODELS = {
    "en": ("en_core_web_md", "en_core_web_sm", "en_core_web_lg"),
    "es": ("es_core_news_md", "es_core_news_sm", "es_core_news_lg"),
    "ca": ("ca_core_news_md", "ca_core_news_sm", "ca_core_news_lg"),
}
PEOPLE = frozenset({"PERSON", "PER"})


def installed_model() -> NameModel | None:
    """A finder of names with the models that are installed; None where there is none."""
    return find_with_model if any(map(model_for, MODELS)) else None


def find_with_model(text: str, language: str) -> Sequence[tuple[int, int]]:
    """Offsets of people's names in a text; none for a language without an installed model."""
    name = model_for(language)
    return names_by(loaded(name), text) if name else ()


def names_by(pipeline: Any, text: str) -> list[tuple[int, int]]:
    """Offsets of the entities that a spaCy pipeline calls people."""
    entities = pipeline(text).ents
    return [(e.start_char, e.end_char) for e in entities if e.label_ in PEOPLE]


@cache
def model_for(language: str) -> str | None:
    """The installed model of a language, or None."""
    if find_spec("spacy") is None:
        return None
    return next((name for name in MODELS.get(language, ()) if find_spec(name)), None)


@cache
def loaded(name: str) -> Any:
    """A pipeline with only what names need."""
    return import_module(name).load(disable=["lemmatizer", "attribute_ruler"])
