"""The pages of helpdesks: for administrators only, and no secret is ever on one."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from core.sealing import Unsealable, seal, unseal
from tests.factories import make_user
from tests.transcripts.helpdesks.basics import SECRET
from transcripts.helpdesks.models import Connection, Delivery

pytestmark = pytest.mark.database
FORM = {
    "kind": "zendesk",
    "name": "Shop desk",
    "address": "https://shop.zendesk.com/",
    "signing_secret": SECRET,
    "api_key": "ana@example.org/token:key",
}


@pytest.fixture
def admin(app: Flask, sign_in):
    user = make_user("admin")
    db.session.commit()
    return sign_in(user)


def connected(admin, **changes: str) -> Connection:
    admin.post("/helpdesks/new", data=FORM | changes)
    db.session.commit()
    return db.session.scalars(select(Connection)).one()


def test_a_helpdesk_is_connected_and_its_hook_is_shown(admin) -> None:
    answer = admin.post("/helpdesks/new", data=FORM)
    connection = db.session.scalars(select(Connection)).one()
    assert answer.location == f"/helpdesks/{connection.id}"
    assert (connection.address, connection.source.name) == ("https://shop.zendesk.com", "Shop desk")
    page = admin.get(answer.location).text
    assert f"/api/hooks/{connection.id}" in page
    assert "Shop desk" in admin.get("/helpdesks").text


def test_no_page_shows_a_secret(admin) -> None:
    connection = connected(admin)
    for path in ("/helpdesks", f"/helpdesks/{connection.id}", "/audit"):
        page = admin.get(path).text
        assert SECRET not in page
        assert FORM["api_key"] not in page


@pytest.mark.parametrize(
    "change",
    [
        {"address": "http://desk.example.org"},
        {"address": "https://me:word@desk.example.org"},
        {"kind": "chatwoot"},
        {"kind": "chatwoot", "account": "x"},
        {"kind": "telepathy"},
        {"name": ""},
        {"api_key": ""},
        {"signing_secret": ""},
    ],
)
def test_what_cannot_be_connected_is_said_at_its_field(admin, change: dict[str, str]) -> None:
    answer = admin.post("/helpdesks/new", data=FORM | change)
    assert answer.status_code == 200
    assert "field__errors" in answer.text
    assert SECRET not in answer.text
    assert db.session.scalars(select(Connection)).all() == []


def test_a_name_is_used_once(admin) -> None:
    connected(admin)
    assert "already in use" in admin.post("/helpdesks/new", data=FORM).text


def test_secrets_are_changed_and_a_helpdesk_switched_off(admin) -> None:
    number = connected(admin).id
    admin.post(f"/helpdesks/{number}/secret", data={"secret": "other-secret"})
    admin.post(f"/helpdesks/{number}/key", data={"key": "other-key"})
    admin.post(f"/helpdesks/{number}/switch")
    db.session.commit()
    connection = db.session.get_one(Connection, number)
    assert unseal(connection.signing_secret) == "other-secret"
    assert unseal(connection.previous_secret or "") == SECRET
    assert unseal(connection.api_key) == "other-key"
    assert not connection.active
    assert "switched off" in admin.get("/helpdesks").text


def test_an_empty_secret_changes_nothing(admin) -> None:
    number = connected(admin).id
    admin.post(f"/helpdesks/{number}/secret", data={"secret": ""})
    admin.post(f"/helpdesks/{number}/key", data={"key": ""})
    db.session.commit()
    connection = db.session.get_one(Connection, number)
    assert (unseal(connection.signing_secret), connection.previous_secret) == (SECRET, None)


def test_a_failed_delivery_says_why_and_is_tried_again(admin) -> None:
    connection = connected(admin)
    failed = Delivery(
        connection_id=connection.id,
        delivery_id="1",
        conversation_id="42",
        state="failed",
        reason="status:418",
    )
    db.session.add(failed)
    db.session.commit()
    page = admin.get(f"/helpdesks/{connection.id}").text
    assert "The helpdesk answered 418." in page
    admin.post(f"/helpdesks/deliveries/{failed.id}/retry")
    db.session.refresh(failed)
    assert failed.state == "waiting"
    assert (
        "Only a failed one"
        in admin.post(f"/helpdesks/deliveries/{failed.id}/retry", follow_redirects=True).text
    )


@pytest.mark.parametrize("role", ["evaluator", "lead", "agent", "hr", "qa_lead"])
def test_nobody_else_sees_or_changes_helpdesks(app: Flask, sign_in, admin, role: str) -> None:
    number = connected(admin).id
    other = make_user(role)
    db.session.commit()
    client = sign_in(other)
    paths = ("/helpdesks", "/helpdesks/new", f"/helpdesks/{number}")
    assert {client.get(path).status_code for path in paths} == {403}
    assert client.post(f"/helpdesks/{number}/switch").status_code == 403


def test_what_was_sealed_by_another_house_cannot_be_read(app: Flask) -> None:
    sealed = seal("a word")
    assert unseal(sealed) == "a word"
    assert "a word" not in sealed
    app.config["SECRET_KEY"] = "another secret altogether"
    with pytest.raises(Unsealable):
        unseal(sealed)
