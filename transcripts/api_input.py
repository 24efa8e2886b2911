"""From what a program sends to what the intake takes, with the place of whatever is wrong."""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NoReturn, cast

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from core.texts import whole_signs
from core.web.api import bounded_body, checked, refuse
from transcripts.formats.encoding import parse_json
from transcripts.formats.records import (
    Channel,
    FormatError,
    InteractionRecord,
    MediaRecord,
    TurnRecord,
)
from transcripts.formats.values import clean, parse_time
from transcripts.incoming import clean_name
from transcripts.schemas import record_validator
from transcripts.speech.audio import MAX_CHANNELS

MAX_JSON_BYTES = 8 << 20
LONGEST_KEY = 200
TEXTS = (
    "agent_ref",
    "agent_name",
    "customer_ref",
    "case_ref",
    "reason",
    "subject",
    "outcome",
    "language",
)


@dataclass(frozen=True)
class Sent:
    """What a program sent: the record as JSON, and its recordings as files of ours."""

    content: dict[str, Any]
    media: tuple[MediaRecord, ...] = ()

    @property
    def digests(self) -> list[str]:
        """The SHA-256 of each recording, in order."""
        return [digest_of_file(Path(medium.path or "")) for medium in self.media]


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def sent_record() -> Iterator[Sent]:
    """Give the record of this request, checked; its recordings lie in a folder until the end.

    Ends the request with 400 (no JSON), 413 (too large), 415 (another kind) or 422 (wrong places).
    """
    if request.is_json:
        yield Sent(checked_record(bounded_body(MAX_JSON_BYTES)))
    elif request.mimetype == "multipart/form-data":
        with tempfile.TemporaryDirectory(prefix="rubrica-api-") as folder:
            content = checked_record(record_part())
            yield Sent(content, tuple(kept_files(Path(folder))))
    else:
        refuse(415, _("Send the record as JSON, or as multipart with recordings beside it."))


def record_part() -> bytes:
    """Return the JSON of a multipart request: a field or a file called ``record``."""
    if "record" in request.form:
        return request.form["record"].encode("utf-8", errors="replace")
    if "record" not in request.files:
        wrong = {"parameter": "record", "detail": "required"}
        refuse(422, _("The part “record” is missing."), wrong)
    raw = request.files["record"].stream.read(MAX_JSON_BYTES + 1)
    if len(raw) > MAX_JSON_BYTES:
        refuse(413, _("The record is too large."))
    return raw


def kept_files(folder: Path) -> Iterator[MediaRecord]:
    """Keep the recordings of a multipart request for the intake; one file for each channel."""
    files = [file for file in request.files.getlist("audio") if file.filename or file.stream]
    if len(files) > MAX_CHANNELS:
        wrong = {"parameter": "audio", "detail": f"{len(files)} > {MAX_CHANNELS}"}
        refuse(422, _("A call has at most two recordings: one for each side."), wrong)
    for number, file in enumerate(files):
        yield kept(file, folder / str(number))


def kept(file: FileStorage, path: Path) -> MediaRecord:
    """Keep one recording; what it really is, is found out by its content."""
    file.save(path)
    name = clean_name(file.filename or "")
    return MediaRecord(filename=name, mediatype="audio/unknown", path=str(path))


def checked_record(raw: bytes) -> dict[str, Any]:
    """Parse and check a record: bounded depth, fits the schema, texts that can be kept."""
    try:
        value = whole_json(parse_json(raw.decode("utf-8")))
    except UnicodeDecodeError:
        refuse(400, _("This is not UTF-8."))
    except FormatError as error:
        refuse(400, str(error))
    return cast("dict[str, Any]", checked(value, record_validator))


def whole_json(value: Any) -> Any:
    """The same JSON with U+FFFD for halves of surrogate pairs, which no validator reads."""
    text = json.dumps(value, ensure_ascii=False)
    return value if text.isascii() else json.loads(whole_signs(text))


def sent_key() -> str | None:
    """Return the program's ``Idempotency-Key``; ends the request with 422 for an odd one."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key.strip()) <= LONGEST_KEY:
        wrong = {"header": "Idempotency-Key", "detail": f"1-{LONGEST_KEY}"}
        refuse(422, _("The Idempotency-Key must have 1 to 200 characters."), wrong)
    return key


def record_of(sent: Sent) -> InteractionRecord:
    """Make the intake's record; ends the request with 422 where a text or a time is of no use."""
    content = sent.content
    texts: dict[str, Any] = {name: clean(content.get(name, "")) or None for name in TEXTS}
    external_id = clean(content.get("external_id", ""))
    if "external_id" in content and not external_id:
        wrong_place("/external_id", _("This text holds nothing that can be kept."))
    started, ended = moment(content, "", "started_at"), moment(content, "", "ended_at")
    if started and ended and ended < started:
        wrong_place("/ended_at", _("The end is before the start."))
    return InteractionRecord(
        external_id=external_id,
        channel=cast("Channel", content["channel"]),
        started_at=started or first_time(content),
        ended_at=ended,
        turns=tuple(turn_of(turn, n) for n, turn in enumerate(content.get("turns", ()))),
        media=sent.media,
        metadata={
            clean(name)[:80]: clean(value) if isinstance(value, str) else value
            for name, value in content.get("metadata", {}).items()
        },
        **texts,
    )


def turn_of(turn: Mapping[str, Any], number: int) -> TurnRecord:
    """Make one turn of a record."""
    place = f"/turns/{number}"
    text = clean(turn["text"])
    if not text:
        wrong_place(f"{place}/text", _("This text holds nothing that can be kept."))
    start, end = turn.get("start"), turn.get("end")
    if start is not None and end is not None and end < start:
        wrong_place(f"{place}/end", _("The end is before the start."))
    speaker = cast('Literal["agent", "customer", "bot", "system", "unknown"]', turn["speaker"])
    return TurnRecord(speaker, text, at=moment(turn, place, "at"), start=start, end=end)


def first_time(content: Mapping[str, Any]) -> datetime | None:
    """Return when the first dated turn was written, where the record does not say its start."""
    times = [parse_time(turn.get("at")) for turn in content.get("turns", ())]
    return min(filter(None, times), default=None)


def moment(values: Mapping[str, Any], place: str, name: str) -> datetime | None:
    """Read a time; ends the request with 422 for one that no conversation has."""
    found = parse_time(values.get(name))
    if name in values and found is None:
        wrong_place(f"{place}/{name}", _("This is not a time between 1970 and 2100."))
    return found


def wrong_place(pointer: str, detail: str) -> NoReturn:
    """End the request with 422 and the place that is wrong."""
    refuse(422, _("The content does not fit its schema."), {"pointer": pointer, "detail": detail})
