"""Two imports for the pages that show one: a draft with its columns, and a finished report."""

import io
from pathlib import Path

from core.db import db
from transcripts.imports.actions import start_import
from transcripts.imports.running import conclude, work_through
from transcripts.imports.walking import Reading, outcomes
from transcripts.incoming import IncomingFile
from transcripts.queries import source_named

TABLE = b"conversation,speaker,text\n17,agent,Hello\n17,customer,Hi\n,agent,nobody's\n"


def add_imports(folder: Path) -> dict[str, dict[str, int]]:
    """Make them, and return the values of addresses, by blueprint or endpoint."""
    source_id = source_named("Test tables").id
    db.session.commit()
    first, second = (IncomingFile(io.BytesIO(TABLE), "chats.csv") for _ in range(2))
    draft = start_import(None, [first], source_id, door="page", draft=True).id
    finished = start_import(None, [second], source_id, door="command", draft=True).id
    db.session.commit()
    path = folder / "chats.csv"
    path.write_bytes(TABLE)
    work_through(finished, outcomes([path], Reading(), shown=lambda path: path.name))
    conclude(finished)
    db.session.commit()
    return {
        "imports": {"source_id": source_id, "import_id": finished},
        "imports.columns": {"import_id": draft},
    }
