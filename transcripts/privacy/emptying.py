"""Emptying interactions: what is personal goes, the shell that scores rest on stays.

Rows that belong to an interaction alone (the database would delete them with it) are deleted, of
whatever room, but for what holds no words of anybody. Later rooms that keep a conversation's
words elsewhere register a function with ``also_empties``.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import String, Table, cast, delete, exists, literal, or_, select, update

from core.db import Base, db
from core.jobs.models import QUEUED, RUNNING, Job
from core.jobs.queue import cancel
from transcripts.journeys.models import Case
from transcripts.journeys.telling import retell
from transcripts.metrics.models import SpeechMetrics
from transcripts.models import READY, Customer, Interaction, Recording, Survey
from transcripts.privacy.applying import doom
from transcripts.privacy.models import Emptied, Redaction

RETENTION, ERASURE = "retention", "erasure"
KEPT = frozenset(
    {"speech_metrics", "surveys", "flags", "flag_runs", "submissions", "search_documents",
     "legal_holds", "emptied_interactions"}
)  # fmt: skip
BATCH = 200
Emptier = Callable[[Sequence[int]], None]
_emptiers: list[Emptier] = []


def also_empties(function: Emptier) -> Emptier:
    """Register a function that removes the words of interactions (by id) from another room."""
    _emptiers.append(function)
    return function


def empty_interactions(ids: Sequence[int], why: str) -> dict[str, int]:
    """Remove all that is personal of these interactions, and note their files as doomed.

    Kept are the shell (channel, agent, times, reason, outcome, language), measures, survey marks
    and all that people judged. For an erasure survey answers and the source's own id go as well.
    Work on them is cancelled, so that no transcription under way brings the words back. Returns
    how many rows of each table went. Flushes; the files go with ``files.delete_doomed`` after the
    commit.
    """
    gone: dict[str, int] = {}
    journeys = journeys_of(ids)
    cancel_work_on(set(ids))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        doom(files_of(part))
        for table in owned_tables():
            count(gone, table.name, delete(table).where(table.c.interaction_id.in_(part)))
        for emptier in _emptiers:
            emptier(part)
        if why == ERASURE:
            count(gone, "surveys", delete(Survey).where(Survey.interaction_id.in_(part)))
        empty_shells(part, why)
    db.session.expire_all()
    retell(journeys, mark_anew=False)
    return gone


def journeys_of(ids: Sequence[int]) -> set[int]:
    """The cases of these interactions."""
    return {
        case
        for start in range(0, len(ids), BATCH)
        for case in db.session.scalars(
            select(Interaction.case_id).where(Interaction.id.in_(ids[start : start + BATCH]))
        )
        if case
    }


def cancel_work_on(ids: set[int]) -> None:
    """Cancel the jobs of these interactions that wait or are under way."""
    for job in db.session.scalars(select(Job).where(Job.state.in_((QUEUED, RUNNING)))):
        if job.arguments.get("interaction_id") in ids:
            cancel(job)


def count(gone: dict[str, int], name: str, statement: object) -> None:
    """Run a deletion and add up how many rows it took."""
    taken = db.session.execute(statement).rowcount  # type: ignore[call-overload]
    if taken:
        gone[name] = gone.get(name, 0) + int(taken)


def owned_tables() -> Iterable[Table]:
    """The tables whose rows the database deletes with their interaction, but for those kept."""
    for table in reversed(Base.metadata.sorted_tables):
        column = table.c.get("interaction_id")
        keys = column.foreign_keys if column is not None else ()
        if table.name not in KEPT and any(
            key.column.table.name == "interactions" and key.ondelete == "CASCADE" for key in keys
        ):
            yield table


def files_of(ids: Sequence[int]) -> list[str]:
    """The keys of the stored sounds of these interactions."""
    keys = db.session.scalars(
        select(Recording.storage_key).where(Recording.interaction_id.in_(ids))
    )
    silenced = select(Redaction.storage_key).where(
        Redaction.interaction_id.in_(ids), Redaction.storage_key.is_not(None)
    )
    return [*keys, *(key for key in db.session.scalars(silenced) if key)]


def empty_shells(ids: Sequence[int], why: str) -> None:
    """Leave of the interactions themselves only what identifies nobody."""
    nothing: dict[str, Any] = {"subject": "", "facts": None, "customer_id": None}
    nothing |= {"case_id": None, "case_ref": None}
    ended = {"state": READY, "failure": None}  # there is no sound any more to be transcribed
    db.session.execute(
        update(Interaction).where(Interaction.id.in_(ids)).values(**nothing, **ended)
    )
    places = ("silences", "holds", "overtalks", "interruption_spans", "responses", "voices")
    db.session.execute(
        update(SpeechMetrics)
        .where(SpeechMetrics.interaction_id.in_(ids))
        .values(dict.fromkeys(places))
    )
    if why == ERASURE:
        named = literal("erased-") + cast(Interaction.id, String)
        theirs = Interaction.id.in_(ids)
        db.session.execute(update(Interaction).where(theirs).values(external_id=named))
    earlier = Emptied.interaction_id.in_(ids)
    marked = set(db.session.scalars(select(Emptied.interaction_id).where(earlier)))
    db.session.execute(update(Emptied).where(earlier).values(why=why))
    db.session.add_all(Emptied(interaction_id=n, why=why) for n in ids if n not in marked)
    db.session.flush()


def drop_unused_customers() -> int:
    """Delete cases and customers without any contact; return how many customers went."""
    used = exists().where(Interaction.case_id == Case.id)
    unused = select(Case.id).where(~used)
    db.session.execute(
        update(Case).where(Case.merged_into_id.in_(unused)).values(merged_into_id=None)
    )
    db.session.execute(update(Case).where(Case.id.in_(unused)).values(merged_into_id=None))
    db.session.execute(delete(Case).where(~used))
    in_use = or_(
        exists().where(Interaction.customer_id == Customer.id),
        exists().where(Case.customer_id == Customer.id),
    )
    return int(db.session.execute(delete(Customer).where(~in_use)).rowcount)  # type: ignore[attr-defined]
