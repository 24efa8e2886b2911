"""The index that each database keeps over ``search_documents``, and what keeps it true.

Triggers see to two promises, whoever changes the rows and however: each interaction has a
document, and a document whose source has changed is emptied in the same transaction, out of the
index too. Filling it again is done by ``transcripts.search.index``. Every statement may be run
again on a database that has it already.
"""

from sqlalchemy import DDL, event

from core.db import Base
from transcripts.search.documents import COLUMNS

TOKENS = (*COLUMNS, "marks")
WATCHED = (
    "source_id", "external_id", "channel", "state", "agent_id", "customer_id", "uploaded_by_id",
    "subject", "reason", "outcome", "language", "started_at", "is_repeat",
    "after_failed_self_service",
)  # fmt: skip
EMPTIED = "stale = true, " + ", ".join(f"{name} = ''" for name in TOKENS)
FILLED_OR_FRESH = "(marks <> '' or not stale)"
_NAMES = ", ".join(TOKENS)
_EMPTY = ", ".join("''" for _name in TOKENS)
NEW_DOCUMENT = f"insert into search_documents(key, interaction_id, stale, {_NAMES})"
OF_TRANSCRIPT = "(select interaction_id from transcripts where id = {row}.transcript_id)"


def emptied(interaction: str, *, vector: bool) -> str:
    """Return the statement that empties the document of an interaction."""
    changes = f"{EMPTIED}, vector = null" if vector else EMPTIED
    return (
        f"update search_documents set {changes} "  # noqa: S608
        f"where interaction_id = {interaction} and {FILLED_OR_FRESH};"
    )


def of_turn(row: str) -> str:
    """Return the expression for the interaction that a turn belongs to."""
    return OF_TRANSCRIPT.format(row=row)


# SQLite: a table of its own for the index, which reads its text from the documents ---------------

FTS_TABLE = (
    f"create virtual table if not exists search_index using fts5({_NAMES}, "
    "content='search_documents', content_rowid='key', columnsize=0, "
    "tokenize=\"ascii tokenchars '_'\")"
)


def indexed(row: str, *, remove: bool) -> str:
    """Return the statement that puts a document into the index, or takes it out."""
    values = ", ".join(f"{row}.{name}" for name in TOKENS)
    names, first = ("search_index, rowid", "'delete', ") if remove else ("rowid", "")
    return (
        f"insert into search_index({names}, {_NAMES}) "
        f"select {first}{row}.key, {values} where {row}.marks <> '';"
    )


def sqlite_trigger(name: str, when: str, deed: str) -> str:
    """Return the statement that makes a trigger."""
    return f"create trigger if not exists {name} {when} begin {deed} end"


_CHANGED = " or ".join(f"old.{name} is not new.{name}" for name in WATCHED)
SQLITE = (
    FTS_TABLE,
    sqlite_trigger(
        "search_documents_in", "after insert on search_documents", indexed("new", remove=False)
    ),
    sqlite_trigger(
        "search_documents_out", "after delete on search_documents", indexed("old", remove=True)
    ),
    sqlite_trigger(
        "search_documents_anew",
        f"after update of key, {_NAMES} on search_documents",
        indexed("old", remove=True) + " " + indexed("new", remove=False),
    ),
    sqlite_trigger(
        "search_interaction_in",
        "after insert on interactions",
        f"{NEW_DOCUMENT} values (-new.id, new.id, true, {_EMPTY});",
    ),
    sqlite_trigger(
        "search_interaction_changed",
        f"after update of {', '.join(WATCHED)} on interactions when {_CHANGED}",
        emptied("new.id", vector=False),
    ),
    sqlite_trigger(
        "search_transcript_out",
        "before delete on transcripts",
        emptied("old.interaction_id", vector=False),
    ),
    sqlite_trigger(
        "search_turn_in", "after insert on turns", emptied(of_turn("new"), vector=False)
    ),
    sqlite_trigger(
        "search_turn_out", "after delete on turns", emptied(of_turn("old"), vector=False)
    ),
    sqlite_trigger(
        "search_turn_changed",
        "after update of text, speaker, position, transcript_id on turns",
        emptied(of_turn("old"), vector=False) + " " + emptied(of_turn("new"), vector=False),
    ),
)

