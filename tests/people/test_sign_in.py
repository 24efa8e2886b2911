"""Signing in and out with a password."""

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import select

from core.db import db
from people.models import User
from tests.factories import make_user


@pytest.fixture
def ana(app: Flask) -> str:
    make_user("admin", email="ana@example.org", password=hash_password("correct-horse-battery"))
    db.session.commit()
    return "ana@example.org"


def test_the_right_password_opens_the_house(client, ana: str) -> None:
    response = client.post("/login", data={"email": ana, "password": "correct-horse-battery"})
    assert (response.status_code, response.location) == (302, "/")
    assert client.get("/people").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [("ana@example.org", "wrong-horse-battery"), ("eve@example.org", "correct-horse-battery")],
)
def test_a_wrong_password_and_an_unknown_address_look_the_same(
    client, ana: str, email: str, password: str
) -> None:
    page = client.post("/login", data={"email": email, "password": password})
    assert page.status_code == 200
    assert "E-mail or password is not right." in page.text
    assert client.get("/people").status_code == 302


def test_signing_out_closes_the_house(client, ana: str) -> None:
    client.post("/login", data={"email": ana, "password": "correct-horse-battery"})
    client.post("/logout")
    assert client.get("/people").status_code == 302


def test_sign_in_leads_nowhere_outside(client, ana: str) -> None:
    response = client.post(
        "/login?next=https://evil.example/",
        data={"email": ana, "password": "correct-horse-battery"},
    )
    assert response.status_code == 200
    assert "Redirections outside the domain are forbidden" in response.text


@pytest.mark.parametrize(
    ("stored", "spoken"), [("es", "es"), (None, "ca")], ids=["stored", "none stored"]
)
def test_signing_in_goes_on_in_the_language_of_the_account(
    client, ana: str, stored: str | None, spoken: str
) -> None:
    db.session.scalars(select(User).where(User.email == ana)).one().language = stored
    db.session.commit()
    client.post("/language", data={"language": "ca", "next": "/login"})
    client.post("/login", data={"email": ana, "password": "correct-horse-battery"})
    assert f'<html lang="{spoken}"' in client.get("/people").text


def test_whoever_is_remembered_comes_back_in_their_language(client, ana: str) -> None:
    db.session.scalars(select(User).where(User.email == ana)).one().language = "es"
    db.session.commit()
    signed = {"email": ana, "password": "correct-horse-battery", "remember": "y"}
    client.post("/login", data=signed)
    client.delete_cookie("session")
    assert '<html lang="es"' in client.get("/people").text


def test_a_language_is_kept_and_leads_back(client) -> None:
    response = client.post("/language", data={"language": "ca", "next": "/login"})
    assert (response.status_code, response.location) == (302, "/login")
    assert 'lang="ca"' in client.get("/login").text


@pytest.mark.parametrize(
    "target", ["//evil.example/x", "https://evil.example/", "/\\evil.example", "//[evil"]
)
def test_a_language_switch_never_leads_outside(client, target: str) -> None:
    response = client.post("/language", data={"language": "es", "next": target})
    assert (response.status_code, "evil" in response.location) == (302, False)


@pytest.mark.parametrize(
    ("where", "back"),
    [
        ("/own-scores/3/send", "/own-scores/3"),  # a form that stood there with its problems
        ("/language", "/"),
        ("/there/is/nothing", "/"),
    ],
)
def test_a_language_switch_never_leads_to_where_nothing_can_be_read(
    client, where: str, back: str
) -> None:
    response = client.post("/language", data={"language": "es", "next": where})
    assert response.location == back
