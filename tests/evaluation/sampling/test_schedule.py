"""Periods without gaps, slots that come once, and days on which people work."""

import itertools
from datetime import date, timedelta

import pytest

from evaluation.sampling.schedule import Period, Schedule, automatic_period, period_of, slot_of
from evaluation.sampling.working_days import due_day, is_working_day, working_days

WEDNESDAY = date(2026, 3, 4)


def test_a_draw_by_hand_covers_the_last_days_with_today():
    assert period_of(Schedule(days=7), WEDNESDAY) == Period(date(2026, 2, 26), WEDNESDAY)


def test_a_week_is_the_last_whole_one():
    week = Period(date(2026, 2, 23), date(2026, 3, 1))
    assert period_of(Schedule("week"), WEDNESDAY) == week
    assert period_of(Schedule("week"), date(2026, 3, 2)) == week


def test_a_month_is_the_last_whole_one():
    assert period_of(Schedule("month"), WEDNESDAY) == Period(date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    "schedule", [Schedule("week"), Schedule("month"), Schedule(days=7), Schedule(days=10)]
)
def test_automatic_periods_leave_no_day_out_and_take_none_twice(schedule):
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(400)]
    periods = {slot_of(schedule, day): automatic_period(schedule, day) for day in days}
    ordered = list(periods.values())
    for before, after in itertools.pairwise(ordered):
        assert after.start == before.end + timedelta(days=1)
    for day in days:
        assert automatic_period(schedule, day).end < day


def test_slots_of_two_schedules_differ():
    assert slot_of(Schedule("week"), WEDNESDAY) == "week:2026-03-02"
    assert slot_of(Schedule("month"), WEDNESDAY) == "month:2026-03-01"


def test_reviews_are_due_on_a_working_day():
    assert due_day(WEDNESDAY, 1) == date(2026, 3, 5)
    assert due_day(WEDNESDAY, 3) == date(2026, 3, 9)  # Saturday: the Monday after
    assert due_day(WEDNESDAY, 3, {date(2026, 3, 9)}) == date(2026, 3, 10)


def test_a_year_off_has_no_better_day():
    off = {WEDNESDAY + timedelta(days=n) for n in range(400)}
    assert due_day(WEDNESDAY, 2, off) == date(2026, 3, 6)


def test_working_days_are_counted_without_weekends_and_days_off():
    assert working_days(date(2026, 3, 2), date(2026, 3, 15)) == 10
    assert working_days(date(2026, 3, 2), date(2026, 3, 8), {WEDNESDAY}) == 4
    assert not is_working_day(date(2026, 3, 7))
