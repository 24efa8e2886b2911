"""Transcripts as speech engines write them: Whisper, Deepgram, WTF and Contact Lens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transcripts.formats.languages import language_code
from transcripts.formats.records import FormatError, InteractionRecord, Speaker, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.values import content_id, parse_time, seconds, text_or_none, thousandths
from transcripts.formats.voices import Said, turns_of_words, with_roles, word_of


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def first_of(value: Any) -> dict[str, Any]:
    """The first object of a list; an empty one where there is none."""
    return next(iter(objects(value)), {})


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


def timed_segments(document: Any) -> list[dict[str, Any]]:
    """The segments of a Whisper result, whichever program wrote it; none where it has none.

    They stand under `segments`, under `transcription` (whisper.cpp), or under `speakers` or
    `chunks` (pipelines of Hugging Face), or the whole is a list of them.
    """
    if isinstance(document, list):
        found = objects(document)
        return found if found and all(map(_is_segment, found[:3])) else []
    for name in ("segments", "transcription", "speakers", "chunks"):
        if found := objects(part(document).get(name)):
            return found if name == "segments" or _is_segment(found[0]) else []
    return []


def is_whisper(document: Any) -> bool:
    """Say whether a JSON value is a Whisper result: its segments or words have texts and times.

    Of a silent recording there are none, but the result's other keys.
    """
    if found := timed_segments(document):
        return all(map(_is_segment, found[:3]))
    plain = part(document)
    silent = plain.get("segments") == [] and plain.keys() & {"text", "language", "word_segments"}
    return bool(silent) or {"word", "start"} <= first_of(plain.get("words")).keys()


def _is_segment(entry: dict[str, Any]) -> bool:
    return "text" in entry and _span(entry) != (None, None)


def _span(entry: dict[str, Any]) -> tuple[float | None, float | None]:
    """The seconds of a segment; `offsets` are in milliseconds."""
    offsets, pair = part(entry, "offsets"), entry.get("timestamp")
    if offsets:
        return thousandths(offsets.get("from")), thousandths(offsets.get("to"))
    if isinstance(pair, list) and len(pair) == 2:
        return seconds(pair[0]), seconds(pair[1])
    return seconds(entry.get("start")), seconds(entry.get("end"))


def segments_said(document: Any) -> list[Said]:
    """What a Whisper or WTF result holds: a turn per segment."""
    found = (
        (text_or_none(s.get("speaker")), timed_turn(s.get("text"), *_span(s), "unknown"))
        for s in timed_segments(document)
    )
    return [(voice, turn) for voice, turn in found if turn]


def deepgram_said(document: dict[str, Any]) -> list[Said]:
    """What a Deepgram result holds, of all channels, in order of time.

    Two channels are two voices; on one channel the voices are those that were told apart.
    """
    channels = objects(part(document, "results").get("channels"))
    best = [
        (f"channel {number}" if len(channels) > 1 else None, alternative)
        for number, channel in enumerate(channels)
        for alternative in objects(channel.get("alternatives"))[:1]
    ]
    return sorted(_alternatives(best), key=lambda one: one[1].start or 0.0)


def _alternatives(best: list[tuple[str | None, dict[str, Any]]]) -> list[Said]:
    """Paragraphs where there are some, else the words; without either the text as one turn."""
    paragraphs = [
        _paragraph(paragraph, voice)
        for voice, one in best
        for paragraph in objects(part(one, "paragraphs").get("paragraphs"))
    ]
    words = [
        word_of(voice or _voice(word), _written(word), word.get("start"), word.get("end"))
        for voice, one in best
        for word in objects(one.get("words"))
    ]
    said = [one for one in paragraphs if one] or turns_of_words(words)
    return said or [one for one in (_whole(voice, one) for voice, one in best) if one]


def _whole(voice: str | None, best: dict[str, Any]) -> Said | None:
    words = objects(best.get("words")) or [{}]
    start, end = words[0].get("start"), words[-1].get("end")
    turn = timed_turn(best.get("transcript"), start, end, "unknown")
    return (voice, turn) if turn else None


def _written(word: dict[str, Any]) -> Any:
    return word.get("punctuated_word") or word.get("word")


def _paragraph(paragraph: dict[str, Any], voice: str | None) -> Said | None:
    sentences = [text_or_none(s.get("text")) for s in objects(paragraph.get("sentences"))]
    text = " ".join(filter(None, sentences))
    turn = timed_turn(text, paragraph.get("start"), paragraph.get("end"), "unknown")
    return (voice or _voice(paragraph), turn) if turn else None


def _voice(entry: dict[str, Any]) -> str | None:
    number = text_or_none(entry.get("speaker"))
    return None if number is None else f"voice {number}"


def transcript_said(document: Any) -> list[Said]:
    """What any of these engines' results holds; nothing where the form is not known.

    Also what a program kept of a Deepgram result (one alternative), or of Whisper's (its words).
    """
    plain = part(document)
    return segments_said(document) or deepgram_said(plain) or _alternatives([(None, plain)])


def language_of(document: Any) -> str | None:
    """The language that an engine reported, wherever it keeps it."""
    top = document if isinstance(document, dict) else {}
    told = (
        top.get("language"), top.get("language_code"), top.get("LanguageCode"),
        top.get("detected_language"), part(document, "transcript").get("language"),
        part(document, "result").get("language"), part(document, "results").get("language_code"),
        first_of(part(document, "results").get("channels")).get("detected_language"),
        first_of(top.get("results")).get("languageCode"),
        first_of(top.get("recognizedPhrases") or top.get("phrases")).get("locale"),
        first_of(top.get("transcripts")).get("language"),
        part(document, "metadata", "options").get("language"),
        part(document, "metadata", "transcription_config").get("language"),
    )  # fmt: skip
    return next(filter(None, map(language_code, told)), None)


def read_speech(document: Any, kind: str) -> Iterator[InteractionRecord]:
    """A Whisper, Deepgram or WTF result as one voice interaction.

    Raises `FormatError` (`no_turns`) where nothing was recognised.
    """
    language = language_of(document)
    turns, warnings = with_roles(transcript_said(document), language)
    if not turns:
        raise FormatError("no_turns")
    metadata = part(document, "metadata")
    yield InteractionRecord(
        external_id=text_or_none(metadata.get("request_id")) or content_id(document),
        channel="voice",
        started_at=parse_time(metadata.get("created_at") or metadata.get("created")),
        language=language,
        turns=turns,
        metadata={"engine": kind, "warnings": warnings},
    )


def is_contact_lens(document: dict[str, Any]) -> bool:
    """Say whether an object is such a result, by who takes part; chats have a `Transcript`, too."""
    return any(entry.keys() & {"ParticipantId", "ParticipantRole"} for entry in _lens(document))


def _lens(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What was said, after the call or while it lasts."""
    live = [part(segment, "Transcript") for segment in objects(document.get("Segments"))]
    return objects(document.get("Transcript")) or live


def read_contact_lens(document: dict[str, Any]) -> Iterator[InteractionRecord]:
    """An Amazon Call Analytics or Contact Lens result; its own metrics are kept as source facts.

    Raises `FormatError` (`no_turns`) where nobody spoke.
    """
    roles = {
        text_or_none(person.get("ParticipantId")): person.get("ParticipantRole")
        for person in objects(document.get("Participants"))
    }
    turns = tuple(filter(None, (_lens_turn(entry, roles) for entry in _lens(document))))
    if not turns:
        raise FormatError("no_turns")
    meta = part(document, "CustomerMetadata")
    ids = (meta.get("ContactId"), document.get("ContactId"), document.get("JobName"))
    written = any(turn.at for turn in turns)
    yield InteractionRecord(
        external_id=next(filter(None, map(text_or_none, ids)), content_id(document)),
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
    begin, end = (thousandths(entry.get(f"{edge}OffsetMillis")) for edge in ("Begin", "End"))
    return timed_turn(entry.get("Content"), begin, end, speaker)
