"""What a search finds, the same on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from core.db import db
from tests.factories import (
    LONG_AGO,
    make_agent,
    make_interaction,
    make_source,
    make_team,
    make_user,
)
from transcripts.metrics.models import SpeechMetrics
from transcripts.models import InteractionGrant
from transcripts.queries import Place
from transcripts.search import queries
from transcripts.search.queries import Criteria, Found, search_for

pytestmark = pytest.mark.database

BILL = [("customer", "My bill is too high, I want a refund."), ("agent", "I am sorry. Cancelling.")]
THANKS = [("customer", "Thank you for the refunds"), ("agent", "Too kind. High five!")]
SPANISH = [("customer", "Quiero la devolución de mis facturas"), ("bot", "No puedo cancelar")]
CATALAN = [("customer", "Vull cancel·lar l'aplicació"), ("agent", "Em sap greu")]


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    """Four conversations by name, the bill the oldest."""
    made = {
        "bill": make_interaction(BILL, subject="Überweisung", reason=""),
        "thanks": make_interaction(THANKS, external_id="TICKET-4711", reason=""),
        "spanish": make_interaction(SPANISH, language="es", reason=""),
        "catalan": make_interaction(CATALAN, language="ca-ES", reason=""),
    }
    db.session.commit()
    return {name: interaction.id for name, interaction in made.items()}


def find(text: str = "", user=None, after: Place | None = None, **arguments: object) -> Found:
    given = {"q": text} | {name: str(value) for name, value in arguments.items()}
    found = search_for(user or make_user("qa_lead"), Criteria.read(given), after)
    db.session.commit()
    return found


def found_ids(text: str = "", user=None, **arguments: object) -> list[int]:
    return [row.id for row in find(text, user, **arguments).interactions]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("refund", ["thanks", "bill"]),
        ("REFUNDING", ["thanks", "bill"]),
        ("refund bill", ["bill"]),
        ("refund -bill", ["thanks"]),
        ('"too high"', ["bill"]),
        ('"high too"', []),
        ('"a refund i am"', []),
        ('"too hig*"', ["bill"]),
        ('refund -"too high"', ["thanks"]),
        ('"too kind" OR "too high"', ["thanks", "bill"]),
        ('greu OR "too high"', ["catalan", "bill"]),
        ("agent: cancel", ["bill"]),
        ("customer: cancel·lar", ["catalan"]),
        ("customer: cancelling", []),
        ("bot: cancelar", ["spanish"]),
        ('agent: "my bill"', []),
        ('customer: "my bill"', ["bill"]),
        ("refund -agent:sorry", ["thanks"]),
        ("devolucion", ["spanish"]),
        ("devoluciones factura", ["spanish"]),
        ("cancellacio", ["catalan"]),
        ("l'aplicació", ["catalan"]),
        ("APLICACIO", ["catalan"]),
        ("cancelli*", ["bill"]),
        ("agent: cancelli*", ["bill"]),
        ("customer: cancelli*", []),
        ("about: uberweisung", ["bill"]),
        ("ticket-4711", ["thanks"]),
        ("47*", ["thanks"]),
        ("zebra", []),
        ("__channel", []),
    ],
)
def test_words_find_their_conversations_newest_first(ids, text: str, names: list[str]) -> None:
    assert found_ids(text) == [ids[name] for name in names]


def test_what_is_hidden_by_redaction_is_not_found(app: Flask) -> None:
    call = make_interaction([("customer", "My card is [card]")])
    call.transcript.turns[0].original = "My card is 4111111111111111"
    db.session.commit()
    assert found_ids("4111111111111111") == []
    assert found_ids("card") == [call.id]


def test_filters_go_together_with_words(app: Flask) -> None:
    agent = make_agent(team=make_team())
    wanted = make_interaction(
        BILL, channel="voice", agent=agent, reason="refund", outcome="resolved", language="en",
        is_repeat=True, after_failed_self_service=True, started_at=LONG_AGO, handle_seconds=600.0,
    )  # fmt: skip
    db.session.add(SpeechMetrics(interaction=wanted, dead_air_seconds=90.0, agent_talk_share=0.4))
    make_interaction(BILL, started_at=LONG_AGO + timedelta(days=9), handle_seconds=60.0)
    db.session.commit()
    day = LONG_AGO.date()
    for arguments in (
        {"channel": "voice"},
        {"agent": agent.id},
        {"team": agent.team_id},
        {"reason": "refund"},
        {"outcome": "resolved"},
        {"repeat": 1},
        {"self_service": 1},
        {"until": day},
        {"since": day, "until": day},
        {"handle_min": 9.5, "handle_max": 10},
        {"dead_air_min": 60},
        {"talk_max": 40},
        {"channel": "voice", "dead_air_min": 60, "since": day},
    ):
        assert found_ids("refund", **arguments) == [wanted.id], arguments
        assert found_ids("", **arguments) == [wanted.id], arguments
    assert found_ids("refund", dead_air_min=91) == []
    assert found_ids("refund", state="failed") == []


def test_a_filter_that_cannot_be_read_is_left_out(ids) -> None:
    for arguments in (
        {"channel": "pigeon"},
        {"agent": "99999999999999999999"},
        {"since": "yesterday"},
        {"handle_min": "nan"},
        {"handle_min": "-1"},
        {"repeat": "perhaps"},
    ):
        assert len(found_ids("refund", **arguments)) == 2, arguments


def test_everybody_finds_only_what_they_may_see(app: Flask) -> None:
    lead, person, evaluator = make_user("lead"), make_user("agent"), make_user("evaluator")
    team = make_team(lead)
    own = make_interaction(BILL, agent=make_agent(team=team, user=person))
    mate = make_interaction(BILL, agent=make_agent(team=team))
    other = make_interaction(BILL, agent=make_agent(team=make_team()))
    uploaded = make_interaction(BILL, uploaded_by_id=lead.id)
    db.session.commit()
    assert set(found_ids("refund", lead)) == {own.id, mate.id, uploaded.id}
    assert found_ids("refund", person) == [own.id]
    assert found_ids("refund", make_user("hr")) == []
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], evaluators_see_all=False)
    db.session.add(InteractionGrant(interaction_id=other.id, user_id=evaluator.id))
    db.session.commit()
    assert found_ids("refund", evaluator) == [other.id]


def test_pages_follow_each_other_and_the_total_is_said(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    user, source = make_user("admin"), make_source()
    at = [LONG_AGO, LONG_AGO, LONG_AGO + timedelta(hours=1), LONG_AGO - timedelta(hours=1)]
    made = [make_interaction(BILL, source=source, started_at=moment).id for moment in at]
    db.session.commit()
    for text in ("refund", ""):
        first = find(text, user)
        second = find(text, user, first.next)
        assert [row.id for row in first.interactions] == [made[2], made[1]]
        assert [row.id for row in second.interactions] == [made[0], made[3]]
        assert (first.total, first.more_than, second.total, second.next) == (4, False, 4, None)
    monkeypatch.setattr(queries, "CAP", 3)
    assert (find("refund", user).total, find("refund", user).more_than) == (3, True)
    assert (find("", user).total, find("", user).more_than) == (3, True)


def test_the_most_relevant_first_page_by_page(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 1)
    user = make_user("admin")
    often = make_interaction([("agent", "refund refund refund")])
    once = make_interaction([("agent", "refund then and there")])
    db.session.commit()
    assert found_ids("refund", user) == [once.id]
    first = find("refund", user, sort="relevance")
    second = find("refund", user, first.next, sort="relevance")
    assert [row.id for row in (*first.interactions, *second.interactions)] == [often.id, once.id]


def test_hits_have_their_moment(ids) -> None:
    found = find("refund OR cancelled", channel="chat")
    hits = found.hits[ids["bill"]]
    assert [(hit.speaker, hit.start) for hit in hits] == [("customer", 0.0), ("agent", 5.0)]
    assert [part.text for part in hits[0].parts if part.found] == ["refund"]


def test_criteria_are_the_same_after_being_written_and_read() -> None:
    criteria = Criteria.read(
        {"q": "refund", "sort": "relevance", "channel": "voice", "since": "2026-01-05",
         "handle_min": "1.5", "talk_max": "40", "repeat": "1", "reason": "a & b"}
    )  # fmt: skip
    assert Criteria.read(criteria.arguments) == criteria
    assert criteria.arguments["handle_min"] == "1.5"
