"""Facts from sidecars and from names of files; patterns that could stall the process."""

import time

import pytest

from transcripts.formats.records import FormatError, InteractionRecord
from transcripts.imports.call_facts import (
    PatternError,
    check_pattern,
    facts_of_name,
    read_facts,
    with_facts,
)


def test_a_name_is_matched_with_or_without_its_suffix() -> None:
    pattern = r"(?P<agent>[^_]+)_(?P<started_at>\d{8}_\d{6})"
    facts = facts_of_name(pattern, "w7_20260302_101500.wav")
    assert facts.texts == {"agent_ref": "w7"}
    assert facts.started_at and facts.started_at.isoformat() == "2026-03-02T10:15:00+00:00"
    assert facts_of_name(pattern, "another.wav") == facts_of_name(None, "x")


@pytest.mark.parametrize("text", ["2026-03-02T10.15.00", "20260302101500", "2026-03-02 10:15:00"])
def test_times_of_names(text: str) -> None:
    found = read_facts({"start": text}).started_at
    assert found and found.isoformat() == "2026-03-02T10:15:00+00:00"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"started_at": "soon"}, "bad_time"),
        ({"handle_time": "long"}, "bad_duration"),
        ({"agent_channel": 2}, "bad_agent_channel"),
    ],
)
def test_a_fact_that_makes_no_sense_is_refused(facts, code: str) -> None:
    with pytest.raises(FormatError) as refused:
        read_facts(facts)
    assert refused.value.code == code


def test_a_hostile_pattern_is_stopped() -> None:
    started = time.perf_counter()
    with pytest.raises(FormatError) as refused:
        facts_of_name(r"(?P<agent>(a|aa)+)(?P<id>(a|aa)+)b\1", "a" * 250)
    assert refused.value.code == "pattern_too_slow"
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "pattern",
    [
        "(?P<agent>",
        "x" * 301,
        "(.*)",
        "(?P<nobody>.*)",
        "(?P<agent>((a{1000}){1000}){1000})",
        "(?P<agent>(a{ 9 }) {,99999})",
        "(?P<agent>a{1,200000})",
        "(?x)(?P<agent>((a{1000}) # a remark\n{1000}))",
    ],
)
def test_patterns_that_cannot_be_used(pattern: str) -> None:
    with pytest.raises(PatternError):
        check_pattern(pattern)


def test_a_pattern_may_count_as_names_do() -> None:
    check_pattern(r"(?P<start>\d{4}-\d{2}-\d{2}T(\d{2}\.){2}\d{2})_(?P<agent>[a-z]{1,250})_{1,3}.*")


def test_the_record_itself_knows_better() -> None:
    record = InteractionRecord("7", "voice", agent_ref="own", place="row 2")
    known = with_facts(record, read_facts({"agent": "other", "customer": "c1", "id": "9", "x": 1}))
    assert (known.agent_ref, known.customer_ref, known.external_id) == ("own", "c1", "7")
    assert known.metadata == {"x": 1}
