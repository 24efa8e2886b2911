"""Which days a draw covers, and when a plan that draws by itself is due. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

MOST_CAUGHT_UP = 6

Kind = Literal["rolling", "week", "month"]


@dataclass(frozen=True)
class Period:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date


@dataclass(frozen=True)
class Schedule:
    """``rolling``: the last ``days`` days; ``week`` and ``month``: the last one that is complete.

    An ``automatic`` plan draws once at the start of each week, month, or run of ``days`` days.
    """

    kind: Kind = "rolling"
    days: int = 7
    automatic: bool = False


def period_of(schedule: Schedule, today: date) -> Period:
    """The days that a draw made by hand today covers; rolling ones include today."""
    if schedule.kind == "rolling":
        return Period(today - timedelta(days=schedule.days - 1), today)
    return _before(_start_of_slot(schedule, today), schedule)


def automatic_period(schedule: Schedule, today: date) -> Period:
    """The days that the automatic draw of this slot covers.

    They end where the slot begins, so that the periods of one plan neither overlap nor leave a day
    out, however late in its slot a draw is made.
    """
    return _before(_start_of_slot(schedule, today), schedule)


def slot_of(schedule: Schedule, today: date) -> str:
    """The name of the slot that today is in; of each, a plan draws at most once by itself."""
    start = _start_of_slot(schedule, today)
    name = f"days-{schedule.days}" if schedule.kind == "rolling" else schedule.kind
    return f"{name}:{start.isoformat()}"


def slots_between(
    schedule: Schedule, since: date, today: date, most: int = MOST_CAUGHT_UP
) -> list[date]:
    """The first days of the slots from that of ``since`` to that of ``today``, oldest first.

    Of more than ``most``, the last ones.
    """
    first, start = _start_of_slot(schedule, since), _start_of_slot(schedule, today)
    found: list[date] = []
    while start >= first and len(found) < most:
        found.append(start)
        start = _start_of_slot(schedule, start - timedelta(days=1))
    return found[::-1]


def _start_of_slot(schedule: Schedule, today: date) -> date:
    if schedule.kind == "week":
        return today - timedelta(days=today.weekday())
    if schedule.kind == "month":
        return today.replace(day=1)
    return date.fromordinal(today.toordinal() // schedule.days * schedule.days)


def _before(start: date, schedule: Schedule) -> Period:
    """The week, month or run of days that ends on the day before ``start``."""
    end = start - timedelta(days=1)
    if schedule.kind == "month":
        return Period(end.replace(day=1), end)
    return Period(start - timedelta(days=7 if schedule.kind == "week" else schedule.days), end)
