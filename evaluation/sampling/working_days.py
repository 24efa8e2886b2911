"""Days on which people work: Monday to Friday, without the days off that a centre names. Pure."""

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5
FURTHEST = 366


def is_working_day(day: date, off: Collection[date] = ()) -> bool:
    """Say whether a day is neither of a weekend nor among the days ``off``."""
    return day.weekday() < SATURDAY and day not in off


def due_day(start: date, days: int, off: Collection[date] = ()) -> date:
    """The day ``days`` after ``start``, moved on to the next working day.

    Where a whole year is off, the day itself.
    """
    wanted = start + timedelta(days=days)
    later = (wanted + timedelta(days=n) for n in range(FURTHEST))
    return next((day for day in later if is_working_day(day, off)), wanted)


def working_days(start: date, end: date, off: Collection[date] = ()) -> int:
    """How many working days there are from ``start`` to ``end``, both included."""
    span = (end - start).days + 1
    return sum(is_working_day(start + timedelta(days=n), off) for n in range(span))


def days_between(first: date, last: date) -> list[date]:
    """Every day from ``first`` to ``last``, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
