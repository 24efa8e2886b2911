"""Erasing a customer: everything that is theirs goes, and a scan afterwards says so."""

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, exists, select, update

from core.db import db
from people import audit
from people.models import User
from transcripts.imports.actions import erase_lines_of
from transcripts.journeys.models import Case
from transcripts.models import Customer, Interaction, Transcript, Turn
from transcripts.privacy.applying import before
from transcripts.privacy.brought import clear, clear_imports, held_among, watched_files
from transcripts.privacy.conversation import Said, find_in_conversation
from transcripts.privacy.emptying import ERASURE, empty_interactions, files_of
from transcripts.privacy.files import delete_doomed
from transcripts.privacy.forgetting import forget_words, overwrite_deleted
from transcripts.privacy.models import LegalHold
from transcripts.privacy.scan import (
    found_in_database,
    found_in_storage,
    holds,
    pattern_for,
    scrub_database,
)

IDENTIFYING = frozenset({"phone", "e-mail", "iban", "id", "card"})


class NotErased(Exception):
    """The customer is not known, or something of theirs is under a legal hold; ``code`` says."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class ErasureReport:
    """What was removed (or would be), and what a scan found afterwards: it should be nothing."""

    interactions: int
    strings: int  # known strings that were looked for
    rows: dict[str, int] = field(default_factory=dict)
    replaced: dict[str, int] = field(default_factory=dict)
    files: int = 0
    remaining: dict[str, int] = field(default_factory=dict)
    dry_run: bool = False
    proof: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.remaining

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def erase_customer(
    user: User | None, reference: str, *, also: Sequence[str] = (), dry_run: bool = False
) -> ErasureReport:
    """Remove a customer's sound, words, index and derived rows everywhere; commits.

    ``also`` are further strings that are known to be theirs, such as a telephone number.
    Evaluations keep their numbers, on an interaction that names nobody. The trail gets a record
    without personal data, signed with the installation's secret. Raises NotErased.
    """
    customer = db.session.scalar(select(Customer).where(Customer.external_ref == reference))
    if customer is None:
        raise NotErased("not_known")
    ids = interactions_of(customer)
    strings = known_strings(customer, ids, also)
    pattern = pattern_for(strings)
    if is_held(ids) or (pattern and is_in_held(pattern)):
        raise NotErased("held")
    report = ErasureReport(len(ids), len(strings), dry_run=dry_run)
    if dry_run:
        preview(report, ids, pattern)
        return report
    number = customer.id
    overwrite_deleted()
    loose, held = remove_rows(report, customer, ids, pattern)
    db.session.commit()
    forget_words()
    for path in loose:
        path.unlink(missing_ok=True)
    for path in held:
        clear(path, pattern)
    report.files += delete_doomed() + len(loose)
    report.remaining = what_remains(pattern)
    sign(user, number, reference, strings, report)
    return report


def interactions_of(customer: Customer) -> list[int]:
    """The ids of a customer's interactions, those of their cases included."""
    cases = select(Case.id).where(Case.customer_id == customer.id)
    theirs = (Interaction.customer_id == customer.id) | (
        Interaction.case_id.in_(cases) & Interaction.customer_id.is_(None)
    )
    return list(db.session.scalars(select(Interaction.id).where(theirs).order_by(Interaction.id)))


def is_held(ids: Sequence[int]) -> bool:
    """Whether one of these interactions is under a legal hold."""
    return bool(db.session.scalar(select(exists().where(LegalHold.interaction_id.in_(ids)))))


def is_in_held(pattern: re.Pattern[str]) -> bool:
    """Whether something held, of whomever, has a match that would be replaced."""
    said = select(Turn.text, Turn.original).join(Turn.transcript)
    said = said.join(LegalHold, LegalHold.interaction_id == Transcript.interaction_id)
    about = select(Interaction.subject, Interaction.facts).join(LegalHold)
    rows = chain(db.session.execute(said), db.session.execute(about))
    return any(holds(value, pattern) for row in rows for value in row)


