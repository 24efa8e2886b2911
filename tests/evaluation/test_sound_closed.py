"""Every page with a conversation and its sound says why the sound cannot be heard yet."""

import pytest
from flask import Flask

from core.db import db
from evaluation.self_evaluation.actions import ask
from tests.evaluation.factories import make_assignment, make_reviewable, released_evaluation
from tests.factories import add, make_agent, make_user
from transcripts.models import Interaction, Recording
from transcripts.privacy.models import Redaction

pytestmark = pytest.mark.usefixtures("app")
WAITS = "What is private is being taken out of the sound; look again in a moment."


def silenced(interaction: Interaction, made_for: str) -> Interaction:
    """Give a conversation a recording whose silenced file is made, or still to be made."""
    add(Recording(interaction=interaction, storage_key="a", media_type="audio/wav", size=9,
                  sha256="0" * 64))  # fmt: skip
    add(Redaction(interaction_id=interaction.id, rules="1", silences=[[1.0, 2.0]], wanted="w",
                  made_for=made_for))  # fmt: skip
    return interaction


def workspace(interaction: Interaction):
    assignment = make_assignment(interaction=interaction)
    return assignment.evaluator, f"/review/{assignment.id}"


def review(interaction: Interaction):
    found = released_evaluation(interaction=interaction)
    return found.evaluator, f"/evaluations/{found.id}"


def own_score(interaction: Interaction):
    make_assignment(interaction=interaction)
    own = ask(interaction.agent.user, interaction)
    return interaction.agent.user, f"/own-scores/{own.id}"


@pytest.mark.parametrize("made_for", ["", "w"], ids=["waits", "made"])
@pytest.mark.parametrize("page", [workspace, review, own_score])
def test_the_page_says_why_the_sound_is_closed(app: Flask, sign_in, page, made_for: str) -> None:
    agent = make_agent(user=make_user("agent"), name="Ada")
    user, url = page(silenced(make_reviewable(agent=agent, channel="voice"), made_for))
    db.session.commit()
    shown = sign_in(user).get(url).text
    assert (WAITS in shown) == (made_for == "")
    assert ("data-player" in shown) == (made_for == "w")
