"""What the documentation of one helpdesk says that the others' does not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.transcripts.helpdesks import (
    chatwoot_desk,
    freescout_desk,
    intercom_desk,
    zammad_desk,
    zendesk_desk,
)
from tests.transcripts.helpdesks.basics import SECRET, TURNS
from tests.transcripts.helpdesks.conftest import Connected
from tests.transcripts.helpdesks.desks import desk_of
from tests.transcripts.helpdesks.fake_helpdesk import running
from transcripts.formats.records import InteractionRecord
from transcripts.helpdesks.kinds import HELPDESKS
from transcripts.helpdesks.notices import Access


@dataclass
class Pulled:
    """What a pull of one helpdesk's answers brings."""

    record: InteractionRecord
    asked: list[str]

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(turn.speaker, turn.text) for turn in self.record.turns]


def pulled(kind: str, pages: dict[str, Any]) -> Pulled:
    desk = desk_of(kind)
    desk.server.pages = pages
    with running(desk.server) as server:
        access = Access(server.address, desk.api_key, desk.account)
        helpdesk = HELPDESKS[kind]
        return Pulled(helpdesk.pull(helpdesk.client(access), access, "42"), server.asked)


@pytest.mark.parametrize("turned", [False, True])
def test_freescout_threads_of_one_second_are_told_apart_by_their_number(turned: bool) -> None:
    threads = [
        freescout_desk.thread(8, "message", "Hello.", 1),
        freescout_desk.thread(9, "customer", "Hello back.", 1),
    ]
    pages = {"/api/conversations/42": freescout_desk.conversation(threads[:: -1 if turned else 1])}
    assert pulled("freescout", pages).said == [("agent", "Hello."), ("customer", "Hello back.")]


def test_freescout_gives_the_threads_where_they_are_asked_for() -> None:
    assert pulled("freescout", freescout_desk.pages(TURNS)).asked == [
        "/api/conversations/42?embed=threads"
    ]


@pytest.mark.parametrize(
    ("event", "taken"),
    [
        ("convo.created", True),
        ("convo.assigned", True),
        ("convo.status", True),
        ("convo.moved", True),
        ("convo.restored", True),
        ("convo.agent.reply.created", True),
        ("convo.note.created", True),
        ("convo.deleted", False),
        ("convo.deleted_forever", False),
        ("customer.updated", False),
    ],
)
def test_freescout_says_in_a_header_what_happened(event: str, taken: bool) -> None:
    notice = freescout_desk.notice("d-1", SECRET, event=event)
    document = freescout_desk.conversation([])
    read = HELPDESKS["freescout"].read(notice["headers"], notice["data"].encode(), document)
    assert (read.event, read.conversation_id) == (event, "42" if taken else None)


def test_freescout_without_an_id_knows_a_retry_by_its_content_and_its_event() -> None:
    read = HELPDESKS["freescout"].read
    first, other = ({"X-FreeScout-Event": event} for event in ("convo.created", "convo.assigned"))
    ids = [read(head, b"{}", {}).delivery_id for head in (first, first, other)]
    assert (ids[0] == ids[1], ids[0] == ids[2]) == (True, False)


@pytest.mark.parametrize("sender", ["agent_bot", "captain_assistant"])
def test_chatwoot_messages_of_a_bot_are_the_bots(sender: str) -> None:
    message = chatwoot_desk.message(
        100, chatwoot_desk.OUTGOING, "How can I help?", 0, sender={"id": 1, "type": sender}
    )
    template = chatwoot_desk.message(
        101, chatwoot_desk.TEMPLATE, "Rate us.", 1, content_type="input_csat", sender=None
    )
    pages = {
        chatwoot_desk.BASE: chatwoot_desk.conversation(),
        f"{chatwoot_desk.BASE}/messages": lambda arguments: {
            "meta": {},
            "payload": [] if arguments else [message, template],
        },
    }
    assert pulled("chatwoot", pages).said == [("bot", "How can I help?"), ("bot", "Rate us.")]


