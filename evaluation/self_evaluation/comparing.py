"""How far an agent's own answer lies from the evaluator's, question by question; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """What comparing needs of a question: its key and range."""

    key: str
    minimum: float
    maximum: float


@dataclass(frozen=True)
class Said:
    """One answer; ``value`` is None for "not applicable" and for none."""

    value: float | None
    not_applicable: bool = False
    comment: str = ""


@dataclass(frozen=True)
class Pair:
    """Two answers to a question. ``difference`` is own minus theirs in percent of the scale.

    From -100 to 100; None where one of them is no number.
    """

    key: str
    own: Said | None
    theirs: Said | None
    difference: float | None

    @property
    def differs(self) -> bool:
        """Whether the two did not say the same."""
        one, other = self.own or Said(None), self.theirs or Said(None)
        return (one.value, one.not_applicable) != (other.value, other.not_applicable)


def compared(
    questions: Sequence[Question], own: Mapping[str, Said], theirs: Mapping[str, Said]
) -> list[Pair]:
    """The answers side by side, in the order of the form."""
    pairs = []
    for question in questions:
        mine, other = own.get(question.key), theirs.get(question.key)
        difference = None
        if mine and other and mine.value is not None and other.value is not None:
            reach = question.maximum - question.minimum
            difference = 100 * (mine.value - other.value) / reach
        pairs.append(Pair(question.key, mine, other, difference))
    return pairs
