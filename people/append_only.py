"""The promise that audit rows are only ever added, kept by the database itself."""

from sqlalchemy import DDL, event

from people.models import AuditEvent

MESSAGE = "the audit trail is append-only"
SQLITE_TRIGGERS = tuple(
    f"create trigger audit_events_no_{verb} before {verb} on audit_events "
    f"begin select raise(abort, '{MESSAGE}'); end"
    for verb in ("update", "delete")
)
POSTGRESQL_TRIGGERS = (
    "create or replace function refuse_audit_change() returns trigger language plpgsql as "
    f"$$ begin raise exception '{MESSAGE}'; end $$",
    "create trigger audit_events_append_only before update or delete on audit_events "
    "for each row execute function refuse_audit_change()",
)


def install(dialect: str) -> tuple[str, ...]:
    """Return the statements that make ``audit_events`` append-only on this kind of database."""
    return SQLITE_TRIGGERS if dialect == "sqlite" else POSTGRESQL_TRIGGERS


for _dialect in ("sqlite", "postgresql"):
    for _statement in install(_dialect):
        event.listen(
            AuditEvent.__table__,
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),
        )
