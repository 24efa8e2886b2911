"""Guessing passwords is slow."""

from pathlib import Path

from app import create_app
from core.db import Base, db
from core.settings import read_settings


def test_the_eleventh_try_in_a_minute_is_refused_in_words(tmp_path: Path) -> None:
    env = {"RUBRICA_DATA": str(tmp_path), "RUBRICA_SECRET_KEY": "a-secret-for-tests-only"}
    app = create_app(read_settings(env), TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    client = app.test_client()
    data = {"email": "ana@example.org", "password": "guess"}
    codes = [client.post("/login", data=data).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
    assert "Too many tries" in client.post("/login", data=data).text
    assert client.get("/login").status_code == 200


def test_a_form_without_its_token_is_refused(tmp_path: Path) -> None:
    env = {"RUBRICA_DATA": str(tmp_path), "RUBRICA_SECRET_KEY": "a-secret-for-tests-only"}
    app = create_app(read_settings(env), TESTING=True, RATELIMIT_ENABLED=False)
    response = app.test_client().post("/language", data={"language": "es"})
    assert response.status_code == 400


def api(tmp_path: Path):
    env = {"RUBRICA_DATA": str(tmp_path), "RUBRICA_SECRET_KEY": "a-secret-for-tests-only"}
    app = create_app(read_settings(env), TESTING=True)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def test_guessing_tokens_is_slow_whichever_is_tried(tmp_path: Path) -> None:
    client = api(tmp_path).test_client()
    answers = [
        client.get("/api/v1/interactions", headers={"Authorization": f"Bearer rub_{n}"})
        for n in range(31)
    ]
    assert [answer.status_code for answer in answers] == [401] * 30 + [429]
    assert answers[-1].mimetype == "application/problem+json"
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_the_api_asks_for_no_csrf_token_and_every_other_form_does(tmp_path: Path) -> None:
    client = api(tmp_path).test_client()
    assert client.post("/api/v1/interactions", json={}).status_code == 401
    assert client.post("/api/hooks/1", data="{}").status_code == 404
    assert client.post("/account/tokens", data={"label": "x"}).status_code == 400
