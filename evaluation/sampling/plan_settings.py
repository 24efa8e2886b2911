"""What a sampling plan says, as data. Pure; `documents` reads and writes it as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from evaluation.sampling.schedule import Schedule

STRATA = ("channel", "reason")
Names = tuple[str, ...]


@dataclass(frozen=True)
class Frame:
    """Which interactions may be drawn; an empty tuple narrows nothing. Lengths are in seconds."""

    channels: Names = ()
    teams: tuple[int, ...] = ()
    reasons: Names = ()
    languages: Names = ()
    longer_than: float | None = None
    shorter_than: float | None = None


@dataclass(frozen=True)
class Picks:
    """How many are drawn, and how.

    With ``hours`` for each period, what is left after ``per_agent`` goes where it decides most, at
    ``minutes`` a review, until an agent is known to +- ``width`` points.
    """

    per_agent: int = 5
    random_share: float = 0.5
    strata: Names = ()
    hours: float | None = None
    minutes: float = 15
    width: float = 5


@dataclass(frozen=True)
class Hands:
    """Who reviews, and how: ``evaluators`` are user ids, none means everybody with the role.

    ``hide_score`` keeps the score from them until they have handed in.
    """

    evaluators: tuple[int, ...] = ()
    not_own_team: bool = False
    double_share: float = 0.0
    due_days: int = 7
    abandoned_days: int = 5
    hide_score: bool = False


@dataclass(frozen=True)
class PlanSettings:
    """All of it. ``frame`` and ``schedule`` say what is drawn from, ``picks`` and ``hands`` how."""

    frame: Frame = field(default_factory=Frame)
    schedule: Schedule = field(default_factory=Schedule)
    picks: Picks = field(default_factory=Picks)
    hands: Hands = field(default_factory=Hands)


def from_rows(
    columns: Mapping[str, Any], frame: Mapping[str, Any], more: Mapping[str, Any]
) -> PlanSettings:
    """Settings from a plan's columns and its two JSON columns; what is absent has its default."""
    filters = {name: _tuple(value) for name, value in frame.items() if name != "days"}
    schedule = {"days": frame["days"]} if "days" in frame else {}
    return PlanSettings(
        frame=Frame(**filters),
        schedule=Schedule(**schedule | dict(more.get("schedule", {}))),
        picks=Picks(
            **{name: _tuple(value) for name, value in more.get("picks", {}).items()}
            | {name: columns[name] for name in ("per_agent", "random_share")}
        ),
        hands=Hands(
            **{name: _tuple(value) for name, value in more.get("hands", {}).items()}
            | {"due_days": columns["due_days"]}
        ),
    )


def to_rows(settings: PlanSettings) -> dict[str, Any]:
    """The values of a plan's columns: the reverse of ``from_rows``."""
    picks, hands = _lists(settings.picks), _lists(settings.hands)
    schedule = _lists(settings.schedule)
    return {
        "per_agent": picks.pop("per_agent"),
        "random_share": picks.pop("random_share"),
        "due_days": hands.pop("due_days"),
        "frame": _lists(settings.frame) | {"days": schedule.pop("days")},
        "settings": {"schedule": schedule, "picks": picks, "hands": hands},
    }


def _lists(part: Any) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(part).items()
    }


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
