"""Transcripts of further speech engines, each told by the keys that it always has.

Amazon Transcribe, Google Speech-to-Text, Azure Speech, Rev AI, Speechmatics and Genesys Cloud.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from transcripts.formats.records import FormatError, InteractionRecord
from transcripts.formats.speech_json import first_of, language_of, objects, part, timed_turn
from transcripts.formats.values import (
    content_id,
    parse_number,
    parse_time,
    text_or_none,
    thousandths,
)
from transcripts.formats.voices import Said, Word, turns_of_words, with_roles, word_of

Entry = dict[str, Any]
_SIDES = {"internal": "agent", "external": "customer", "agent": "agent", "customer": "customer"}
_PUNCTUATION = ("punctuation", "punct")


def engine_of(document: Entry) -> str | None:
    """The name of the engine whose transcript this is, None for none of these."""
    first = first_of(document.get("results"))
    if "items" in part(document, "results") or "audio_segments" in part(document, "results"):
        return "amazon_transcribe"
    if "recognizedPhrases" in document or "combinedPhrases" in document:
        return "azure"
    if isinstance(document.get("monologues"), list):
        return "rev"
    if isinstance(document.get("transcripts"), list):
        phrases = (one for one in objects(document["transcripts"]) if "phrases" in one)
        return "genesys" if any(phrases) else None
    if "alternatives" in first:
        return "speechmatics" if "type" in first else "google"
    return "google" if objects(part(document, "response").get("results")) else None


def read_other_engine(document: Entry) -> Iterator[InteractionRecord]:
    """One call. Raises `FormatError` (`no_turns`) where nothing was recognised."""
    engine = engine_of(document) or ""
    said = sorted(_READERS[engine](document), key=lambda one: one[1].start or 0.0)
    language = language_of(document)
    turns, warnings = with_roles(said, language)
    if not turns:
        raise FormatError("no_turns")
    ids = (document.get("jobName"), document.get("conversationId"), part(document, "job").get("id"))
    yield InteractionRecord(
        external_id=next(filter(None, map(text_or_none, ids)), content_id(document)),
        channel="voice",
        started_at=parse_time(document.get("startTime")),
        language=language,
        turns=turns,
        metadata={"engine": engine, "warnings": warnings},
    )


def _amazon(document: Entry) -> list[Said]:
    """Words with a voice or a channel of their own, or found by their start in a list beside."""
    results = part(document, "results")
    beside = {
        text_or_none(item.get("start_time")): item.get("speaker_label")
        or segment.get("speaker_label")
        for segment in objects(part(results, "speaker_labels").get("segments"))
        for item in objects(segment.get("items"))
    }
    channels = objects(part(results, "channel_labels").get("channels"))
    by_channel = [
        {**item, "channel_label": channel.get("channel_label")}
        for channel in channels
        for item in objects(channel.get("items"))
    ]
    return _items(
        by_channel or objects(results.get("items")),
        lambda item: (
            item.get("channel_label")
            or item.get("speaker_label")
            or beside.get(text_or_none(item.get("start_time")))
        ),
    )


def _speechmatics(document: Entry) -> list[Said]:
    return _items(
        objects(document.get("results")),
        lambda item: item.get("channel") or _best(item).get("speaker"),
    )


def _rev(document: Entry) -> list[Said]:
    items = [
        {"type": e.get("type"), "start_time": e.get("ts"), "end_time": e.get("end_ts"),
         "speaker": f"voice {one.get('speaker')}", "alternatives": [{"content": e.get("value")}]}
        for one in objects(document["monologues"])
        for e in objects(one.get("elements"))
    ]  # fmt: skip
    return _items(items, lambda item: item["speaker"])


def _best(item: Entry) -> Entry:
    return first_of(item.get("alternatives"))


def _items(items: list[Entry], voice: Callable[[Entry], Any]) -> list[Said]:
    """Turns out of words and of punctuation, which belongs to the word before it."""
    words: list[Word] = []
    for item in items:
        content = text_or_none(_best(item).get("content"))
        if item.get("type") in _PUNCTUATION:
            if words and content:
                words[-1] = replace(words[-1], text=words[-1].text + content)
        elif word := word_of(voice(item), content, item.get("start_time"), item.get("end_time")):
            words.append(word)
    return turns_of_words(words)


def _google(document: Entry) -> list[Said]:
    """Words of all results; where voices were told apart, the last result has all words again."""
    results = objects(document.get("results") or part(document, "response").get("results"))
    by_voice = [r for r in results if any(_tag(w) for w in objects(_best(r).get("words")))]
    words = [
        word_of(_tag(w) or _channel(r), w.get("word"), _google_time(w, "start"),
                _google_time(w, "end"))
        for r in by_voice[-1:] or results
        for w in objects(_best(r).get("words"))
    ]  # fmt: skip
    if said := turns_of_words(words):
        return said
    whole = ((r, timed_turn(_best(r).get("transcript"), None, None, "unknown")) for r in results)
    return [(_channel(result), turn) for result, turn in whole if turn]


def _tag(word: Entry) -> str | None:
    told = text_or_none(word.get("speakerTag") or word.get("speakerLabel"))
    return f"voice {told}" if told and told != "0" else None


def _channel(result: Entry) -> str | None:
    told = text_or_none(result.get("channelTag") or result.get("channel"))
    return f"channel {told}" if told else None


def _google_time(word: Entry, edge: str) -> float | None:
    """Seconds out of "1.200s" or of seconds and nanoseconds; the start of the first is left out."""
    told = word.get(f"{edge}Time", word.get(f"{edge}Offset"))
    if isinstance(told, dict):
        whole, rest = (parse_number(told.get(name, 0)) or 0.0 for name in ("seconds", "nanos"))
        return whole + rest / 1e9
    return parse_number(re.sub("s$", "", told)) if isinstance(told, str) else 0.0


def _azure(document: Entry) -> list[Said]:
    """Phrases with a voice, or with one of two channels."""
    phrases = objects(document.get("recognizedPhrases") or document.get("phrases"))
    channels = {text_or_none(phrase.get("channel")) for phrase in phrases}
    said = []
    for phrase in phrases:
        text = phrase.get("text") or first_of(phrase.get("nBest")).get("display")
        start, length = (_azure_time(phrase, name) for name in ("offset", "duration"))
        voice = phrase.get("channel") if len(channels) > 1 else phrase.get("speaker")
        if turn := timed_turn(text, start, (start or 0.0) + (length or 0.0), "unknown"):
            said.append((None if voice is None else f"voice {voice}", turn))
    return said


def _azure_time(phrase: Entry, name: str) -> float | None:
    for key, unit in ((f"{name}Milliseconds", 1e-3), (f"{name}InTicks", 1e-7)):
        if (number := parse_number(phrase.get(key))) is not None:
            return number * unit
    found = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?", str(phrase.get(name)))
    hours, minutes, rest = (float(part_ or 0) for part_ in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + rest if found else None


def _genesys(document: Entry) -> list[Said]:
    said = []
    for one in objects(document["transcripts"]):
        for phrase in objects(one.get("phrases")):
            start = thousandths(phrase.get("startTimeMs")) or 0.0
            length = thousandths(part(phrase, "duration").get("milliseconds")) or 0.0
            side = text_or_none(phrase.get("participantPurpose"))
            if turn := timed_turn(phrase.get("text"), start, start + length, "unknown"):
                said.append((_SIDES.get(side or "", side), turn))
    return said


_READERS: dict[str, Callable[[Entry], list[Said]]] = {
    "amazon_transcribe": _amazon,
    "azure": _azure,
    "genesys": _genesys,
    "google": _google,
    "rev": _rev,
    "speechmatics": _speechmatics,
}
