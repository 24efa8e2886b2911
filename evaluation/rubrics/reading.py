"""Reading a JSON document strictly: each refusal says where in the document it is.

It is said in English here; `mistake_words` says it in the reader's language.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from core.texts import N_

KEY_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,63}")
LANGUAGE_PATTERN = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
ABSENT = object()


def is_finite(number: float) -> bool:
    """Whether a number of JSON is one that a float can hold."""
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number of more digits than any float holds
        return False


class Mistake(ValueError):
    """What is wrong at a place of a document: a sentence of the catalogues, and what fills it."""

    def __init__(self, path: str, words: str, values: Mapping[str, object]) -> None:
        shown = {name: f"{v:g}" if isinstance(v, float) else v for name, v in values.items()}
        super().__init__(f"{path}: {words % shown}")
        self.path, self.words, self.values = path, words, values


@dataclass(frozen=True)
class Place:
    """One JSON object and the path to it, which every Mistake that a reader raises names."""

    fields: Mapping[str, Any]
    path: str

    @classmethod
    def root(cls, document: Any, path: str) -> "Place":
        if not isinstance(document, dict):
            raise Mistake(path, N_("must be a JSON object"), {})
        return cls(document, path)

    def refuse(self, words: str, **values: object) -> NoReturn:
        """Raise a Mistake; ``words`` has a gap for each value, and ``N_`` if a page may show it."""
        raise Mistake(self.path, words, values)

    def only(self, *names: str) -> None:
        """Refuse fields that nobody would read: a misspelt name must not be lost in silence."""
        for name in self.fields:
            if name not in names:
                self.refuse(N_("unknown field %(name)r"), name=name)

    def number(
        self, name: str, low: float = -math.inf, high: float = math.inf, default: Any = ABSENT
    ) -> float:
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not is_finite(value):
            self.refuse(N_("%(name)s must be a number"), name=name)
        if not low <= value <= high:
            self.refuse(
                N_("%(name)s must be between %(low)s and %(high)s, not %(value)s"),
                name=name, low=low, high=high, value=value,
            )  # fmt: skip
        return value

    def optional_number(self, name: str, low: float, high: float) -> float | None:
        return None if self.fields.get(name) is None else self.number(name, low, high)

    def numbers(self, name: str) -> list[float]:
        """A list of numbers that is not empty."""
        value = self._value(name, ABSENT)
        if not isinstance(value, list) or not value:
            self.refuse(N_("%(name)s must be a list that is not empty"), name=name)
        return [Place({name: item}, self.path).number(name) for item in value]

    def text(self, name: str) -> str:
        value = self._value(name, ABSENT)
        if not isinstance(value, str) or not value.strip():
            self.refuse(N_("%(name)s must be a text that is not empty"), name=name)
        return value

    def optional_text(self, name: str) -> str | None:
        return None if self.fields.get(name) is None else self.text(name)

    def key(self, name: str) -> str:
        value = self.text(name)
        if not KEY_PATTERN.fullmatch(value):
            self.refuse(
                N_("%(name)s %(value)r must be lower-case letters, digits and underscores"),
                name=name, value=value,
            )  # fmt: skip
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.fields.get(name, default)
        if not isinstance(value, bool):
            self.refuse(N_("%(name)s must be true or false"), name=name)
        return value

    def one_of(self, name: str, allowed: Sequence[Any], default: Any = ABSENT) -> Any:
        value = self._value(name, default)
        if not any(value is choice or value == choice for choice in allowed):
            choices = ", ".join("null" if choice is None else str(choice) for choice in allowed)
            self.refuse(N_("%(name)s must be one of %(choices)s"), name=name, choices=choices)
        return value

    def texts(self, name: str, *, required: bool = True) -> dict[str, str]:
        """A text by language code; an optional one may be absent or {}."""
        value = self._value(name, ABSENT if required else {})
        if not isinstance(value, dict) or (required and not value):
            self.refuse(N_("%(name)s must hold a text for each language"), name=name)
        for language, text in value.items():
            if not LANGUAGE_PATTERN.fullmatch(language):
                self.refuse(
                    N_("%(name)s: %(language)r is not a language code"),
                    name=name,
                    language=language,
                )
            if not isinstance(text, str) or not text.strip():
                words = N_("%(name)s: the text for %(language)r is empty")
                self.refuse(words, name=name, language=language)
        return dict(value)

    def items(self, name: str, *, required: bool = True) -> list["Place"]:
        """The objects of a list, each knowing its place; a required list has at least one."""
        value = self._value(name, ABSENT if required else [])
        if not isinstance(value, list) or (required and not value):
            whole = N_("%(name)s must be a list that is not empty")
            self.refuse(whole if required else N_("%(name)s must be a list"), name=name)
        return [
            Place.root(item, f"{self.path}.{name}[{index}]") for index, item in enumerate(value)
        ]

    def reach_100(self, words: str, weights: Sequence[float], **values: object) -> None:
        """Refuse weights that do not; ``words`` has a gap for their ``total``."""
        total = math.fsum(weights)
        if abs(total - 100) > 1e-6:
            self.refuse(words, total=total, **values)

    def _value(self, name: str, default: Any) -> Any:
        value = self.fields.get(name, default)
        if value is ABSENT:
            self.refuse(N_("%(name)s is missing"), name=name)
        return value