# PostgreSQL: a vector of lexemes in the document, and an index over it ---------------------------


def postgresql_function(name: str, deed: str, returned: str) -> str:
    """Return the statement that makes the function of a trigger."""
    return (
        f"create or replace function {name}() returns trigger language plpgsql as "
        f"$$ begin {deed} return {returned}; end $$"
    )


def postgresql_trigger(name: str, when: str, function: str) -> str:
    """Return the statement that makes a trigger."""
    return f"create or replace trigger {name} {when} execute function {function}()"


VECTOR_INDEX = (
    "create index if not exists search_index_vector on search_documents using gin (vector) "
    "with (fastupdate = off)"
)
POSTGRESQL = (
    # Short rows, with all that is long beside them, so that many are counted in few pages.
    "alter table search_documents set (toast_tuple_target = 128)",
    VECTOR_INDEX,
    postgresql_function(
        "search_new_interaction",
        f"{NEW_DOCUMENT} values (-new.id, new.id, true, {_EMPTY});",
        "null",
    ),
    postgresql_function("search_interaction", emptied("new.id", vector=True), "null"),
    postgresql_function("search_transcript", emptied("old.interaction_id", vector=True), "old"),
    postgresql_function("search_turn_new", emptied(of_turn("new"), vector=True), "null"),
    postgresql_function("search_turn_old", emptied(of_turn("old"), vector=True), "null"),
    postgresql_trigger(
        "search_interaction_in",
        "after insert on interactions for each row",
        "search_new_interaction",
    ),
    postgresql_trigger(
        "search_interaction_changed",
        f"after update of {', '.join(WATCHED)} on interactions for each row "
        f"when (({', '.join('old.' + name for name in WATCHED)}) is distinct from "
        f"({', '.join('new.' + name for name in WATCHED)}))",
        "search_interaction",
    ),
    postgresql_trigger(
        "search_transcript_out",
        "before delete on transcripts for each row",
        "search_transcript",
    ),
    postgresql_trigger("search_turn_in", "after insert on turns for each row", "search_turn_new"),
    postgresql_trigger("search_turn_out", "after delete on turns for each row", "search_turn_old"),
    postgresql_trigger(
        "search_turn_changed",
        "after update of text, speaker, position, transcript_id on turns for each row",
        "search_turn_new",
    ),
)

BACKFILL = (
    f"{NEW_DOCUMENT} select -id, id, true, {_EMPTY} from interactions where not exists "  # noqa: S608
    "(select 1 from search_documents d where d.interaction_id = interactions.id)"
)
FUNCTIONS = (
    "search_new_interaction", "search_interaction", "search_transcript", "search_turn_new",
    "search_turn_old",
)  # fmt: skip


def install(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the index and its triggers, once all tables are there.

    The last one gives every interaction that is there already a document to be filled, which the
    job ``transcripts.index_search`` or ``rubrica reindex`` does.
    """
    return (*(SQLITE if dialect == "sqlite" else POSTGRESQL), BACKFILL)


def uninstall(dialect: str) -> tuple[str, ...]:
    """Return the statements that remove all of it, while the tables are still there."""
    if dialect == "sqlite":
        names = [statement.split()[5] for statement in SQLITE[1:]]
        dropped = [f"drop trigger if exists {name}" for name in names]
        return (*dropped, "drop table if exists search_index")
    return tuple(f"drop function if exists {name}() cascade" for name in FUNCTIONS)


def make_after_tables(dialect: str) -> None:
    """Have the index made whenever all tables are, and removed before they are dropped."""
    for moment, statements in (("after_create", install), ("before_drop", uninstall)):
        for statement in statements(dialect):
            escaped = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)
            event.listen(Base.metadata, moment, escaped)


for _dialect in ("sqlite", "postgresql"):
    make_after_tables(_dialect)
