"""The verbs of helpdesks: connect one, change its secrets, take its notices."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import db
from core.jobs.queue import enqueue
from core.sealing import Unsealable, seal, unseal
from people import audit
from people.models import User
from transcripts.helpdesks.client import check_address
from transcripts.helpdesks.kinds import HELPDESKS
from transcripts.helpdesks.models import FAILED, IGNORED, WAITING, Connection, Delivery
from transcripts.helpdesks.notices import Access, Notice
from transcripts.helpdesks.signatures import BadSignature
from transcripts.queries import source_named

PULL = "helpdesks.pull"
OLD_SECRET_LASTS = timedelta(days=1)
DELIVERIES_LAST = timedelta(days=90)


class Refused(ValueError):
    """A connection that cannot be made so; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def add_connection(
    by: User,
    kind: str,
    name: str,
    address: str,
    *,
    signing_secret: str,
    api_key: str,
    account: str = "",
) -> Connection:
    """Connect a helpdesk; its conversations become a source of the same name. Flushes.

    Raises Refused: taken (name), address, account (Chatwoot needs the account's number).
    """
    name = name.strip()
    if db.session.scalar(select(Connection.id).where(Connection.name == name)):
        raise Refused("taken")
    try:
        address = check_address(address)
    except ValueError as error:
        raise Refused("address") from error
    if kind == "chatwoot" and not (account.isascii() and account.isdigit()):
        raise Refused("account")
    connection = Connection(
        kind=kind,
        name=name,
        source=source_named(name),
        address=address,
        account=account if kind == "chatwoot" else "",
        signing_secret=seal(signing_secret.strip()),
        api_key=seal(api_key.strip()),
    )
    db.session.add(connection)
    audit.record(by, "helpdesk.connected", connection, kind=kind, address=address)
    return connection


def change_secret(by: User, connection: Connection, signing_secret: str) -> None:
    """Use another signing secret; the one before stays valid for a day."""
    connection.previous_secret = connection.signing_secret
    connection.previous_until = now() + OLD_SECRET_LASTS
    connection.signing_secret = seal(signing_secret.strip())
    audit.record(by, "helpdesk.secret_changed", connection)


def change_key(by: User, connection: Connection, api_key: str) -> None:
    """Ask the helpdesk with another key from now on."""
    connection.api_key = seal(api_key.strip())
    audit.record(by, "helpdesk.key_changed", connection)


def switch(by: User, connection: Connection, *, active: bool) -> None:
    """Take notices, or do not."""
    connection.active = active
    audit.record(by, "helpdesk.switched", connection, active=active)


def valid_secrets(connection: Connection, moment: datetime) -> list[str]:
    """The signing secrets that count now. Raises BadSignature where none can be read."""
    sealed = [connection.signing_secret]
    until = connection.previous_until
    if connection.previous_secret and until and until > moment:
        sealed.append(connection.previous_secret)
    try:
        return [unseal(one) for one in sealed]
    except Unsealable as error:
        raise BadSignature("the signing secret cannot be read any more") from error


def access_of(connection: Connection) -> Access:
    """What a pull needs to know. Raises Unsealable."""
    return Access(connection.address, unseal(connection.api_key), connection.account)


def verify(connection: Connection, headers: Mapping[str, str], body: bytes) -> None:
    """Check that a notice comes from the helpdesk, now. Raises BadSignature."""
    moment = now()
    secrets = valid_secrets(connection, moment)
    HELPDESKS[connection.kind].verify(headers, body, secrets, moment)


def take_notice(
    connection: Connection, headers: Mapping[str, str], body: bytes, document: Any
) -> Delivery | None:
    """Note a verified notice and queue the pull of its conversation. Flushes.

    Returns None for one that came before: nothing is added.
    """
    notice: Notice = HELPDESKS[connection.kind].read(headers, body, document)
    delivery = Delivery(
        connection_id=connection.id,
        delivery_id=notice.delivery_id,
        event=notice.event[:100],
        conversation_id=notice.conversation_id,
    )
    if notice.conversation_id is None:
        delivery.state, delivery.reason, delivery.ended_at = IGNORED, "no_conversation", now()
    try:
        with db.session.begin_nested():
            db.session.add(delivery)
    except IntegrityError:
        return None
    if delivery.state == WAITING:
        enqueue(PULL, {"delivery_id": delivery.id})
    return delivery


def pull_again(by: User, delivery: Delivery) -> bool:
    """Try a failed delivery afresh; say whether it could be."""
    if delivery.state != FAILED or delivery.conversation_id is None:
        return False
    delivery.state, delivery.reason, delivery.tries = WAITING, "", 0
    delivery.ended_at = None
    enqueue(PULL, {"delivery_id": delivery.id})
    audit.record(by, "helpdesk.delivery_retried", delivery)
    return True


def forget_old_deliveries() -> int:
    """Delete deliveries that ended long ago; return how many."""
    ended: Sequence[str] = (IGNORED, FAILED, "pulled")
    result = db.session.execute(
        delete(Delivery).where(
            Delivery.state.in_(ended), Delivery.received_at < now() - DELIVERIES_LAST
        )
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
