"""Who takes part in a vCon, and in which role."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from transcripts.formats.records import FormatError, Speaker
from transcripts.formats.speakers import speaker_of
from transcripts.formats.values import text_or_none


@dataclass(frozen=True, slots=True)
class Party:
    """One participant: the role, the name if any, and the object as it stood in the file."""

    role: Speaker
    name: str | None
    source: dict[str, Any]


def read_parties(document: dict[str, Any]) -> list[Party]:
    """The participants; of two, the second role follows from the first.

    Raises `FormatError` (`vcon_no_parties`, `not_a_list`, `not_an_object`).
    """
    listed = document.get("parties")
    if listed is None:
        raise FormatError("vcon_no_parties")
    if not isinstance(listed, list):
        raise FormatError("not_a_list", field="parties")
    parties = [_party(entry, number) for number, entry in enumerate(listed)]
    return _completed(parties)


def _party(entry: Any, number: int) -> Party:
    if not isinstance(entry, dict):
        raise FormatError("not_an_object", place=f"parties[{number}]")
    meta = entry.get("meta")
    inner = meta.get("role") if isinstance(meta, dict) else None
    name = text_or_none(entry.get("name"))
    roles = (speaker_of(label) for label in (entry.get("role"), inner, name))
    return Party(next((r for r in roles if r != "unknown"), "unknown"), name, entry)


def _completed(parties: list[Party]) -> list[Party]:
    other: dict[Speaker, Speaker] = {"agent": "customer", "bot": "customer", "customer": "agent"}
    if len(parties) != 2 or parties[0].role == parties[1].role:
        return parties
    first, second = parties
    if first.role == "unknown":
        first = replace(first, role=other.get(second.role, "unknown"))
    if second.role == "unknown":
        second = replace(second, role=other.get(first.role, "unknown"))
    return [first, second]


def first_with(parties: list[Party], *roles: Speaker) -> Party | None:
    """The first party with the first of these roles that anybody has."""
    return next((p for role in roles for p in parties if p.role == role), None)


def identify(party: Party | None) -> str | None:
    """The most lasting thing that the file knows a party by."""
    if party is None:
        return None
    keys = ("id", "uuid", "mailto", "email", "tel", "sip", "did", "stir")
    found = (text_or_none(party.source.get(key)) for key in keys)
    return next((text for text in found if text), party.name)
