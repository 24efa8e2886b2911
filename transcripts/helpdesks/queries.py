"""Reads of helpdesks: which are connected, and what came from them."""

from collections.abc import Sequence

from sqlalchemy import func, select

from core.db import db
from transcripts.helpdesks.models import Connection, Delivery

SHOWN = 50


def connections_with_last() -> list[tuple[Connection, Delivery | None]]:
    """Each connection by name, with its newest delivery."""
    newest = (
        select(func.max(Delivery.id))
        .where(Delivery.connection_id == Connection.id)
        .correlate(Connection)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Connection, Delivery)
        .outerjoin(Delivery, Delivery.id == newest)
        .order_by(Connection.name)
    )
    return [(row[0], row[1]) for row in rows]


def connection_by_id(connection_id: int) -> Connection | None:
    """The connection with this id, if there is one."""
    return db.session.get(Connection, connection_id)


def last_deliveries(connection: Connection) -> Sequence[Delivery]:
    """The newest deliveries of a connection."""
    return db.session.scalars(
        select(Delivery)
        .where(Delivery.connection_id == connection.id)
        .order_by(Delivery.id.desc())
        .limit(SHOWN)
    ).all()


def delivery_by_id(delivery_id: int) -> Delivery | None:
    """The delivery with this id, if there is one."""
    return db.session.get(Delivery, delivery_id)
