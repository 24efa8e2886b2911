"""Calls on their way through the queue, as a test sees them."""

from flask import Flask

from core.db import db
from core.jobs.runner import run_pending
from tests.factories import make_source
from tests.transcripts.sounds import incoming, wav
from transcripts.actions import receive_recording
from transcripts.models import Interaction


def received(*contents: bytes, **options) -> int:
    """A call that waits for its transcription, committed; its id."""
    files = [incoming(content) for content in contents or (wav(2.0, channels=2),)]
    source = options.pop("source", None) or make_source()
    number = receive_recording(None, files, source=source, **options).interaction.id
    db.session.commit()
    return number


def work(app: Flask, *queues: str) -> list[str]:
    """Work what is due, as another process would: without a transaction of ours in its way."""
    db.session.rollback()
    return run_pending(app, queues or None)


def call(interaction_id: int) -> Interaction:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Interaction, interaction_id)
