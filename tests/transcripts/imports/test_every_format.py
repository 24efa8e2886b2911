"""Every format by every door: an import, a watched folder and the command."""

import json
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner
from flask import Flask

from core.db import db
from tests.factories import make_source
from tests.rows import rows
from tests.transcripts.imports.imported import CHATS, counts, put, refusals, run_import
from transcripts.cli import import_
from transcripts.imports.models import Import
from transcripts.imports.watching import scan_folder, watch_root
from transcripts.models import Interaction

pytestmark = pytest.mark.database


def sound(container: str, codec: str, rate: int = 8000) -> bytes:
    """A second of noise in this container and codec."""
    noise = np.random.default_rng(7).normal(0, 3000, (1, rate)).astype("<i2")
    target = BytesIO()
    with av.open(target, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(noise, format="s16", layout="mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.format, "mono", rate, stream.frame_size or None)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return target.getvalue()


def letter(number: int, answers: int | None = None) -> bytes:
    """An e-mail with text as HTML, a quoted reply and an enclosure."""
    message = EmailMessage()
    message["From"], message["To"] = "Bea <bea@example.org>", "help@example.net"
    message["Date"] = f"Mon, 02 Mar 2026 1{number}:00:00 +0000"
    message["Message-ID"], message["Subject"] = f"<{number}@example.org>", "Factura d’abril"
    if answers is not None:
        message["References"] = f"<{answers}@example.org>"
    message.set_content("<p>My <b>bill</b> is wrong</p><blockquote>Hello</blockquote>", "html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="bill.pdf")
    return message.as_bytes()


LENS_VOICE = {
    "Participants": [{"ParticipantId": "A", "ParticipantRole": "AGENT"}],
    "Transcript": [
        {"ParticipantId": "A", "Content": "Hello", "BeginOffsetMillis": 0, "EndOffsetMillis": 900}
    ],
    "CustomerMetadata": {"ContactId": "lens-1"},
    "ConversationCharacteristics": {"TotalConversationDurationMillis": 900},
}
LENS_CHAT = {
    "Participants": [{"ParticipantId": "c", "ParticipantRole": "CUSTOMER"}],
    "Transcript": [
        {"ParticipantId": "c", "Content": "Hi", "AbsoluteTime": "2026-03-02T10:00:00.000Z"}
    ],
    "CustomerMetadata": {"ContactId": "lens-2"},
}
WORDS = [{"word": "hello", "start": 0.1, "end": 0.4}]
DEEPGRAM = {
    "metadata": {"request_id": "dg-1", "created": "2026-03-02T10:00:00Z"},
    "results": {"channels": [{"alternatives": [{"transcript": "hello", "words": WORDS}]}]},
}
ASSEMBLY = {
    "id": "aai-1",
    "status": "completed",
    "text": "Hello. Hi.",
    "utterances": [
        {"speaker": "A", "text": "Hello.", "start": 100, "end": 900, "words": []},
        {"speaker": "B", "text": "Hi.", "start": 1000, "end": 1900, "words": []},
    ],
}
WHISPER = {"text": "Hi", "language": "en", "segments": [{"start": 0, "end": 1, "text": "Hi"}]}
FILES: dict[str, bytes] = {
    "chats.csv": CHATS,
    "chat.json": json.dumps(
        {"id": "j1", "messages": [{"role": "agent", "text": "Hello"}]}
    ).encode(),
    "lines.jsonl": b'{"id": "l1", "turns": [{"speaker": "agent", "text": "A"}]}\n'
    b'{"id": "l2", "turns": [{"speaker": "agent", "text": "B"}]}\n',
    "lens-voice.json": json.dumps(LENS_VOICE).encode(),
    "lens-chat.json": json.dumps(LENS_CHAT).encode(),
    "deepgram.json": json.dumps(DEEPGRAM).encode(),
    "assembly.json": json.dumps(ASSEMBLY).encode(),
    "whisper.json": json.dumps(WHISPER).encode(),
    "voices.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Hello\n",
    "subtitles.srt": b"1\n00:00:01,000 --> 00:00:02,000\nCustomer: Hello\n",
    "chat.txt": b"[10:00] Agent: Hello\n[10:01] Customer: Hi\n",
    "first.eml": letter(1),
    "second.eml": letter(2, answers=1),
    "mulaw.wav": sound("wav", "pcm_mulaw"),
    "alaw.au": sound("au", "pcm_alaw"),
    "bare.ulaw": bytes(range(256)) * 40,
    "asterisk.gsm": bytes([0xD1, *range(32)]) * 60,
    "voice.mp3": sound("mp3", "libmp3lame", 44100),
    "voice.ogg": sound("ogg", "libopus", 48000),
}
RECORDS = len(FILES) + 2  # the table and the lines hold two each


def check_all_came_in() -> None:
    contacts = {c.external_id: c for c in rows(Interaction)}
    assert len(contacts) == RECORDS
    speakers = {
        name: [turn.speaker for turn in contacts[name].transcript.turns]
        for name in ("17", "j1", "lens-1", "lens-2")
    }
    assert speakers == {
        "17": ["agent", "customer"],
        "j1": ["agent"],
        "lens-1": ["agent"],
        "lens-2": ["customer"],
    }
    assert {c.state for c in contacts.values() if c.recordings and c.is_voice} == {"received"}
    assembly = contacts["aai-1"]
    assert (assembly.channel, assembly.transcript.turns[1].start) == ("voice", 1.0)
    first, second = contacts["<1@example.org>"], contacts["<2@example.org>"]
    assert first.case_id == second.case_id is not None
    assert "My bill is wrong" in first.transcript.turns[0].text


def test_by_import(app: Flask) -> None:
    done = run_import(app, make_source(), FILES)
    assert (counts(done), refusals(done)) == ((RECORDS, 0, 0), [])
    check_all_came_in()


def test_by_watched_folder(app: Flask) -> None:
    number = make_source(watched_folder="all").id
    db.session.commit()
    put(watch_root() / "all", FILES)
    import_id = scan_folder(number, settled=0)
    assert import_id
    done = db.session.get_one(Import, import_id)
    assert (counts(done), refusals(done)) == ((RECORDS, 0, 0), [])
    check_all_came_in()
    assert len(list((watch_root() / "all" / "done").iterdir())) == len(FILES)


def test_by_command(app: Flask, tmp_path: Path) -> None:
    put(tmp_path / "given", FILES)
    db.session.commit()
    result = CliRunner().invoke(import_, [str(tmp_path / "given"), "--json"], obj=lambda: app)
    assert json.loads(result.stdout) == {"imported": RECORDS, "already": 0, "refused": []}
    check_all_came_in()
