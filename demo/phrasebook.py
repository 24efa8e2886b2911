"""The sentences that simulated conversations are made of, by language."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent / "phrases"


class Phrases:
    """The sentences of one language, picked with a generator and filled in with names."""

    def __init__(
        self, sentences: dict[str, Any], random: np.random.Generator, names: dict[str, str]
    ):
        self.sentences = sentences
        self.random = random
        self.names = names

    def fill(self, text: str) -> str:
        """Put the names in. A sentence without a place for one stays as it is."""
        for name, value in self.names.items():
            text = text.replace("{" + name + "}", value)
        return text

    def one_of(self, choices: Sequence[Any]) -> Any:
        return choices[int(self.random.integers(len(choices)))]

    def say(self, key: str) -> str:
        """One of the general sentences of this kind."""
        return self.fill(self.one_of(self.sentences[key]))

    def about(self, reason: str) -> dict[str, Any]:
        """The sentences about one reason of contact."""
        return self.sentences["reasons"][reason]


@cache
def sentences_of(language: str) -> dict[str, Any]:
    """The phrase file of a language ("en", "es" or "ca")."""
    return json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
