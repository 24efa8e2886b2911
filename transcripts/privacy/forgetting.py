"""What was deleted leaves the files of the database, too, not only its tables."""

from sqlalchemy import text

from core.db import db
from transcripts.search.engines import engine


def overwrite_deleted() -> None:
    """Have SQLite overwrite what this connection deletes."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("pragma secure_delete = on"))


def forget_words() -> None:
    """Remove the last traces of deleted words from the search index, after the commit; commits."""
    overwrite_deleted()
    engine().forget()
    db.session.commit()
