"""Where the answers to one question lie on its scale, as places for a picture. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.calibration.answers import Answer, Question

LEFT, RIGHT, NA_PLACE = 7.0, 80.0, 94.0  # percent of the width
DOT = 26  # pixels that one dot takes in height
AXIS_SPACE = 24
HEADROOM = 14  # where the line of the reference looks out above the dots


@dataclass(frozen=True)
class Dot:
    """One person's answer: ``x`` in percent of the width, ``y`` in pixels from the top."""

    x: float
    y: int
    initials: str
    name: str


@dataclass(frozen=True)
class Tick:
    """A place on the axis with the value that stands there; None is "not applicable"."""

    x: float
    value: float | None


@dataclass(frozen=True)
class Strip:
    """The picture: dots stacked over their values, the axis below, the reference's place."""

    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    height: int
    reference: float | None


def initials_of(name: str) -> str:
    """Two letters for a name: "Inés Roca" is IR."""
    words = [word for word in name.replace("@", " ").split() if word]
    letters = words[0][:1] + (words[-1][:1] if len(words) > 1 else words[0][1:2]) if words else "?"
    return letters.upper()


def place(question: Question, answer: Answer) -> float:
    """Where an answer lies, in percent of the width; choices stand in equal steps."""
    if answer.na or answer.value is None:
        return NA_PLACE
    if question.kind == "choice" and answer.value in question.values:
        share = question.values.index(answer.value) / max(1, len(question.values) - 1)
    else:
        share = (answer.value - question.minimum) / (question.maximum - question.minimum)
    return round(LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0), 2)


def strip_of(
    question: Question, answers: Sequence[tuple[str, Answer]], reference: Answer | None = None
) -> Strip:
    """The picture of (name, answer) pairs. Those in the same place stand on each other."""
    stacked: Counter[float] = Counter()
    placed = []
    for name, answer in answers:
        x = place(question, answer)
        placed.append((x, stacked[x], name))
        stacked[x] += 1
    tallest = max(stacked.values(), default=1)
    height = DOT * tallest + AXIS_SPACE + (HEADROOM if reference else 0)
    dots = tuple(
        Dot(x, height - AXIS_SPACE - DOT // 2 - DOT * level, initials_of(name), name)
        for x, level, name in placed
    )
    return Strip(dots, _ticks(question, answers, reference), height, _x(question, reference))


def _x(question: Question, reference: Answer | None) -> float | None:
    return None if reference is None else place(question, reference)


def _ticks(
    question: Question, answers: Sequence[tuple[str, Answer]], reference: Answer | None
) -> tuple[Tick, ...]:
    values = question.values or (question.minimum, question.maximum)
    ticks = [Tick(place(question, Answer(value)), value) for value in values]
    if any(answer.na for _, answer in answers) or (reference and reference.na):
        ticks.append(Tick(NA_PLACE, None))
    return tuple(ticks)
