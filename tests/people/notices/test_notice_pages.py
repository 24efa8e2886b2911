"""One's notices in the application: seen by their owner only, read one by one or all at once."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from people.notices import choices, queries
from people.notices.actions import notify
from people.notices.kinds import APP, AT_ONCE, DAILY, OFF, WEEKLY
from people.notices.models import Notice, NoticeSetting
from tests.factories import make_user

pytestmark = pytest.mark.database


def tell(user, team: str = "North") -> int:
    return notify("test.late", [user], endpoint="people.account", team=team, day=date(2026, 3, 2))[
        0
    ]


def unread(user) -> list[int]:
    wanted = select(Notice.id).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    found = list(db.session.scalars(wanted))
    db.session.rollback()
    return found


@pytest.fixture
def ana(app: Flask):
    return make_user("lead")


def test_the_bell_says_in_words_how_many_wait(ana, browse) -> None:
    client = browse(ana)
    assert "unread" not in client.get("/account").text
    tell(ana), tell(ana, "South")
    db.session.commit()
    page = client.get("/account").text
    assert "Notices: 2 unread" in re.sub(r"\s+", " ", page)


def test_the_list_shows_ones_own_newest_first_with_their_links(ana, browse) -> None:
    tell(ana), tell(ana, "South"), tell(make_user("lead"), "Secret")
    page = browse(ana).get("/notices").text
    assert page.index("South by 2 Mar 2026") < page.index("North by 2 Mar 2026")
    assert 'href="/account"' in page
    assert "Secret" not in page


def test_one_is_read(ana, browse) -> None:
    first, second = tell(ana), tell(ana, "South")
    client = browse(ana)
    assert client.post(f"/notices/{first}/read").status_code == 302
    db.session.rollback()
    assert unread(ana) == [second]
    assert "North" not in client.get("/notices?show=unread").text


def test_all_are_read(ana, browse) -> None:
    tell(ana), tell(ana, "South")
    assert browse(ana).post("/notices/read").status_code == 302
    assert unread(ana) == []


def test_somebody_elses_is_not_there(ana, browse) -> None:
    theirs = tell(make_user("lead"))
    owner = db.session.get_one(Notice, theirs).user
    assert browse(ana).post(f"/notices/{theirs}/read").status_code == 404
    db.session.rollback()
    assert unread(owner) == [theirs]


def test_pages_follow_each_other(ana, browse, monkeypatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for team in ("One", "Two", "Three"):
        tell(ana, team)
    client = browse(ana)
    page = client.get("/notices").text
    assert [team in page for team in ("Three by", "Two by", "One by")] == [True, True, False]
    older = re.search(r'href="(/notices\?before=\d+)"', page)
    assert older is not None
    assert "One by" in client.get(older.group(1)).text


def test_a_notice_of_a_kind_or_a_page_that_is_no_more_is_still_listed(ana, browse) -> None:
    notice = db.session.get_one(Notice, tell(ana))
    notice.endpoint = "people.gone"
    db.session.get_one(Notice, tell(ana, "South")).kind = "old.kind"
    page = browse(ana).get("/notices").text
    assert "North by 2 Mar 2026" in page
    assert "no longer knows how to tell" in page


def test_an_empty_list_says_what_will_be_there(ana, browse) -> None:
    client = browse(ana)
    assert "Nothing to tell yet" in client.get("/notices").text
    assert "Nothing unread" in client.get("/notices?show=unread").text
    assert client.get("/notices?before=none").status_code == 200


def test_the_choices_are_those_of_ones_roles(ana, browse) -> None:
    page = browse(ana).get("/account/notices").text
    assert "kind-test.late" in page
    assert "kind-test.count" not in page
    assert "no mail server is set" in page


def test_a_choice_is_kept_and_followed(ana, browse) -> None:
    client = browse(ana)
    client.post("/account/notices", data={"kind-test.late": OFF, "kind-test.now": DAILY})
    db.session.rollback()
    assert choices.choices_of(ana)["test.late"] == OFF
    assert choices.choices_of(ana)["test.now"] == DAILY
    assert notify("test.now", [ana], endpoint="people.account", what="x")
    assert not notify("test.late", [ana], endpoint="people.account", team="N", day=date(2026, 3, 2))


def test_what_nobody_offers_is_not_taken(ana, browse) -> None:
    wrong = {"kind-test.late": "loudly", "kind-test.count": OFF, "kind-none": APP, "kind-": APP}
    assert browse(ana).post("/account/notices", data=wrong).status_code == 302
    assert db.session.scalars(select(NoticeSetting)).all() == []


def test_administrators_are_told_of_letters_in_the_application_only(app: Flask) -> None:
    admin = make_user("admin")
    assert choices.choose(admin, {"house.mail_failed": AT_ONCE}) == []
    assert choices.choose(admin, {"house.mail_failed": OFF}) == ["house.mail_failed"]


def test_the_default_again_is_no_row(ana) -> None:
    choices.choose(ana, {"test.late": WEEKLY})
    choices.choose(ana, {"test.late": DAILY})
    assert db.session.scalars(select(NoticeSetting)).all() == []


def test_what_waits_for_a_digest_follows_the_choice(ana) -> None:
    notice = db.session.get_one(Notice, tell(ana))
    choices.choose(ana, {"test.late": WEEKLY})
    db.session.refresh(notice)
    assert notice.delivery == WEEKLY
    choices.choose(ana, {"test.late": OFF})
    db.session.refresh(notice)
    assert notice.delivery == APP


def test_the_most_prompt_of_several_roles_holds(app: Flask) -> None:
    both = make_user("lead", "evaluator")
    assert choices.choices_of(both)["test.late"] == DAILY
    assert choices.choices_of(both)["test.count"] == APP


def test_a_letters_link_stops_its_kind_without_a_session(app: Flask, ana) -> None:
    link = f"/notices/stop/{choices.token_for(ana, 'test.now')}"
    db.session.commit()
    client = app.test_client()
    page = client.get(link)
    assert page.status_code == 200
    assert choices.choices_of(ana)["test.now"] == AT_ONCE
    db.session.rollback()
    assert client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    db.session.rollback()
    after = choices.choices_of(ana)
    assert (after["test.now"], after["test.late"]) == (APP, DAILY)


def test_a_digests_link_stops_digests_and_nothing_else(app: Flask, ana) -> None:
    link = f"/notices/stop/{choices.token_for(ana, choices.DIGEST)}"
    db.session.commit()
    app.test_client().post(link)
    db.session.rollback()
    after = choices.choices_of(ana)
    assert (after["test.late"], after["test.weekly"], after["test.now"]) == (APP, APP, AT_ONCE)


def test_a_link_that_was_not_signed_here_leads_nowhere(app: Flask, ana) -> None:
    token = choices.token_for(ana, "test.now")
    db.session.commit()
    client = app.test_client()
    for wrong in ("none", token[:-2] + "xx", choices.token_for(ana, "no.such")):
        assert client.get(f"/notices/stop/{wrong}").status_code == 404
        db.session.rollback()
        assert client.post(f"/notices/stop/{wrong}").status_code == 404
        db.session.rollback()
    assert choices.choices_of(ana)["test.now"] == AT_ONCE


def test_stopping_needs_no_csrf_token_and_choosing_does(app: Flask, ana, browse) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    link = f"/notices/stop/{choices.token_for(ana, 'test.now')}"
    client = browse(ana)
    assert client.post(link).status_code == 200
    db.session.rollback()
    assert client.post("/account/notices", data={"kind-test.late": OFF}).status_code == 400
    db.session.rollback()
    assert client.post("/notices/read").status_code == 400


def test_the_list_costs_the_same_for_one_as_for_many(ana, browse, count_queries) -> None:
    def cost() -> int:
        db.session.rollback()
        count_queries.clear()
        assert client.get("/notices").status_code == 200
        return len(count_queries)

    tell(ana)
    client = browse(ana)
    cost()  # the first answer also reads a setting that is then known
    few = cost()
    for team in "ABCDE":
        tell(ana, team)
    db.session.commit()
    assert cost() == few
