"""Writes a simulated world into an empty database, and hands in the recorded calls."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select

from core.db import db
from demo.cast import EVALUATORS
from demo.load_coaching import load_coaching
from demo.load_contacts import load_contacts
from demo.load_people import load_careers, load_people
from demo.load_reviews import load_reviews
from demo.rows import advance_sequences
from demo.simulate import World
from evaluation.speed import refit_norm
from people.models import Agent, CentreSetting, User
from transcripts.incoming import IncomingFile
from transcripts.intake import receive_recording
from transcripts.models import Source

RECORDINGS = Path(__file__).parent / "recordings"
RECORDED_SOURCE = "Recorded calls"
MARK = "demonstration"
"""The setting that says of a database: this is a demonstration, it may be made anew."""


@dataclass(frozen=True)
class Loaded:
    """What was written."""

    contacts: int
    reviews: int
    waiting: int
    recordings: int


def mark_as_demonstration(seed: int) -> None:
    """Say in the database what it is, before anything else is in it."""
    note = "Everybody and everything here is simulated."
    db.session.add(CentreSetting(key=MARK, value={"seed": seed}, note=note))


def load(world: World, *, with_recordings: bool = True) -> Loaded:
    """Write `world` into a migrated, empty database. Flushes; the caller commits.

    Ids are given, so the tables must be empty: IntegrityError where they are not.
    """
    load_people(world)
    load_contacts(world)
    moment_ids = load_reviews(world)
    load_careers(world)
    load_coaching(world, moment_ids)
    advance_sequences()
    refit_norm()
    recordings = hand_in_recordings(world) if with_recordings else 0
    waiting = sum(not task.done for task in world.tasks)
    return Loaded(len(world.contacts), len(world.reviews), waiting, recordings)


def hand_in_recordings(world: World) -> int:
    """Receive the recorded calls as if an evaluator had uploaded them; returns how many.

    They are really transcribed by a worker, and then wait to be drawn or picked.
    """
    source = Source(name=RECORDED_SOURCE, mode="accurate", simulated=True)
    db.session.add(source)
    user = db.session.get_one(User, EVALUATORS[0].id)
    agents = {agent.name: agent for agent in db.session.scalars(select(Agent))}
    scripts = sorted(RECORDINGS.glob("*.json"))
    yesterday = datetime.combine(world.today - timedelta(days=1), time(9), UTC)
    for number, path in enumerate(scripts):
        script = json.loads(path.read_text(encoding="utf-8"))
        sound = path.with_suffix(".ogg")
        with sound.open("rb") as stream:
            receive_recording(
                user,
                [IncomingFile(stream, sound.name)],
                source=source,
                agent=agents[script["agent"]["name"]],
                agent_channel=0,
                started_at=yesterday + timedelta(minutes=50 * number),
                subject=script["company"],
                reason=script["reason"],
            )
    return len(scripts)
