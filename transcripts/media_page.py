"""The sound, the waveform and the captions of an interaction."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Range
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from core.db import db
from core.storage import StorageError, storage
from core.web.access import allowed
from transcripts.loading import interaction_or_404, recording_or_404
from transcripts.models import Recording, Turn
from transcripts.privacy.hearing import StoredFile, file_to_hear
from transcripts.speech.overview import lanes
from transcripts.speech.quiet import quiet_stretches, skippable
from transcripts.speech.spans import Span
from transcripts.spoken import subrip, text_of, webvtt
from transcripts.thread import spoken_spans
from transcripts.transcribing import agent_channel_of

LONGEST = 1e6  # seconds; no recording is longer


@allowed("interaction.read")
def media(recording_id: int) -> ResponseReturnValue:
    """Send what may be heard of a recording, or the part of it that the browser asks for.

    409 while personal data may still be in it.
    """
    recording = recording_or_404(recording_id)
    stored = file_to_hear(recording)
    if stored is None:
        abort(409)
    return send_stored(stored)


def send_stored(stored: StoredFile, *, keep: bool = True, attachment: bool = False) -> Response:
    """Send a stored file or the part of it that is asked for; 404 where storage has lost it.

    A browser may ``keep`` it, but asks each time whether it is still the same: corrections and
    new rules change what is silent. Without ``keep`` it may not be kept at all.
    """
    if keep and request.if_none_match.contains(stored.sha256):
        return describe(Response(status=304), stored, keep=keep)
    part = wanted_part(stored)
    start, end = part or (0, stored.size)
    store, key = storage(), stored.key
    try:
        store.size(key)
    except StorageError:
        abort(404)
    body = store.read(key, start, end - start)
    response = Response(body, 206 if part else 200, content_type=stored.media_type)
    response.content_length = end - start
    if part:
        response.content_range.set(start, end, stored.size)
    describe(response, stored, keep=keep)
    if attachment or stored.media_type == "application/octet-stream":
        response.headers.set("Content-Disposition", "attachment", filename=stored.filename)
    db.session.rollback()  # the sound may be sent for a long time; nothing more is asked
    return response


def wanted_part(stored: StoredFile) -> tuple[int, int] | None:
    """Return the first byte and the one after the last that the request asks for.

    None, the whole, where it names no range or several, or goes on with a file that another one
    has replaced since (`If-Range`). Raises 416 for one outside the recording.
    """
    wanted, known = request.range, request.if_range
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        return None
    if known.date or known.etag not in (None, stored.sha256):
        return None
    start, stop = wanted.ranges[0]
    if start < 0:  # the last bytes: all of them where there are fewer
        start = max(start, -stored.size)
    found = Range("bytes", [(start, stop)]).range_for_length(stored.size)
    if found is None:
        raise RequestedRangeNotSatisfiable(stored.size)
    return found


def describe(response: Response, stored: StoredFile, *, keep: bool) -> Response:
    """Set the headers that let a browser seek, and keep shared caches away."""
    response.accept_ranges = "bytes"
    response.set_etag(stored.sha256)
    if keep:
        response.cache_control.private = True
        response.cache_control.no_cache = True
    else:
        response.cache_control.no_store = True
    return response


@allowed("interaction.read")
def waveform(recording_id: int) -> ResponseReturnValue:
    """Send a stretch of a recording's waveform: `?from=` and `?until=` seconds, in `?bars=` bars.

    With `?silences=1` also what a listener may skip. Numbers that cannot be are brought into range.
    """
    recording = recording_or_404(recording_id)
    answer = stretch_of(recording)
    if request.args.get("silences") == "1":
        answer["silences"] = silences_in(recording)
    response = jsonify(answer)
    response.cache_control.private = True
    response.cache_control.max_age = 600
    return response


def stretch_of(recording: Recording) -> dict[str, Any]:
    """Return the peaks of the stretch that the address asks for, one list for each lane."""
    peaks = recording.peaks or {"per_second": 10, "channels": []}
    rate, channels = peaks["per_second"], peaks["channels"]
    longest = max(map(len, channels), default=0)
    first = min(whole("from", 0.0, rate), longest)
    last = min(max(whole("until", longest / rate, rate), first), longest)
    bars = min(max(request.args.get("bars", 240, type=int), 1), 1000)
    if len(channels) == 2 and agent_channel_of(recording.interaction) == 1:
        channels = channels[::-1]  # the agent's lane is the upper one
    drawn = lanes(channels, bars, first=first, last=last)
    return {"from": first / rate, "until": last / rate, "lanes": drawn}


def whole(name: str, fallback: float, rate: int) -> int:
    """Return the time in an argument as a number of peaks, 0 or more."""
    seconds = request.args.get(name, fallback, type=float)
    return round(min(max(seconds, 0.0), LONGEST) * rate) if math.isfinite(seconds) else 0


def silences_in(recording: Recording) -> list[Span]:
    """Return where nobody speaks for a while, by voice where it was measured, else by loudness."""
    interaction = recording.interaction
    measured = interaction.speech_metrics
    spoken = spoken_spans(interaction.transcript.id) if interaction.transcript else []
    dead_air = [(start, end) for start, end in (measured.silences or [])] if measured else []
    return skippable(quiet_stretches(recording.peaks), dead_air, spoken)


@allowed("interaction.read")
def captions(interaction_id: int) -> ResponseReturnValue:
    """Send the words of a call as WebVTT, redacted."""
    return words_as(interaction_id, webvtt, "text/vtt", "vtt")


@allowed("interaction.read")
def subtitles(interaction_id: int) -> ResponseReturnValue:
    """Send the words of a call as SubRip, redacted."""
    return words_as(interaction_id, subrip, "application/x-subrip", "srt")


@allowed("interaction.read")
def plain_text(interaction_id: int) -> ResponseReturnValue:
    """Send a conversation as plain text, a line for each turn, redacted."""
    return words_as(interaction_id, text_of, "text/plain", "txt")


def words_as(
    interaction_id: int, write: Callable[[Sequence[Turn]], str], media_type: str, ending: str
) -> Response:
    """Send the words of an interaction as a file."""
    interaction = interaction_or_404(interaction_id)
    if interaction.transcript is None:
        abort(404)
    text = write(interaction.transcript.turns)
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    filename = f"{interaction.channel}-{interaction.id}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
