"""The dialogs of a vCon: calls, messages and transfers, with their contents decoded."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from transcripts.formats.records import FormatError, MediaRecord
from transcripts.formats.text_bodies import read_body
from transcripts.formats.values import parse_time, safe_filename, seconds, text_or_none
from transcripts.formats.vcon_parties import Party

_MEDIATYPE = re.compile(r"[\w.+-]{1,80}/[\w.+*-]{1,80}\s*(?:;.*)?", re.ASCII | re.DOTALL)
_TRANSFER_ROLES = ("transferee", "transferor", "transfer_target")
_ADDRESS = re.compile(r"(?!file:)[a-z][a-z0-9+.-]{1,20}://[^\s/?#]+[^\s]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialog:
    """One dialog: `speaker` is the index of the party who speaks or wrote, None if not told."""

    kind: str
    start: datetime | None
    end: datetime | None
    mediatype: str
    speaker: int | None
    text: str
    media: tuple[MediaRecord, ...]
    source: dict[str, Any]


def read_dialogs(document: dict[str, Any], parties: list[Party]) -> list[Dialog]:
    """All dialogs. Raises `FormatError` naming the first dialog that makes no sense."""
    listed = document.get("dialog", [])
    if not isinstance(listed, list):
        raise FormatError("not_a_list", field="dialog")
    dialogs = []
    for number, entry in enumerate(listed):
        try:
            dialogs.append(_dialog(entry, len(parties)))
        except FormatError as error:
            raise FormatError(error.code, place=f"dialog[{number}]", **error.params) from error
    return dialogs


def _dialog(entry: Any, count: int) -> Dialog:
    if not isinstance(entry, dict):
        raise FormatError("not_an_object")
    kind = entry.get("type")
    if not isinstance(kind, str) or not kind.strip():
        raise FormatError("vcon_bad_dialog_type")
    indices = _party_indices(entry.get("parties"), count)
    originator = _party_indices(entry.get("originator"), count)
    for role in _TRANSFER_ROLES:
        _party_indices(entry.get(role), count)
    start, duration = _start(entry), _duration(entry)
    mediatype = _mediatype(entry)
    text, media = _content(entry, kind, mediatype)
    return Dialog(
        kind=kind.strip().lower(),
        start=start,
        end=start + timedelta(seconds=duration) if start and duration is not None else None,
        mediatype=mediatype,
        speaker=next(iter(originator + indices), None),
        text=text,
        media=media,
        source=entry,
    )


def _party_indices(value: Any, count: int) -> list[int]:
    """The indices in `parties`: one number, a list, or a list per channel."""
    found: list[int] = []
    for index in value if isinstance(value, list) else [value]:
        if isinstance(index, list):
            found += _party_indices(index, count)
        elif index is not None:
            good = isinstance(index, int) and not isinstance(index, bool) and -1 < index < count
            if not good:
                raise FormatError("vcon_bad_party", index=str(index)[:20], count=count)
            found.append(index)
    return found


def _start(entry: dict[str, Any]) -> datetime | None:
    value = entry.get("start")
    moment = parse_time(value)
    if value is not None and moment is None:
        raise FormatError("bad_time", field="start")
    return moment


def _duration(entry: dict[str, Any]) -> float | None:
    value = entry.get("duration")
    duration = seconds(value) if not isinstance(value, str) else None
    if value is not None and duration is None:
        raise FormatError("vcon_bad_duration")
    return duration


def _mediatype(entry: dict[str, Any]) -> str:
    value = entry.get("mediatype", entry.get("mimetype"))
    if value is None:
        return ""
    if not isinstance(value, str) or not _MEDIATYPE.fullmatch(value.strip()):
        raise FormatError("vcon_bad_mediatype")
    return value.strip().lower() if ";" not in value else value.strip()


def _content(
    entry: dict[str, Any], kind: str, mediatype: str
) -> tuple[str, tuple[MediaRecord, ...]]:
    written = kind == "text" or mediatype.lower().startswith(("text/", "multipart/", "message/"))
    url, body = entry.get("url"), entry.get("body")
    name = safe_filename(entry.get("filename") or _last_of(url))
    bare = mediatype.split(";")[0].strip() or "application/octet-stream"
    if kind == "recording" and not bare.lower().startswith(("audio/", "video/")):
        bare = "audio/unknown"  # such as application/wav: whoever opens it finds out
    if url:
        if not isinstance(url, str) or len(url) > 4000 or not _ADDRESS.fullmatch(url.strip()):
            raise FormatError("vcon_bad_url")
        return "", (MediaRecord(name, bare, url=url.strip(), sha512=_digest(entry)),)
    if body is None or body == "":
        return "", ()
    raw = _decoded(body, entry.get("encoding"))
    if written:
        return read_body(raw.decode("utf-8", errors="replace"), mediatype or "text/plain")
    return "", (MediaRecord(name, bare, data=raw),)


def _last_of(url: Any) -> str | None:
    return url.split("?")[0].split("#")[0] if isinstance(url, str) else None


def _digest(entry: dict[str, Any]) -> str | None:
    """The SHA-512 that the file claims, as `content_hash` or by the older pair of names."""
    claimed = entry.get("content_hash")
    claims = claimed if isinstance(claimed, list) else [claimed]
    texts = [c[7:] for c in claims if isinstance(c, str) and c.lower().startswith("sha512-")]
    if entry.get("alg") == "SHA-512" and isinstance(entry.get("signature"), str):
        texts.append(entry["signature"])
    for text in texts:
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except (ValueError, binascii.Error):
            continue
        if len(raw) == hashlib.sha512().digest_size:
            return raw.hex()
    return None


def _decoded(body: Any, encoding: Any) -> bytes:
    how = encoding.lower() if isinstance(encoding, str) else "none"
    if how in ("base64url", "base64"):
        try:
            text = re.sub(r"\s+", "", body).translate(str.maketrans("+/", "-_")).rstrip("=")
            if not re.fullmatch(r"[\w-]*", text, re.ASCII):
                raise FormatError("vcon_bad_body", encoding=how)
            return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except (TypeError, binascii.Error) as error:
            raise FormatError("vcon_bad_body", encoding=how) from error
    if how not in ("none", "json"):
        raise FormatError("vcon_bad_body", encoding=how[:20])
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return text.encode("utf-8", errors="replace")


def sessions_of(entry: dict[str, Any]) -> list[dict[str, str]]:
    """The ids of a dialog's sessions at both ends; older files have a text instead of objects."""
    found: list[dict[str, str]] = []
    waiting = [entry.get("session_id")]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = value + waiting
        elif isinstance(value, dict):
            ends = {end: text_or_none(value.get(end)) for end in ("local", "remote")}
            found.append({end: text for end, text in ends.items() if text})
        elif text := text_or_none(value):
            found.append({"local": text})
    return [session for session in found if session]


def transfer_of(entry: dict[str, Any]) -> dict[str, Any]:
    """Who was transferred by whom to whom, as indices in the parties."""
    return {role: entry[role] for role in _TRANSFER_ROLES if entry.get(role) is not None}
