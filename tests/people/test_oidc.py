"""Signing in through an identity provider links existing accounts and creates none."""

from flask import Flask

from people.oidc import person_of
from tests.factories import make_user


def claims(**values) -> dict:
    return {"sub": "s-1", "email": "Ana@example.org", "email_verified": True} | values


def test_a_verified_address_links_the_account_once(app: Flask) -> None:
    ana = make_user("agent", email="ana@example.org")
    assert person_of(claims()) is ana
    assert ana.oidc_subject == "s-1"
    assert person_of(claims(email="new@example.org")) is ana


def test_an_unverified_address_links_nothing(app: Flask) -> None:
    ana = make_user("agent", email="ana@example.org")
    assert person_of(claims(email_verified=False)) is None
    assert ana.oidc_subject is None


def test_somebody_without_an_account_gets_none(app: Flask) -> None:
    assert person_of(claims()) is None


def test_an_account_of_another_subject_is_not_taken_over(app: Flask) -> None:
    make_user("agent", email="ana@example.org", oidc_subject="s-0")
    assert person_of(claims()) is None


def test_an_answer_without_a_subject_is_nobody(app: Flask) -> None:
    assert person_of({"email": "ana@example.org", "email_verified": True}) is None


def test_without_a_provider_there_is_no_such_door(app: Flask) -> None:
    assert app.test_client().get("/oidc/start").status_code == 404
