"""A form that is sent without scripts on an older state: nothing typed is lost."""

import re

import pytest

from core.db import db
from evaluation.drafts import save_draft
from evaluation.models import Evaluation
from evaluation.self_evaluation.actions import ask, keep
from tests.evaluation.factories import answers_for, make_assignment, make_reviewable
from tests.factories import make_agent, make_team, make_user

pytestmark = pytest.mark.usefixtures("app")
CHANGED = "This review was changed in another tab or on another device."


@pytest.fixture
def assignment():
    """A review in which another tab has saved level 3 with a note, and a summary."""
    made = make_assignment(make_user("evaluator"))
    save_draft(made.evaluator, made, 0, answers=noted(made.rubric.versions[-1]), summary="Calm")
    db.session.commit()
    return made


@pytest.fixture
def own():
    """An own score that another tab has begun."""
    agent = make_agent(user=make_user("agent"), team=make_team(), name="Ada")
    assignment = make_assignment(interaction=make_reviewable(agent=agent))
    made = ask(agent.user, assignment.interaction)
    keep(agent.user, made, 0, answers=noted(made.version), summary="Calm")
    db.session.commit()
    return made


def noted(version):
    """Level 3 with a note."""
    ((number, answer),) = answers_for(version, probes=3).items()
    return {number: answer | {"comment": "asked twice"}}


def typed(version, **fields):
    """What somebody typed on an empty form: level 1, another note, another summary."""
    (probes,) = answers_for(version, probes=1)
    (verified,) = answers_for(version, verified=1)
    return {
        "revision": "0",
        f"answer-{probes}": "1",
        f"comment-{probes}": "asked <once>",
        f"answer-{verified}": "1",
        "summary": "Hurried",
    } | fields


def checked(page):
    """The values of the answers that are chosen."""
    return re.findall(r'value="([^"]+)" checked', page)


def test_the_review_comes_back_as_typed_and_says_what_is_saved(sign_in, assignment):
    browser, version = sign_in(assignment.evaluator), assignment.rubric.versions[-1]
    answer = browser.post(f"/review/{assignment.id}/submit", data=typed(version))
    page = answer.text
    assert answer.status_code == 409
    assert CHANGED in page
    assert checked(page) == ["1", "1"]
    assert 'value="asked &lt;once&gt;"' in page
    assert ">Hurried</textarea>" in page
    saved = page.partition("What is saved instead")[2].partition("</section>")[0]
    assert "3 Strong" in saved and "asked twice" in saved and "Calm" in saved
    assert "not answered" in saved  # the second question
    draft = db.session.query(Evaluation).one()
    assert (draft.state, draft.revision, draft.summary) == ("draft", 1, "Calm")


def test_sent_again_it_stands(sign_in, assignment):
    browser, version = sign_in(assignment.evaluator), assignment.rubric.versions[-1]
    page = browser.post(f"/review/{assignment.id}/submit", data=typed(version)).text
    revision = re.search(r'name="revision" value="(\d+)"', page).group(1)
    again = browser.post(f"/review/{assignment.id}/submit", data=typed(version, revision=revision))
    assert again.location == "/queue"
    done = db.session.query(Evaluation).one()
    assert (done.state, done.summary) == ("released", "Hurried")


def test_what_was_only_to_be_saved_is_kept_on_the_page_too(sign_in, assignment):
    browser, version = sign_in(assignment.evaluator), assignment.rubric.versions[-1]
    data = typed(version, then="save")
    answer = browser.post(f"/review/{assignment.id}/submit", data=data)
    assert (answer.status_code, checked(answer.text)) == (409, ["1", "1"])


def test_a_repeated_form_is_no_conflict(sign_in, assignment):
    browser, version = sign_in(assignment.evaluator), assignment.rubric.versions[-1]
    (probes,) = answers_for(version, probes=3)
    data = {"revision": "0", f"answer-{probes}": "3", f"comment-{probes}": "asked twice"}
    answer = browser.post(f"/review/{assignment.id}/submit", data=data | {"then": "save"})
    assert answer.location == f"/review/{assignment.id}"


def test_an_own_score_comes_back_as_typed_too(sign_in, own):
    browser = sign_in(own.agent.user)
    answer = browser.post(f"/own-scores/{own.id}/send", data=typed(own.version))
    assert answer.status_code == 409
    assert CHANGED in answer.text
    assert checked(answer.text) == ["1", "1"]
    assert ">Hurried</textarea>" in answer.text
    db.session.refresh(own)
    assert (own.state, own.revision, own.summary) == ("open", 1, "Calm")
    again = browser.post(f"/own-scores/{own.id}/send", data=typed(own.version, revision="1"))
    assert again.location == f"/own-scores/{own.id}"
    db.session.refresh(own)
    assert (own.state, own.summary) == ("submitted", "Hurried")
