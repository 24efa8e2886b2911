"""Helpdesks that dribble, go round in circles, or are switched off; messages in the middle."""

import http.client
import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from core.db import db
from tests.factories import make_user
from tests.transcripts.helpdesks.basics import SECRET, TURNS, request
from tests.transcripts.helpdesks.conftest import Connected
from tests.transcripts.helpdesks.zammad_desk import article, headers
from transcripts.corrections.actions import correct_turn_text
from transcripts.helpdesks import client as client_module
from transcripts.helpdesks.actions import change_key, pull_again, switch
from transcripts.helpdesks.client import Client, TryLater
from transcripts.helpdesks.models import Delivery
from transcripts.models import Turn

pytestmark = pytest.mark.database
ARTICLES = "/api/v1/ticket_articles/by_ticket/42"
GREETING = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def dribbling(first: bytes, piece: bytes) -> Iterator[str]:
    """Serve an answer that goes on for a minute, a piece every 50 ms."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(4096)
            try:
                self.request.sendall(first)
                for _ in range(1200):
                    self.request.sendall(piece)
                    time.sleep(0.05)
            except OSError:
                return  # we hung up

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (GREETING + b"Content-Length: 9000\r\n\r\n", b" "),
        (GREETING + b"\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["body", "body without length", "headers", "continue for ever"],
)
def test_an_answer_that_dribbles_ends_in_time(
    monkeypatch: pytest.MonkeyPatch, first: bytes, piece: bytes
) -> None:
    monkeypatch.setattr(client_module, "ANSWER_SECONDS", 0.5)
    with dribbling(first, piece) as address:
        started = time.monotonic()
        with pytest.raises(TryLater, match="no_answer"):
            Client(address, {}).get("/")
    assert time.monotonic() - started < 5


def test_so_does_one_that_is_asked_for_when_the_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connect = http.client.HTTPConnection.connect
    monkeypatch.setattr(
        http.client.HTTPConnection, "connect", lambda self: (time.sleep(0.2), connect(self))
    )
    with dribbling(GREETING + b"Content-Length: 9000\r\n\r\n", b" ") as address:
        started = time.monotonic()
        with pytest.raises(TryLater, match="TimeoutError"):
            Client(address, {}, until=started).get("/")
    assert time.monotonic() - started < 5


def test_pages_without_end_and_without_entries_end_in_time(
    connect: Callable[[str], Connected], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "ALL_SECONDS", 1)
    desk = connect("zendesk")
    path = "/api/v2/tickets/42/comments.json"
    server = desk.desk.server
    server.pages[path] = lambda _arguments: {
        "comments": [],
        "meta": {"has_more": True, "after_cursor": f"c{len(server.asked)}"},
    }
    desk.send(desk.desk.notice())
    desk.work()
    delivery = desk.deliveries()[0]
    assert (delivery.state, delivery.reason) == ("waiting", "no_answer:TimeoutError")


def test_ids_of_the_wrong_kind_are_no_ids(connect: Callable[[str], Connected]) -> None:
    desk = connect("zendesk")
    pages = desk.desk.server.pages
    answer = pages["/api/v2/tickets/42.json"]
    answer["ticket"]["assignee_id"] = {"id": 3}
    answer["users"].append({"id": [1], "name": "Nobody"})
    pages["/api/v2/tickets/42.json"] = answer
    desk.send(desk.desk.notice())
    assert desk.work() == ["done"]
    assert desk.said() == TURNS
    assert desk.interaction().agent is None


@pytest.mark.parametrize("key", ["key\r\nX-More: 1", "key’s"])
def test_a_key_that_cannot_be_sent_is_said_and_not_shown(
    connect: Callable[[str], Connected], key: str
) -> None:
    desk = connect("zammad")
    change_key(make_user("admin"), desk.connection, key)
    desk.send(desk.desk.notice())
    assert desk.work() == ["done"]
    assert (desk.deliveries()[0].state, desk.deliveries()[0].reason) == ("failed", "cannot_ask")


@pytest.mark.parametrize("place", ["/ñ", "http://[", "http://desk.example.org:x/"])
def test_a_redirect_that_is_no_address_ends_in_a_reason(
    connect: Callable[[str], Connected], place: str
) -> None:
    desk = connect("zammad")
    desk.desk.server.troubles = [(302, {"Location": place}, {})]
    desk.send(desk.desk.notice())
    assert desk.work() == ["done"]
    assert desk.deliveries()[0].reason in ("cannot_ask", "other_host")


def test_a_helpdesk_that_was_switched_off_is_asked_no_more(
    connect: Callable[[str], Connected],
) -> None:
    desk = connect("zammad")
    desk.send(desk.desk.notice())
    switch(make_user("admin"), desk.connection, active=False)
    assert desk.work() == ["done"]
    assert (desk.deliveries()[0].state, desk.deliveries()[0].reason) == ("failed", "switched_off")
    assert desk.desk.server.asked == []
    switch(make_user("admin"), desk.connection, active=True)
    db.session.commit()
    failed = desk.deliveries()[0]
    assert pull_again(make_user("admin"), failed)
    desk.work()
    assert desk.said() == TURNS


def test_a_long_name_of_an_event_is_cut(connect: Callable[[str], Connected]) -> None:
    desk = connect("zammad")
    body = json.dumps({"ticket": {"id": 42}})
    long = {"X-Zammad-Trigger": "word " * 100}
    assert desk.send(request(body, headers(body, SECRET) | long)).status_code == 202
    assert len(db.session.scalars(db.select(Delivery.event)).one()) == 100


def corrected(connect: Callable[[str], Connected]) -> Connected:
    """A pulled ticket whose last article somebody has corrected."""
    desk = connect("zammad")
    desk.send(desk.desk.notice())
    desk.work()
    turn = turns_of(desk)[2]
    correct_turn_text(make_user("admin"), turn, "Thank you so much.", turn.revision)
    db.session.commit()
    return desk


def turns_of(desk: Connected) -> list[Turn]:
    """The turns of the one interaction."""
    return list(db.session.scalars(db.select(Turn).order_by(Turn.position)))


def test_an_article_that_becomes_public_in_the_middle_leaves_the_later_ones_as_they_were(
    connect: Callable[[str], Connected],
) -> None:
    desk = corrected(connect)
    before = [turn.id for turn in turns_of(desk)]
    more = [article(7, "agent", "<p>I have asked.</p>", 1), article(8, "agent", "<p>Wait.</p>", 1)]
    desk.desk.server.pages[ARTICLES][2:2] = more
    desk.send(desk.desk.notice("d-2"))
    desk.work()
    assert [text for _who, text in desk.said()] == [
        "Where is my parcel?",
        "It comes today.",
        "I have asked.",
        "Wait.",
        "Thank you so much.",
    ]
    turns = turns_of(desk)
    assert [turn.id for turn in (*turns[:2], turns[4])] == before
    assert [turn.position for turn in turns] == [0, 1, 2, 3, 4]


def test_an_article_that_is_written_anew_gives_no_other_a_number(
    connect: Callable[[str], Connected], count_queries: list[str]
) -> None:
    desk = corrected(connect)
    desk.desk.server.pages[ARTICLES][1]["body"] = "<p>It comes tomorrow.</p>"
    desk.send(desk.desk.notice("d-2"))
    before = len(count_queries)
    desk.work()
    assert [text for _who, text in desk.said()][1:] == ["It comes tomorrow.", "Thank you so much."]
    assert not [query for query in count_queries[before:] if "UPDATE turns SET position" in query]


def test_articles_that_become_internal_go_and_leave_the_later_ones_as_they_were(
    connect: Callable[[str], Connected],
) -> None:
    desk = corrected(connect)
    last = turns_of(desk)[2].id
    for number in (0, 1):
        desk.desk.server.pages[ARTICLES][number]["internal"] = True
    desk.send(desk.desk.notice("d-2"))
    assert desk.work() == ["done"]
    assert desk.said() == [("customer", "Thank you so much.")]
    turns = turns_of(desk)
    assert [(turn.id, turn.position) for turn in turns] == [(last, 0)]
