"""A short recorded call in somebody's queue, heard without an engine."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.db import db
from evaluation.rubrics.models import Rubric
from evaluation.sampling.models import Assignment
from people.models import Agent, User
from tests.browser.house import TODAY
from tests.transcripts.sounds import incoming, transcription, turn, wav
from transcripts.intake import receive_recording
from transcripts.models import Source
from transcripts.transcribing import save_result

SECONDS = 20.0
TURNS = (
    turn("agent", 0.5, "Good morning, Lumen. How can I help?"),
    turn("customer", 5.0, "My internet has been gone since Monday evening."),
    turn("agent", 10.0, "That is far too long. Which lights are on?"),
    turn("customer", 15.0, "Only the red one."),
)


@dataclass(frozen=True)
class Call:
    """Ids of a call in the queue of the demonstration's first evaluator."""

    interaction: int
    assignment: int
    recording: int


def add_call(app: Flask, seed: int) -> Call:
    """Put a call of twenty seconds on the evaluator's desk, picked by hand; each seed its own."""
    with app.app_context():
        evaluator = user("evaluator@demo.test")
        agent = db.session.scalars(select(Agent).where(Agent.name == "Noor Haddad")).one()
        source = db.session.scalar(select(Source).where(Source.name == "Test calls"))
        received = receive_recording(
            evaluator,
            [incoming(wav(SECONDS, channels=2, seed=seed), f"call-{seed}.wav")],
            source=source or Source(name="Test calls"),
            agent=agent,
            agent_channel=0,
            started_at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
            subject="No internet",
        )
        call = received.interaction
        save_result(call, transcription(*TURNS), None)
        rubric = db.session.scalars(select(Rubric).order_by(Rubric.id)).first()
        assignment = Assignment(
            interaction=call,
            evaluator=evaluator,
            rubric=rubric,
            pick="manual",
            reason="a test",
            due_on=TODAY,
        )
        db.session.add(assignment)
        db.session.flush()
        found = Call(call.id, assignment.id, call.recordings[0].id)
        db.session.commit()
        db.session.remove()
    return found


def user(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()


def enter(page: Page, call: Call) -> None:
    """Open the workspace of a call and wait until it listens to keys."""
    page.goto(f"/review/{call.assignment}")
    expect(page.locator("#review[data-ready]")).to_be_visible()
    expect(page.locator("[data-player][data-ready]")).to_be_visible()
