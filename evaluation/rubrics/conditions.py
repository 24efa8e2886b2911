"""Questions that are asked only if an earlier one was answered in a certain way.

A question that is not asked counts as "not applicable" does: it earns nothing, costs nothing and
its weight drops out. What was typed into it stays, and counts again when it is asked again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Answer:
    """A chosen value on the criterion's own range, or "not applicable"."""

    value: float | None = None
    not_applicable: bool = False


@dataclass(frozen=True)
class Condition:
    """One test of the answer to an earlier question; exactly one of the four tests is set."""

    question: str
    one_of: tuple[float, ...] | None = None
    not_applicable: bool = False
    at_most: float | None = None
    at_least: float | None = None

    def holds(self, answer: Answer | None) -> bool:
        """Whether ``answer`` passes; no answer passes nothing."""
        if answer is None:
            return False
        if self.not_applicable:
            return answer.not_applicable
        if answer.not_applicable or answer.value is None:
            return False
        if self.one_of is not None:
            return answer.value in self.one_of
        if self.at_most is not None:
            return answer.value <= self.at_most
        return self.at_least is not None and answer.value >= self.at_least

    def to_json(self) -> dict[str, Any]:
        """The condition as JSON data: the question and the test that is set."""
        if self.one_of is not None:
            return {"question": self.question, "one_of": list(self.one_of)}
        if self.not_applicable:
            return {"question": self.question, "not_applicable": True}
        if self.at_most is not None:
            return {"question": self.question, "at_most": self.at_most}
        return {"question": self.question, "at_least": self.at_least}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Condition":
        """The condition of JSON data that has been checked before (as rows hold it)."""
        values = dict(data)
        if "one_of" in values:
            values["one_of"] = tuple(values["one_of"])
        return cls(**values)


class Question(Protocol):
    """What a question needs to have for its condition to be judged."""

    @property
    def key(self) -> str: ...
    @property
    def shown_if(self) -> Condition | None: ...


class Form(Protocol):
    """Anything with questions in the order in which they are asked."""

    @property
    def criteria(self) -> Sequence[Question]: ...


def visible(form: Form, answers: Mapping[str, Answer]) -> frozenset[str]:
    """The keys of the questions that are asked, given the answers so far.

    A condition on a question that is not asked itself does not hold, so that a chain falls as one.
    Conditions look back only (`check_conditions`), so one walk in the order of the form is enough.
    """
    asked: set[str] = set()
    for question in form.criteria:
        condition = question.shown_if
        if condition is None or (
            condition.question in asked and condition.holds(answers.get(condition.question))
        ):
            asked.add(question.key)
    return frozenset(asked)
