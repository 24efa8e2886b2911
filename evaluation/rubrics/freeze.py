"""A version that has been used never changes again, whoever asks and by whatever way.

Scores are read years later against the wording they were given under. The guard sits on the
mapper, so that no action has to remember it, and on the session, so that bulk statements that
bypass the mapper are refused as well.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, ORMExecuteState, Session

from core.clock import now
from core.db import db
from evaluation.rubrics.models import Criterion, RubricVersion, Section

GUARDED = (RubricVersion, Section, Criterion)


class FrozenVersion(ValueError):
    """A used rubric version, or one of its sections or criteria, was about to change."""


def mark_used(version: RubricVersion) -> None:
    """Freeze ``version`` from now on. Harmless when it is frozen already, also by somebody else."""
    if version.is_frozen:
        return
    table = RubricVersion.__table__
    db.session.flush()
    db.session.connection().execute(
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == version.id, table.c.used_at.is_(None))
        .values(used_at=now())
    )
    db.session.refresh(version, ["used_at"])


def _used_at(connection: Connection, target: Any) -> datetime | None:
    statement = select(RubricVersion.__table__.c.used_at)
    if isinstance(target, RubricVersion):
        version_id = target.id
    elif isinstance(target, Section):
        version_id = target.version_id
    else:
        section = Section.__table__.c
        return connection.scalar(
            statement.join(
                Section.__table__, section.version_id == RubricVersion.__table__.c.id
            ).where(section.id == target.section_id)
        )
    return connection.scalar(statement.where(RubricVersion.__table__.c.id == version_id))


def _refuse_if_frozen(_mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    session = Session.object_session(target)
    same = session and not (target in session.deleted or target in session.new)
    if session and same and not session.is_modified(target):
        return
    if _used_at(connection, target) is not None:
        raise FrozenVersion("a rubric version that has been used never changes; make the next one")


def _refuse_bulk_change(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if (state.is_update or state.is_delete) and mapper and mapper.class_ in GUARDED:
        raise FrozenVersion(
            "rubrics are changed row by row, so that used versions stay as they are"
        )


for guarded in GUARDED:
    for moment in ("before_update", "before_delete"):
        event.listen(guarded, moment, _refuse_if_frozen)
for part in (Section, Criterion):
    event.listen(part, "before_insert", _refuse_if_frozen)
event.listen(Session, "do_orm_execute", _refuse_bulk_change)
