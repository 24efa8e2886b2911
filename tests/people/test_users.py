"""Creating and changing accounts."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from people import actions
from people.models import AuditEvent, User
from people.queries import user_by_email
from tests.factories import make_user


def test_an_account_is_created_with_its_roles_and_a_line_in_the_trail(app: Flask) -> None:
    admin = make_user("admin")
    user = actions.create_user(admin, " Ana@Example.org ", ["evaluator", "lead"], name="Ana")
    assert (user.email, user.role_names) == ("ana@example.org", {"evaluator", "lead"})
    assert db.session.scalars(select(AuditEvent.verb)).all() == ["user.created"]


@pytest.mark.parametrize(
    ("email", "roles", "code"),
    [
        ("TAKEN@example.org", ["agent"], "taken"),
        ("new@example.org", [], "roles"),
        ("new@example.org", ["emperor"], "roles"),
    ],
)
def test_an_account_is_refused(app: Flask, email: str, roles: list[str], code: str) -> None:
    make_user("agent", email="taken@example.org")
    with pytest.raises(actions.Refused) as refusal:
        actions.create_user(None, email, roles)
    assert refusal.value.code == code


def test_the_last_administrator_stays(app: Flask) -> None:
    admin = make_user("admin")
    with pytest.raises(actions.Refused) as refusal:
        actions.change_user(admin, admin, name="A", roles=["hr"], active=True)
    assert refusal.value.code == "last_admin"


def test_a_change_of_roles_ends_open_sessions(app: Flask) -> None:
    admin, user = make_user("admin"), make_user("agent")
    before = user.fs_uniquifier
    actions.change_user(admin, user, name="U", roles=["lead"], active=True)
    assert user.fs_uniquifier != before


def test_an_administrator_creates_an_account_in_the_browser(app: Flask, sign_in) -> None:
    admin = make_user("admin")
    db.session.commit()
    client = sign_in(admin)
    db.session.rollback()
    response = client.post(
        "/people/new",
        data={"email": "new@example.org", "name": "New", "roles": ["lead"], "active": "y"},
    )
    assert (response.status_code, response.location) == (302, "/people")
    created = user_by_email("new@example.org")
    assert isinstance(created, User)
    assert created.role_names == {"lead"}


def test_the_language_of_the_menu_is_that_of_the_account(app: Flask, sign_in) -> None:
    user = make_user("agent")
    db.session.commit()
    client = sign_in(user)
    db.session.rollback()
    client.post("/account", data={"name": "Ana", "language": "en"})
    client.post("/language", data={"language": "es", "next": "/account"})
    page = client.get("/account").text
    assert '<option selected value="es">' in page
    assert '<option selected value="en">' not in page
    db.session.refresh(user)
    assert (user.name, user.language) == ("Ana", "es")


def test_a_taken_address_is_said_at_its_field(app: Flask, sign_in) -> None:
    admin = make_user("admin", email="boss@example.org")
    db.session.commit()
    client = sign_in(admin)
    db.session.rollback()
    data = {"email": "boss@example.org", "name": "B", "roles": ["lead"], "active": "y"}
    page = client.post("/people/new", data=data)
    assert page.status_code == 200
    assert "That is already in use." in page.text


@pytest.mark.parametrize("path", ["/people", "/people/new", "/account", "/audit", "/jobs"])
def test_each_page_opens_for_an_administrator(app: Flask, sign_in, path: str) -> None:
    admin = make_user("admin")
    db.session.commit()
    client = sign_in(admin)
    db.session.rollback()
    assert client.get(path).status_code == 200


def test_hr_reads_people_but_changes_nothing(app: Flask, sign_in) -> None:
    hr = make_user("hr")
    db.session.commit()
    client = sign_in(hr)
    db.session.rollback()
    assert client.get("/people").status_code == 200
    assert client.post("/people/new", data={"email": "x@example.org"}).status_code == 403
