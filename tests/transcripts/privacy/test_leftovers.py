"""Retention of the files that a watched folder was done with."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from core.clock import now
from core.db import db
from tests.factories import make_source, make_user
from tests.transcripts.imports.imported import put
from tests.transcripts.sounds import wav
from transcripts.imports.watching import scan_folder, watch_root
from transcripts.models import Interaction
from transcripts.privacy import leftovers, retaining
from transcripts.privacy.retaining import retain

pytestmark = pytest.mark.database
DAYS = 30


def chat(name: str, days_ago: float) -> bytes:
    started = (now() - timedelta(days=days_ago)).isoformat()
    turns = [{"role": "customer", "text": "Write to ana@x.example", "at": started}]
    return json.dumps({"id": name, "started_at": started, "messages": turns}).encode()


@pytest.fixture
def folder(app: Flask) -> Path:
    """The watched folder of a source that keeps things for thirty days."""
    make_source(watched_folder="office", retention_days=DAYS)
    db.session.commit()
    return watch_root() / "office"


def drop(folder: Path, files: dict[str, bytes]) -> None:
    """Let files arrive and be taken in."""
    for name, content in files.items():
        put((folder / name).parent, {Path(name).name: content})
    source_id = db.session.execute(select(Interaction.source_id).limit(1)).scalar()
    db.session.rollback()
    scan_folder(source_id or 1, settled=0)


def lying(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def time_passes(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """Look at the folder so many days later."""
    later = now() + timedelta(days=days)
    monkeypatch.setattr(leftovers, "now", lambda: later)
    monkeypatch.setattr(retaining, "now", lambda: later)


def files_gone(*, dry_run: bool = False) -> int:
    db.session.rollback()
    (report,) = retain(dry_run=dry_run)
    return report.files


def test_what_arrived_longer_ago_than_the_source_keeps_things_goes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folder, {"new.json": chat("a", 1), "broken.json": b"{", "north/call.wav": wav()})
    assert len(lying(folder)) == 4  # with the reason of what is broken
    assert files_gone() == 0
    time_passes(monkeypatch, DAYS + 1)
    assert files_gone(dry_run=True) == 5  # and the call's stored sound
    assert len(lying(folder)) == 4
    assert files_gone() == 5
    assert lying(folder) == []


def test_a_file_that_somebody_takes_away_meanwhile_stops_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folder, {"broken.json": b"{", "wrong.json": b"["})
    found = leftovers.inbox.dealt_with(folder)
    next(path for path in found if path.name == "broken.json").unlink()
    monkeypatch.setattr(leftovers.inbox, "dealt_with", lambda _folder: found)
    time_passes(monkeypatch, DAYS + 1)
    assert files_gone() == 3
    assert lying(folder) == []


def test_what_brought_only_old_contacts_goes_at_once(folder: Path) -> None:
    old, young = chat("a", DAYS + 10), chat("b", 1)
    both = old.rstrip() + b"\n" + young
    drop(folder, {"old.json": old, "young.json": young, "both.jsonl": both, "broken.json": b"{"})
    assert files_gone(dry_run=True) == 1
    assert files_gone() == 1
    assert lying(folder) == [
        "done/both.jsonl",
        "done/young.json",
        "quarantine/broken.json",
        "quarantine/broken.json.reason.txt",
    ]
    assert files_gone() == 0


def test_what_goes_together_goes_together(folder: Path) -> None:
    told = json.dumps({"external_id": "c", "started_at": "2020-01-01T10:00:00Z"}).encode()
    drop(folder, {"south/call.wav": wav(), "south/call.json": told})
    assert files_gone() == 3  # the sound, its facts, and the stored sound
    assert lying(folder) == []


def test_what_was_refused_in_part_goes_with_its_reasons_when_the_rest_is_old(folder: Path) -> None:
    drop(folder, {"part.jsonl": chat("a", DAYS + 10) + b'\n{"id": "b", "messages": 5}'})
    assert lying(folder) == ["quarantine/part.jsonl", "quarantine/part.jsonl.reason.txt"]
    assert files_gone() == 2
    assert lying(folder) == []


def test_what_brought_a_contact_that_is_held_stays_until_it_is_released(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folder, {"old.json": chat("a", DAYS + 10)})
    held = db.session.scalars(select(Interaction)).one()
    retaining.hold(make_user("admin"), held, "A lawsuit")
    db.session.commit()
    time_passes(monkeypatch, DAYS + 1)
    assert (files_gone(dry_run=True), files_gone()) == (0, 0)
    assert lying(folder) == ["done/old.json"]
    retaining.release(make_user("admin"), held)
    db.session.commit()
    assert files_gone() == 1


def test_what_waits_or_lies_elsewhere_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, {"waiting.json": chat("a", 90)})
    put(folder / ".taken", {"taken.json": chat("b", 90)})
    put(watch_root() / "other" / "done", {"others.json": chat("c", 90)})
    time_passes(monkeypatch, DAYS + 1)
    assert files_gone() == 0
    assert lying(watch_root()) == [
        "office/.taken/taken.json",
        "office/waiting.json",
        "other/done/others.json",
    ]


def test_of_a_link_the_link_goes_and_not_what_it_leads_to(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside.json"
    outside.write_bytes(chat("a", 90))
    folder.mkdir(parents=True)
    (folder / "link.json").symlink_to(outside)
    (folder / "nowhere.json").symlink_to(tmp_path / "nowhere")
    drop(folder, {})
    assert len(list((folder / "quarantine").iterdir())) == 4  # with the reasons
    assert files_gone() == 0
    time_passes(monkeypatch, DAYS + 1)
    assert files_gone() == 4
    assert list((folder / "quarantine").iterdir()) == []
    assert outside.exists()


def test_what_cannot_be_deleted_is_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folder, {"old.json": chat("a", DAYS + 10)})

    def refuse(_path: Path, missing_ok: bool = False) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        assert files_gone() == 0
    assert files_gone() == 1
