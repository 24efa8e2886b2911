"""What is known of a call beside its sound: from a file beside it, and from the file's name."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import regex  # type: ignore[import-untyped]

from transcripts.formats.chat_json import channel_of
from transcripts.formats.records import Channel, FormatError, InteractionRecord
from transcripts.formats.speakers import normalised
from transcripts.formats.values import duration, parse_time, plain_json, text_or_none

LONGEST_PATTERN = 300
LONGEST_NAME = 255
MOST_REPETITIONS = 100_000
PATIENCE = 0.2
"""Seconds that a pattern may take for one name; only a hostile one comes near."""

NAMES: dict[str, str] = {
    "external_id": "external_id id call_id contact_id interaction_id",
    "agent_ref": "agent_ref agent agent_id",
    "agent_name": "agent_name",
    "customer_ref": "customer_ref customer customer_id phone caller",
    "case_ref": "case_ref case case_id ticket ticket_id",
    "reason": "reason topic queue",
    "language": "language lang",
    "subject": "subject title",
    "outcome": "outcome disposition",
    "started_at": "started_at start time datetime",
    "ended_at": "ended_at end",
    "channel": "channel",
    "handle_seconds": "handle_seconds handle_time",
    "agent_channel": "agent_channel",
}
_FIELD_OF = {name: field for field, names in NAMES.items() for name in names.split()}
_COUNT = re.compile(r"(\)?)(?:\s|#[^\n]*\n)*\{\s*(\d*)\s*,?\s*(\d*)\s*\}", re.ASCII)
_COMPACT = re.compile(
    r"(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?:[-_.T ]*(\d\d)[-_.:h]?(\d\d)[-_.:]?(\d\d)?)?"
)


class PatternError(ValueError):
    """A file-name pattern that cannot be used; the message says why, in plain English."""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """Facts about one call. ``texts`` holds the fields of `InteractionRecord` that are texts."""

    texts: dict[str, str] = field(default_factory=dict)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    channel: Channel | None = None
    handle_seconds: float | None = None
    agent_channel: int | None = None
    rest: dict[str, Any] = field(default_factory=dict)

    def over(self, weaker: CallFacts) -> CallFacts:
        """These facts, and where they are silent those of somebody less sure."""
        return CallFacts(
            weaker.texts | self.texts,
            self.started_at or weaker.started_at,
            self.ended_at or weaker.ended_at,
            self.channel or weaker.channel,
            weaker.handle_seconds if self.handle_seconds is None else self.handle_seconds,
            weaker.agent_channel if self.agent_channel is None else self.agent_channel,
            weaker.rest | self.rest,
        )


def read_facts(given: Mapping[str, Any]) -> CallFacts:
    """Facts out of a JSON object or the groups of a name; what has no field is kept as ``rest``.

    Raises `FormatError` (`bad_time`, `bad_duration`, `bad_agent_channel`) for a value that makes
    no sense, because a wrong fact about a call is worse than none.
    """
    named: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for key, value in given.items():
        known = _FIELD_OF.get(normalised(str(key)[:80]))
        if known is None:
            rest[str(key)[:80]] = value
        elif value not in (None, "") and known not in named:
            named[known] = value
    times = {edge: _time(edge, named.pop(edge, None)) for edge in ("started_at", "ended_at")}
    channel, taken = named.pop("channel", None), named.pop("handle_seconds", None)
    side = named.pop("agent_channel", None)
    if taken is not None and duration(taken) is None:
        raise FormatError("bad_duration", field="handle_seconds")
    if side is not None and str(side) not in ("0", "1"):
        raise FormatError("bad_agent_channel")
    texts = {name: text for name, value in named.items() if (text := text_or_none(value))}
    return CallFacts(
        texts,
        times["started_at"],
        times["ended_at"],
        channel_of(channel, "voice") if channel else None,
        duration(taken),
        None if side is None else int(side),
        plain_json(rest),
    )


def _time(edge: str, value: Any) -> datetime | None:
    if value is None:
        return None
    found = parse_time(value) or _compact_time(value)
    if found is None:
        raise FormatError("bad_time", field=edge)
    return found


def _compact_time(value: Any) -> datetime | None:
    """A time as names of files carry it: 20260302_101500, 2026-03-02T10.15.00, 20260302."""
    found = _COMPACT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day, hour, minute, second = found.groups(default="00")
    return parse_time(f"{year}-{month}-{day}T{hour}:{minute}:{second}")


def repetitions(pattern: str) -> int:
    """How often counts such as ``{4}`` have something written out at most, one inside another."""
    found = _COUNT.findall(pattern)
    counts = [(after, max(int(one or 0), int(two or 0))) for after, one, two in found]
    of_groups = math.prod(max(count, 1) for after, count in counts if after)
    return of_groups * max((count for after, count in counts if not after), default=1)


def check_pattern(pattern: str) -> None:
    """Raise `PatternError` for a pattern that is too long, not valid, or names nothing."""
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(f"a pattern has at most {LONGEST_PATTERN} characters")
    if repetitions(pattern) > MOST_REPETITIONS:
        raise PatternError("this repeats something too often: a name has at most 255 letters")
    try:
        groups = regex.compile(pattern).groupindex
    except (regex.error, OverflowError, RecursionError) as error:
        raise PatternError(str(error)) from error
    if not groups.keys() & _FIELD_OF.keys():
        raise PatternError("name at least one group, such as (?P<agent>[^_]+)")


def facts_of_name(pattern: str | None, name: str) -> CallFacts:
    """What a file's name, or path, tells under a source's pattern, which must match all of it.

    The suffix may be left out of the pattern. A name that does not match tells nothing. Raises
    `FormatError`: `pattern_too_slow` where the pattern takes too long, and as `read_facts`.
    """
    if not pattern:
        return CallFacts()
    bare = name[-LONGEST_NAME:]
    for candidate in (bare, bare.rpartition(".")[0]):
        try:
            found = regex.fullmatch(pattern, candidate, timeout=PATIENCE)
        except TimeoutError as error:
            raise FormatError("pattern_too_slow") from error
        if found:
            return read_facts({key: value for key, value in found.groupdict().items() if value})
    return CallFacts()


def with_facts(record: InteractionRecord, facts: CallFacts) -> InteractionRecord:
    """The record, with what it does not say itself taken from the facts."""
    missing: dict[str, Any] = {
        name: text for name, text in facts.texts.items() if not getattr(record, name)
    }
    for name in ("started_at", "ended_at", "handle_seconds"):
        if getattr(record, name) is None and getattr(facts, name) is not None:
            missing[name] = getattr(facts, name)
    if "external_id" in facts.texts and made_up(record):
        missing["external_id"] = facts.texts["external_id"]
    if facts.rest:
        missing["metadata"] = facts.rest | record.metadata
    if facts.agent_channel is not None:
        missing["metadata"] = missing.get("metadata", record.metadata) | {
            "agent_channel": facts.agent_channel
        }
    return replace(record, **missing) if missing else record


def made_up(record: InteractionRecord) -> bool:
    """Say whether the only record of a file got its id from its content, for want of its own."""
    return not record.place and record.external_id.startswith(("sha256-", "sha256:"))
