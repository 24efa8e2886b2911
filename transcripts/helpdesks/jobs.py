"""Background work of helpdesks: pulling the conversation that a notice speaks of."""

from dataclasses import dataclass
from datetime import timedelta

from core.clock import now
from core.db import db
from core.jobs.context import JobContext
from core.jobs.queue import enqueue
from core.jobs.registry import job, periodic
from core.sealing import Unsealable
from transcripts.helpdesks.actions import PULL, access_of, forget_old_deliveries
from transcripts.helpdesks.client import PullFailed, TryLater
from transcripts.helpdesks.kinds import HELPDESKS
from transcripts.helpdesks.models import FAILED, IGNORED, PULLED, WAITING, Delivery
from transcripts.helpdesks.notices import Access
from transcripts.helpdesks.saving import save

MAX_TRIES = 8
BACKOFF_SECONDS = (10, 30, 60, 300, 900, 1800, 3600)


@dataclass(frozen=True)
class Task:
    """What a pull needs to know, free of the database."""

    delivery_id: int
    connection_id: int
    conversation_id: str
    kind: str
    access: Access
    tries: int


@job(PULL)
def pull(context: JobContext, *, delivery_id: int) -> None:
    """Pull a conversation and save it; asks the helpdesk outside any transaction.

    A helpdesk that is busy or away is asked again when it says, at most eight times in all.
    """
    try:
        task = begin(delivery_id)
        if task is None:
            return
        pulled_at = now()
        helpdesk = HELPDESKS[task.kind]
        client = helpdesk.client(task.access)
        record = helpdesk.pull(client, task.access, task.conversation_id)
        if not record.turns:
            end(context, delivery_id, IGNORED, "no_words")
            return
        interaction_id = save(task.connection_id, record, pulled_at)
    except TryLater as error:
        later(context, delivery_id, error)
        return
    except (PullFailed, Unsealable) as error:
        db.session.rollback()
        reason = error.reason if isinstance(error, PullFailed) else "unsealable"
        end(context, delivery_id, FAILED, reason)
        return
    delivery = db.session.get_one(Delivery, delivery_id)
    delivery.interaction_id = interaction_id
    end(context, delivery_id, PULLED)


def begin(delivery_id: int) -> Task | None:
    """Count a try and return what there is to do; None where it is done. Commits.

    Raises Unsealable, and PullFailed where the helpdesk was switched off since.
    """
    delivery = db.session.get(Delivery, delivery_id)
    if delivery is None or delivery.state != WAITING or delivery.conversation_id is None:
        db.session.rollback()
        return None
    delivery.tries += 1
    connection = delivery.connection
    if not connection.active:
        raise PullFailed("switched_off")
    task = Task(
        delivery.id,
        connection.id,
        delivery.conversation_id,
        connection.kind,
        access_of(connection),
        delivery.tries,
    )
    db.session.commit()
    return task


def later(context: JobContext, delivery_id: int, error: TryLater) -> None:
    """Ask again when the helpdesk says, or ever more rarely; give up after the last try."""
    db.session.rollback()
    delivery = db.session.get_one(Delivery, delivery_id)
    if delivery.tries >= MAX_TRIES:
        end(context, delivery_id, FAILED, "gave_up")
        return
    wait = BACKOFF_SECONDS[min(delivery.tries, len(BACKOFF_SECONDS)) - 1]
    seconds = wait if error.seconds is None else max(error.seconds, 1.0)
    delivery.reason = error.reason[:300]
    enqueue(PULL, {"delivery_id": delivery_id}, run_at=now() + timedelta(seconds=seconds))
    context.finish()
    db.session.commit()


def end(context: JobContext, delivery_id: int, state: str, reason: str = "") -> None:
    """Note how a delivery ended, in the transaction of what it brought; commits."""
    delivery = db.session.get_one(Delivery, delivery_id)
    delivery.state, delivery.reason, delivery.ended_at = state, reason[:300], now()
    context.finish()
    db.session.commit()


@periodic("helpdesks.tidy", every_seconds=86_400)
def tidy(context: JobContext) -> None:
    """Forget deliveries that ended long ago."""
    forget_old_deliveries()
    context.finish()
    db.session.commit()
