"""The list of interactions: whose rows each role sees, the filters, and pages of constant cost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from core.db import db
from tests.factories import (
    LONG_AGO,
    make_agent,
    make_customer,
    make_interaction,
    make_source,
    make_team,
    make_user,
)
from transcripts.models import InteractionGrant
from transcripts.queries import Place, interaction_for
from transcripts.search import queries
from transcripts.search.queries import Criteria, search_for

pytestmark = pytest.mark.database


def seen(user, **filters) -> set[int]:
    db.session.commit()
    criteria = Criteria.read({name: str(value) for name, value in filters.items()})
    return {interaction.id for interaction in search_for(user, criteria).interactions}


def test_leads_see_their_teams_and_agents_themselves(app: Flask) -> None:
    lead, person = make_user("lead"), make_user("agent")
    team = make_team(lead)
    own = make_interaction(agent=make_agent(team=team, user=person))
    mate = make_interaction(agent=make_agent(team=team))
    other = make_interaction(agent=make_agent(team=make_team()))
    unassigned = make_interaction()
    assert seen(lead) == {own.id, mate.id}
    assert seen(person) == {own.id}
    everything = {own.id, mate.id, other.id, unassigned.id}
    for role in ("evaluator", "qa_lead", "admin"):
        assert seen(make_user(role)) == everything


def test_hr_sees_no_conversation_and_being_a_lead_too_opens_only_the_team(app: Flask) -> None:
    both = make_user("hr", "lead")
    own = make_interaction(agent=make_agent(team=make_team(both)))
    make_interaction(agent=make_agent())
    assert seen(make_user("hr")) == set()
    assert seen(both) == {own.id}


def test_evaluators_may_be_limited_to_what_is_granted_to_them(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], evaluators_see_all=False)
    user = make_user("evaluator")
    granted, other = make_interaction(agent=make_agent()), make_interaction(agent=make_agent())
    db.session.add(InteractionGrant(interaction_id=granted.id, user_id=user.id))
    db.session.flush()
    assert seen(user) == {granted.id}
    assert interaction_for(user, other.id) is None


def test_whoever_uploads_sees_it_until_it_has_an_agent(app: Flask) -> None:
    lead = make_user("lead")
    call = make_interaction(uploaded_by_id=lead.id)
    assert seen(lead) == {call.id}
    call.agent = make_agent(team=make_team())
    db.session.flush()
    assert seen(lead) == set()


def test_each_filter_keeps_what_fits(app: Flask) -> None:
    user, agent = make_user("admin"), make_agent()
    customer = make_customer(external_ref="C-77")
    call = make_interaction(
        channel="voice", state="failed", agent=agent, customer=customer, subject="Grinding brakes",
        reason="repair", started_at=LONG_AGO - timedelta(days=10),
    )  # fmt: skip
    make_interaction(external_id="T-500", subject="100% refund")
    day = call.started_at.date()
    for filters in (
        {"channel": "voice"},
        {"state": "failed"},
        {"agent": agent.id},
        {"since": day, "until": day},
        {"q": "BRAKE"},
        {"q": "c-7*"},
        {"q": "repair"},
    ):
        assert seen(user, **filters) == {call.id}, filters
    assert call.id not in seen(user, q="100%")
    assert len(seen(user, q="100%")) == 1
    assert seen(user, q="_") == set()


def test_pages_follow_each_other_without_gap_or_repetition(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    user, source = make_user("admin"), make_source()
    at = [LONG_AGO, LONG_AGO, LONG_AGO, LONG_AGO + timedelta(hours=1), LONG_AGO]
    ids = [make_interaction(source=source, started_at=moment).id for moment in at]
    found, place = [], None
    for _ in range(3):
        page = search_for(user, Criteria(), place)
        found += [interaction.id for interaction in page.interactions]
        place = page.next and Place.read(str(page.next))
    assert found == [ids[3], ids[4], ids[2], ids[1], ids[0]]
    assert place is None


@pytest.mark.parametrize("text", ["", "x", "nan_1", "1e99_1"])
def test_a_place_that_nobody_wrote_is_none(text: str) -> None:
    assert Place.read(text) is None


def test_the_page_takes_as_many_queries_for_one_row_as_for_many(
    app: Flask, sign_in, count_queries: list
) -> None:
    user = make_user("qa_lead")

    def cost() -> int:
        db.session.commit()
        db.session.expire_all()
        before = len(count_queries)
        assert sign_in(user).get("/interactions").status_code == 200
        return len(count_queries) - before

    make_interaction(agent=make_agent(), customer=make_customer())
    cost()
    one = cost()
    for _ in range(5):
        make_interaction(agent=make_agent(), customer=make_customer())
    assert cost() == one


def test_the_page_shows_the_rows_and_keeps_the_filters(app: Flask, sign_in) -> None:
    user = make_user("evaluator")
    make_interaction(subject="Grinding brakes", is_repeat=True)
    make_interaction(subject="Late parcel")
    db.session.commit()
    page = sign_in(user).get("/interactions?q=brakes&channel=nonsense&since=yesterday").text
    assert "Grinding brakes" in page
    assert "Late parcel" not in page
    assert 'value="brakes"' in page


def test_an_empty_house_says_what_to_do_next(app: Flask, sign_in) -> None:
    user = make_user("evaluator")
    db.session.commit()
    client = sign_in(user)
    assert "Upload a call recording" in client.get("/interactions").text
    assert "Nothing matches" in client.get("/interactions?q=zebra").text


@pytest.mark.parametrize(("role", "status"), [("agent", 200), ("lead", 200), ("hr", 403)])
def test_who_may_open_the_list(app: Flask, sign_in, role: str, status: int) -> None:
    user = make_user(role)
    db.session.commit()
    assert sign_in(user).get("/interactions").status_code == status


def test_the_outsider_is_sent_to_sign_in(client) -> None:
    assert client.get("/interactions").status_code == 302
