"""The scorecard pages: the right person sees the right numbers, and nobody else's."""

import pytest
from flask import Flask

from core.db import db
from people.models import Agent
from tests.factories import make_agent, make_team, make_user
from tests.scorecards.factories import make_draw, make_review, make_version


@pytest.fixture
def dana(app: Flask) -> dict[str, int]:
    """Dana has five drawn reviews at 0.8 and one by hand at 0; ids of her and those around her."""
    lead, other_lead = make_user("lead"), make_user("lead")
    user = make_user("agent")
    agent: Agent = make_agent(name="Dana Reyes", user=user, team=make_team(lead))
    make_agent(name="Somebody Else", team=make_team(other_lead))
    version = make_version()
    draw = make_draw(version)
    for _ in range(5):
        make_review(agent, 0.8, version=version, draw=draw)
    make_review(agent, 0.0, version=version, draw=None)
    people = {
        "lead": lead.id,
        "other_lead": other_lead.id,
        "hr": make_user("hr").id,
        "user": user.id,
        "agent": agent.id,
    }
    db.session.commit()
    return people


@pytest.fixture
def as_user(sign_in):
    from people.models import User

    def client_of(user_id: int):
        client = sign_in(db.session.get_one(User, user_id))
        db.session.rollback()
        return client

    return client_of


def test_an_agent_sees_their_score_from_the_drawn_reviews(dana, as_user) -> None:
    page = as_user(dana["user"]).get("/scorecard").text
    assert "6 reviews, 5 of them drawn" in page
    assert '<b class="attribute-colour">80</b>' in page
    assert "picked by hand, not counted" in page


def test_the_lead_sees_the_agent_and_may_open_a_plan(dana, as_user) -> None:
    response = as_user(dana["lead"]).get(f"/agents/{dana['agent']}/scorecard")
    assert response.status_code == 200
    assert "Open a coaching plan" in response.text


def test_another_teams_lead_finds_nothing(dana, as_user) -> None:
    response = as_user(dana["other_lead"]).get(f"/agents/{dana['agent']}/scorecard")
    assert response.status_code == 404


def test_hr_sees_levels_but_no_reviews(dana, as_user) -> None:
    page = as_user(dana["hr"]).get(f"/agents/{dana['agent']}/scorecard").text
    assert '<b class="attribute-colour">80</b>' in page
    assert "/evaluations/" not in page


def test_the_team_page_shows_the_leads_team_only(dana, as_user) -> None:
    page = as_user(dana["lead"]).get("/team").text
    assert "Dana Reyes" in page
    assert "Somebody Else" not in page


def test_a_team_outside_the_scope_is_not_there(dana, as_user) -> None:
    assert as_user(dana["lead"]).get("/team?team=999999").status_code == 404


@pytest.mark.parametrize("query", ["?from=yesterday", "?from=2026-05-01&to=2026-04-01"])
def test_a_wrong_period_is_refused(dana, as_user, query: str) -> None:
    assert as_user(dana["user"]).get("/scorecard" + query).status_code == 400


def test_an_account_without_an_agent_is_told_so(app: Flask, sign_in) -> None:
    user = make_user("agent")
    db.session.commit()
    client = sign_in(user)
    db.session.rollback()
    assert "not linked to an agent yet" in client.get("/scorecard").text
