"""Transcripts as AssemblyAI writes them: utterances with speaker letters, times in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transcripts.formats.records import FormatError, InteractionRecord, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.speech_json import objects, timed_turn
from transcripts.formats.values import content_id, parse_number, text_or_none


def is_assemblyai(document: dict[str, Any]) -> bool:
    """Say whether an object is a transcript of AssemblyAI, by the keys that it always has."""
    keys = document.keys()
    return {"id", "status", "text"} <= keys and bool({"utterances", "words"} & keys)


def read_assemblyai(document: dict[str, Any]) -> Iterator[InteractionRecord]:
    """One call, with a turn per utterance; one turn where speakers were not told apart.

    Raises `FormatError` (`no_turns`), also for a transcript that failed or is not finished.
    """
    turns = tuple(filter(None, map(_turn, objects(document.get("utterances")))))
    if not turns and (whole := _whole(document)):
        turns = (whole,)
    if not turns:
        raise FormatError("no_turns")
    language = (text_or_none(document.get("language_code")) or "")[:2].lower()
    unknown = all(turn.speaker == "unknown" for turn in turns)
    yield InteractionRecord(
        external_id=text_or_none(document.get("id")) or content_id(document),
        channel="voice",
        language=language or None,
        turns=turns,
        metadata={"engine": "assemblyai", "warnings": ["roles_unknown"] if unknown else []},
    )


def _turn(utterance: dict[str, Any]) -> TurnRecord | None:
    start, end = (_seconds(utterance.get(edge)) for edge in ("start", "end"))
    return timed_turn(utterance.get("text"), start, end, speaker_of(utterance.get("speaker")))


def _whole(document: dict[str, Any]) -> TurnRecord | None:
    words = objects(document.get("words")) or [{}]
    start, end = _seconds(words[0].get("start")), _seconds(words[-1].get("end"))
    return timed_turn(document.get("text"), start, end, "unknown")


def _seconds(milliseconds: Any) -> float | None:
    number = parse_number(milliseconds)
    return None if number is None else number / 1000
