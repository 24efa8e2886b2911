"""How Alembic reaches the database of the running application."""

from alembic import context
from sqlalchemy import Connection, text

from core.db import Base, db


def forbid_leftovers(connection: Connection) -> None:
    """Drop what a failed batch change left behind, so that it can be tried again."""
    rows = connection.execute(
        text("select name from sqlite_master where name like '\\_alembic\\_tmp\\_%' escape '\\'")
    )
    for (name,) in rows.all():
        connection.execute(text(f'drop table "{name}"'))


def run(connection: Connection) -> None:
    """Run the migrations in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_on_sqlite() -> None:
    """Switch foreign keys off while tables are rebuilt, then check that every key still holds.

    A batch change drops and recreates the parent table; with the keys on, that would cascade.
    """
    with db.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        forbid_leftovers(connection)
        run(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            connection.rollback()
            raise RuntimeError(f"the migration would break foreign keys: {broken[:5]}")
        connection.commit()
        connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


if db.engine.dialect.name == "sqlite":
    run_on_sqlite()
else:
    with db.engine.connect() as connection:
        # Two servers that start at once must not both migrate.
        connection.execute(text("select pg_advisory_xact_lock(7283)"))
        run(connection)
        connection.commit()
