"""Which format a file is in, told by its content; names and extensions lie too often."""

from __future__ import annotations

import re
from typing import Any, Literal

from transcripts.formats.assemblyai import is_assemblyai
from transcripts.formats.chat_text import is_chat_text, is_log
from transcripts.formats.columns import guess_delimiter
from transcripts.formats.fields import KNOWN_TITLES
from transcripts.formats.other_engines import engine_of
from transcripts.formats.speech_json import is_contact_lens, is_whisper
from transcripts.formats.titles import TITLE_LINES, find_titles, split

Format = Literal[
    "vcon", "star", "contact_lens", "whisper", "deepgram", "assemblyai", "wtf", "chat_json",
    "chat_text", "jsonl", "chat_csv", "vtt", "srt", "email", "json", "audio", "archive", "markup",
    "office", "engine", "log", "unknown",
]  # fmt: skip
CHOICES: tuple[str, ...] = (
    "auto", "vcon", "star", "contact_lens", "whisper", "deepgram", "assemblyai", "wtf", "chat_json",
    "chat_text", "chat_csv", "contacts_csv", "survey_csv", "vtt", "srt", "email",
)  # fmt: skip

_ARCHIVES = (
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\x1f\x9d", b"BZh", b"\xfd7zXZ", b"Rar!",
    b"7z\xbc\xaf\x27\x1c", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"LZIP", b"MSCF",
)  # fmt: skip
_AUDIO = (
    b"ID3", b"OggS", b"fLaC", b"\x1a\x45\xdf\xa3", b"#!AMR", b".snd", b"FORM", b"caff",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", b"riff\x2e\x91\xcf\x11", b"FLV\x01",
)  # fmt: skip
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old ones, and new ones with a password
_TIMED = r"\d{1,8}:\d{2}(?::\d{2})?[.,]\d{3} --> "
_JWT = re.compile(r"[\w-]{8,}(?:\.[\w-]*){2}(?:(?:\.[\w-]*){2})?\s*", re.ASCII)
_EMAIL_HEADER = re.compile(r"(?im)^(?:from|message-id|received|return-path):\s*\S")


def sniff_bytes(head: bytes) -> Format | None:
    """`audio`, `archive` or `office` by the first kilobytes; None for what may be text."""
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        return "archive"
    if head.startswith(_OFFICE):
        return "office"
    if head.startswith(_AUDIO) or head[4:8] == b"ftyp":
        return "audio"
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] in (b"WAVE", b"AVI "):
        return "audio"
    mpeg_sync = (
        len(head) > 2
        and head[0] == 0xFF
        and (
            head[1] & 0xE6 in (0xE2, 0xE4, 0xE6) or head[1] & 0xF6 == 0xF0  # layers 1 to 3, or AAC
        )
    )
    return "audio" if mpeg_sync and not head.startswith(b"\xff\xfe") else None


def sniff_text(head: str) -> Format:
    """The format of a text by its beginning; JSON is told apart later, by `kind_of_document`."""
    start = head.lstrip("\ufeff \t\r\n")
    if re.match(rf"(?:\d+\s*\n|\[)?{_TIMED}", start):
        return "srt"
    if re.match(r"(?:From \S.*\n)?[A-Za-z-]{2,40}:\s?\S", start) and _EMAIL_HEADER.search(
        start[:8192]
    ):
        return "email"
    if is_log(start):
        return "log"
    if is_chat_text(start):
        return "chat_text"
    if start[:1] in ("{", "["):
        first, _, rest = start.partition("\n")
        lines = first.rstrip().endswith("}") and rest.lstrip()[:1] == "{"
        return "jsonl" if start[0] == "{" and lines else "json"
    if re.match(r"<(?:\?xml|!doctype|!entity|html)\b", start, re.IGNORECASE):
        return "markup"
    if start.startswith("WEBVTT"):
        return "vtt"
    if _JWT.fullmatch(start) and start.startswith("eyJ"):
        return "vcon"
    return "chat_csv" if _looks_like_table(start) else "unknown"


def _looks_like_table(start: str) -> bool:
    if find_titles(start.splitlines()[:TITLE_LINES], KNOWN_TITLES):
        return True
    first = start.split("\n", 1)[0]
    cells = split(first, guess_delimiter(first))
    short = all(len(cell) <= 60 for cell in cells)
    return "\n" in start and len(cells) > 1 and short and "\ufffd" not in first


def kind_of_document(document: Any) -> Format:
    """The format of a parsed JSON value, by the keys it has."""
    if isinstance(document, list):
        return "whisper" if is_whisper(document) else "chat_json"
    if not isinstance(document, dict):
        return "unknown"
    keys = document.keys()
    if isinstance(document.get("Events"), list) and "DialogueID" in keys:
        return "star"
    if is_contact_lens(document):
        return "contact_lens"
    if isinstance(document.get("results"), dict) and "channels" in document["results"]:
        return "deepgram"
    if is_whisper(document):
        return "wtf" if isinstance(document.get("transcript"), dict) else "whisper"
    if engine_of(document):
        return "engine"
    if is_assemblyai(document):
        return "assemblyai"
    return "vcon" if _is_vcon(document) else "chat_json"


def _is_vcon(document: dict[str, Any]) -> bool:
    keys = document.keys()
    signed = "payload" in keys and ("signatures" in keys or "signature" in keys)
    encrypted = "ciphertext" in keys
    plain = "vcon" in keys or ("parties" in keys and ("dialog" in keys or "analysis" in keys))
    return signed or encrypted or plain