def test_zammad_tells_its_own_mails_and_a_ticket_that_nobody_owns() -> None:
    pages = zammad_desk.pages(TURNS)
    pages["/api/v1/tickets/42"] = zammad_desk.ticket() | {"owner": "-", "owner_id": 1}
    automatic = {"sender": "System", "sender_id": 3, "content_type": "text/plain"}
    articles = pages["/api/v1/ticket_articles/by_ticket/42"]
    articles.append(zammad_desk.article(9, "agent", "We got your mail. 1 < 2", 4, **automatic))
    found = pulled("zammad", pages)
    assert found.record.agent_ref is None
    assert found.said[-1] == ("system", "We got your mail. 1 < 2")


@pytest.mark.parametrize(
    ("kind", "channel"),
    [("phone", "voice"), ("fax", "email"), ("note", "email"), ("whatsapp message", "social")],
)
def test_zammad_tells_the_channel_by_the_first_article(kind: str, channel: str) -> None:
    pages = zammad_desk.pages(TURNS)
    pages["/api/v1/ticket_articles/by_ticket/42"][0]["type"] = kind
    assert pulled("zammad", pages).record.channel == channel


def test_zendesk_keeps_messages_in_a_log_of_their_own() -> None:
    found = pulled("zendesk", zendesk_desk.messaging_pages(TURNS))
    assert found.record.channel == "chat"
    assert found.said == [("bot", "How can I help?"), *TURNS]


def test_zendesk_has_comments_where_the_log_is_closed() -> None:
    pages = zendesk_desk.messaging_pages(TURNS)
    del pages[zendesk_desk.LOG]
    comments = zendesk_desk.paged(
        zendesk_desk.comments_of(TURNS), "comments", users=zendesk_desk.PEOPLE
    )
    pages[f"{zendesk_desk.TICKET}/comments.json"] = comments
    assert pulled("zendesk", pages).said == TURNS


def test_zendesk_writes_about_a_call_itself() -> None:
    voice = zendesk_desk.comment(
        1, zendesk_desk.CUSTOMER, "Call from +34 600 000 000", 0, type="VoiceComment"
    )
    pages = zendesk_desk.pages(TURNS)
    pages[f"{zendesk_desk.TICKET}/comments.json"] = zendesk_desk.paged([voice], "comments")
    assert pulled("zendesk", pages).said == [("system", "Call from +34 600 000 000")]


@pytest.mark.parametrize(
    ("delivered", "speaker"),
    [
        ("customer_initiated", "agent"),
        ("admin_initiated", "agent"),
        ("automated", "bot"),
        ("campaigns_initiated", "bot"),
        ("operator_initiated", "bot"),
    ],
)
def test_intercom_sends_by_itself_under_the_name_of_a_teammate(
    delivered: str, speaker: str
) -> None:
    opening = intercom_desk.source("agent", "News for you.", delivered)
    pages = {"/conversations/42": intercom_desk.conversation(opening, [])}
    assert pulled("intercom", pages).said == [(speaker, "News for you.")]


def test_intercom_writes_its_bodies_in_html() -> None:
    opening = intercom_desk.source("customer", "1 &lt; 2 &amp; <b>true</b><br>Or not?")
    pages = {"/conversations/42": intercom_desk.conversation(opening, [])}
    found = pulled("intercom", pages)
    assert found.said == [("customer", "1 < 2 & true\nOr not?")]
    assert found.asked == ["/conversations/42"]


def test_intercom_gives_the_latest_five_hundred_parts_and_says_how_many_there_are() -> None:
    parts = [intercom_desk.part(n, "comment", "agent", "<p>Well.</p>", 1) for n in range(500)]
    conversation = intercom_desk.conversation(intercom_desk.source(*TURNS[0]), parts)
    conversation["conversation_parts"]["total_count"] = 512
    found = pulled("intercom", {"/conversations/42": conversation})
    assert found.record.metadata == {"warnings": ["parts_missing"]}
    assert len(found.said) == 501


@pytest.mark.database
def test_a_refusal_is_understood_whatever_its_body(
    connect: Callable[[str], Connected],
) -> None:
    desk = connect("intercom")
    desk.desk.server.troubles = [(403, {}, intercom_desk.refusal(403))]
    desk.send(desk.desk.notice())
    desk.work()
    assert desk.deliveries()[0].reason == "key_forbidden"
