"""Transcripts as speech engines write them: Whisper, Deepgram, WTF and Contact Lens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transcripts.formats.records import FormatError, InteractionRecord, Speaker, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.values import content_id, parse_number, parse_time, seconds, text_or_none


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def part(document: Any, *keys: str) -> dict[str, Any]:
    """The object found by following `keys`; an empty one where the way ends early."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else {}


def timed_turn(text: Any, start: Any, end: Any, speaker: Speaker) -> TurnRecord | None:
    """A turn with its seconds; an end before its start is dropped. None without text."""
    words = text_or_none(text)
    begin, finish = seconds(start), seconds(end)
    if finish is not None and begin is not None and finish < begin:
        finish = None
    return TurnRecord(speaker, words, start=begin, end=finish) if words else None


def segments_turns(document: dict[str, Any]) -> tuple[TurnRecord, ...]:
    """The turns of a Whisper or WTF result: one per segment."""
    turns = (
        timed_turn(s.get("text"), s.get("start"), s.get("end"), speaker_of(s.get("speaker")))
        for s in objects(document.get("segments"))
    )
    return tuple(turn for turn in turns if turn)


def deepgram_turns(document: dict[str, Any]) -> tuple[TurnRecord, ...]:
    """The turns of a Deepgram result, of all channels, in order of time."""
    turns: list[TurnRecord | None] = []
    for channel in objects(part(document, "results").get("channels")):
        for best in objects(channel.get("alternatives"))[:1]:
            paragraphs = objects(part(best, "paragraphs").get("paragraphs"))
            turns += [_paragraph(paragraph) for paragraph in paragraphs] or [_whole(best)]
    return tuple(sorted((t for t in turns if t), key=lambda turn: turn.start or 0.0))


def _paragraph(paragraph: dict[str, Any]) -> TurnRecord | None:
    sentences = [text_or_none(s.get("text")) for s in objects(paragraph.get("sentences"))]
    text = " ".join(filter(None, sentences))
    return timed_turn(text, paragraph.get("start"), paragraph.get("end"), "unknown")


def _whole(best: dict[str, Any]) -> TurnRecord | None:
    words = objects(best.get("words")) or [{}]
    return timed_turn(
        best.get("transcript"), words[0].get("start"), words[-1].get("end"), "unknown"
    )


def transcript_turns(document: Any) -> tuple[TurnRecord, ...]:
    """The turns of any of these engines' results; none where the form is not known."""
    if not isinstance(document, dict):
        return ()
    if "segments" in document:
        return segments_turns(document)
    return deepgram_turns(document) if "results" in document else ()


def language_of(document: Any) -> str | None:
    """The two-letter language that an engine reported, wherever it keeps it."""
    channels = objects(part(document, "results").get("channels")) or [{}]
    options = part(document, "metadata", "options")
    top = document if isinstance(document, dict) else {}
    for value in (
        top.get("language"), part(document, "transcript").get("language"),
        channels[0].get("detected_language"), options.get("language"), top.get("LanguageCode"),
    ):  # fmt: skip
        code = (text_or_none(value) or "").lower().replace("_", "-").split("-")[0]
        if 2 <= len(code) <= 3 and code.isalpha() and code.isascii() and code != "und":
            return code
    return None


def read_speech(document: dict[str, Any], kind: str) -> Iterator[InteractionRecord]:
    """A Whisper, Deepgram or WTF result as one voice interaction without known roles.

    Raises `FormatError` (`no_turns`) where nothing was recognised.
    """
    turns = transcript_turns(document)
    if not turns:
        raise FormatError("no_turns")
    metadata = part(document, "metadata")
    yield InteractionRecord(
        external_id=text_or_none(metadata.get("request_id")) or content_id(document),
        channel="voice",
        started_at=parse_time(metadata.get("created_at") or metadata.get("created")),
        language=language_of(document),
        turns=turns,
        metadata={"engine": kind, "warnings": ["roles_unknown"]},
    )


def read_contact_lens(document: dict[str, Any]) -> Iterator[InteractionRecord]:
    """An Amazon Call Analytics or Contact Lens result; its own metrics are kept as source facts.

    Raises `FormatError` (`no_turns`) where nobody spoke.
    """
    roles = {
        text_or_none(person.get("ParticipantId")): person.get("ParticipantRole")
        for person in objects(document.get("Participants"))
    }
    turns = tuple(filter(None, (_lens_turn(e, roles) for e in objects(document.get("Transcript")))))
    if not turns:
        raise FormatError("no_turns")
    meta = part(document, "CustomerMetadata")
    contact = text_or_none(meta.get("ContactId")) or text_or_none(document.get("JobName"))
    written = any(turn.at for turn in turns)
    yield InteractionRecord(
        external_id=contact or content_id(document),
        channel="chat" if written else "voice",
        started_at=turns[0].at,
        ended_at=turns[-1].at,
        language=language_of(document),
        turns=turns,
        metadata={"source_facts": part(document, "ConversationCharacteristics")},
    )


def _lens_turn(entry: dict[str, Any], roles: dict[str | None, Any]) -> TurnRecord | None:
    role = entry.get("ParticipantRole") or roles.get(text_or_none(entry.get("ParticipantId")))
    speaker = speaker_of(role or entry.get("ParticipantId"))
    if written := parse_time(entry.get("AbsoluteTime")):
        text = text_or_none(entry.get("Content"))
        return TurnRecord(speaker, text, at=written) if text else None
    begin, end = (parse_number(entry.get(f"{edge}OffsetMillis")) for edge in ("Begin", "End"))
    return timed_turn(
        entry.get("Content"),
        None if begin is None else begin / 1000,
        None if end is None else end / 1000,
        speaker,
    )
