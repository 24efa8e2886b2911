"""Every seed that a draw may choose can be written down, on every database."""

from flask import Flask

from core.db import db
from evaluation.sampling.design import MAX_SEED
from tests.scorecards.factories import make_draw, make_version


def test_the_largest_seed_is_kept_exactly(app: Flask) -> None:
    drawn = make_draw(make_version())
    drawn.seed = MAX_SEED
    db.session.commit()
    db.session.refresh(drawn)
    assert drawn.seed == MAX_SEED
    db.session.rollback()
