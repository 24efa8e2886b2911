"""Sources: listed, added, changed, with every odd value refused in words."""

import pytest

from core.db import db
from people.models import AuditEvent
from tests.factories import make_source
from tests.rows import rows
from transcripts.models import Source

pytestmark = pytest.mark.database
GOOD = {
    "name": "Telephone",
    "language": "ca",
    "agent_channel": "1",
    "mono_first_speaker": "agent",
    "mode": "accurate",
    "vocabulary": "Lumen Fibra\n\n  Router  X2 \nLumen Fibra",
    "redaction_sound": "tone",
    "retention_days": "365",
    "time_zone": "Europe/Madrid",
    "watched_folder": "calls/north",
    "file_pattern": "(?P<agent>[^_]+)_.*",
}


def test_a_source_is_added_with_all_that_is_known_of_it(lead) -> None:
    assert lead.post("/sources/new", data=GOOD).location == "/sources"
    (source,) = rows(Source)
    assert (source.name, source.language, source.agent_channel) == ("Telephone", "ca", 1)
    assert source.vocabulary == ["Lumen Fibra", "Router X2"]
    assert (source.retention_days, source.redaction_sound) == (365, "tone")
    assert (source.watched_folder, source.mono_first_speaker) == ("calls/north", "agent")
    assert source.time_zone == "Europe/Madrid"
    assert [event.verb for event in rows(AuditEvent)] == ["source.added"]
    db.session.rollback()
    assert "Telephone" in lead.get("/sources").text


def test_a_source_is_changed_and_the_trail_says_what(lead) -> None:
    number = make_source(name="Old").id
    db.session.commit()
    assert 'value="Old"' in lead.get(f"/sources/{number}").text
    lead.post(f"/sources/{number}", data=GOOD | {"retention_days": ""})
    assert rows(Source)[0].retention_days is None
    assert "name" in rows(AuditEvent)[0].details["fields"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "a\x07b"}, "Use only letters"),
        ({"watched_folder": "../etc"}, "This folder cannot be watched"),
        ({"watched_folder": "/etc"}, "This folder cannot be watched"),
        ({"file_pattern": "(?P<agent>"}, "This pattern cannot be used"),
        ({"file_pattern": "(.*)"}, "name at least one group"),
        ({"retention_days": "0"}, "Number must be between"),
        ({"language": "xx"}, "Not a valid choice"),
        ({"time_zone": "Europe/Atlantis"}, "Not a valid choice"),
        ({"vocabulary": "x" * 61}, "At most 300 words"),
    ],
)
def test_a_value_that_cannot_be_used_is_said(lead, change, words: str) -> None:
    answer = lead.post("/sources/new", data=GOOD | change)
    assert (answer.status_code, words in answer.text) == (200, True)
    assert rows(Source) == []


@pytest.mark.parametrize("field", ["name", "watched_folder"])
def test_a_name_and_a_folder_belong_to_one_source(lead, field: str) -> None:
    make_source(**{"name": "Other", field: GOOD[field]})
    db.session.commit()
    assert "Another source" in lead.post("/sources/new", data=GOOD).text
    assert len(rows(Source)) == 1


def test_remembered_columns_are_shown_and_forgotten(lead) -> None:
    number = make_source(column_mappings={"chat_csv": {"text": "line", "outcome": ""}}).id
    db.session.commit()
    assert "Remembered columns" in lead.get(f"/sources/{number}").text
    answer = lead.post(f"/sources/{number}/columns/chat_csv/forget")
    assert answer.location == f"/sources/{number}"
    assert rows(Source)[0].column_mappings == {}
    db.session.rollback()
    assert lead.post(f"/sources/{number}/columns/chat_csv/forget").status_code == 404
