"""vCon, the IETF's container for conversations (draft-ietf-vcon-vcon-core), read leniently.

Current and legacy names are both taken, a missing creation time too. What would make the record
wrong is refused: no uuid, a party that does not exist, an unknown critical extension, encryption.
Contents that lie at an address stay an address: nothing is fetched.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from transcripts.formats.chat_json import channel_of
from transcripts.formats.encoding import parse_json
from transcripts.formats.records import Channel, FormatError, InteractionRecord
from transcripts.formats.speech_json import language_of, objects
from transcripts.formats.values import parse_time, text_or_none
from transcripts.formats.vcon_contact import with_contact
from transcripts.formats.vcon_dialogs import Dialog, read_dialogs, sessions_of, transfer_of
from transcripts.formats.vcon_parties import Party, first_with, identify, read_parties
from transcripts.formats.vcon_signatures import NOBODY, Signature, Trust, check
from transcripts.formats.vcon_transcripts import best_transcripts, turns_of

SUPPORTED_EXTENSIONS = frozenset({"CC", "cc"})
_MAX_ENVELOPES = 3
_KINDS = ("recording", "text", "transfer", "incomplete", "recording-set")


def read_vcon(document: dict[str, Any], trust: Trust = NOBODY) -> Iterator[InteractionRecord]:
    """The interaction of one vCon, with what is known of its signature if it is signed.

    Raises `FormatError` with a `vcon_...` code, or `not_a_list`, `bad_time`, where it is refused.
    """
    document, signature = _unwrapped(document, trust)
    _check_demands(document)
    uuid = text_or_none(document.get("uuid"))
    parties = read_parties(document)
    dialogs = read_dialogs(document, parties)
    if not uuid:
        raise FormatError("vcon_no_uuid")
    analysis = document.get("analysis")
    if analysis is not None and not isinstance(analysis, list):
        raise FormatError("not_a_list", field="analysis")
    record = _record(document, uuid, parties, dialogs, signature)
    yield with_contact(record, document)


def read_compact(text: str, trust: Trust = NOBODY) -> Iterator[InteractionRecord]:
    """A vCon in the compact form of a JSON web signature (three parts); five are an encryption."""
    parts = text.strip().split(".")
    if len(parts) == 5:
        raise FormatError("vcon_encrypted")
    if len(parts) != 3:
        raise FormatError("vcon_bad_signature_envelope")
    keys = ("protected", "payload", "signature")
    yield from read_vcon(dict(zip(keys, parts, strict=True)), trust)


def _unwrapped(document: dict[str, Any], trust: Trust) -> tuple[dict[str, Any], Signature | None]:
    """The vCon inside its signature envelopes, and what the outermost says of the signer."""
    signature = None
    for _ in range(_MAX_ENVELOPES):
        if "ciphertext" in document:
            raise FormatError("vcon_encrypted")
        if "payload" not in document:
            return document, signature
        signature = signature or check(document, trust)
        document = _payload(document["payload"])
    raise FormatError("vcon_bad_signature_envelope")


def _payload(payload: Any) -> dict[str, Any]:
    try:
        raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        inner = parse_json(raw.decode("utf-8"))
    except (TypeError, AttributeError, binascii.Error, ValueError) as error:
        if isinstance(error, FormatError) and error.code == "json_too_deep":
            raise
        raise FormatError("vcon_bad_signature_envelope") from error
    if not isinstance(inner, dict):
        raise FormatError("vcon_bad_signature_envelope")
    return inner


def _check_demands(document: dict[str, Any]) -> None:
    demanded = document.get("critical") or document.get("must_support") or []
    if not isinstance(demanded, list):
        raise FormatError("not_a_list", field="critical")
    names = {text_or_none(name) or "?" for name in demanded} - SUPPORTED_EXTENSIONS
    if names:
        raise FormatError("vcon_unknown_critical", names=", ".join(sorted(names))[:200])


def _record(
    document: dict[str, Any],
    uuid: str,
    parties: list[Party],
    dialogs: list[Dialog],
    signature: Signature | None,
) -> InteractionRecord:
    transcripts = best_transcripts(document, len(dialogs))
    turns, estimated = turns_of(dialogs, transcripts, parties)
    media = tuple(medium for dialog in dialogs for medium in dialog.media)
    if not turns and not media and not any(d.kind in ("recording", "incomplete") for d in dialogs):
        raise FormatError("vcon_empty")
    agent, customer = first_with(parties, "agent", "bot"), first_with(parties, "customer")
    starts = [dialog.start for dialog in dialogs if dialog.start]
    ends = [dialog.end for dialog in dialogs if dialog.end]
    created = parse_time(document.get("created_at"))
    return InteractionRecord(
        external_id=uuid,
        channel=_channel(dialogs, parties),
        started_at=min(starts, default=created),
        ended_at=max(ends, default=None),
        agent_ref=identify(agent),
        agent_name=agent.name if agent else None,
        customer_ref=identify(customer),
        case_ref=_first(document, dialogs, "interaction_id", "session_id"),
        language=next((code for t in transcripts if (code := language_of(t.get("body")))), None),
        subject=text_or_none(document.get("subject")),
        outcome=_first(document, dialogs, "disposition"),
        turns=turns,
        media=media,
        metadata=_facts(document, parties, dialogs, signature, estimated),
    )


def _first(document: dict[str, Any], dialogs: list[Dialog], *names: str) -> str | None:
    """The first text under one of these names: in the dialogs, their `meta`, the vCon's `meta`."""
    places = [dialog.source for dialog in dialogs] + [document]
    for name in names:
        for place in places:
            meta = place.get("meta")
            inner = meta.get(name) if isinstance(meta, dict) else None
            if found := text_or_none(place.get(name)) or text_or_none(inner):
                return found
    return None


