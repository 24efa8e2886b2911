"""Filling the documents of the index, in the transaction that changed what they are made from."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Text, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from transcripts.models import Customer, Interaction, Transcript, Turn
from transcripts.search import install  # noqa: F401  (the tables come with their index)
from transcripts.search.documents import (
    COLUMNS,
    Said,
    key_of,
    lexemes_of,
    mark,
    tokens_of,
)
from transcripts.search.models import SearchDocument

PIECE = 200
FACTS = ("channel", "state", "language", "outcome", "reason")


def fill(session: Session, ids: Iterable[int]) -> int:
    """Fill the stale documents of these interactions; return how many. Flushes nothing."""
    stale = select(SearchDocument.interaction_id).where(
        SearchDocument.stale, SearchDocument.interaction_id.in_(list(ids))
    )
    found = list(session.scalars(stale))
    for first in range(0, len(found), PIECE):
        write_documents(session, found[first : first + PIECE])
    return len(found)


def fill_some(session: Session, limit: int = PIECE) -> int:
    """Fill up to ``limit`` stale documents, the newest interactions first; return how many.

    Two processes that do so at once take different ones, where the database can tell them apart.
    """
    wanted = select(SearchDocument.interaction_id).where(SearchDocument.stale)
    wanted = wanted.order_by(SearchDocument.interaction_id.desc()).limit(limit)
    found = list(session.scalars(wanted.with_for_update(skip_locked=True)))
    if found:
        write_documents(session, found)
    return len(found)


def count_stale(session: Session) -> int:
    """Return how many documents wait to be filled."""
    counted = select(func.count()).select_from(SearchDocument).where(SearchDocument.stale)
    return session.scalar(counted) or 0


def mark_all_stale(session: Session) -> None:
    """Have every document made anew; until then each is found by what it has now."""
    session.execute(
        update(SearchDocument).values(stale=True).execution_options(synchronize_session=False)
    )


def write_documents(session: Session, ids: list[int]) -> None:
    """Write the documents of these interactions from their rows as they are now."""
    turns = turns_of(session, ids)
    rows = session.execute(
        select(Interaction, Customer.external_ref)
        .outerjoin(Customer, Customer.id == Interaction.customer_id)
        .where(Interaction.id.in_(ids))
        .execution_options(populate_existing=False)
    )
    documents: Any = SearchDocument.__table__
    changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (*COLUMNS, "marks")}
    with_vector = session.get_bind().dialect.name == "postgresql"
    if with_vector:
        changes["vector"] = func.array_to_tsvector(bindparam("lexemes", type_=ARRAY(Text)))
    values = [
        document(found, customer, turns.get(found.id, []), with_vector=with_vector)
        for found, customer in rows
    ]
    if not values:
        return
    statement = update(documents).where(documents.c.interaction_id == bindparam("of"))
    session.connection().execute(
        statement.values(key=bindparam("new_key"), stale=False, **changes), values
    )


def turns_of(session: Session, ids: list[int]) -> dict[int, list[Said]]:
    """Return the turns of each interaction in order: their redacted text only."""
    rows = session.execute(
        select(Transcript.interaction_id, Turn.speaker, Turn.text)
        .join(Turn, Turn.transcript_id == Transcript.id)
        .where(Transcript.interaction_id.in_(ids))
        .order_by(Transcript.interaction_id, Turn.position)
    )
    found: dict[int, list[Said]] = {}
    for interaction_id, speaker, text in rows:
        found.setdefault(interaction_id, []).append(Said(speaker, text))
    return found


def document(
    found: Interaction, customer: str | None, turns: list[Said], *, with_vector: bool
) -> dict[str, Any]:
    """Return the new values of an interaction's document."""
    about = [found.subject, found.reason, found.external_id, customer or ""]
    tokens = tokens_of(about, turns, found.language)
    marks = marks_of(found)
    values: dict[str, Any] = {f"new_{name}": getattr(tokens, name) for name in COLUMNS}
    values |= {"of": found.id, "new_key": key_of(found.started_at, found.id), "new_marks": marks}
    if with_vector:
        values["lexemes"] = lexemes_of(tokens, marks)
    return values


def marks_of(found: Interaction) -> str:
    """Return the facts of an interaction that a search may be narrowed by, as tokens."""
    marks = [mark(fact, getattr(found, fact)) for fact in FACTS if getattr(found, fact)]
    if found.agent_id is not None:
        marks.append(mark("agent", found.agent_id))
    elif found.uploaded_by_id is not None:
        marks.append(mark("uploader", found.uploaded_by_id))
    flags = ("is_repeat", "after_failed_self_service")
    marks += [mark(name, 1) for name in flags if getattr(found, name)]
    return f" {' '.join(marks)} "
