"""Chat logs in JSON: the many shapes in which tools export conversations, under common names.

Read are one conversation, a list of them, a list under `conversations` (or a like name), a flat
list of messages that name their conversation, and JSON Lines of any of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from transcripts.formats.records import (
    Channel,
    FormatError,
    InteractionRecord,
    TurnRecord,
)
from transcripts.formats.speakers import normalised, speaker_of
from transcripts.formats.text_bodies import text_of_html
from transcripts.formats.values import content_id, parse_time, seconds, text_or_none

Result = InteractionRecord | FormatError

_LISTS = "conversations interactions chats dialogues dialogs tickets records data items"
_TURNS = "turns messages transcript utterances events log dialogue conversation parts comments"
_TEXT = "text message body content utterance html_body value"
_WHO = "speaker role author sender from participant author_type sender_type type direction"
_WHEN = "at time timestamp created_at date sent_at created ts unix_time"
_FIELDS: dict[str, str] = {
    "external_id": "external_id id conversation_id chat_id interaction_id dialogue_id "
    "ticket_id uuid",
    "started_at": "started_at start start_time created_at opened_at date timestamp",
    "ended_at": "ended_at end end_time closed_at resolved_at",
    "agent_ref": "agent_id agent_ref agent assignee_id assignee operator_id operator",
    "agent_name": "agent_name assignee_name operator_name agent assignee operator",
    "customer_ref": "customer_id customer_ref customer user_id contact_id requester_id "
    "user contact",
    "case_ref": "case_id case_ref case ticket_id thread_id",
    "reason": "reason contact_reason topic intent category issue queue",
    "language": "language lang locale",
    "subject": "subject title",
    "outcome": "outcome resolution disposition status",
    "channel": "channel source_channel medium",
}
_CHANNEL_WORDS: dict[Channel, str] = {
    "voice": "voice call phone telephone telefono llamada trucada audio",
    "chat": "chat webchat web live_chat messenger web_widget",
    "email": "email e_mail mail correo correu",
    "sms": "sms text_message",
    "social": "social whatsapp facebook twitter instagram telegram x",
}
_CHANNELS: dict[str, Channel] = {
    name: channel for channel, names in _CHANNEL_WORDS.items() for name in names.split()
}


def channel_of(value: Any, default: Channel = "chat") -> Channel:
    """The channel that a word names; the default for an unknown one."""
    return _CHANNELS.get(normalised((text_or_none(value) or "")[:40]), default)


def read_chat_json(document: Any) -> Iterator[Result]:
    """The conversations of a JSON value; an error stands where one of them cannot be read.

    Raises `FormatError` (`unknown_json`) where the value holds no conversations at all.
    """
    conversations = _conversations(document)
    for number, conversation in enumerate(conversations, 1):
        place = f"record {number}" if len(conversations) > 1 else ""
        try:
            yield _record(conversation, place)
        except FormatError as error:
            inner = " ".join(part for part in (place, error.place) if part)
            yield FormatError(error.code, place=inner, **error.params)


def _conversations(document: Any) -> list[Any]:
    if isinstance(document, dict):
        if _turns_in(document) is not None:
            return [document]
        for key in _LISTS.split():
            if isinstance(document.get(key), list):
                return _conversations(document[key])
    if isinstance(document, list) and document:
        if any(isinstance(entry, dict) and _turns_in(entry) is not None for entry in document):
            return document
        if isinstance(document[0], dict) and _pick(document[0], _TEXT) is not None:
            return _grouped(document)
    raise FormatError("unknown_json")


def _grouped(messages: list[Any]) -> list[dict[str, Any]]:
    """Conversations out of a flat list of messages; one, if they name none."""
    keys = [key for key in _FIELDS["external_id"].split() if key not in ("id", "uuid")]
    groups: dict[str, dict[str, Any]] = {}
    for message in messages:
        named = _pick(message, " ".join(keys)) if isinstance(message, dict) else None
        name = text_or_none(named) or ""
        shared = {"id": name} if name else {}
        if isinstance(message, dict):
            shared |= {k: v for k, v in message.items() if k in _SHARED}
        groups.setdefault(name, {**shared, "turns": []})["turns"].append(message)
    return list(groups.values())


_SHARED = {
    name
    for field in ("agent_ref", "customer_ref", "case_ref", "reason", "language", "channel")
    for name in _FIELDS[field].split()
}


def _turns_in(conversation: dict[str, Any]) -> list[Any] | None:
    values = (conversation.get(key) for key in _TURNS.split())
    return next((value for value in values if isinstance(value, list)), None)


def _pick(entry: dict[str, Any], names: str) -> Any:
    """The first value that is there, under any of these names, whatever their spelling."""
    for name in names.split():
        camel = name.split("_")[0] + "".join(word.title() for word in name.split("_")[1:])
        for key in (name, camel):
            if entry.get(key) not in (None, "", [], {}):
                return entry[key]
    return None


def _name_of(value: Any) -> Any:
    """The id or name where a person is given as an object."""
    return _pick(value, "id email name") if isinstance(value, dict) else value


def _record(conversation: Any, place: str) -> InteractionRecord:
    if not isinstance(conversation, dict):
        raise FormatError("not_an_object")
    found = {field: _pick(conversation, names) for field, names in _FIELDS.items()}
    known = {text_or_none(_name_of(found["agent_ref"])): "agent"}
    known[text_or_none(_name_of(found["customer_ref"]))] = "customer"
    known.pop(None, None)
    turns = tuple(
        turn
        for number, entry in enumerate(_turns_in(conversation) or [], 1)
        if (turn := _turn(entry, known, number))
    )
    if not turns:
        raise FormatError("no_turns")
    times = [turn.at for turn in turns if turn.at]
    agent = found["agent_name"]
    return InteractionRecord(
        external_id=text_or_none(found["external_id"]) or content_id(conversation),
        channel=channel_of(found["channel"]),
        started_at=_time(found["started_at"], "started_at") or min(times, default=None),
        ended_at=_time(found["ended_at"], "ended_at") or max(times, default=None),
        agent_name=text_or_none(_pick(agent, "name") if isinstance(agent, dict) else agent),
        reason=text_or_none(found["reason"]),
        language=(text_or_none(found["language"]) or "").lower()[:2] or None,
        subject=text_or_none(found["subject"]),
        outcome=text_or_none(found["outcome"]),
        turns=turns,
        metadata=_rest(conversation),
        place=place,
        agent_ref=text_or_none(_name_of(found["agent_ref"])),
        customer_ref=text_or_none(_name_of(found["customer_ref"])),
        case_ref=text_or_none(_name_of(found["case_ref"])),
    )


def _time(value: Any, field: str) -> datetime | None:
    moment = parse_time(value)
    if value is not None and moment is None:
        raise FormatError("bad_time", field=field)
    return moment


def _turn(entry: Any, known: dict[str | None, str], number: int) -> TurnRecord | None:
    """A message; None for one without text, such as an event or an enclosure."""
    if not isinstance(entry, dict):
        raise FormatError("bad_turn", place=f"message {number}")
    content = _pick(entry, _TEXT)
    content = _pick(content, "text body value") if isinstance(content, dict) else content
    text = text_or_none(content)
    if text and text.startswith("<") and text.endswith(">"):
        text = text_of_html(text)
    if not text:
        return None
    return TurnRecord(
        _who(entry, known),
        text,
        at=parse_time(_pick(entry, _WHEN)),
        start=seconds(entry.get("start")),
        end=seconds(entry.get("end")),
    )


def _who(entry: dict[str, Any], known: dict[str | None, str]) -> Any:
    for name in _WHO.split():
        value = _pick(entry, name)
        labels = [value]
        if isinstance(value, dict):
            labels = [value.get(key) for key in ("role", "type", "id", "email", "name")]
        for label in labels:
            text = text_or_none(label)
            role = known.get(text) or speaker_of(text)
            if role != "unknown":
                return role
            if name == "direction" and normalised(text or "") in ("in", "inbound", "incoming"):
                return "customer"
            if name == "direction" and normalised(text or "") in ("out", "outbound", "outgoing"):
                return "agent"
    return "unknown"


def _rest(conversation: dict[str, Any]) -> dict[str, Any]:
    """The simple values that have no place of their own in the record."""
    used = {name for names in _FIELDS.values() for name in names.split()}
    return {
        key: value if isinstance(value, bool | int | float) else text_or_none(value)
        for key, value in conversation.items()
        if key not in used and isinstance(value, str | bool | int | float) and len(key) < 80
    }
