"""Which contacts of a journey are repeats, and which ones a failed self-service caused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

REPEAT_WITHIN = timedelta(days=7)
FAILED_BEFORE = timedelta(days=1)
RESOLVED = "resolved"
MOST_TRANSFERS = 1000

Kind = Literal["assisted", "self_service"]


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact of a case.

    ``self_service`` is a web page or a virtual agent, without a person. ``told_of_failure``: the
    customer speaks of having tried to help themselves first.
    """

    key: int
    kind: Kind
    started_at: datetime
    outcome: str = ""
    told_of_failure: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """What a contact is in its journey.

    ``charged_to``: for a repeat, the key of the contact whose handler it is charged to: the first
    with a person, as that one left the matter open.
    """

    is_repeat: bool
    after_failed_self_service: bool
    charged_to: int | None = None


def mark_contacts(
    contacts: Sequence[Contact], within: timedelta = REPEAT_WITHIN
) -> dict[int, Marks]:
    """Mark each contact of one case, by its key, whatever order they are given in.

    A repeat is a contact with a person that follows another one ``within`` so much time (seven
    days unless told otherwise), counted from contact to contact. A contact comes after a failed
    self-service when the customer says so, or when one that did not end as resolved began at most
    a day before it, with no contact with a person in between.
    """
    marks: dict[int, Marks] = {}
    assisted: Contact | None = None
    first: Contact | None = None
    failed: datetime | None = None
    for contact in sorted(contacts, key=lambda contact: (contact.started_at, contact.key)):
        at = contact.started_at
        if contact.kind == "self_service":
            failed = None if contact.outcome == RESOLVED else at
            marks[contact.key] = Marks(False, False)
            continue
        repeat = assisted is not None and at - assisted.started_at <= within
        first = first if repeat else contact
        just_failed = failed is not None and at - failed <= FAILED_BEFORE
        marks[contact.key] = Marks(
            is_repeat=repeat,
            after_failed_self_service=just_failed or contact.told_of_failure,
            charged_to=first.key if repeat and first else None,
        )
        assisted, failed = contact, None
    return marks


def transfers_told(facts: Mapping[str, Any] | None, outcome: str = "") -> int:
    """How often a contact was handed on, as far as its source tells.

    Understood are ``transfers`` (a number, or a list with one entry each), ``agents`` (those who
    had it, one after the other: every change counts), ``transferred``, ``transferred_to`` and
    ``transferred_from``; an outcome "transferred" is one transfer at least.
    """
    facts = facts or {}
    found = [int(outcome == "transferred")]
    told, agents = facts.get("transfers"), facts.get("agents")
    if isinstance(told, list):
        found.append(len(told))
    elif isinstance(told, (int, float)) and 0 < told < MOST_TRANSFERS:
        found.append(int(told))
    if isinstance(agents, list):
        found.append(sum(first != second for first, second in pairwise(agents)))
    named = ("transferred", "transferred_to", "transferred_from")
    found.append(int(any(facts.get(name) for name in named)))
    return min(max(found), MOST_TRANSFERS)