def known_strings(customer: Customer, ids: Sequence[int], also: Sequence[str]) -> list[str]:
    """What the house knows the customer by: reference, full name, and the numbers they gave."""
    found = {customer.external_ref, *(part.strip() for part in also)}
    if len(customer.name.split()) > 1:
        found.add(customer.name)
    turns = db.session.scalars(
        select(Turn)
        .join(Turn.transcript)
        .where(Transcript.interaction_id.in_(ids), Turn.speaker == "customer")
        .where(Turn.original.is_not(None))
    )
    for turn in turns:
        said = before(turn)
        spans = find_in_conversation([Said("unknown", said)], turn.transcript.language)[0]
        found |= {said[s.start : s.end] for s in spans if s.kind in IDENTIFYING}
    return sorted(filter(None, found))


def preview(report: ErasureReport, ids: Sequence[int], pattern: re.Pattern[str] | None) -> None:
    """Say what would go; nothing is changed."""
    report.files = len(files_of(ids)) + len(watched_files(pattern))
    undone = db.session.begin_nested()
    lines = erase_lines_of(ids)
    found = found_in_database(pattern) if pattern else {}
    undone.rollback()
    report.replaced = ({"import_records": lines} if lines else {}) | found


def remove_rows(
    report: ErasureReport, customer: Customer, ids: Sequence[int], pattern: re.Pattern[str] | None
) -> tuple[list[Path], list[Path]]:
    """Remove and replace in this transaction; return the files outside storage that are to go.

    And those of them that only lose what is the customer's, because of a legal hold.
    """
    lines = erase_lines_of(ids)
    report.replaced = {"import_records": lines} if lines else {}
    report.rows = empty_interactions(ids, ERASURE)
    cases = select(Case.id).where(Case.customer_id == customer.id)
    db.session.execute(
        update(Case).where(Case.merged_into_id.in_(cases)).values(merged_into_id=None)
    )
    db.session.execute(
        update(Interaction).where(Interaction.case_id.in_(cases)).values(case_id=None)
    )
    report.rows["cases"] = delete_where(Case, Case.customer_id == customer.id)
    report.rows["customers"] = delete_where(Customer, Customer.id == customer.id)
    if pattern is None:
        return [], []
    loose = watched_files(pattern)
    held = held_among(loose)
    rewritten = clear_imports(pattern) + len(held)
    report.replaced |= ({"files": rewritten} if rewritten else {}) | scrub_database(pattern)
    db.session.expire_all()
    return [path for path in loose if path not in held], sorted(held)


def delete_where(model: type[Case] | type[Customer], condition: object) -> int:
    """Delete rows and return how many."""
    statement = delete(model).where(condition)  # type: ignore[arg-type]
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def what_remains(pattern: re.Pattern[str] | None) -> dict[str, int]:
    """What a scan of all tables, storage and watched folders still finds; ends the transaction."""
    if pattern is None:
        return {}
    remaining = found_in_database(pattern)
    files = len(found_in_storage(pattern)) + len(watched_files(pattern))
    db.session.rollback()
    return remaining | ({"files": files} if files else {})


def sign(
    user: User | None, number: int, reference: str, strings: Sequence[str], report: ErasureReport
) -> None:
    """Write the trail's record: counts, a keyed hash of the reference, and a signature; commits."""
    secret = str(current_app.config["SECRET_KEY"]).encode()

    def keyed(words: str) -> str:
        return hmac.new(secret, words.encode(), hashlib.sha256).hexdigest()

    facts = {
        "reference_hash": keyed(reference),
        "strings_hash": keyed("\n".join(strings)),
        "interactions": report.interactions,
        "rows": sum(report.rows.values()),
        "replaced": sum(report.replaced.values()),
        "files": report.files,
        "remaining": sum(report.remaining.values()),
    }
    report.proof = keyed(json.dumps(facts, sort_keys=True))
    erased = Customer(id=number)  # only its number is named; it is not there any more
    audit.record(user, "customer.erased", erased, **facts, signature=report.proof)
    db.session.commit()
