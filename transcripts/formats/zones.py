"""Times that a file writes without a zone, put into the zone of their source."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from transcripts.formats.records import InteractionRecord, Outcome, SurveyRecord
from transcripts.formats.values import FLOATING

_NO_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@cache
def known_zones() -> tuple[str, ...]:
    """The names of the zones of places, as this machine knows them, after UTC."""
    places = (name for name in available_timezones() if "/" in name)
    return "UTC", *sorted(name for name in places if not name.startswith(_NO_PLACES))


def in_zone(outcome: Outcome, zone: str) -> Outcome:
    """The same outcome, its times without a zone read as those of a clock in ``zone``.

    Times that an autumn night has twice are the first of the two; times that a spring night leaves
    out move forward by the hour that is left out. All results are in UTC.
    """
    if zone == "UTC":
        return outcome
    clock = ZoneInfo(zone)
    if isinstance(outcome, SurveyRecord):
        return replace(outcome, answered_at=_at(outcome.answered_at, clock))
    if isinstance(outcome, InteractionRecord):
        return replace(
            outcome,
            started_at=_at(outcome.started_at, clock),
            ended_at=_at(outcome.ended_at, clock),
            turns=tuple(replace(turn, at=_at(turn.at, clock)) for turn in outcome.turns),
        )
    return outcome


def _at(moment: datetime | None, clock: ZoneInfo) -> datetime | None:
    if moment is None or moment.tzinfo is not FLOATING:
        return moment
    return moment.replace(tzinfo=clock, fold=0).astimezone(UTC)
