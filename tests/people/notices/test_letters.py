"""Letters: at once or as a digest, each sent once, in the reader's language, none of them empty."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from core.clock import now
from core.db import db
from core.jobs import queue
from core.jobs.models import FAILED, QUEUED, Job
from core.jobs.queue import enqueue
from core.jobs.runner import run_pending, work_claim
from people.notices import jobs
from people.notices.actions import MAIL_NOTICE, mark_read, notify
from people.notices.models import Notice
from people.notices.reading import words_of
from tests.factories import make_team, make_user
from tests.people.letter_box import LetterBox

pytestmark = pytest.mark.database


def tell(kind: str, *users, subject=None, what: str = "a plan", days_ago: int = 0) -> None:
    facts = {"team": "North", "day": now().date()} if kind == "test.late" else {"what": what}
    ids = notify(kind, users, subject=subject, endpoint="people.account", **facts)
    if days_ago:
        then = now() - timedelta(days=days_ago)
        db.session.execute(update(Notice).where(Notice.id.in_(ids)).values(at=then))
    db.session.commit()


def digests(app: Flask) -> list[str]:
    """Let the clock come round, and work what it brings."""
    enqueue("people.plan_digests")
    db.session.commit()
    states = run_pending(app)
    db.session.rollback()
    return states


def text_of(letter) -> str:
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_a_letter_is_sent_once_in_the_language_of_its_reader(app: Flask, with_mail) -> None:
    ana = make_user("lead", language="es", email="ana@example.org")
    tell("test.now", ana, what="un plan")
    assert run_pending(app) == ["done"]
    letter = with_mail.messages[0]
    assert (letter["To"], letter["Subject"]) == ("ana@example.org", "Now: un plan")
    assert letter.get_body(("html",)).get_content().count('lang="es"') == 1
    assert "https://qa.example.org/account\n" in text_of(letter)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.org>")
    enqueue(MAIL_NOTICE, {"notice_id": db.session.scalar(select(Notice.id))})
    db.session.commit()
    assert run_pending(app) == ["done"]
    assert len(with_mail.letters) == 1


def test_a_letter_loads_nothing_and_names_nobody_to_others(app: Flask, with_mail) -> None:
    tell("test.now", make_user("lead"), what="<b>bold & true</b>")
    run_pending(app)
    html = with_mail.messages[0].get_body(("html",)).get_content()
    assert "&lt;b&gt;bold &amp; true&lt;/b&gt;" in html
    assert not any(sign in html for sign in ("<img", "src=", "url(", "<script", "style="))


def test_what_is_undone_is_not_mailed(app: Flask, with_mail) -> None:
    ana = make_user("lead")
    db.session.commit()
    notify("test.now", [ana], endpoint="people.account", what="x")
    db.session.rollback()
    assert run_pending(app) == []


def test_what_was_read_meanwhile_is_not_mailed(app: Flask, with_mail) -> None:
    ana = make_user("lead")
    tell("test.now", ana)
    mark_read(ana)
    db.session.commit()
    assert run_pending(app) == ["done"]
    assert with_mail.letters == []


def test_an_unread_notice_of_the_same_thing_sends_no_second_letter(app: Flask, with_mail) -> None:
    ana, team = make_user("lead"), make_team()
    tell("test.now", ana, subject=team)
    tell("test.now", ana, subject=team, what="another")
    assert run_pending(app) == ["done"]
    assert len(with_mail.letters) == 1


def test_without_a_mail_server_nothing_waits_to_be_sent(app: Flask) -> None:
    tell("test.now", make_user("lead"))
    assert db.session.scalars(select(Job)).all() == []


def test_without_a_public_address_a_letter_has_no_links(
    app: Flask, with_mail, change_settings
) -> None:
    change_settings(url=None)
    tell("test.now", make_user("lead"))
    run_pending(app)
    letter = with_mail.messages[0]
    assert "Open Rubrica to read more." in text_of(letter)
    assert "http" not in with_mail.letters[0]
    assert letter["List-Unsubscribe"] is None


def test_a_digest_tells_what_is_unread_by_group_in_one_letter(app: Flask, with_mail) -> None:
    ana = make_user("lead", email="ana@example.org")
    tell("test.late", ana, days_ago=2)
    tell("test.weekly", ana, what="first", days_ago=9)
    tell("test.weekly", ana, what="read", days_ago=9)
    mark_read(ana, [db.session.scalars(select(Notice.id).order_by(Notice.id.desc())).first()])
    db.session.commit()
    assert digests(app) == ["done", "done"]
    assert len(with_mail.letters) == 1
    letter, text = with_mail.messages[0], text_of(with_mail.messages[0])
    assert letter["Subject"] == "Rubrica: 2 things to know"
    assert text.index("Reviews") < text.index("North by") < text.index("Coaching")
    assert "Week: first" in text
    assert "Week: read" not in text
    assert digests(app) == ["done"]
    assert len(with_mail.letters) == 1


def test_a_digest_waits_for_its_hour_and_its_day() -> None:
    monday = datetime(2026, 3, 2, 5, 59, tzinfo=UTC)
    sunday_six, monday_before = (
        datetime(2026, 3, 1, 6, tzinfo=UTC),
        datetime(2026, 2, 23, 6, tzinfo=UTC),
    )
    assert jobs.due_before(monday) == (sunday_six, monday_before)
    at_six = datetime(2026, 3, 2, 6, tzinfo=UTC)
    assert jobs.due_before(at_six) == (at_six, at_six)
    assert jobs.due_before(at_six + timedelta(days=3)) == (at_six + timedelta(days=3), at_six)


def test_what_is_new_since_the_hour_waits_for_the_next(app: Flask, with_mail) -> None:
    tell("test.late", make_user("lead"))
    tell("test.weekly", make_user("lead"))
    assert digests(app) == ["done"]
    assert with_mail.letters == []


def test_a_long_digest_says_how_much_it_leaves_out(app: Flask, with_mail, monkeypatch) -> None:
    monkeypatch.setattr("people.notices.letters.MOST_IN_DIGEST", 2)
    ana = make_user("lead")
    for n in range(4):
        tell("test.weekly", ana, what=f"number {n}", days_ago=9)
    digests(app)
    text = text_of(with_mail.messages[0])
    assert "number 3" in text
    assert "number 1" not in text
    assert "And 2 more." in text


def test_a_closed_account_gets_no_letters(app: Flask, with_mail) -> None:
    ana = make_user("lead")
    tell("test.now", ana)
    tell("test.late", ana, days_ago=2)
    ana.active = False
    db.session.commit()
    assert digests(app) == ["done", "done", "done"]
    assert with_mail.letters == []


def test_a_server_that_is_away_is_tried_again_and_nothing_is_lost(
    app: Flask, with_mail: LetterBox
) -> None:
    with_mail.answers["MAIL"] = "451 later"
    tell("test.now", make_user("lead"))
    assert run_pending(app) == ["again"]
    db.session.execute(update(Job).values(run_at=now()))
    db.session.commit()
    del with_mail.answers["MAIL"]
    assert run_pending(app) == ["done"]
    assert len(with_mail.letters) == 1


def test_what_cannot_be_delivered_is_told_to_the_administrators_once(
    app: Flask, with_mail: LetterBox
) -> None:
    admin = make_user("admin")
    with_mail.answers["RCPT"] = "550 nobody here"
    for n in range(2):
        tell("test.now", make_user("lead", email=f"gone{n}@example.org"))
    assert run_pending(app) == ["failed", "failed"]
    notices = db.session.scalars(select(Notice).where(Notice.user_id == admin.id)).all()
    assert [words_of(notice) for notice in notices] == [
        "An e-mail to gone1@example.org was not delivered: the recipient is refused: "
        "550 nobody here"
    ]


def test_the_last_attempt_that_fails_is_told_to_the_administrators(
    app: Flask, with_mail: LetterBox
) -> None:
    admin = make_user("admin")
    with_mail.answers["MAIL"] = "451 later"
    tell("test.now", make_user("lead"))
    db.session.execute(update(Job).values(max_attempts=1))
    db.session.commit()
    assert run_pending(app) == ["failed"]
    told = db.session.scalars(select(Notice.kind).where(Notice.user_id == admin.id)).all()
    assert told == ["house.mail_failed"]
    assert db.session.scalar(select(Job.state)) == FAILED


def test_a_worker_that_lost_its_job_notes_nothing(app: Flask, with_mail: LetterBox) -> None:
    tell("test.now", make_user("lead"))
    claim = queue.claim(db.session)
    db.session.execute(update(Job).values(lease_token="somebody else"))
    db.session.commit()
    assert claim is not None
    assert work_claim(app, claim) == "lost"
    assert db.session.scalar(select(Notice.mailed_at)) is None


def test_a_letter_that_is_sent_twice_has_the_same_name(app: Flask, with_mail: LetterBox) -> None:
    tell("test.now", make_user("lead"))
    run_pending(app)
    db.session.execute(update(Notice).values(mailed_at=None))
    db.session.execute(update(Job).values(state=QUEUED, attempts=0))
    db.session.commit()
    run_pending(app)
    names = {letter["Message-ID"] for letter in with_mail.messages}
    assert (len(with_mail.letters), len(names)) == (2, 1)


def test_old_notices_are_forgotten(app: Flask) -> None:
    ana = make_user("lead")
    for days in (10, 400):
        tell("test.late", ana, days_ago=days)
    tell("test.weekly", ana, days_ago=100)
    db.session.execute(
        update(Notice)
        .where(Notice.kind == "test.weekly")
        .values(read_at=now() - timedelta(days=95))
    )
    enqueue("people.tidy_notices")
    db.session.commit()
    assert run_pending(app) == ["done"]
    assert len(db.session.scalars(select(Notice)).all()) == 1
