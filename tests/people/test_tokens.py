"""API tokens: shown once, kept as a hash, as strong as their owner, ended at once."""

import hashlib
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core.clock import now
from core.db import db
from people import tokens
from people.models import ApiToken, AuditEvent
from tests.factories import make_user

pytestmark = pytest.mark.database
READ = "/api/v1/interactions"


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def ask(app: Flask, secret: str, path: str = READ, **headers: str) -> int:
    db.session.commit()
    return app.test_client().get(path, headers=bearer(secret) | headers).status_code


def speaks_for(secret: str) -> int | None:
    db.session.rollback()  # the token is looked up on a connection of its own
    return tokens.owner_of(secret)


def test_a_token_is_kept_as_a_hash_only_and_noted_in_the_trail(app: Flask) -> None:
    user = make_user("evaluator")
    token, secret = tokens.create_token(user, " Export ", None)
    db.session.flush()
    assert token.token_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert token.label == "Export"
    assert len(secret) == 47
    columns = [str(getattr(token, column.key)) for column in ApiToken.__table__.columns]
    assert not any(secret in value for value in columns)
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.verb, event.details) == ("token.created", {"label": "Export"})


def test_a_token_opens_the_api_and_its_use_is_noted(app: Flask) -> None:
    token, secret = tokens.create_token(make_user("evaluator"), "x", None)
    assert ask(app, secret) == 200
    db.session.refresh(token)
    assert now() - token.last_used_at < timedelta(seconds=30)


@pytest.mark.parametrize("how", ["revoked", "expired", "closed account", "unknown", "empty"])
def test_a_token_that_does_not_work_opens_nothing(app: Flask, how: str) -> None:
    user = make_user("admin")
    token, secret = tokens.create_token(user, "x", now() + timedelta(days=1))
    if how == "revoked":
        tokens.revoke_token(user, token)
    elif how == "expired":
        token.expires_at = now() - timedelta(seconds=1)
    elif how == "closed account":
        user.active = False
    else:
        secret = {"unknown": tokens.PREFIX + "A" * 43, "empty": ""}[how]
    assert ask(app, secret) == 401


def test_a_refusal_says_so_as_a_problem_and_names_the_scheme(app: Flask) -> None:
    response = app.test_client().get(READ)
    assert response.status_code == 401
    assert response.mimetype == "application/problem+json"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.get_json()["status"] == 401


def test_a_token_does_what_its_owner_may_and_no_more(app: Flask) -> None:
    _token, secret = tokens.create_token(make_user("hr"), "x", None)
    assert ask(app, secret) == 403


def test_a_session_counts_for_nothing_in_the_api(app: Flask, sign_in) -> None:
    admin = make_user("admin")
    db.session.commit()
    client = sign_in(admin)
    db.session.rollback()
    assert client.get(READ).status_code == 401
    assert client.post(READ, json={}).status_code == 401


def test_a_token_counts_for_nothing_outside_the_api(app: Flask) -> None:
    _token, secret = tokens.create_token(make_user("admin"), "x", None)
    assert ask(app, secret, "/people", Accept="application/json") == 401


def test_an_answer_of_the_api_sets_no_cookie(app: Flask) -> None:
    _token, secret = tokens.create_token(make_user("admin"), "x", None)
    db.session.commit()
    response = app.test_client().get(READ, headers=bearer(secret))
    assert "Set-Cookie" not in response.headers


def test_one_person_has_a_bounded_number_of_tokens(app: Flask) -> None:
    user = make_user("agent")
    made = [tokens.create_token(user, str(n), None)[0] for n in range(tokens.MOST_TOKENS)]
    db.session.flush()
    with pytest.raises(tokens.TooManyTokens):
        tokens.create_token(user, "one more", None)
    tokens.revoke_token(user, made[0])
    tokens.create_token(user, "one more", None)


def test_the_page_shows_a_new_token_once(app: Flask, sign_in) -> None:
    user = make_user("agent")
    db.session.commit()
    client = sign_in(user)
    db.session.rollback()
    page = client.post("/account/tokens", data={"label": "Export", "days": "30"})
    secret = re.search(r"rub_[\w-]{43}", page.text)
    assert secret is not None
    number = user.id
    assert speaks_for(secret.group()) == number
    again = client.get("/account/tokens")
    assert "Export" in again.text
    assert secret.group() not in again.text
    lasts = db.session.scalars(select(ApiToken.expires_at)).one() - now()
    assert timedelta(days=29, hours=23) < lasts <= timedelta(days=30)


def test_only_the_owner_or_an_administrator_revokes(app: Flask, sign_in) -> None:
    owner, other, admin = make_user("lead"), make_user("lead"), make_user("admin")
    token, secret = tokens.create_token(owner, "x", None)
    db.session.commit()
    number, number_of_owner = token.id, owner.id
    assert sign_in(other).post(f"/account/tokens/{number}/revoke").status_code == 404
    assert sign_in(other).post(f"/tokens/{number}/revoke").status_code == 403
    assert speaks_for(secret) == number_of_owner
    assert sign_in(admin).post(f"/tokens/{number}/revoke").status_code == 302
    assert speaks_for(secret) is None


def test_the_owner_revokes_on_their_page(app: Flask, sign_in) -> None:
    owner = make_user("lead")
    token, secret = tokens.create_token(owner, "x", None)
    db.session.commit()
    assert sign_in(owner).post(f"/account/tokens/{token.id}/revoke").status_code == 302
    assert speaks_for(secret) is None
    assert "revoked" in sign_in(owner).get("/account/tokens").text
