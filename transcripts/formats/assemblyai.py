"""Transcripts as AssemblyAI writes them: utterances with speaker letters, times in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transcripts.formats.records import FormatError, InteractionRecord
from transcripts.formats.speech_json import language_of, objects, timed_turn
from transcripts.formats.values import content_id, text_or_none, thousandths
from transcripts.formats.voices import Said, turns_of_words, with_roles, word_of


def is_assemblyai(document: dict[str, Any]) -> bool:
    """Say whether an object is a transcript of AssemblyAI, by the keys that it always has."""
    keys = document.keys()
    return {"id", "status", "text"} <= keys and bool({"utterances", "words"} & keys)


def read_assemblyai(document: dict[str, Any]) -> Iterator[InteractionRecord]:
    """One call, with a turn per utterance; out of its words where it has no utterances.

    Raises `FormatError` (`no_turns`), also for a transcript that failed or is not finished.
    """
    language = language_of(document)
    turns, warnings = with_roles(_said(document), language)
    if not turns:
        raise FormatError("no_turns")
    yield InteractionRecord(
        external_id=text_or_none(document.get("id")) or content_id(document),
        channel="voice",
        language=language,
        turns=turns,
        metadata={"engine": "assemblyai", "warnings": warnings},
    )


def _said(document: dict[str, Any]) -> list[Said]:
    found = (
        (_voice(one), timed_turn(one.get("text"), *_span(one), "unknown"))
        for one in objects(document.get("utterances"))
    )
    said = [(voice, turn) for voice, turn in found if turn]
    words = (word_of(_voice(w), w.get("text"), *_span(w)) for w in objects(document.get("words")))
    return said or turns_of_words(words) or _whole(document)


def _span(entry: dict[str, Any]) -> tuple[float | None, float | None]:
    return thousandths(entry.get("start")), thousandths(entry.get("end"))


def _voice(entry: dict[str, Any]) -> str | None:
    """Of two channels the channel, else the voice."""
    channel = text_or_none(entry.get("channel"))
    return f"channel {channel}" if channel else text_or_none(entry.get("speaker"))


def _whole(document: dict[str, Any]) -> list[Said]:
    turn = timed_turn(document.get("text"), None, None, "unknown")
    return [(None, turn)] if turn else []
