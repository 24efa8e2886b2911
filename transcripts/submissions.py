"""Records that programs send: taken once, however often they are sent."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.db import db
from people import audit
from people.models import User
from transcripts.api_models import Submission
from transcripts.formats.records import InteractionRecord
from transcripts.imports.models import IMPORTED
from transcripts.imports.taking import take_batch
from transcripts.models import Interaction, Source
from transcripts.queries import interactions_for, source_named
from transcripts.wording import reason_words


class Conflict(Exception):
    """Something else was sent under the same key before; ``code`` says under which one."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotTaken(Exception):
    """A record was refused by the intake; the message is its reason in words."""


@dataclass(frozen=True)
class Taken:
    """What became of a record: its interaction, and whether it was there before."""

    interaction: Interaction
    already: bool


def digest(*parts: str) -> str:
    """Return a SHA-256 that differs for different lists of texts."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def digest_of_content(content: Any, files: Sequence[str] = ()) -> str:
    """Return a digest of a JSON value, whatever the order of its keys, and of its files' own."""
    return digest(json.dumps(content, sort_keys=True), *files)


def submit(
    user: User,
    record: InteractionRecord,
    source_name: str,
    content_hash: str,
    idempotency_key: str | None = None,
) -> Taken:
    """Take a record once; commits.

    Its keys are its source with its external id (the content where it has none) and the
    program's own key. Raises Conflict where other content came under one of them, or where the
    record is there but closed to ``user``; NotTaken where the intake refuses it.
    """
    external_id = record.external_id or f"content-{content_hash[:40]}"
    keys = [digest("record", source_name, external_id)]
    if idempotency_key:
        keys.append(digest("key", str(user.id), idempotency_key))
    earlier = sent_before(keys, content_hash)
    existing = earlier or interaction_of(source_name, external_id)
    if existing:
        taken = Taken(existing, already=True)
    else:
        taken = take(user, replace(record, external_id=external_id), source_name)
    if taken.already and not may_see(user, taken.interaction):
        raise Conflict("closed")
    return taken if earlier else remember(keys, content_hash, taken)


def sent_before(keys: Sequence[str], content_hash: str) -> Interaction | None:
    """Return the interaction that was sent under one of the keys. Raises Conflict."""
    for number, key in enumerate(keys):
        found = db.session.scalar(select(Submission).where(Submission.key_hash == key))
        if found is None:
            continue
        if found.content_hash != content_hash:
            raise Conflict("key" if number else "record")
        return found.interaction
    return None


def interaction_of(source_name: str, external_id: str) -> Interaction | None:
    """Return the source's interaction with this id."""
    return db.session.scalar(
        select(Interaction)
        .join(Interaction.source)
        .where(Source.name == source_name, Interaction.external_id == external_id)
    )


def take(user: User, record: InteractionRecord, source_name: str) -> Taken:
    """Give a record to the intake. Raises NotTaken. The caller commits, with what it notes of it.

    Where the same came at the same time, this waits for it and finds it there.
    """
    source, user_id = source_named(source_name), user.id
    source_id = source.id
    db.session.commit()
    (done,) = take_batch([("", record)], source_id, user_id)
    if done.interaction_id is None:
        raise NotTaken(str(reason_words(done.code, done.params)))
    if done.outcome == IMPORTED:
        audit.record(user, "source.imported", source, imported=1, refused=0)
    found = db.session.get_one(Interaction, done.interaction_id)
    return Taken(found, already=done.outcome != IMPORTED)


def may_see(user: User, interaction: Interaction) -> bool:
    """Say whether an interaction is open to this user."""
    wanted = interactions_for(user).where(Interaction.id == interaction.id)
    return db.session.scalar(wanted) is not None


def remember(keys: Sequence[str], content_hash: str, taken: Taken) -> Taken:
    """Note under which keys the content came; commits.

    Where the same was sent at the same time, the other request has noted it.
    """
    try:
        with db.session.begin_nested():
            for key in keys:
                db.session.add(
                    Submission(
                        key_hash=key,
                        content_hash=content_hash,
                        interaction_id=taken.interaction.id,
                    )
                )
    except IntegrityError:
        earlier = sent_before(keys, content_hash)
        if earlier is None:
            raise
        taken = Taken(earlier, already=True)
    db.session.commit()
    return taken
