"""Reading a JSON document strictly: each refusal says where in the document it is."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

KEY_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,63}")
LANGUAGE_PATTERN = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
ABSENT = object()


@dataclass(frozen=True)
class Place:
    """One JSON object and the path to it, which every ValueError that a reader raises names."""

    fields: Mapping[str, Any]
    path: str

    @classmethod
    def root(cls, document: Any, path: str) -> "Place":
        if not isinstance(document, dict):
            raise ValueError(f"{path}: must be a JSON object")
        return cls(document, path)

    def refuse(self, reason: str) -> NoReturn:
        raise ValueError(f"{self.path}: {reason}")

    def only(self, *names: str) -> None:
        """Refuse fields that nobody would read: a misspelt name must not be lost in silence."""
        for name in self.fields:
            if name not in names:
                self.refuse(f"unknown field {name!r}")

    def number(
        self, name: str, low: float = -math.inf, high: float = math.inf, default: Any = ABSENT
    ) -> float:
        value = self._value(name, default)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            self.refuse(f"{name} must be a number")
        if not low <= value <= high:
            self.refuse(f"{name} must be between {low} and {high}, not {value}")
        return value

    def optional_number(self, name: str, low: float, high: float) -> float | None:
        return None if self.fields.get(name) is None else self.number(name, low, high)

    def numbers(self, name: str) -> list[float]:
        """A list of numbers that is not empty."""
        value = self._value(name, ABSENT)
        if not isinstance(value, list) or not value:
            self.refuse(f"{name} must be a list that is not empty")
        return [Place({name: item}, self.path).number(name) for item in value]

    def text(self, name: str) -> str:
        value = self._value(name, ABSENT)
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"{name} must be a text that is not empty")
        return value

    def optional_text(self, name: str) -> str | None:
        return None if self.fields.get(name) is None else self.text(name)

    def key(self, name: str) -> str:
        value = self.text(name)
        if not KEY_PATTERN.fullmatch(value):
            self.refuse(f"{name} {value!r} must be lower-case letters, digits and underscores")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.fields.get(name, default)
        if not isinstance(value, bool):
            self.refuse(f"{name} must be true or false")
        return value

    def one_of(self, name: str, allowed: Sequence[Any], default: Any = ABSENT) -> Any:
        value = self._value(name, default)
        if not any(value is choice or value == choice for choice in allowed):
            choices = ", ".join("null" if choice is None else str(choice) for choice in allowed)
            self.refuse(f"{name} must be one of {choices}")
        return value

    def texts(self, name: str, *, required: bool = True) -> dict[str, str]:
        """A text by language code; an optional one may be absent or {}."""
        value = self._value(name, ABSENT if required else {})
        if not isinstance(value, dict) or (required and not value):
            self.refuse(f"{name} must hold a text for each language")
        for language, text in value.items():
            if not LANGUAGE_PATTERN.fullmatch(language):
                self.refuse(f"{name}: {language!r} is not a language code")
            if not isinstance(text, str) or not text.strip():
                self.refuse(f"{name}: the text for {language!r} is empty")
        return dict(value)

    def items(self, name: str, *, required: bool = True) -> list["Place"]:
        """The objects of a list, each knowing its place; a required list has at least one."""
        value = self._value(name, ABSENT if required else [])
        if not isinstance(value, list) or (required and not value):
            self.refuse(f"{name} must be a list" + (" that is not empty" if required else ""))
        return [
            Place.root(item, f"{self.path}.{name}[{index}]") for index, item in enumerate(value)
        ]

    def reach_100(self, what: str, weights: Sequence[float]) -> None:
        total = math.fsum(weights)
        if abs(total - 100) > 1e-6:
            self.refuse(f"{what} must reach 100, not {total:g}")

    def _value(self, name: str, default: Any) -> Any:
        value = self.fields.get(name, default)
        if value is ABSENT:
            self.refuse(f"{name} is missing")
        return value
