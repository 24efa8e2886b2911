"""The labelled test set of redaction: phrases in three languages, filled with made-up data.

Each line of ``data/redaction_<language>.txt`` is a short conversation with slots: ``{card}`` for
personal data, ``{-price}`` for what must survive, ``.spoken`` for a value read aloud, ``/1`` and
``/2`` for the halves of one that two turns share. The phrases were written before the patterns;
every second line is held out: the patterns were never adjusted to it.
``data/passing_<language>.txt`` holds names of people who are only mentioned: no pattern knows them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from bench.redaction_negatives import NEGATIVES
from bench.redaction_values import VALUES

LANGUAGES = ("en", "es", "ca")
REPEATS = 4
SLOT = re.compile(r"\{(-?)([a-z]+(?:\.spoken)?)(?:/([12]))?\}")
PUNCTUATION = re.compile(r"[,;!?¿¡]")
SPEAKERS = {"A": "agent", "C": "customer"}


@dataclass(frozen=True)
class Label:
    """A value in a turn: offsets in its text, its kind ("" for what must survive)."""

    turn: int
    start: int
    end: int
    kind: str
    spoken: bool


@dataclass(frozen=True)
class Example:
    """A short conversation with its labels."""

    language: str
    held_out: bool
    turns: tuple[tuple[str, str], ...]
    labels: tuple[Label, ...]


def examples(repeats: int = REPEATS, part: str = "redaction") -> Iterator[Example]:
    """All conversations, each phrase filled ``repeats`` times; the same ones every time."""
    for language in LANGUAGES:
        path = Path(__file__).parent / "data" / f"{part}_{language}.txt"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            for repeat in range(repeats):
                chance = Random(f"{language}/{number}/{repeat}")
                yield filled(line, language, bool(number % 2), chance)


def filled(line: str, language: str, held_out: bool, chance: Random) -> Example:
    """One conversation from its line."""
    turns: list[tuple[str, str]] = []
    labels: list[Label] = []
    halves: dict[str, str] = {}
    for place, part in enumerate(line.split(" | ")):
        speaker, template = SPEAKERS[part[0]], part[3:]
        text, at = "", 0
        for slot in SLOT.finditer(template):
            text += template[at : slot.start()]
            at = slot.end()
            negative, name, half = slot.groups()
            kind, make = ("", NEGATIVES[name]) if negative else VALUES[name]
            value = halves.pop(name) if half == "2" else make(language, chance)
            if half == "1":
                value, halves[name] = in_halves(value)
            labels.append(Label(place, len(text), len(text) + len(value), kind, "." in name))
            text += value
        turns.append((speaker, text + template[at:]))
    return Example(language, held_out, tuple(turns), tuple(labels))


def bare(example: Example) -> Example:
    """The same conversation as some recognisers write: no capitals, no commas, no questions."""
    turns = tuple((who, PUNCTUATION.sub(" ", text.lower())) for who, text in example.turns)
    return replace(example, turns=turns)


def in_halves(value: str) -> tuple[str, str]:
    """Cut a spoken value in the middle, at a space."""
    words = value.split()
    middle = len(words) // 2
    return " ".join(words[:middle]).rstrip(","), " ".join(words[middle:])
