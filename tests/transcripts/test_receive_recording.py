"""Receiving a recording: what is taken, once, and what is refused for which reason."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.db import db
from core.jobs.models import QUEUED, Job
from core.storage import StorageError, storage
from people.models import AuditEvent
from tests.factories import make_agent, make_source, make_user
from tests.transcripts.sounds import incoming, long_wav, wav
from transcripts.actions import receive_recording, sweep_orphans
from transcripts.incoming import IncomingFile, RecordingRefused, clean_name, title_of
from transcripts.models import Interaction, Recording

pytestmark = pytest.mark.database


def receive(*files: IncomingFile, **options):
    source = options.pop("source", None) or make_source()
    return receive_recording(options.pop("user", None), list(files), source=source, **options)


def refusal(*files: IncomingFile) -> RecordingRefused:
    with pytest.raises(RecordingRefused) as caught:
        receive(*files)
    assert db.session.scalar(select(func.count(Interaction.id))) == 0
    assert stored_files() == []
    return caught.value


def stored_files() -> list[Path]:
    folder = storage().folder
    assert folder
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_call_is_kept_with_its_job_in_one_transaction(app: Flask) -> None:
    user, agent = make_user("evaluator"), make_agent()
    content = wav(2.0, channels=2)

    received = receive(incoming(content), user=user, agent=agent, agent_channel=1)

    call = received.interaction
    assert (received.already, call.state, call.channel) == (False, "received", "voice")
    assert (call.agent, call.agent_channel, call.uploaded_by_id) == (agent, 1, user.id)
    job = db.session.get_one(Job, call.job_id)
    assert (job.name, job.queue, job.state) == ("transcripts.transcribe", "speech", QUEUED)
    assert job.arguments == {"interaction_id": call.id}
    (recording,) = call.recordings
    assert (recording.kind, recording.channels, recording.media_type) == (
        "original",
        2,
        "audio/wav",
    )
    assert recording.size == len(content)
    assert b"".join(storage().read(recording.storage_key, 0, recording.size)) == content
    assert db.session.scalar(select(AuditEvent.verb)) == "interaction.received"


def test_two_files_are_the_channels_of_one_call_in_their_order(app: Flask) -> None:
    call = receive(
        incoming(wav(seed=1), "agent.wav"), incoming(wav(seed=2), "caller.wav")
    ).interaction
    assert [(r.position, r.filename) for r in call.recordings] == [
        (0, "agent.wav"),
        (1, "caller.wav"),
    ]


def test_a_second_upload_of_the_same_file_gives_the_call_that_is_there(app: Flask) -> None:
    first = receive(incoming(wav(), "a.wav"))
    again = receive(incoming(wav(), "b.wav"), source=make_source())
    assert (again.interaction.id, again.already) == (first.interaction.id, True)
    assert len(stored_files()) == 1
    assert db.session.scalar(select(func.count(Job.id))) == 1


def test_the_same_two_files_in_another_order_are_the_same_call(app: Flask) -> None:
    one, two = wav(seed=1), wav(seed=2)
    first = receive(incoming(one), incoming(two))
    assert receive(incoming(two), incoming(one)).interaction.id == first.interaction.id


def test_one_of_the_two_files_alone_is_another_call(app: Flask) -> None:
    one, two = wav(seed=1), wav(seed=2)
    receive(incoming(one), incoming(two))
    assert receive(incoming(one)).already is False


def test_an_empty_file_is_refused(app: Flask) -> None:
    assert refusal(incoming(b"", "nothing.wav")).code == "empty_file"


@pytest.mark.parametrize(
    "content", [b"Dear all, this is a letter.", b"\x89PNG\r\n\x1a\n" + b"x" * 99]
)
def test_what_is_no_sound_is_refused_whatever_its_name(app: Flask, content: bytes) -> None:
    error = refusal(incoming(content, "call.wav"))
    assert (error.code, error.filename) == ("not_audio", "call.wav")


def test_sound_with_a_wrong_extension_is_taken(app: Flask) -> None:
    (recording,) = receive(incoming(wav(), "call.txt")).interaction.recordings
    assert recording.media_type == "audio/wav"
    assert recording.storage_key.startswith("originals/")
    assert "." not in recording.storage_key


def test_a_ten_hour_recording_is_refused_by_its_header(app: Flask, tmp_path: Path) -> None:
    path = long_wav(tmp_path / "day.wav", 10 * 3600 * 16_000)
    with path.open("rb") as stream:
        error = refusal(IncomingFile(stream, "day.wav"))
    assert error.code == "too_long"
    assert error.params == {"hours": pytest.approx(10, abs=0.01), "limit": 4.0}


def test_two_hundred_megabytes_are_taken_in_pieces(app: Flask, tmp_path: Path) -> None:
    path = long_wav(tmp_path / "long.wav", 200 * 1024 * 1024)
    with path.open("rb") as stream:
        (recording,) = receive(IncomingFile(stream, "long.wav")).interaction.recordings
    assert storage().size(recording.storage_key) == recording.size == 200 * 1024 * 1024


def test_a_truncated_recording_is_taken(app: Flask) -> None:
    assert receive(incoming(wav(2.0)[:9000])).interaction.state == "received"


def test_three_files_are_no_call(app: Flask) -> None:
    error = refusal(*(incoming(wav(seed=seed)) for seed in range(3)))
    assert (error.code, error.params) == ("too_many_files", {"count": 3})


def test_three_channels_are_no_call(app: Flask) -> None:
    error = refusal(incoming(wav(channels=3)))
    assert (error.code, error.params) == ("too_many_channels", {"channels": 3})


def test_the_same_file_twice_is_no_call(app: Flask) -> None:
    assert refusal(incoming(wav()), incoming(wav())).code == "same_file_twice"


def test_no_file_is_no_call(app: Flask) -> None:
    assert refusal().code == "no_files"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\calls\\monday.wav", "monday.wav"),
        ("/", "recording"),
        ("..", "recording"),
        ("a\x00b\n.wav", "ab.wav"),
        ("trucada d’avui.wav", "trucada d’avui.wav"),
        ("x" * 300 + ".wav", "x" * 196 + ".wav"),
    ],
)
def test_a_path_in_the_file_name_is_dropped(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["call_7_agent.wav", "call_7_caller.wav"], "call 7"),
        (["Monday morning.mp3"], "Monday morning"),
        (["agent.wav", "caller.wav"], "agent"),
    ],
)
def test_a_call_is_titled_by_what_its_names_share(names: list[str], title: str) -> None:
    assert title_of(names) == title


def test_a_file_lands_under_a_key_of_our_own(app: Flask) -> None:
    (recording,) = receive(incoming(wav(), "../../../escape.wav")).interaction.recordings
    assert recording.filename == "escape.wav"
    assert recording.storage_key.startswith("originals/")
    assert ".." not in recording.storage_key


def test_a_full_disk_keeps_nothing_by_halves(app: Flask) -> None:
    room_for_one = OneFits(storage())
    app.extensions["storage"] = room_for_one
    try:
        error = refusal(incoming(wav(seed=1)), incoming(wav(seed=2)))
    finally:
        app.extensions["storage"] = room_for_one.inner
    assert error.code == "storage_full"


class OneFits:
    """A storage whose disk is full after the first file."""

    def __init__(self, inner) -> None:
        self.inner = inner
        self.folder = inner.folder
        self.delete = inner.delete
        self.room = 1

    def put(self, key: str, source: Path) -> int:
        if not self.room:
            raise StorageError("No space left on device")
        self.room -= 1
        return self.inner.put(key, source)


def test_a_source_of_simulated_calls_marks_them(app: Flask) -> None:
    assert receive(incoming(wav()), source=make_source(simulated=True)).interaction.simulated


def test_the_sweep_removes_old_files_without_a_row_and_no_others(app: Flask) -> None:
    (recording,) = receive(incoming(wav())).interaction.recordings
    orphan = storage().folder / "originals" / "lost.wav"
    orphan.write_bytes(wav())
    assert sweep_orphans() == 0
    assert sweep_orphans(timedelta(0)) == 1
    assert not orphan.exists()
    assert storage().size(recording.storage_key) == recording.size


def test_the_limit_is_the_setting(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], max_audio_hours=1 / 3600)
    assert refusal(incoming(wav(2.0))).code == "too_long"


def test_a_row_that_is_not_committed_leaves_no_call(app: Flask) -> None:
    receive(incoming(wav()))
    db.session.rollback()
    assert db.session.scalar(select(func.count(Recording.id))) == 0
    assert db.session.scalar(select(func.count(Job.id))) == 0
