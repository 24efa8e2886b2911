"""The search can be narrowed by what the review model noticed, by those who review."""

import pytest
from flask import Flask

from core.db import db
from evaluation.review_model.models import Flag, ReviewModel
from evaluation.review_model.rules import SIGNALS
from tests.factories import make_agent, make_interaction, make_user
from transcripts.search.queries import Criteria, search_for

pytestmark = pytest.mark.database


def test_flags_narrow_a_search_for_reviewers_only(app: Flask) -> None:
    person = make_user("agent")
    agent = make_agent(user=person)
    flagged, plain = make_interaction(agent=agent), make_interaction(agent=agent)
    model = ReviewModel(name="rules", version="1", kind="rules")
    db.session.add(model)
    db.session.flush()
    db.session.add(
        Flag(interaction_id=flagged.id, model_id=model.id, signal=SIGNALS[0], strength=1.0)
    )
    db.session.commit()
    for words in ("", "bill"):
        criteria = Criteria.read({"q": words, "flag": SIGNALS[0]})
        found = search_for(make_user("evaluator"), criteria)
        assert [row.id for row in found.interactions] == [flagged.id]
        everything = search_for(person, criteria)
        assert [row.id for row in everything.interactions] == [plain.id, flagged.id]
        db.session.commit()
