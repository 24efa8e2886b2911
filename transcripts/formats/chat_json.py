"""Chat logs in JSON: the many shapes in which tools export conversations, under common names.

Read are one conversation, a list of them, a list under `conversations` (or a like name), a flat
list of messages that name their conversation, and JSON Lines of any of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from transcripts.formats.chat_messages import TEXT, message_of, name_of, pick, spellings
from transcripts.formats.languages import language_code
from transcripts.formats.records import Channel, FormatError, InteractionRecord
from transcripts.formats.speakers import normalised
from transcripts.formats.values import EARLIEST, content_id, parse_time, text_or_none
from transcripts.formats.voices import with_roles

Result = InteractionRecord | FormatError

_LISTS = (
    "conversations interactions chats dialogues dialogs tickets records data items payload results "
    "_results list conversation chat ticket"
)
_TURNS = (
    "turns messages transcript transcripts utterances events log dialogue conversation history "
    "conversation_parts parts articles threads comments"
)
_OPENING = "source conversation_message initial_message first_message"
_FIELDS: dict[str, str] = {
    "external_id": "external_id id conversation_id chat_id interaction_id dialogue_id "
    "ticket_id uuid",
    "started_at": "started_at start start_time created_at opened_at date timestamp",
    "ended_at": "ended_at end end_time closed_at resolved_at",
    "agent_ref": "agent_id agent_ref agent assignee_id admin_assignee_id assignee operator_id "
    "operator",
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
            if isinstance(document.get(key), list | dict):
                return _conversations(document[key])
    if isinstance(document, list) and document:
        if any(isinstance(entry, dict) and _turns_in(entry) is not None for entry in document):
            return document
        if isinstance(document[0], dict) and pick(document[0], TEXT) is not None:
            return _grouped(document)
    raise FormatError("unknown_json")


def _grouped(messages: list[Any]) -> list[dict[str, Any]]:
    """Conversations out of a flat list of messages; one, if they name none."""
    keys = [key for key in _FIELDS["external_id"].split() if key not in ("id", "uuid")]
    groups: dict[str, dict[str, Any]] = {}
    for message in messages:
        named = pick(message, " ".join(keys)) if isinstance(message, dict) else None
        name = text_or_none(named) or ""
        shared = {"id": name} if name else {}
        group = groups.setdefault(name, {**shared, "turns": []})
        group["turns"].append(message)
    for group in groups.values():
        group |= _shared(group["turns"]) | group
    return list(groups.values())


def _shared(messages: list[Any]) -> dict[str, Any]:
    """What all messages say alike of their conversation."""
    first = messages[0] if isinstance(messages[0], dict) else {}
    return {
        key: first[key]
        for key in first.keys() & _SHARED
        if all(isinstance(m, dict) and m.get(key) == first[key] for m in messages)
    }


_SHARED = {
    name
    for field in ("agent_ref", "customer_ref", "case_ref", "reason", "language", "channel")
    for name in _FIELDS[field].split()
}


def _turns_in(conversation: dict[str, Any]) -> list[Any] | None:
    """The list of messages, which some wrap once more, with the opening message if it is apart."""
    for key in spellings(_TURNS):
        value = conversation.get(key)
        inner = pick(value, f"{key} data items") if isinstance(value, dict) else value
        if isinstance(inner, list):
            opening = (conversation.get(name) for name in _OPENING.split())
            return [o for o in opening if isinstance(o, dict) and pick(o, TEXT)] + inner
    return None


def _record(conversation: Any, place: str) -> InteractionRecord:
    if not isinstance(conversation, dict):
        raise FormatError("not_an_object")
    found = {field: pick(conversation, names) for field, names in _FIELDS.items()}
    known = {text_or_none(name_of(found["agent_ref"])): "agent"}
    known[text_or_none(name_of(found["customer_ref"]))] = "customer"
    known.pop(None, None)
    entries = enumerate(_turns_in(conversation) or [], 1)
    said = [one for number, entry in entries if (one := message_of(entry, known, number))]
    if all(turn.at for _, turn in said):
        said.sort(key=lambda one: one[1].at or EARLIEST)
    language = language_code(found["language"])
    turns, warnings = with_roles(said, language)
    if not turns:
        raise FormatError("no_turns")
    times = [turn.at for turn in turns if turn.at]
    spoken = not times and any(turn.start is not None for turn in turns)
    agent = found["agent_name"]
    return InteractionRecord(
        external_id=text_or_none(found["external_id"]) or content_id(conversation),
        channel=channel_of(found["channel"], "voice" if spoken else "chat"),
        started_at=_time(found["started_at"], "started_at") or min(times, default=None),
        ended_at=_time(found["ended_at"], "ended_at") or max(times, default=None),
        agent_name=text_or_none(pick(agent, "name") if isinstance(agent, dict) else agent),
        reason=text_or_none(found["reason"]),
        language=language,
        subject=text_or_none(found["subject"]),
        outcome=text_or_none(found["outcome"]),
        turns=turns,
        metadata=_rest(conversation) | ({"warnings": warnings} if warnings else {}),
        place=place,
        agent_ref=text_or_none(name_of(found["agent_ref"])),
        customer_ref=text_or_none(name_of(found["customer_ref"])),
        case_ref=text_or_none(name_of(found["case_ref"])),
    )


def _time(value: Any, field: str) -> datetime | None:
    moment = parse_time(value)
    if value is not None and moment is None:
        raise FormatError("bad_time", field=field)
    return moment


def _rest(conversation: dict[str, Any]) -> dict[str, Any]:
    """The simple values that have no place of their own in the record."""
    used = {name for names in _FIELDS.values() for name in names.split()}
    return {
        key: value if isinstance(value, bool | int | float) else text_or_none(value)
        for key, value in conversation.items()
        if key not in used and isinstance(value, str | bool | int | float) and len(key) < 80
    }
