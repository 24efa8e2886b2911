"""A watched folder: complete files in, done or in quarantine, whatever hostile things arrive."""

import json
import os
from pathlib import Path

import pytest
from flask import Flask

from core.db import db
from core.jobs.models import Job
from core.jobs.runner import enqueue_periodics, run_pending
from tests.factories import make_source
from tests.rows import rows
from tests.transcripts.imports.imported import CHATS, counts, ids, put, zipped
from tests.transcripts.sounds import wav
from transcripts.imports import inbox, watching
from transcripts.imports.inbox import FolderError, folder_in
from transcripts.imports.models import Import
from transcripts.imports.watching import scan_folder, watch_root
from transcripts.models import Interaction

pytestmark = pytest.mark.database


@pytest.fixture
def source(app: Flask):
    source = make_source(watched_folder="office", file_pattern=r"(?P<agent>[a-z]+)_.*")
    db.session.commit()
    db.session.refresh(source)
    db.session.expunge(source)
    db.session.rollback()
    return source


@pytest.fixture
def folder(app: Flask) -> Path:
    return watch_root() / "office"


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())


def scan(source) -> Import | None:
    import_id = scan_folder(source.id, settled=0)
    db.session.rollback()
    return db.session.get_one(Import, import_id) if import_id else None


def test_sound_and_texts_come_in_and_are_moved_to_done(source, folder: Path) -> None:
    sidecar = json.dumps({"customer": "c9"}).encode()
    put(folder, {"noor_1.wav": wav(), "noor_1.json": sidecar, "chats.csv": CHATS})
    import_ = scan(source)
    assert import_ and (import_.state, import_.door, counts(import_)) == (
        "done",
        "folder",
        (3, 0, 0),
    )
    call = rows(Interaction)[-1]
    assert (call.agent.external_ref, call.customer.external_ref) == ("noor", "c9")
    assert names(folder) == ["done/chats.csv", "done/noor_1.json", "done/noor_1.wav"]
    db.session.rollback()
    assert scan(source) is None


@pytest.mark.parametrize("marker", ["", "noor_1.json.done"])
def test_facts_that_arrive_first_wait_for_their_sound(source, folder: Path, marker: str) -> None:
    put(folder, {"noor_1.json": b'{"customer": "c9"}'} | ({marker: b""} if marker else {}))
    assert scan(source) is None
    put(folder, {"noor_1.wav": wav()})
    assert scan(source)
    assert [call.customer.external_ref for call in rows(Interaction)] == ["c9"]
    assert names(folder) == ["done/noor_1.json", "done/noor_1.wav"]


def test_facts_without_a_sound_are_put_aside_after_an_hour(
    source, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "WAITING_SECONDS", 0.0)
    put(folder, {"noor_1.json": b'{"customer": "c9"}'})
    scan(source)
    assert "quarantine/noor_1.json" in names(folder)


def test_failures_go_to_quarantine_with_their_reason_beside(source, folder: Path) -> None:
    put(folder, {"broken.json": b"{", "README.txt": b"no format of ours"})
    scan(source)
    assert names(folder) == [
        "quarantine/README.txt",
        "quarantine/README.txt.reason.txt",
        "quarantine/broken.json",
        "quarantine/broken.json.reason.txt",
    ]
    reason = (folder / "quarantine/broken.json.reason.txt").read_text()
    assert reason == "this is not valid JSON (line 1)\n"


def test_folders_below_are_looked_through_and_keep_their_places(source, folder: Path) -> None:
    sidecar = json.dumps({"customer": "c9"}).encode()
    put(folder / "north/may", {"noor_1.wav": wav(), "noor_1.json": sidecar})
    put(folder / "south", {"noor_1.csv": CHATS, "noor_1.csv.done": b"", "broken.json": b"{"})
    put(folder / "south/.cache", {"hidden.csv": CHATS})
    put(folder / "south/quarantine", {"old.csv": CHATS})
    import_ = scan(source)
    assert import_ and counts(import_) == (3, 0, 1)
    call = next(one for one in rows(Interaction) if one.channel == "voice")
    assert (call.agent.external_ref, call.customer.external_ref) == ("noor", "c9")
    assert names(folder) == [
        "done/north/may/noor_1.json",
        "done/north/may/noor_1.wav",
        "done/south/noor_1.csv",
        "quarantine/south/broken.json",
        "quarantine/south/broken.json.reason.txt",
        "south/.cache/hidden.csv",
        "south/quarantine/old.csv",
    ]


