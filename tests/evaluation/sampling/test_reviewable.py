"""Only what can be read or heard is drawn or discussed: rows of contact tables have neither."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.calibration.queries import candidates, interactions_by_id
from evaluation.sampling.drawing import preview
from evaluation.sampling.queries import frame_size, period_of
from tests.evaluation.factories import make_plan, make_reviewable
from tests.factories import add
from transcripts.models import Interaction, Recording
from transcripts.queries import is_reviewable

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def contact():
    return make_reviewable(started_at=now() - timedelta(days=1))


def without_words(contact):
    db.session.delete(contact.transcript)
    db.session.flush()


def test_a_contact_without_words_is_neither_counted_nor_drawn_nor_discussed(contact):
    plan = make_plan()
    for expected in ([contact.id], []):
        assert frame_size(plan.rules.frame, period_of(plan)).contacts == len(expected)
        assert [pick.interaction for pick in preview(plan, seed=1).picks] == expected
        assert [row.id for row in candidates()] == expected
        assert [row.id for row in interactions_by_id([contact.id])] == expected
        if expected:
            without_words(contact)


def test_a_recording_is_enough(contact):
    without_words(contact)
    add(
        Recording(
            interaction=contact, storage_key="a", media_type="audio/wav", size=4, sha256="5" * 64
        )
    )
    assert db.session.scalars(select(Interaction).where(is_reviewable())).all() == [contact]
