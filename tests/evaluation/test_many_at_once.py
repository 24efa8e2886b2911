"""Two hundred evaluators save and submit at once against a served house: nothing is lost."""

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from waitress import create_server

from core.db import db
from evaluation.models import RELEASED, Evaluation
from evaluation.rubrics.adapters import criteria_of
from tests.evaluation.factories import make_assignment, make_reviewable, make_version
from tests.factories import make_agent, make_user

pytestmark = pytest.mark.database
EVALUATORS = 200
SERVER_THREADS = 8  # as `rubrica serve` has


@dataclass(frozen=True)
class Desk:
    """One evaluator with a review: everything that a browser would know."""

    number: int
    assignment: int
    cookie: str
    questions: tuple[int, int]


@pytest.fixture
def address(app: Flask) -> Iterator[tuple[str, int]]:
    server = create_server(app, host="127.0.0.1", port=0, threads=SERVER_THREADS, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield "127.0.0.1", server.effective_port
    server.close()
    thread.join(5)


@pytest.fixture
def desks(app: Flask) -> list[Desk]:
    version, agent = make_version(), make_agent()
    scale, check = criteria_of(version)
    found = []
    signer = app.session_interface.get_signing_serializer(app)
    for number in range(EVALUATORS):
        user = make_user("evaluator")
        work = make_assignment(
            user, rubric=version.rubric, interaction=make_reviewable(agent=agent)
        )
        session = signer.dumps({"_user_id": user.fs_uniquifier, "_fresh": True})
        cookie = f"{app.config['SESSION_COOKIE_NAME']}={session}"
        found.append(Desk(number, work.id, cookie, (scale.id, check.id)))
    db.session.commit()
    db.session.remove()
    return found


def post(address: tuple[str, int], desk: Desk, path: str, body: str, kind: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(*address, timeout=300)
    headers = {"Content-Type": kind, "Cookie": desk.cookie}
    connection.request("POST", f"/review/{desk.assignment}/{path}", body, headers)
    response = connection.getresponse()
    answer = response.status, response.read().decode()
    connection.close()
    return answer


def work_through(address: tuple[str, int], desk: Desk) -> list[tuple[int, str]]:
    """Two saves, each on the count of the one before, then the submission of the form."""
    scale, check = desk.questions
    moment = {"client_key": f"k{desk.number}", "criterion_id": scale, "start": 1, "end": 2,
              "note": f"moment {desk.number}"}  # fmt: skip
    first = {"answers": {scale: {"value": desk.number % 5, "na": False}}, "moments": [moment]}
    second = {"answers": {check: {"value": 1, "na": False, "comment": f"note {desk.number}"}}}
    answers = [
        post(address, desk, "save", json.dumps(change | {"revision": count}), "application/json")
        for count, change in enumerate((first, second))
    ]
    form = urlencode({"revision": 2, "summary": f"summary {desk.number}"})
    return [*answers, post(address, desk, "submit", form, "application/x-www-form-urlencoded")]


def test_nothing_is_refused_and_nothing_is_lost(address, desks) -> None:
    with ThreadPoolExecutor(EVALUATORS) as clients:
        answers = list(clients.map(lambda desk: work_through(address, desk), desks))
    bad = [(code, text[:200]) for rows in answers for code, text in rows if code not in (200, 302)]
    assert bad == []
    rows = {row.assignment_id: row for row in db.session.scalars(select(Evaluation))}
    assert len(rows) == EVALUATORS
    for desk in desks:
        kept = rows[desk.assignment]
        assert (kept.state, kept.summary) == (RELEASED, f"summary {desk.number}")
        given = {rating.criterion_id: (rating.value, rating.comment) for rating in kept.ratings}
        scale, check = desk.questions
        assert given == {scale: (desk.number % 5, ""), check: (1, f"note {desk.number}")}
        assert [moment.note for moment in kept.moments] == [f"moment {desk.number}"]