def test_a_pattern_with_a_slash_tells_from_the_path(app: Flask, folder: Path) -> None:
    pattern = r"(?P<reason>[^/]+)/(?P<agent>[a-z]+)_.*"
    source = make_source(watched_folder="office", file_pattern=pattern)
    db.session.commit()
    put(folder / "billing", {"noor_1.wav": wav()})
    put(folder, {"noor_2.wav": wav(seed=2)})
    scan(source)
    told = {(call.reason, call.agent and call.agent.external_ref) for call in rows(Interaction)}
    assert told == {("billing", "noor"), ("", None)}


def test_a_folder_below_that_another_source_watches_is_left(source, folder: Path) -> None:
    make_source(watched_folder="office/north")
    db.session.commit()
    put(folder / "north", {"a.csv": CHATS})
    assert scan(source) is None
    assert names(folder) == ["north/a.csv"]


def test_what_was_refused_in_an_archive_below_is_told_beside_it(source, folder: Path) -> None:
    put(folder / "north", {"all.zip": zipped({"day/bad.json": b"{"}), "all.csv": CHATS})
    put(folder, {"all.csv": CHATS.replace(b"17", b"19")})
    scan(source)
    assert names(folder) == [
        "done/all.csv",
        "quarantine/north/all.csv",
        "quarantine/north/all.zip",
        "quarantine/north/all.zip.reason.txt",
    ]
    reason = (folder / "quarantine/north/all.zip.reason.txt").read_text()
    assert reason == "day/bad.json: this is not valid JSON (line 1)\n"


def test_a_folder_named_as_a_file_before_it_finds_a_place(source, folder: Path) -> None:
    put(folder, {"may": CHATS})
    scan(source)
    (folder / "may").mkdir()
    put(folder / "may", {"a.csv": CHATS, "b.csv": CHATS})
    db.session.rollback()
    scan(source)
    assert names(folder) == ["done/may", "done/may-2/a.csv", "done/may-2/b.csv"]


def test_a_file_named_as_one_of_our_folders_stops_the_scan(source, folder: Path) -> None:
    put(folder, {"done": b"", "a.csv": CHATS})
    with pytest.raises(FileExistsError):
        scan(source)
    assert names(folder) == ["a.csv", "done"]


def test_a_folder_below_that_is_closed_to_us_keeps_nothing_up(source, folder, monkeypatch) -> None:
    put(folder, {"a.csv": CHATS})
    put(folder / "lost+found", {"b.csv": CHATS})
    monkeypatch.setattr(inbox.os, "access", lambda path, _mode: "lost" not in path)
    import_ = scan(source)
    assert import_ and counts(import_) == (2, 0, 0)
    assert names(folder) == ["done/a.csv", "lost+found/b.csv"]


def test_what_is_still_being_written_is_left(source, folder: Path) -> None:
    put(folder, {"a.csv": CHATS, "b.wav.part": b"RIFF", ".hidden.csv": CHATS})
    inbox.take_complete(folder, 60, belongs=lambda path: pytest.fail(f"{path} was looked into"))
    assert scan_folder(source.id, settled=60) is None
    assert scan(source) is not None
    assert names(folder) == [".hidden.csv", "b.wav.part", "done/a.csv"]


def test_a_marker_says_that_a_file_is_complete(source, folder: Path) -> None:
    put(folder, {"a.csv": CHATS, "a.csv.done": b"", "b.csv": CHATS})
    assert scan_folder(source.id, settled=60) is not None
    assert names(folder) == ["b.csv", "done/a.csv"]


def test_the_marker_of_the_facts_says_nothing_of_their_sound(source, folder: Path) -> None:
    put(
        folder, {"noor_1.json": b'{"customer": "c9"}', "noor_1.json.done": b"", "noor_1.wav": wav()}
    )
    assert scan_folder(source.id, settled=60) is None
    put(folder, {"noor_1.done": b""})
    assert scan_folder(source.id, settled=60) is not None
    assert names(folder) == ["done/noor_1.json", "done/noor_1.wav"]


