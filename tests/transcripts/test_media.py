"""The sound of a call, in parts as a browser asks, and its captions."""

import pytest
from flask import Flask

from core.db import db
from core.storage import storage
from tests.factories import add, make_agent, make_interaction, make_team, make_user
from tests.transcripts.sounds import wav
from transcripts.models import Recording
from transcripts.privacy.applying import redact_interaction
from transcripts.privacy.models import Redaction

pytestmark = pytest.mark.database
SOUND = wav(0.5)
SIZE = len(SOUND)


@pytest.fixture
def recording(app: Flask, tmp_path) -> Recording:
    path = tmp_path / "sound.wav"
    path.write_bytes(SOUND)
    storage().put("originals/sound.wav", path)
    call = make_interaction(channel="voice", agent=make_agent())
    redact_interaction(call)  # finds nothing, so the sound is open as it came
    return add(
        Recording(
            interaction=call, storage_key="originals/sound.wav", filename="sound.wav",
            media_type="audio/wav", size=SIZE, sha256="5" * 64,
        )
    )  # fmt: skip


@pytest.fixture
def listen(sign_in, recording):
    """Return a function that asks for the sound, or a part of it, as somebody."""

    def get(
        user=None, part: str | None = None, url: str | None = None, known="", method="GET",
        **headers: str,
    ):  # fmt: skip
        user = user or make_user("evaluator")
        url = url or f"/media/{recording.id}"
        headers |= {"Range": part} if part else {}
        db.session.commit()
        headers |= {"If-Range": known} if known else {}
        return sign_in(user).open(url, method=method, headers=headers)

    return get


def test_the_whole_is_sent_when_nothing_else_is_asked(listen) -> None:
    answer = listen()
    assert (answer.status_code, answer.data) == (200, SOUND)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("part", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, SIZE),
        ("bytes=-50", SIZE - 50, SIZE),
        ("bytes=0-", 0, SIZE),
        (f"bytes=-{SIZE * 9}", 0, SIZE),
        (f"bytes=10-{SIZE * 9}", 10, SIZE),
    ],
)
def test_a_part_is_sent_as_such(listen, part: str, start: int, end: int) -> None:
    answer = listen(part=part)
    assert (answer.status_code, answer.data) == (206, SOUND[start:end])
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer.content_length == end - start


def test_a_part_beyond_the_end_does_not_exist(listen) -> None:
    answer = listen(part=f"bytes={SIZE}-")
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{SIZE}")


def test_a_browser_that_only_asks_how_long_it_is_gets_no_sound(listen, recording) -> None:
    answer = listen(method="HEAD")
    assert (answer.status_code, answer.data, answer.content_length) == (200, b"", SIZE)


@pytest.mark.parametrize(
    ("known", "status"),
    [('"' + "5" * 64 + '"', 206), ('"4"', 200), ("Mon, 02 Mar 2026 10:00:00 GMT", 200)],
)
def test_a_part_of_a_sound_that_was_replaced_is_not_mixed_with_the_new_one(
    listen, known: str, status: int
) -> None:
    assert listen(part="bytes=5-", known=known).status_code == status


@pytest.mark.parametrize(
    "part",
    [
        "bytes=0-1,5-6",
        "lines=1-2",
        "nonsense",
        "bytes=5-2",
        "bytes=--5",
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_what_is_no_single_part_gets_the_whole(listen, part: str) -> None:
    assert (listen(part=part).status_code, listen(part=part).data) == (200, SOUND)


def silence(recording: Recording, tmp_path) -> None:
    """Make the silenced sound that a correction asked for."""
    path = tmp_path / "silenced"
    path.write_bytes(b"silence")
    storage().put("redacted/sound.webm", path)
    redaction = db.session.get_one(Redaction, recording.interaction_id)
    redaction.silences, redaction.wanted, redaction.made_for = [[0.1, 0.2]], "w", "w"
    redaction.storage_key, redaction.media_type = "redacted/sound.webm", "audio/webm"
    redaction.size, redaction.sha256 = 7, "7" * 64


def test_what_a_browser_kept_is_not_sent_again_while_it_is_the_same(listen) -> None:
    etag = listen().headers["ETag"]
    again = listen(**{"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert (again.headers["ETag"], again.headers["Cache-Control"]) == (etag, "private, no-cache")
    assert listen(part="bytes=0-99", **{"If-None-Match": '"other"'}).status_code == 206


def test_what_was_silenced_since_is_never_heard_from_what_a_browser_kept(
    listen, recording, tmp_path
) -> None:
    etag = listen().headers["ETag"]
    silence(recording, tmp_path)
    whole = listen(**{"If-None-Match": etag})
    assert (whole.status_code, whole.data) == (200, b"silence")
    assert whole.headers["ETag"] != etag


def test_a_recording_outside_the_scope_is_not_there(listen, client, recording) -> None:
    lead = make_user("lead")
    make_team(lead)
    assert listen(lead).status_code == 404
    assert listen(make_user("hr")).status_code == 403
    assert listen(url="/media/999").status_code == 404
    assert client.get(f"/media/{recording.id}").status_code == 302


def test_a_file_that_is_gone_from_storage_is_not_there(listen) -> None:
    storage().delete("originals/sound.wav")
    assert listen().status_code == 404


def test_what_no_browser_plays_is_offered_for_download(listen, recording) -> None:
    recording.media_type = "application/octet-stream"
    assert listen().headers["Content-Disposition"] == "attachment; filename=sound.wav"


def test_captions_carry_the_redacted_words_with_their_speakers(listen) -> None:
    chat = make_interaction([("customer", "My <card> is [card]"), ("agent", "Thanks & bye")])
    chat.transcript.turns[0].original = "My <card> is 4111 1111 1111 1111"
    answer = listen(url=f"/interactions/{chat.id}/captions.vtt")
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.text == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n<v customer>My &lt;card&gt; is [card]\n\n"
        "00:00:05.000 --> 00:00:09.000\n<v agent>Thanks &amp; bye\n"
    )


def test_the_plain_text_makes_up_no_time_where_a_turn_has_none(listen) -> None:
    chat = make_interaction([("customer", "Hello"), ("agent", "Good morning")])
    chat.transcript.turns[0].start = chat.transcript.turns[0].end = None
    answer = listen(url=f"/interactions/{chat.id}/text.txt")
    assert answer.text == "Customer: Hello\n[00:00:05.000] Agent: Good morning\n"


@pytest.mark.parametrize("address", ["from=1e308", "from=nan&until=inf", "bars=" + "9" * 5000])
def test_a_stretch_that_cannot_be_is_brought_into_range(listen, recording, address: str) -> None:
    assert listen(url=f"/media/{recording.id}/waveform?{address}").status_code == 200
