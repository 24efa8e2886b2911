"""Which contacts of a journey are repeats, and which ones a failed self-service caused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

REPEAT_WITHIN = timedelta(days=7)
FAILED_BEFORE = timedelta(days=1)
RESOLVED = "resolved"

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
    """What a contact is in its journey."""

    is_repeat: bool
    after_failed_self_service: bool


def mark_contacts(contacts: Sequence[Contact]) -> dict[int, Marks]:
    """Mark each contact of one case, by its key, whatever order they are given in.

    A repeat is a contact with a person that follows another one within seven days, counted from
    contact to contact. A contact comes after a failed self-service when the customer says so, or
    when one that did not end as resolved began at most a day before it, with no contact with a
    person in between.
    """
    marks: dict[int, Marks] = {}
    assisted: datetime | None = None
    failed: datetime | None = None
    for contact in sorted(contacts, key=lambda contact: (contact.started_at, contact.key)):
        at = contact.started_at
        if contact.kind == "self_service":
            failed = None if contact.outcome == RESOLVED else at
            marks[contact.key] = Marks(False, False)
            continue
        just_failed = failed is not None and at - failed <= FAILED_BEFORE
        marks[contact.key] = Marks(
            is_repeat=assisted is not None and at - assisted <= REPEAT_WITHIN,
            after_failed_self_service=just_failed or contact.told_of_failure,
        )
        assisted, failed = at, None
    return marks
