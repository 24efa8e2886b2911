"""One message of a chat log in JSON: who wrote it, when, what, and whether the customer saw it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from transcripts.formats.records import FormatError, TurnRecord
from transcripts.formats.speakers import normalised, speaker_of
from transcripts.formats.text_bodies import text_of_html
from transcripts.formats.values import parse_time, seconds, text_or_none
from transcripts.formats.voices import Said

TEXT = (
    "text message msg body content utterance plain_body html_body body_text message_text "
    "message_parts value"
)
_WHO = (
    "speaker role author_role participant_role sender_role author_type sender_type actor_type "
    "sender author from user_type participant author_id sender_id actor_id participant_id "
    "sender_name author_name participant_name name user username"
)
_WHEN = (
    "at time timestamp created_at date sent_at created created_time absolute_time timestamp_ms "
    "date_unixtime ts unix_time"
)
_KIND = "part_type message_type type channel visibility subtype"
_FLAGS = "private is_private internal is_internal public is_public"
_HIDDEN = frozenset(
    ["note", "private_note", "internal_note", "internal", "private", "whisper", "internal_comment"]
)
_EVENTS = frozenset(["activity", "event", "system", "system_message", "service"])
_DIRECTIONS = {
    **dict.fromkeys(["in", "inbound", "incoming", "received"], "customer"),
    **dict.fromkeys(["out", "outbound", "outgoing"], "agent"),
}
_BY_NUMBER = {0: "customer", 1: "agent", 2: "system", 3: "bot"}  # message_type in Chatwoot


def pick(entry: dict[str, Any], names: str) -> Any:
    """The first value that is there, under any of these names, whatever their spelling."""
    return next(_there(entry, names), None)


def _there(entry: dict[str, Any], names: str) -> Iterator[Any]:
    return (entry[key] for key in spellings(names) if entry.get(key) not in (None, "", [], {}))


@cache
def spellings(names: str) -> tuple[str, ...]:
    """Each of the names in snake, camel and Pascal case, and as words."""
    found: dict[str, None] = {}
    for name in names.split():
        parts = [part.title() for part in name.split("_")]
        camel = parts[0].lower() + "".join(parts[1:])
        found |= dict.fromkeys((name, camel, "".join(parts), " ".join(parts)))
    return tuple(found)


INTERNAL = frozenset(spellings(f"{_FLAGS} {_KIND}"))
"""Whatever a message or a table may have under one of these can say that it is internal."""


def name_of(value: Any) -> Any:
    """The id or name where a person is given as an object."""
    return pick(value, "id email name") if isinstance(value, dict) else value


def message_of(entry: Any, known: dict[str | None, str], number: int) -> Said | None:
    """A message under what names its author; None without text, or for one that is internal.

    Raises `FormatError` `bad_turn`.
    """
    if not isinstance(entry, dict):
        raise FormatError("bad_turn", place=f"message {number}")
    text = text_of(pick(entry, TEXT))
    if not text or is_internal(entry):
        return None
    start, end = entry.get("start"), entry.get("end")
    written = TurnRecord(
        "unknown", text, parse_time(pick(entry, _WHEN)), seconds(start), seconds(end)
    )
    return _author(entry, known), written


def text_of(content: Any) -> str | None:
    """The words of a text, of an object that holds one, or of a list of such parts."""
    if isinstance(content, list):
        parts = [text_of(piece) for piece in content[:1000]]
        return " ".join(filter(None, parts)) or None
    if isinstance(content, dict):
        return text_of(pick(content, "text body content value"))
    text = text_or_none(content)
    if text and text.startswith("<") and text.endswith(">"):
        text = text_of_html(text)
    return text or None


def is_internal(entry: dict[str, Any]) -> bool:
    """Say whether a message was for colleagues only: a private note, an internal comment."""
    for name in _FLAGS.split():
        told = pick(entry, name)
        if isinstance(told, bool):
            return told != name.endswith("public")
    return any(word in _HIDDEN for word in _kinds(entry))


def _kinds(entry: dict[str, Any]) -> list[str]:
    found = (entry.get(key) for key in spellings(_KIND))
    return [normalised(value[:40]) for value in found if isinstance(value, str)]


def _author(entry: dict[str, Any], known: dict[str | None, str]) -> str | None:
    """The role of who wrote a message where it is told, else what names the person."""
    number = entry.get("message_type")
    if isinstance(number, int) and number in _BY_NUMBER:
        return _BY_NUMBER[number]
    kinds = _kinds(entry)
    if any(kind in _EVENTS for kind in kinds):
        return "system"
    labels = [text_or_none(label) for value in _there(entry, _WHO) for label in _labels(value)]
    for label in labels:
        role = known.get(label) or speaker_of(label)
        if role != "unknown":
            return role
    told = [*kinds, normalised(str(entry.get("direction"))[:40])]
    inbound = pick(entry, "is_inbound inbound")
    if isinstance(inbound, bool):
        told.append("in" if inbound else "out")
    directed = next((_DIRECTIONS[word] for word in told if word in _DIRECTIONS), None)
    return directed or next(filter(None, labels), None)


def _labels(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value.get(key) for key in ("role", "type", "id", "email", "name")]
    return [value]
