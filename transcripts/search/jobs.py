"""Background work of the search: filling the documents that no commit filled."""

from core.db import db
from core.jobs.context import JobContext
from core.jobs.models import UPKEEP
from core.jobs.registry import periodic
from transcripts.search.index import PIECE, count_stale, fill_some

EVERY = 60


@periodic("transcripts.index_search", every_seconds=EVERY, queue=UPKEEP)
def index_search(context: JobContext) -> None:
    """Fill what was written past the session, such as the rows of a migration, piece by piece.

    Each piece is committed, so that whoever is interrupted goes on where it was.
    """
    total = count_stale(db.session())
    db.session.commit()
    done = 0
    while done < total and not context.should_stop():
        filled = fill_some(db.session(), PIECE)
        db.session.commit()
        if not filled:
            break
        done += filled
        context.progress(min(1.0, done / total))
    context.finish()
    db.session.commit()
