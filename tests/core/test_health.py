"""The process says truthfully whether it lives and whether it can work."""

from flask.testing import FlaskClient


def test_a_living_process_says_so_to_anybody(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_every_answer_closes_the_page(client: FlaskClient) -> None:
    headers = client.get("/healthz").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_page_is_refused_in_words(client: FlaskClient) -> None:
    response = client.get("/nowhere", headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert response.json["message"].startswith("There is nothing here.")
