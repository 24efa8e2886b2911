"""Notices of every helpdesk: signed or refused, taken once, pulled, brought up to date."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.db import db
from core.jobs.models import Job
from core.sealing import unseal
from people.models import Agent
from tests.factories import make_user
from tests.transcripts.helpdesks.basics import NOTE, SECRET, TURNS, request, sign
from tests.transcripts.helpdesks.conftest import Connected
from tests.transcripts.helpdesks.other_notices import OTHER_BODIES, notice_of_something_else
from transcripts.helpdesks.actions import change_secret, switch
from transcripts.helpdesks.models import Delivery
from transcripts.models import Interaction, Turn

pytestmark = pytest.mark.database
LATER = [*TURNS, ("agent", "You are welcome.")]


def test_a_signed_notice_brings_the_conversation_in(desk: Connected) -> None:
    answer = desk.send(desk.desk.notice())
    assert (answer.status_code, answer.get_json()) == (202, {"state": "waiting"})
    assert desk.work() == ["done"]
    assert desk.said() == TURNS
    interaction = desk.interaction()
    assert (interaction.external_id, interaction.state) == ("42", "ready")
    assert interaction.source.name == f"Our {desk.desk.kind}"
    assert interaction.outcome == "resolved"
    assert interaction.started_at == datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    assert [turn.start for turn in interaction.transcript.turns] == [0.0, 60.0, 120.0]
    delivery = desk.deliveries()[0]
    assert (delivery.state, delivery.interaction_id) == ("pulled", interaction.id)


def test_the_agent_and_the_customer_are_known_afterwards(desk: Connected) -> None:
    desk.send(desk.desk.notice())
    desk.work()
    interaction = desk.interaction()
    assert interaction.agent.external_ref == "ana@example.org"
    assert interaction.customer is not None
    assert db.session.scalar(select(func.count()).select_from(Agent)) == 1


def test_notes_among_agents_stay_out(desk: Connected) -> None:
    desk.send(desk.desk.notice())
    desk.work()
    assert not any(NOTE in text for _who, text in desk.said())


def test_enclosed_files_are_named_with_their_size_and_stay_in_the_helpdesk(desk: Connected) -> None:
    desk.send(desk.desk.notice())
    desk.work()
    found = desk.interaction()
    assert found.facts["attachments"] == ["example.pdf (2 kB)", "voice message.mp3 (31 kB)"]
    assert found.recordings == []


def test_what_is_enclosed_later_is_named_and_what_went_is_not(
    connect: Callable[[str], Connected],
) -> None:
    desk = connect("zammad")
    desk.send(desk.desk.notice())
    desk.work()
    article = desk.desk.server.pages["/api/v1/ticket_articles/by_ticket/42"][0]
    article["body"], article["attachments"] = "", [{"filename": "cas 612345678.png", "size": None}]
    desk.send(desk.desk.notice("d-2"))
    desk.work()
    assert desk.interaction().facts["attachments"] == ["cas [phone].png"]
    article["attachments"] = []
    desk.send(desk.desk.notice("d-3"))
    desk.work()
    assert desk.interaction().facts is None


def test_the_same_delivery_again_adds_nothing(desk: Connected) -> None:
    desk.send(desk.desk.notice())
    again = desk.send(desk.desk.notice())
    assert (again.status_code, again.get_json()) == (202, {"state": "already"})
    assert desk.work() == ["done"]
    assert len(desk.deliveries()) == 1
    assert db.session.scalar(select(func.count()).select_from(Turn)) == 3


def test_a_later_message_brings_the_same_conversation_up_to_date(desk: Connected) -> None:
    desk.send(desk.desk.notice())
    desk.work()
    first = [turn.id for turn in desk.interaction().transcript.turns]
    desk.desk.say(LATER)
    desk.send(desk.desk.notice("d-2"))
    assert desk.work() == ["done"]
    assert desk.said() == LATER
    assert [turn.id for turn in desk.interaction().transcript.turns][:3] == first
    assert [delivery.state for delivery in desk.deliveries()] == ["pulled", "pulled"]


@pytest.mark.parametrize("how", ["other secret", "other body", "no signature"])
def test_a_notice_whose_signature_does_not_fit_is_refused(desk: Connected, how: str) -> None:
    notice = desk.desk.notice(secret="guess" if how == "other secret" else SECRET)
    if how == "other body":
        notice["data"] += " "
    if how == "no signature":
        notice["headers"] = {"Content-Type": "application/json"}
    answer = desk.send(notice)
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert desk.deliveries() == []
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0


@pytest.mark.parametrize("kind", ["chatwoot", "zendesk"])
@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_or_early_notice_is_refused(
    connect: Callable[[str], Connected], kind: str, minutes: int
) -> None:
    desk = connect(kind)
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    time = str(int(moment.timestamp())) if kind == "chatwoot" else moment.isoformat()
    assert desk.send(desk.desk.notice(time=time)).status_code == 401


def test_after_a_rotation_the_old_secret_works_for_a_day(desk: Connected) -> None:
    change_secret(make_user("admin"), desk.connection, "a-new-secret")
    assert desk.send(desk.desk.notice("d-1", secret="a-new-secret")).status_code == 202
    assert desk.send(desk.desk.notice("d-2", secret=SECRET)).status_code == 202
    connection = desk.connection
    connection.previous_until = connection.previous_until - timedelta(days=2)
    assert desk.send(desk.desk.notice("d-3", secret=SECRET)).status_code == 401


def test_a_helpdesk_that_is_switched_off_is_not_there(desk: Connected) -> None:
    switch(make_user("admin"), desk.connection, active=False)
    assert desk.send(desk.desk.notice()).status_code == 404


def test_an_unknown_address_is_not_there(app: Flask) -> None:
    assert app.test_client().post("/api/hooks/12345", data="{}").status_code == 404


def test_secrets_are_sealed_in_the_database(desk: Connected) -> None:
    connection = desk.connection
    assert SECRET not in connection.signing_secret
    assert desk.desk.api_key not in connection.api_key
    assert unseal(connection.signing_secret) == SECRET


def test_a_conversation_that_came_by_an_import_before_is_brought_up_to_date(
    desk: Connected,
) -> None:
    from transcripts.actions import import_records
    from transcripts.formats.records import InteractionRecord, TurnRecord

    old = InteractionRecord("42", "chat", turns=(TurnRecord("customer", "Where is my"),))
    import_records([old], desk.connection.source)
    desk.send(desk.desk.notice())
    desk.work()
    assert desk.said() == TURNS


def test_a_corrected_turn_stays_corrected(connect: Callable[[str], Connected]) -> None:
    desk = connect("zammad")
    desk.send(desk.desk.notice())
    desk.work()
    turn = desk.interaction().transcript.turns[1]
    turn.text = "It arrives today."
    desk.desk.say(LATER)
    desk.send(desk.desk.notice("d-2"))
    desk.work()
    assert desk.said()[1] == ("agent", "It arrives today.")
    assert len(desk.said()) == 4


def test_a_message_that_was_edited_or_deleted_is_so_here(
    connect: Callable[[str], Connected],
) -> None:
    desk = connect("zendesk")
    desk.send(desk.desk.notice())
    desk.work()
    desk.desk.say([TURNS[0], ("agent", "It comes tomorrow.")])
    desk.send(desk.desk.notice("d-2"))
    desk.work()
    assert desk.said() == [TURNS[0], ("agent", "It comes tomorrow.")]


@pytest.mark.parametrize("kind", sorted(OTHER_BODIES))
def test_a_notice_about_something_else_is_noted_and_nothing_more(
    connect: Callable[[str], Connected], kind: str
) -> None:
    desk = connect(kind)
    answer = desk.send(notice_of_something_else(kind))
    assert (answer.status_code, answer.get_json()) == (202, {"state": "ignored"})
    assert desk.work() == []
    assert db.session.scalars(select(Delivery.reason)).all() == ["no_conversation"]
    assert db.session.scalar(select(func.count()).select_from(Interaction)) == 0


@pytest.mark.parametrize("body", [b"{", b"[" * 5_000])
def test_a_signed_body_that_is_no_json_is_refused(
    connect: Callable[[str], Connected], body: bytes
) -> None:
    signature = "sha1=" + sign(SECRET, "sha1", body).hex()
    desk = connect("zammad")
    assert desk.send(request(body, {"X-Hub-Signature": signature})).status_code == 400


def test_a_notice_that_is_too_large_is_not_read(connect: Callable[[str], Connected]) -> None:
    answer = connect("zammad").send({"data": b"a" * (6 << 20)})
    assert answer.status_code == 413


def test_a_helpdesk_may_ask_whether_the_address_answers(desk: Connected) -> None:
    path = f"/api/hooks/{desk.connection_id}"
    db.session.commit()
    assert desk.app.test_client().head(path).status_code == 200
    assert desk.app.test_client().get(path).status_code == 405
