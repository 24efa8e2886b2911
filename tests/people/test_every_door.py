"""A walk along every route for every role: what is not open to a person stays closed."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from core.db import db
from core.web.access import PUBLIC, SIGNED_IN
from people.permissions import PERMISSIONS, ROLES, permits
from people.security import needed_permission
from people.tokens import create_token
from tests.factories import make_user

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
CLOSED = {401, 403}


def address(rule: Rule) -> str:
    """A path of this rule that leads to no row: ids that do not exist."""
    with_ids = dict.fromkeys(rule.arguments, 999_999)
    for name in rule.arguments & {"token", "filename", "channel", "language"}:
        with_ids[name] = "none"
    built = rule.build(with_ids)
    assert built is not None, rule
    return built[1]


def doors(app: Flask) -> list[tuple[str, str, str]]:
    return [
        (method, address(rule), rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in METHODS
        if method in (rule.methods or ())
    ]


def knock(client, method: str, path: str, token: str = "") -> int:
    """Open a door as this browser; the API's doors look at the token only."""
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    db.session.rollback()  # what the last request left open
    return client.open(path, method=method, headers=headers).status_code


def test_every_route_has_a_permission_that_the_table_knows(app: Flask) -> None:
    known = {PUBLIC, SIGNED_IN, *PERMISSIONS}
    undecided = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if needed_permission(rule.endpoint) not in known
    }
    assert undecided == set()


def test_every_permission_of_the_table_guards_a_door_or_a_button(app: Flask) -> None:
    guarded = {needed_permission(rule.endpoint) for rule in app.url_map.iter_rules()}
    asked_in_rows = {"interaction.original", "note.private"}
    assert set(PERMISSIONS) - guarded - asked_in_rows == set()


def test_a_stranger_reaches_only_public_pages(app: Flask) -> None:
    client = app.test_client()
    opened = {
        endpoint
        for method, path, endpoint in doors(app)
        if knock(client, method, path) not in CLOSED and needed_permission(endpoint) != PUBLIC
    }
    assert opened == set()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_what_the_table_says_and_nothing_else(
    app: Flask, sign_in, role: str
) -> None:
    user = make_user(role)
    _token, secret = create_token(user, "walk", None)
    db.session.commit()
    client = sign_in(user)
    db.session.rollback()
    wrong = []
    for method, path, endpoint in doors(app):
        permission = needed_permission(endpoint)
        if permission == PUBLIC or endpoint.startswith("security."):
            continue
        may = permission == SIGNED_IN or permits({role}, permission or "")
        refused = knock(client, method, path, secret) in CLOSED
        if refused == may:
            wrong.append((method, path, permission))
    assert wrong == []


def test_somebody_without_any_role_reaches_only_their_account(app: Flask, sign_in) -> None:
    user = make_user()
    _token, secret = create_token(user, "walk", None)
    db.session.commit()
    client = sign_in(user)
    db.session.rollback()
    opened = {
        endpoint
        for method, path, endpoint in doors(app)
        if needed_permission(endpoint) not in {PUBLIC, SIGNED_IN}
        and knock(client, method, path, secret) not in CLOSED
    }
    assert opened == set()


def test_a_session_alone_opens_no_door_of_the_api(app: Flask, sign_in) -> None:
    admin = make_user("admin")
    db.session.commit()
    client = sign_in(admin)
    db.session.rollback()
    of_the_api = [door for door in doors(app) if door[1].startswith("/api/")]
    opened = {
        endpoint
        for method, path, endpoint in of_the_api
        if knock(client, method, path) not in CLOSED and needed_permission(endpoint) != PUBLIC
    }
    assert of_the_api
    assert opened == set()


def test_a_reader_without_a_session_is_led_to_the_sign_in_page(app: Flask) -> None:
    response = app.test_client().get("/account")
    assert (response.status_code, response.location) == (302, "/login?next=/account")


def test_a_closed_account_is_a_stranger(app: Flask, sign_in) -> None:
    user = make_user("admin", active=False)
    db.session.commit()
    client = sign_in(user)
    db.session.rollback()
    assert knock(client, "GET", "/people") == 401
