"""Writes a simulated world into an empty database, and hands in the recorded calls."""

from dataclasses import dataclass

from core.bulk import advance_sequences
from core.db import db
from demo.load_calibration import load_calibration
from demo.load_coaching import load_coaching
from demo.load_contacts import load_contacts
from demo.load_notices import load_notices
from demo.load_people import load_careers, load_people
from demo.load_recordings import hand_in_recordings
from demo.load_reviews import load_reviews
from demo.simulate import World
from evaluation.speed import refit_norm
from people.models import CentreSetting

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
    load_calibration(world)
    load_careers(world)
    load_coaching(world, moment_ids)
    advance_sequences()
    load_notices()
    refit_norm()
    recordings = hand_in_recordings(world) if with_recordings else 0
    waiting = sum(not task.done for task in world.tasks)
    return Loaded(len(world.contacts), len(world.reviews), waiting, recordings)
