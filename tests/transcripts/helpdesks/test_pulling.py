"""Asking a helpdesk: busy, away, closed, too large, elsewhere; nothing lost, nothing followed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from core.clock import now
from core.db import db
from core.jobs.models import Job
from people.models import AuditEvent
from tests.factories import make_user
from tests.transcripts.helpdesks.basics import TURNS
from tests.transcripts.helpdesks.conftest import Connected
from transcripts.helpdesks import client as client_module
from transcripts.helpdesks.actions import change_key, pull_again
from transcripts.helpdesks.client import Client, PullFailed, check_address, seconds_until
from transcripts.helpdesks.jobs import MAX_TRIES
from transcripts.helpdesks.models import Connection
from transcripts.helpdesks.saving import save
from transcripts.models import Interaction
from transcripts.privacy.emptying import RETENTION, empty_interactions

pytestmark = pytest.mark.database


def waiting_job() -> Job:
    return db.session.scalars(select(Job).where(Job.state == "queued")).one()


def make_due() -> None:
    db.session.execute(update(Job).where(Job.state == "queued").values(run_at=now()))
    db.session.commit()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_helpdesk_is_asked_again_when_it_says(desk: Connected, status: int) -> None:
    desk.desk.server.troubles = [(status, {"Retry-After": "120"}, {})]
    desk.send(desk.desk.notice())
    assert desk.work() == ["done"]
    delivery = desk.deliveries()[0]
    assert (delivery.state, delivery.reason, delivery.tries) == ("waiting", f"busy:{status}", 1)
    wait = waiting_job().run_at - now()
    assert timedelta(seconds=100) < wait <= timedelta(seconds=120)
    make_due()
    assert desk.work() == ["done"]
    assert desk.said() == TURNS
    delivery = desk.deliveries()[0]
    assert (delivery.state, delivery.reason, delivery.tries) == ("pulled", "", 2)


def test_trouble_in_the_middle_of_the_pages_loses_nothing(
    connect: Callable[[str], Connected],
) -> None:
    desk = connect("chatwoot")
    desk.send(desk.desk.notice())
    server, answer = desk.desk.server, desk.desk.server.answer

    def troubled(target, headers):
        if len(server.asked) == 2:
            server.troubles = [(429, {}, {})]
        return answer(target, headers)

    server.answer = troubled  # type: ignore[method-assign]
    desk.work()
    assert desk.deliveries()[0].state == "waiting"
    make_due()
    desk.work()
    assert desk.said() == TURNS


def test_a_helpdesk_that_stays_away_is_given_up_and_can_be_tried_again(
    connect: Callable[[str], Connected],
) -> None:
    desk = connect("zammad")
    desk.desk.server.troubles = [(503, {}, {})] * MAX_TRIES
    desk.send(desk.desk.notice())
    for _try in range(MAX_TRIES):
        make_due()
        desk.work()
    delivery = desk.deliveries()[0]
    assert (delivery.state, delivery.reason, delivery.tries) == ("failed", "gave_up", MAX_TRIES)
    assert pull_again(make_user("admin"), delivery)
    desk.work()
    assert desk.said() == TURNS
    pulled = desk.deliveries()[0]
    assert not pull_again(make_user("admin"), pulled)


def test_nobody_at_the_address_is_tried_again(connect: Callable[[str], Connected]) -> None:
    desk = connect("intercom")
    desk.connection.address = "http://127.0.0.1:9"
    desk.send(desk.desk.notice())
    desk.work()
    delivery = desk.deliveries()[0]
    assert delivery.state == "waiting"
    assert delivery.reason.startswith("no_answer:")


def test_a_wrong_key_is_said_and_mended(desk: Connected) -> None:
    change_key(make_user("admin"), desk.connection, "wrong")
    desk.send(desk.desk.notice())
    assert desk.work() == ["done"]
    delivery = desk.deliveries()[0]
    assert (delivery.state, delivery.reason) == ("failed", "key_refused")
    change_key(make_user("admin"), desk.connection, desk.desk.api_key)
    db.session.commit()
    failed = desk.deliveries()[0]
    pull_again(make_user("admin"), failed)
    desk.work()
    assert desk.said() == TURNS


def test_a_conversation_that_is_gone_is_said(desk: Connected) -> None:
    desk.desk.server.pages = {}
    desk.send(desk.desk.notice())
    desk.work()
    assert desk.deliveries()[0].reason == "unknown"


def test_a_key_that_cannot_be_read_is_said(connect: Callable[[str], Connected]) -> None:
    desk = connect("zammad")
    desk.connection.api_key = "sealed-by-another-house"
    desk.send(desk.desk.notice())
    desk.work()
    assert desk.deliveries()[0].reason == "unsealable"


def test_a_redirect_to_another_host_is_not_followed(connect: Callable[[str], Connected]) -> None:
    desk, other = connect("zammad"), connect("zendesk")
    there = other.desk.server.address + "/api/v1/tickets/42"
    desk.desk.server.troubles = [(302, {"Location": there}, {})]
    desk.send(desk.desk.notice())
    desk.work()
    assert desk.deliveries()[0].reason == "other_host"
    assert other.desk.server.asked == []


def test_a_redirect_within_the_host_is_followed(connect: Callable[[str], Connected]) -> None:
    desk = connect("freescout")
    desk.desk.server.troubles = [(301, {"Location": "/api/conversations/42"}, {})]
    desk.send(desk.desk.notice())
    desk.work()
    assert desk.said() == TURNS


def test_redirects_end(connect: Callable[[str], Connected]) -> None:
    desk = connect("freescout")
    desk.desk.server.troubles = [(302, {"Location": "/again"}, {})] * 10
    desk.send(desk.desk.notice())
    desk.work()
    assert desk.deliveries()[0].reason == "redirects"


def test_an_answer_that_is_too_large_is_not_read(
    connect: Callable[[str], Connected], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "MAX_ANSWER_BYTES", 100)
    desk = connect("zammad")
    desk.send(desk.desk.notice())
    desk.work()
    assert desk.deliveries()[0].reason == "too_large"


@pytest.mark.parametrize("body", [b"<html>", b"[" * 100_000, b"\xff\xfe", b"", b"[1, 2]", b"null"])
def test_an_answer_that_makes_no_sense_ends_in_a_reason(desk: Connected, body: bytes) -> None:
    desk.desk.server.troubles = [(200, {}, body)] * 20
    desk.send(desk.desk.notice())
    assert desk.work() == ["done"]
    delivery = desk.deliveries()[0]
    assert (delivery.state, delivery.reason) == ("failed", "not_json")
    assert db.session.scalar(select(func.count()).select_from(Interaction)) == 0


def test_a_conversation_without_a_word_is_not_kept(desk: Connected) -> None:
    desk.desk.server.troubles = [
        (200, {}, [] if n == 1 and desk.desk.kind == "zammad" else {}) for n in range(5)
    ]
    desk.send(desk.desk.notice())
    desk.work()
    delivery = desk.deliveries()[0]
    assert (delivery.state, delivery.reason) == ("ignored", "no_words")


def test_what_an_older_pull_brings_after_a_newer_one_changes_nothing(
    connect: Callable[[str], Connected],
) -> None:
    from transcripts.helpdesks.kinds import HELPDESKS
    from transcripts.helpdesks.notices import Access

    desk = connect("zammad")
    access = Access(desk.desk.server.address, desk.desk.api_key)
    helpdesk = HELPDESKS["zammad"]
    early = datetime.now(UTC)
    old = helpdesk.pull(helpdesk.client(access), access, "42")
    desk.desk.say([*TURNS, ("agent", "Bye.")])
    new = helpdesk.pull(helpdesk.client(access), access, "42")
    save(desk.connection_id, new, early + timedelta(seconds=1))
    db.session.commit()
    save(desk.connection_id, old, early)
    db.session.commit()
    assert len(desk.said()) == 4


def test_a_conversation_that_was_emptied_stays_so(connect: Callable[[str], Connected]) -> None:
    desk = connect("zammad")
    desk.send(desk.desk.notice())
    desk.work()
    empty_interactions([desk.interaction().id], RETENTION)
    desk.desk.say([*TURNS, ("agent", "Bye.")])
    desk.send(desk.desk.notice("d-2"))
    assert desk.work() == ["done"]
    assert desk.deliveries()[-1].state == "pulled"
    found = desk.interaction()
    assert (found.transcript, found.customer, found.subject) == (None, None, "")


@pytest.mark.parametrize(
    "address",
    [
        "http://desk.example.org",
        "ftp://desk.example.org",
        "https://",
        "https://user:word@desk.example.org",
        "https://desk.example.org?x=1",
        "https://desk.example.org#x",
        "https://desk.example.org:99999",
        "desk.example.org",
        "https://desk. example.org",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_not_safe_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        check_address(address)


def test_a_safe_address_loses_its_last_slash() -> None:
    assert check_address(" https://desk.example.org:8443/help/ ") == (
        "https://desk.example.org:8443/help"
    )


def test_plain_http_to_another_machine_is_refused_even_so() -> None:
    with pytest.raises(PullFailed, match="plain_http"):
        Client("http://desk.example.org", {}).get("/")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120.0),
        ("99999999999999", 3600.0),
        ("soon", None),
        ("-5", None),
        ("Mon, 02 Mar 2026 10:01:00 GMT", 60.0),
        ("Mon, 02 Mar 2026 09:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert seconds_until(value, datetime(2026, 3, 2, 10, 0, tzinfo=UTC)) == seconds


def test_the_trail_tells_of_changes_and_of_no_secret(desk: Connected) -> None:
    change_key(make_user("admin"), desk.connection, "another-key")
    db.session.flush()
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.verb for event in events] == ["helpdesk.connected", "helpdesk.key_changed"]
    assert not any("key" in str(event.details) for event in events)
    assert db.session.scalars(select(Connection.kind)).one() == desk.desk.kind
