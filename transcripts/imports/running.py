"""Working through an import: batch after batch, each committed with its lines of the report."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import insert

from core.clock import now
from core.db import db
from people import audit
from people.models import User
from transcripts.formats.records import Outcome
from transcripts.imports.models import (
    ALREADY,
    BROKEN,
    DONE,
    IMPORTED,
    REFUSED,
    RUNNING,
    Import,
    ImportRecord,
)
from transcripts.imports.taking import Taken, batches, take_batch
from transcripts.notices import tell_imported

LONGEST_PATH = 500
Fence = Callable[[Import], None]
"""Called in the transaction of each batch; raises where the work is not ours any more."""


def work_through(
    import_id: int, found: Iterator[tuple[str, Outcome]], fence: Fence = lambda _import: None
) -> None:
    """Take all that is not accounted for yet; commits after each batch.

    The interactions of a batch, its lines of the report and the number of records seen are one
    transaction. ``found`` must come in the same order each time: the ones seen are passed over.
    """
    import_ = db.session.get_one(Import, import_id)
    import_.state = RUNNING
    seen, source_id, user_id = import_.seen, import_.source_id, import_.user_id
    db.session.commit()
    for batch in batches(islice(found, seen, None)):
        while batch:
            taken = take_batch(batch, source_id, user_id)
            note(import_id, taken, fence)
            db.session.commit()
            db.session.expunge_all()
            batch = batch[len(taken) :]


def note(import_id: int, taken: list[Taken], fence: Fence) -> None:
    """Write the lines of one batch and count them. Flushes."""
    import_ = db.session.get_one(Import, import_id, with_for_update=True)
    lines = [line_of(import_id, number, one) for number, one in enumerate(taken, import_.seen + 1)]
    db.session.execute(insert(ImportRecord), lines)
    import_.seen += len(taken)
    for one in taken:
        import_.imported += one.outcome == IMPORTED
        import_.already += one.outcome == ALREADY
        import_.refused += one.outcome == REFUSED
    db.session.flush()
    fence(import_)


def line_of(import_id: int, number: int, taken: Taken) -> dict[str, Any]:
    """Return the row of one line of the report."""
    return {
        "import_id": import_id,
        "number": number,
        "outcome": taken.outcome,
        "path": kept_text(taken.path, LONGEST_PATH),
        "place": kept_text(taken.place, 300),
        "external_id": taken.external_id[:200],
        "code": taken.code[:40],
        "params": dict(taken.params),
        "interaction_id": taken.interaction_id,
    }


def kept_text(text: str, longest: int) -> str:
    """Return a text that every database takes; of a long path its end, which tells most."""
    plain = text.replace("\x00", "").encode("utf-8", errors="replace").decode()
    return plain[-longest:]


def conclude(import_id: int, problem: str | None = None) -> None:
    """Mark an import as over, with what broke it off if anything did. Flushes."""
    import_ = db.session.get_one(Import, import_id)
    import_.state = BROKEN if problem else DONE
    import_.problem = problem[:500] if problem else None
    import_.finished_at = now()
    import_.total = import_.seen if problem is None else import_.total
    who = db.session.get(User, import_.user_id) if import_.user_id else None
    counts = {"imported": import_.imported, "already": import_.already}
    audit.record(who, "import.finished", import_, **counts, refused=import_.refused)
    tell_imported(import_)
