"""The sound and the captions of an interaction."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from core.db import db
from core.storage import StorageError, storage
from core.web.access import allowed
from transcripts.models import Recording
from transcripts.queries import interaction_for, recording_for
from transcripts.spoken import webvtt


@allowed("interaction.read")
def media(recording_id: int) -> ResponseReturnValue:
    """Send a recording, or the part of it that the browser asks for."""
    recording = recording_for(current_user, recording_id)
    if recording is None:
        abort(404)
    part = wanted_part(recording.size)
    start, end = part or (0, recording.size)
    store, key = storage(), recording.storage_key
    try:
        store.size(key)
    except StorageError:
        abort(404)
    body = store.read(key, start, end - start)
    response = Response(body, 206 if part else 200, content_type=recording.media_type)
    response.content_length = end - start
    if part:
        response.content_range.set(start, end, recording.size)
    describe(response, recording)
    db.session.rollback()  # the sound may be sent for a long time; nothing more is asked
    return response


def wanted_part(size: int) -> tuple[int, int] | None:
    """Return the first byte and the one after the last that the request asks for.

    None, the whole, where it names no range or several. Raises 416 for one outside the recording.
    """
    wanted = request.range
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        return None
    found = wanted.range_for_length(size)
    if found is None:
        raise RequestedRangeNotSatisfiable(size)
    return found


def describe(response: Response, recording: Recording) -> None:
    """Set the headers that let a browser seek, and keep shared caches away."""
    response.accept_ranges = "bytes"
    response.set_etag(recording.sha256)
    response.cache_control.private = True
    response.cache_control.max_age = 600
    if recording.media_type == "application/octet-stream":
        response.headers.set("Content-Disposition", "attachment", filename=recording.filename)


@allowed("interaction.read")
def captions(interaction_id: int) -> ResponseReturnValue:
    """Send the words of a call as WebVTT, redacted."""
    interaction = interaction_for(current_user, interaction_id)
    if interaction is None or interaction.transcript is None:
        abort(404)
    text = webvtt(interaction.transcript.turns)
    return Response(text, content_type="text/vtt; charset=utf-8")
