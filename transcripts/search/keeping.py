"""Keeps the index up to date: whatever is committed is found, at once."""

from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from core.db import db
from transcripts.models import Interaction, Transcript, Turn
from transcripts.search.index import fill

TOUCHED = "search_touched"


def keep_up(session: scoped_session[Any]) -> None:
    """Have the documents of a session's interactions filled before each commit of it.

    The rows that a session changed past its unit of work are emptied by the database's triggers
    and filled by the job ``transcripts.index_search``.
    """
    event.listen(session, "after_flush", note_touched)
    event.listen(session, "before_commit", fill_touched)
    event.listen(session, "after_rollback", forget_touched)


def note_touched(session: Session, _context: Any) -> None:
    """Remember the interactions and transcripts whose rows are written in this transaction."""
    touched: set[tuple[str, int]] = session.info.setdefault(TOUCHED, set())
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Interaction):
            touched.add(("interaction", row.id))  # one that is gone has no document to be filled
        elif isinstance(row, Transcript):
            touched.add(("interaction", row.interaction_id))
        elif isinstance(row, Turn):
            touched.add(("transcript", row.transcript_id))


def fill_touched(session: Session) -> None:
    """Write what is pending, then the documents of all that was touched.

    The end of a savepoint is no commit: an import has one for each record, and fills at the end.
    """
    if session.in_nested_transaction():
        return
    session.flush()
    touched: set[tuple[str, int]] = session.info.pop(TOUCHED, set())
    if not touched:
        return
    ids = {number for kind, number in touched if kind == "interaction"}
    transcripts = {number for kind, number in touched if kind == "transcript"}
    if transcripts:
        wanted = select(Transcript.interaction_id).where(Transcript.id.in_(transcripts))
        ids.update(session.scalars(wanted))
    fill(session, ids)


def forget_touched(session: Session) -> None:
    """Forget what was rolled back with its rows; of a savepoint, what is gone is not found."""
    if not session.in_nested_transaction():
        session.info.pop(TOUCHED, None)


keep_up(db.session)