def test_a_scan_cut_off_before_moving_adds_nothing_the_second_time(
    source, folder: Path, monkeypatch
) -> None:
    put(folder, {"a.csv": CHATS})

    def die(*_arguments) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(watching.inbox, "put_away", die)
        scan_folder(source.id, settled=0)
    db.session.rollback()
    assert names(folder) == [".taken/a.csv"]
    import_ = scan(source)
    assert import_ and counts(import_) == (0, 2, 0)
    assert (ids(), names(folder)) == (["17", "18"], ["done/a.csv"])
    assert [one.state for one in rows(Import)] == ["broken", "done"]


def test_links_pipes_and_odd_names_are_not_read(source, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(CHATS)
    folder.mkdir(parents=True)
    (folder / "link.csv").symlink_to(secret)
    (folder / "deep/er").mkdir(parents=True)
    (folder / "deep/er/linked").symlink_to(tmp_path)
    deepest = folder.joinpath("deep", *("d" * inbox.MAX_LEVELS))
    deepest.mkdir(parents=True)
    (deepest / "far.csv").write_bytes(CHATS)
    os.mkfifo(folder / "pipe")
    put(folder, {"a\nb.csv": CHATS})
    assert scan(source) is None
    assert [n for n in names(folder) if not n.endswith(".reason.txt")] == [
        "quarantine/a_b.csv",
        f"quarantine/{deepest.relative_to(folder).as_posix()}/far.csv",
        "quarantine/link.csv",
        "quarantine/pipe",
    ]
    assert (folder / "quarantine/deep/er/linked").is_symlink()
    assert secret.read_bytes() == CHATS
    assert rows(Interaction) == []


@pytest.mark.parametrize("name", ["", "../x", "/etc", "a/../../b", "a//b", "done", ".ssh", "a\0b"])
def test_folders_outside_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FolderError):
        folder_in(tmp_path, name)


def test_a_folder_that_is_a_link_is_refused(source, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    put(outside, {"a.csv": CHATS})
    folder.parent.mkdir(parents=True)
    folder.symlink_to(outside)
    with pytest.raises(FolderError):
        scan_folder(source.id, settled=0)
    assert names(outside) == ["a.csv"]


def test_the_same_name_again_does_not_overwrite_what_is_done(source, folder: Path) -> None:
    put(folder, {"a.csv": CHATS})
    scan(source)
    put(folder, {"a.csv": CHATS.replace(b"17", b"19")})
    db.session.rollback()
    scan(source)
    assert names(folder) == ["done/a-2.csv", "done/a.csv"]


def test_the_clock_queues_one_scan_for_each_folder(app: Flask, source, folder: Path) -> None:
    put(folder, {"a.csv": CHATS, "a.done": b""})
    enqueue_periodics({})
    run_pending(app, ["default"])
    run_pending(app, ["default"])
    scans = [job for job in rows(Job) if job.name == "imports.scan"]
    assert [job.arguments for job in scans] == [{"source_id": source.id}]
    db.session.rollback()
    run_pending(app, ["imports"])
    assert ids() == ["17", "18"]


def test_files_that_go_together_are_told_by_their_names() -> None:
    together = ["call.wav", "call.wav.json", "call.json", "call.wav.done", "call.done"]
    assert {inbox.group_of(name) for name in together} == {"call"}
    assert inbox.group_of("2026.03.02_7.wav") == "2026.03.02_7"


def test_a_refused_file_is_put_aside_however_long_its_path_is(source, folder: Path) -> None:
    below = Path(*(f"{level}{'d' * 150}" for level in range(5)))
    archive = zipped({"a/" * 200 + "x.csv": CHATS})
    put(folder / below, {"bad.csv": b"\x00\x01", "deep.zip": archive, "good.csv": CHATS})
    scan(source)
    refused, done = folder / "quarantine" / below, folder / "done" / below
    reasons = ["bad.csv.reason.txt", "deep.zip.reason.txt"]
    assert names(refused) == ["bad.csv", reasons[0], "deep.zip", reasons[1]]
    assert (refused / reasons[1]).read_text().startswith("a/a/")
    assert names(done) == ["good.csv"]
