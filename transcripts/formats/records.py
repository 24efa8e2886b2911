"""What every reader gives back: an interaction as plain data, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from transcripts.formats.reasons import REASONS
from transcripts.formats.values import plain_json, short_id

Channel = Literal["voice", "chat", "email", "sms", "social", "web"]
Speaker = Literal["agent", "customer", "bot", "system", "unknown"]


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One thing said or written, without a break, by one speaker.

    `at` is a wall-clock time (aware); `start` and `end` are seconds from the beginning of the
    recording. Written channels know the first, recordings the second, some know both.
    """

    speaker: Speaker
    text: str
    at: datetime | None = None
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class MediaRecord:
    """A recording or an enclosed file: its bytes, a file beside the import, or an address.

    One of `data`, `path` and `url` is set, or none for a file that is only named, with its `size`
    in bytes. `filename` is a bare name, safe to show and to store under; nothing is ever fetched
    from `url` here. `sha512` is the digest (hexadecimal) that the source claims, for whoever
    fetches it.
    """

    filename: str
    mediatype: str
    data: bytes | None = None
    path: str | None = None
    url: str | None = None
    sha512: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class InteractionRecord:
    """One contact between a customer and a support centre, as its source described it.

    `external_id` is stable: reading the same record again gives the same id. `agent_ref` and
    `customer_ref` are the source's own ids (or the best name it has for them). `metadata` holds
    JSON values only: source facts that have no column, and under `warnings` the codes of what
    was missing or assumed. `place` says where in the file the record stood. `handle_seconds` is
    what the contact took the agent, where the source knows it better than from start and end.
    """

    external_id: str
    channel: Channel
    started_at: datetime | None = None
    ended_at: datetime | None = None
    agent_ref: str | None = None
    agent_name: str | None = None
    customer_ref: str | None = None
    case_ref: str | None = None
    reason: str | None = None
    language: str | None = None
    subject: str | None = None
    outcome: str | None = None
    turns: tuple[TurnRecord, ...] = ()
    media: tuple[MediaRecord, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)
    place: str = ""
    handle_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ContactRecord(InteractionRecord):
    """What a telephone system or desk knows of a contact, without its words or sound."""


@dataclass(frozen=True, slots=True)
class SurveyRecord:
    """A customer's answer on a scale of 1 to 5: to a named contact, or to the latest one."""

    csat: int
    external_id: str | None = None
    customer_ref: str | None = None
    answered_at: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record or file that was not taken: where it stands and why.

    `reason_code` is a key of `reasons.REASONS`; its text, filled with `params`, is the message.
    Translate the template first, then fill it.
    """

    path: str
    place: str
    reason_code: str
    params: dict[str, Any] = field(default_factory=dict)

    def message(self) -> str:
        """The reason in English."""
        return REASONS[self.reason_code] % self.params


class FormatError(ValueError):
    """A record that cannot be read: `code` is a key of `reasons.REASONS`."""

    def __init__(self, code: str, *, place: str = "", **params: Any) -> None:
        super().__init__(REASONS[code] % params)
        self.code = code
        self.place = place
        self.params = params

    def refusal(self, path: str, place: str = "") -> Refusal:
        """This error as a line of the import's report; the innermost place is kept."""
        where = " ".join(part for part in (place, self.place) if part)
        return Refusal(path, where, self.code, self.params)


Outcome = InteractionRecord | SurveyRecord | Refusal
MAX_TURNS = 50_000


def placed(
    path: str, results: Iterable[InteractionRecord | SurveyRecord | FormatError]
) -> Iterator[Outcome]:
    """The records in the form that every database takes, and the errors as refusals of `path`."""
    for result in results:
        if isinstance(result, FormatError):
            yield result.refusal(path)
        elif isinstance(result, SurveyRecord):
            yield result
        elif len(result.turns) > MAX_TURNS:
            yield Refusal(path, result.place, "too_many_turns", {"limit": MAX_TURNS})
        else:
            yield replace(
                result,
                external_id=short_id(result.external_id),
                metadata=plain_json(result.metadata),
            )
