"""A save for a review that was handed in or given away: refused, with what was typed in words."""

import pytest

from core.db import db
from evaluation.drafts import save_draft
from evaluation.queries import draft_of
from evaluation.rubrics.actions import import_rubric, publish
from evaluation.sampling.handing import reassign
from evaluation.self_evaluation.actions import ask, keep, submit
from tests.evaluation.factories import (
    answers_for,
    make_assignment,
    make_reviewable,
    released_evaluation,
    small_rubric,
)
from tests.factories import make_agent, make_user

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def done():
    found = released_evaluation()
    db.session.commit()
    return found


def body(version, **more):
    """What a browser kept: two answers, a note, a moment and a summary."""
    probes, verified = answers_for(version, probes=2, verified="na")
    return {
        "revision": 0,
        "answers": {
            str(probes): {"value": 2, "na": False, "comment": "asked once"},
            str(verified): {"value": None, "na": True},
        },
        "moments": [
            {"client_key": "k", "criterion_id": probes, "quote": "so long", "note": "ouch"}
        ],
        "summary": "Hurried",
    } | more


KEPT = """Asks what is needed: 2 – asked once
Identity verified: not applicable
Asks what is needed: “so long” – ouch
In short: Hurried"""


def test_it_says_so_and_gives_back_what_was_typed(sign_in, done):
    answer = sign_in(done.evaluator).post(
        f"/review/{done.assignment_id}/save", json=body(done.version)
    )
    assert answer.status_code == 422
    assert answer.json == {
        "message": "This review has been submitted or replaced already.",
        "reason": "closed",
        "kept": KEPT,
    }
    db.session.refresh(done)
    assert (done.summary, len(done.moments)) == ("", 0)


@pytest.fixture
def passed_on():
    """A review whose first evaluator had begun it when it was given to somebody else."""
    row = make_assignment()
    first, second = row.evaluator, make_user("evaluator")
    version = save_draft(first, row, 0, summary="Begun").version
    reassign(make_user("qa_lead"), row, second, "on holiday")
    db.session.commit()
    return row, version, first, second


def test_a_review_that_somebody_else_got_gives_back_what_its_former_evaluator_typed(
    sign_in, passed_on
):
    row, version, first, second = passed_on
    former = sign_in(first)
    answer = former.post(f"/review/{row.id}/save", json=body(version))
    assert answer.status_code == 422
    assert answer.json == {
        "message": "This review has been given to somebody else.",
        "reason": "closed",
        "kept": KEPT,
    }
    page = former.get(f"/review/{row.id}", follow_redirects=True)
    assert page.request.path == "/queue"
    assert "This review has been given to somebody else." in page.text
    for outsider in (make_user("evaluator"), make_user("qa_lead")):
        db.session.commit()
        others = sign_in(outsider)
        assert others.get(f"/review/{row.id}").status_code == 404
        assert others.post(f"/review/{row.id}/save", json=body(version)).status_code == 404
    own = sign_in(second).post(f"/review/{row.id}/save", json={"revision": 2, "summary": "On"})
    assert own.status_code == 200


def test_who_gets_a_review_back_goes_on_with_it(sign_in, passed_on):
    row, _version, first, second = passed_on
    reassign(second, row, first, "back again")
    db.session.commit()
    typed = {"revision": draft_of(row).revision, "summary": "On"}
    answer = sign_in(first).post(f"/review/{row.id}/save", json=typed)
    assert answer.status_code == 200


def test_an_own_score_that_was_sent_does_so_too(sign_in):
    agent = make_agent(user=make_user("agent"), name="Ada")
    interaction = make_reviewable(agent=agent)
    make_assignment(interaction=interaction)
    own = ask(agent.user, interaction)
    keep(agent.user, own, 0, answers=answers_for(own.version, probes=3, verified=1))
    submit(agent.user, own)
    db.session.commit()
    answer = sign_in(agent.user).post(f"/own-scores/{own.id}/save", json=body(own.version))
    assert (answer.status_code, answer.json["reason"]) == (422, "closed")
    assert answer.json["kept"] == KEPT


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({"answers": {}, "moments": [], "summary": None}, ""),
        ({"answers": {"999999": {"comment": "x"}}, "moments": []}, "A question that is gone: x\n"),
        ({"answers": {"-3": {"value": "much", "comment": 4}}, "moments": []}, "A question that is"),
    ],
    ids=["nothing", "a question that is gone", "nonsense"],
)
def test_what_cannot_be_told_is_left_out(sign_in, done, more, kept):
    url, data = f"/review/{done.assignment_id}/save", body(done.version, **more)
    answer = sign_in(done.evaluator).post(url, json=data)
    assert answer.json["reason"] == "closed"
    assert answer.json["kept"].startswith(kept)
    assert bool(answer.json["kept"]) == bool(kept)


def test_it_tells_nothing_of_another_rubric(sign_in, done):
    other = publish(None, import_rubric(None, small_rubric(), key="other"))
    db.session.commit()
    answer = sign_in(done.evaluator).post(f"/review/{done.assignment_id}/save", json=body(other))
    assert answer.json["kept"].startswith("A question that is gone: 2")


@pytest.mark.parametrize(("role", "code"), [("evaluator", 404), ("agent", 403), ("lead", 403)])
def test_others_are_told_nothing(sign_in, done, role, code):
    user = make_user(role)
    db.session.commit()
    answer = sign_in(user).post(f"/review/{done.assignment_id}/save", json=body(done.version))
    assert answer.status_code == code
    assert "Asks what" not in answer.text
