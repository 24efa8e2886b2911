"""Times without a zone: read as a clock in the zone of their source shows them."""

from datetime import UTC, datetime, timedelta

import pytest

from transcripts.formats.records import InteractionRecord, Refusal, SurveyRecord, TurnRecord
from transcripts.formats.values import parse_time
from transcripts.formats.zones import in_zone, known_zones

MADRID = "Europe/Madrid"


def in_madrid(text: str) -> str:
    record = in_zone(InteractionRecord("1", "chat", parse_time(text)), MADRID)
    assert record.started_at.tzinfo is UTC
    return f"{record.started_at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-15T10:30:00", "2026-01-15 09:30"),  # winter
        ("15/07/2026 10:30", "2026-07-15 08:30"),  # summer
        ("2026-10-25 01:59", "2026-10-24 23:59"),
        ("2026-10-25 02:30", "2026-10-25 00:30"),  # twice that night: the first
        ("2026-10-25 03:00", "2026-10-25 02:00"),
        ("2026-03-29 01:59", "2026-03-29 00:59"),
        ("2026-03-29 02:30", "2026-03-29 01:30"),  # not there that night: 3:30 on the clock
        ("2026-03-29 03:00", "2026-03-29 01:00"),
        ("2026-07-15", "2026-07-14 22:00"),  # a day begins at its midnight
    ],
)
def test_a_clock_in_madrid(text: str, utc: str) -> None:
    assert in_madrid(text) == utc


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-07-15T10:30:00Z", "2026-07-15 10:30"),
        ("2026-07-15T10:30:00+09:00", "2026-07-15 01:30"),
        ("Wed, 15 Jul 2026 10:30:00 +0100", "2026-07-15 09:30"),
        ("Wed, 15 Jul 2026 10:30:00 -0000", "2026-07-15 10:30"),
        ("1784111400", "2026-07-15 10:30"),
    ],
)
def test_a_time_that_says_its_zone_stays(text: str, utc: str) -> None:
    assert in_madrid(text) == utc


def test_every_time_of_a_record_is_read_alike() -> None:
    at = parse_time("2026-07-15 10:30")
    turns = (TurnRecord("agent", "Hello", at), TurnRecord("customer", "Hi"))
    record = in_zone(InteractionRecord("1", "chat", at, at, turns=turns), MADRID)
    earlier = at - timedelta(hours=2)
    assert (record.started_at, record.ended_at) == (earlier, earlier)
    assert [turn.at for turn in record.turns] == [earlier, None]
    assert in_zone(SurveyRecord(5, answered_at=at), MADRID).answered_at == earlier


def test_in_utc_and_for_refusals_nothing_changes() -> None:
    record = InteractionRecord("1", "chat", parse_time("2026-07-15 10:30"))
    refusal = Refusal("a.csv", "row 2", "csv_no_id")
    assert in_zone(record, "UTC").started_at == datetime(2026, 7, 15, 10, 30, tzinfo=UTC)
    assert in_zone(refusal, MADRID) is refusal


def test_zones_are_those_of_places() -> None:
    zones = known_zones()
    assert zones[0] == "UTC"
    assert {MADRID, "America/Bogota"} <= set(zones)
    assert not any(zone.startswith(("Etc/", "posix")) for zone in zones)
