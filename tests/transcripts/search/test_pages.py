"""The page that finds interactions, and the searches that people keep."""

import pytest
from flask import Flask

from core.db import db
from tests.factories import make_interaction, make_user
from transcripts.search import saved
from transcripts.search.models import SavedSearch

pytestmark = pytest.mark.database


@pytest.fixture
def user(app: Flask):
    made = make_user("qa_lead")
    make_interaction(
        [("customer", "<b>My</b> refund & bill"), ("agent", "I refund it")], channel="voice"
    )
    db.session.commit()
    return made


def searches_of(user) -> list[tuple[str, bool]]:
    db.session.expire_all()
    found = [(one.name, one.shared) for one in saved.searches_for(user).own]
    db.session.commit()
    return found


def test_a_place_opens_the_conversation_at_its_moment(user, sign_in) -> None:
    page = sign_in(user).get("/interactions?q=refund").text
    assert "1 interaction" in page
    assert "&lt;b&gt;My&lt;/b&gt; <mark>refund</mark> &amp; bill" in page
    assert "?t=5.0#turn-" in page
    assert 'value="refund"' in page


def test_nothing_found_explains_how_to_ask(user, sign_in) -> None:
    page = sign_in(user).get("/interactions?q=zebra").text
    assert "Nothing matches" in page
    assert "agent: sorry" in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("q=-refund", "at least one word"),
        ("q=%22my+refund", "quotation mark is missing"),
        ("q=%28%28%28", "no letter and no digit"),
        ("q=a*", "two letters before a star"),
    ],
)
def test_odd_syntax_is_answered_in_words(user, sign_in, address: str, words: str) -> None:
    answer = sign_in(user).get(f"/interactions?{address}")
    assert (answer.status_code, words in answer.text) == (200, True)


def test_a_filter_stays_chosen_and_opens_the_rest(user, sign_in) -> None:
    page = sign_in(user).get("/interactions?q=refund&channel=voice&dead_air_min=2").text
    assert '<option value="voice" selected>' in page
    assert 'name="dead_air_min" value="2"' in page
    assert '<details class="disclosure" open>' in page


def test_a_search_is_saved_renamed_shared_and_deleted(user, sign_in) -> None:
    client = sign_in(user)
    given = {"name": "Refunds", "arguments": "q=refund&channel=voice&nonsense=1"}
    answer = client.post("/searches", data=given)
    assert answer.location.endswith("/interactions?q=refund&channel=voice")
    number = db.session.query(SavedSearch).one().id
    db.session.commit()
    client.post(f"/searches/{number}", data={"name": "Money back"})
    client.post(f"/searches/{number}/share", data={"shared": "1"})
    assert searches_of(user) == [("Money back", True)]
    other = make_user("agent")
    db.session.commit()
    assert "Money back" in sign_in(other).get("/searches").text
    client = sign_in(user)
    client.post(f"/searches/{number}/share", data={"shared": "0"})
    assert searches_of(user) == [("Money back", False)]
    client.post(f"/searches/{number}/delete")
    assert searches_of(user) == []


def test_the_same_name_is_the_same_search(user, sign_in) -> None:
    client = sign_in(user)
    for words in ("one", "two"):
        client.post("/searches", data={"name": "Mine", "arguments": f"q={words}"})
    assert db.session.query(SavedSearch).one().arguments == {"q": "two"}


def test_a_name_that_another_one_has_is_refused(user, sign_in) -> None:
    client = sign_in(user)
    for name in ("One", "Two"):
        client.post("/searches", data={"name": name, "arguments": "q=x"})
    number = db.session.query(SavedSearch).filter_by(name="Two").one().id
    db.session.commit()
    page = client.post(f"/searches/{number}", data={"name": "One"}, follow_redirects=True).text
    assert "another search of this name" in page
    assert searches_of(user) == [("One", False), ("Two", False)]


@pytest.mark.parametrize("form", [{"name": "", "arguments": "q=x"}, {"name": "x" * 81},
                                  {"name": "Nothing", "arguments": "nonsense=1"}])  # fmt: skip
def test_a_search_without_a_name_or_words_is_not_kept(user, sign_in, form: dict) -> None:
    assert sign_in(user).post("/searches", data=form).status_code == 302
    assert searches_of(user) == []


def test_there_is_room_for_so_many(user, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 1)
    saved.save_search(user, "One", {"q": "x"})
    with pytest.raises(saved.TooManySearches):
        saved.save_search(user, "Two", {"q": "x"})


def test_nobody_touches_what_is_not_theirs(user, sign_in) -> None:
    found = saved.save_search(user, "Mine", {"q": "x"})
    other = make_user("qa_lead")
    number = found.id
    db.session.commit()
    client = sign_in(other)
    assert "Mine" not in client.get("/searches").text
    for verb in ("", "/share", "/delete"):
        assert client.post(f"/searches/{number}{verb}", data={"name": "x"}).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("lead", 403), ("agent", 403), ("hr", 403)])
def test_only_a_qa_lead_shares(app: Flask, sign_in, role: str, status: int) -> None:
    person = make_user(role)
    number = saved.save_search(person, "Mine", {"q": "x"}).id
    db.session.commit()
    answer = sign_in(person).post(f"/searches/{number}/share", data={"shared": "1"})
    assert answer.status_code == status