def _channel(dialogs: list[Dialog], parties: list[Party]) -> Channel:
    told = {channel_of(d.source.get("application"), "web") for d in dialogs} - {"web"}
    if len(told) == 1:
        return told.pop()
    if any(dialog.kind in ("recording", "incomplete", "transfer") for dialog in dialogs):
        return "voice"
    if any("message_id" in d.source or d.mediatype.startswith("multipart/") for d in dialogs):
        return "email"
    addressed = any(party.source.get("mailto") for party in parties)
    phones = all(party.source.get("tel") for party in parties)
    return "sms" if phones and not addressed and dialogs else "chat"


def _facts(
    document: dict[str, Any],
    parties: list[Party],
    dialogs: list[Dialog],
    signature: Signature | None,
    estimated: list[str],
) -> dict[str, Any]:
    signed = signature.state if signature else None
    nobody = all(party.role == "unknown" for party in parties)
    warnings = estimated + [
        code
        for code, applies in (
            ("created_at_missing", parse_time(document.get("created_at")) is None),
            ("roles_unknown", nobody and not estimated),
            (f"signature_{signed}", signed in ("unverified", "wrong")),
            ("dialog_type_unknown", any(d.kind not in _KINDS for d in dialogs)),
            ("recording_absent", any(d.kind == "recording" and not d.media for d in dialogs)),
        )
        if applies
    ]
    facts: dict[str, Any] = {
        "warnings": warnings,
        "parties": [{"name": party.name, "role": party.role} for party in parties],
        "attachments": len(objects(document.get("attachments"))),
    }
    if signature:
        facts["signature"] = signature.to_json()
    if sessions := [s for dialog in dialogs for s in sessions_of(dialog.source)]:
        facts["sessions"] = sessions
    if transfers := [t for d in dialogs if d.kind == "transfer" and (t := transfer_of(d.source))]:
        facts["transfers"] = transfers
    skills = [_skills(dialog.source.get("skill")) for dialog in dialogs]
    if found := sorted({skill for named in skills for skill in named}):
        facts["skills"] = found
    return facts


def _skills(skill: Any) -> list[str]:
    """The CC extension's text says one string, its schema a list: both are read."""
    named = skill if isinstance(skill, list) else [skill]
    return [text for text in map(text_or_none, named) if text]
