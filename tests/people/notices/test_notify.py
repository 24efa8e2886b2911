"""Telling people something: once each, as they have set it, in the transaction of its cause."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from core.clock import now
from core.db import db
from people.notices import kinds
from people.notices.actions import mark_read, notify, settle
from people.notices.kinds import APP, AT_ONCE, DAILY, OFF, Kind
from people.notices.models import Notice, NoticeSetting
from people.notices.queries import told
from people.notices.reading import words_of
from tests.factories import add, make_team, make_user

pytestmark = pytest.mark.database


def tell(*users, **values) -> list[int]:
    given = {"endpoint": "people.account", "team": "North", "day": date(2026, 3, 2)} | values
    return notify("test.late", users, **given)


def of(user) -> list[Notice]:
    mine = select(Notice).where(Notice.user_id == user.id).order_by(Notice.id)
    return list(db.session.scalars(mine))


def test_each_person_is_told_once_and_the_closed_not_at_all(app: Flask) -> None:
    ana, ben, gone = make_user("lead"), make_user("agent"), make_user("lead", active=False)
    tell(ana, ben, ana, None, gone)
    assert [len(of(user)) for user in (ana, ben, gone)] == [1, 1, 0]


def test_the_words_are_made_in_the_language_of_the_reader(app: Flask) -> None:
    ana = make_user("lead")
    tell(ana)
    notice = of(ana)[0]
    assert words_of(notice) == "North by 2 Mar 2026"
    with force_locale("es"):
        assert words_of(notice) == "North by 2 mar 2026"


def test_a_text_can_count(app: Flask) -> None:
    ana = make_user()
    notify("test.count", [ana], endpoint="people.account", count=1)
    notify("test.count", [ana], endpoint="people.account", count=3)
    assert [words_of(notice) for notice in of(ana)] == ["1 review", "3 reviews"]


def test_an_unread_notice_of_the_same_thing_is_brought_up_to_date(app: Flask) -> None:
    ana, team = make_user("lead"), make_team()
    first = tell(ana, subject=team)
    assert tell(ana, subject=team, team="South") == []
    assert [(n.id, words_of(n)) for n in of(ana)] == [(first[0], "South by 2 Mar 2026")]


def test_after_reading_one_is_told_anew(app: Flask) -> None:
    ana, team = make_user("lead"), make_team()
    tell(ana, subject=team)
    of(ana)[0].read_at = now()
    assert len(tell(ana, subject=team)) == 1
    assert len(of(ana)) == 2


def test_another_thing_is_another_notice(app: Flask) -> None:
    ana = make_user("lead")
    tell(ana, subject=make_team())
    tell(ana, subject=make_team())
    assert len(of(ana)) == 2


def test_the_role_decides_until_the_person_does(app: Flask) -> None:
    lead, agent, chose, off = (make_user(role) for role in ("lead", "agent", "lead", "lead"))
    add(NoticeSetting(user_id=chose.id, kind="test.late", delivery=AT_ONCE))
    add(NoticeSetting(user_id=off.id, kind="test.late", delivery=OFF))
    tell(lead, agent, chose, off)
    told = [[notice.delivery for notice in of(user)] for user in (lead, agent, chose, off)]
    assert told == [[DAILY], [APP], [AT_ONCE], []]


def test_nobody_is_told_of_what_is_undone(app: Flask) -> None:
    ana = make_user("lead")
    db.session.commit()
    tell(ana)
    db.session.rollback()
    assert of(ana) == []


def test_an_unknown_kind_a_missing_fact_and_an_odd_one_are_refused(app: Flask) -> None:
    ana = make_user()
    with pytest.raises(KeyError):
        notify("test.nothing", [ana], endpoint="people.account")
    with pytest.raises(KeyError):
        notify("test.late", [ana], endpoint="people.account", team="North")
    with pytest.raises(TypeError):
        notify("test.late", [ana], endpoint="people.account", team="North", day=object())
    assert of(ana) == []


def test_a_kind_has_one_meaning(app: Flask) -> None:
    with pytest.raises(ValueError, match="already"):
        kinds.add_kind(Kind("test.late", kinds.REVIEWS, "", ""))
    with pytest.raises(ValueError, match="nobody knows"):
        kinds.add_kind(Kind("test.new", "nowhere", "", ""))


def test_what_needs_nobody_any_more_is_taken_as_read(app: Flask) -> None:
    ana, ben, team = make_user("lead"), make_user("lead"), make_team()
    tell(ana, ben, subject=team)
    tell(ana, subject=make_team())
    settle(team, "test.late", users=[ana])
    assert [notice.is_unread for notice in of(ana)] == [False, True]
    assert [notice.is_unread for notice in of(ben)] == [True]
    settle(team, "test.count")
    assert of(ben)[0].is_unread
    settle(team, "test.late")
    assert not of(ben)[0].is_unread


def test_who_was_told_is_known_whether_they_read_it_or_not(app: Flask) -> None:
    ana, ben, team = make_user("lead"), make_user("lead"), make_team()
    tell(ana, subject=team)
    tell(ben, subject=make_team())
    mark_read(ana)
    assert told("test.late", subject=team) == {ana.id}
    assert told("test.late") == {ana.id, ben.id}
    assert told("test.late", since=now() + timedelta(minutes=1)) == set()
