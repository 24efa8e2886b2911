"""The board: each person finds what is theirs."""

from datetime import timedelta

import pytest

from coaching.board_page import column_of
from coaching.wording import sure_words
from core.clock import now
from core.db import db
from tests.coaching.factories import make_draw, make_gap, make_plan
from tests.factories import make_agent


def test_a_lead_finds_a_sure_gap_with_the_way_to_a_plan(floor, browse) -> None:
    make_gap(floor.agent)
    page = browse(floor.lead).get("/coaching").text
    assert "99 in 100 sure" in page
    assert f"/agents/{floor.agent.id}/plans/new?competency=probing" in page


def test_a_gap_that_a_plan_works_on_is_no_longer_listed(floor, browse) -> None:
    make_gap(floor.agent)
    make_plan(floor.agent, floor.lead)
    page = browse(floor.lead).get("/coaching").text
    assert "in 100 sure" not in page
    assert "0 of 2 actions done" in page


def test_another_lead_finds_neither_gap_nor_plan(floor, browse) -> None:
    make_gap(floor.agent)
    make_plan(floor.agent, floor.lead)
    page = browse(floor.outsider).get("/coaching").text
    assert "Ari Agent" not in page


def test_an_agent_finds_only_their_own_plans(floor, browse) -> None:
    make_plan(floor.agent, floor.lead, title="Mine to do")
    make_plan(floor.other_agent, floor.outsider, title="Of somebody else")
    page = browse(floor.user).get("/coaching").text
    assert "Mine to do" in page
    assert "Of somebody else" not in page


def test_hr_finds_progress_without_a_word_of_notes(floor, browse) -> None:
    make_plan(floor.agent, floor.lead)
    page = browse(floor.hr).get("/coaching").text
    assert "0 of 2 actions done" in page
    for secret in ("what both keep", "for the lead alone", "agenda of the talk", "step of the"):
        assert secret not in page


def test_somebody_who_coaches_nobody_is_told_what_to_do(floor, browse) -> None:
    floor.team.leads.clear()
    assert "You coach nobody yet" in browse(floor.lead).get("/coaching").text


@pytest.mark.parametrize(
    ("state", "days", "column"),
    [
        ("agreed", 1, "agreed"),
        ("agreed", 0, "follow_up"),
        ("in_progress", -3, "follow_up"),
        ("follow_up", 9, "follow_up"),
        ("closed", -3, "closed"),
    ],
)
def test_an_open_plan_whose_day_has_come_is_due(floor, state, days, column) -> None:
    today = now().date()
    closed_at = now() if state == "closed" else None
    plan = make_plan(
        floor.agent,
        floor.lead,
        state=state,
        due_on=today + timedelta(days),
        closed_at=closed_at,
    )
    assert column_of(plan, today) == column


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.8, "8 in 10 sure"),
        (0.899, "8 in 10 sure"),
        (0.9, "9 in 10 sure"),
        (0.95, "19 in 20 sure"),
        (0.995, "99 in 100 sure"),
        (0.3, "3 in 10 sure"),
    ],
)
def test_sureness_is_never_rounded_up(app, probability, words) -> None:
    with app.test_request_context():
        assert sure_words(probability) == words


def test_the_board_asks_the_same_number_of_questions_for_more_plans(
    floor, browse, count_queries
) -> None:
    draw = make_draw()

    def queries_for_board() -> int:
        client = browse(floor.lead)
        client.get("/coaching")
        count_queries.clear()
        client.get("/coaching")
        return len(count_queries)

    make_gap(floor.agent, draw)
    make_plan(floor.agent, floor.lead)
    few = queries_for_board()
    for _each in range(4):
        agent = make_agent(team=floor.team)
        make_gap(agent, draw, key="empathy")
        make_plan(agent, floor.lead)
    db.session.commit()
    assert queries_for_board() == few
