"""What a browser kept of a review: sent later, or given back where nothing takes it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.db import db
from evaluation.actions import submit_evaluation
from evaluation.drafts import save_draft, version_for
from evaluation.models import DRAFT
from evaluation.queries import draft_of
from evaluation.rubrics.adapters import criteria_of
from evaluation.rubrics.models import Criterion
from evaluation.sampling.handing import reassign
from evaluation.sampling.models import Assignment
from people.models import User
from people.permissions import QA_LEAD
from tests.browser.calls import Call
from tests.browser.house import House
from tests.browser.test_workspace import answer_all, evaluations
from tests.browser.watch import violations


def test_what_a_closed_tab_kept_is_sent_from_the_queue(house, desk: Page, call: Call) -> None:
    desk.watch.expected.append("ERR_INTERNET_DISCONNECTED")
    context = desk.context
    context.set_offline(True)
    answer_all(desk)
    expect(desk.locator("[data-save-state]")).to_have_attribute("data-state", "failed")
    desk.close()
    context.set_offline(False)
    queue = context.new_page()
    queue.goto("/queue")
    expect(queue.get_by_text("Answers that this browser had kept are saved now.")).to_be_visible()
    assert evaluations(house, call) == [(DRAFT, 8, 0)]


def hand_in_elsewhere(house: House, call: Call) -> None:
    """Submit the review on another device."""
    with house.app.test_request_context(method="POST"):
        row = db.session.get_one(Assignment, call.assignment)
        draft = draft_of(row)
        answers = {c.id: answer_to(c) for c in criteria_of(version_for(row, draft))}
        save_draft(row.evaluator, row, draft.revision if draft else 0, answers=answers)
        submit_evaluation(row.evaluator, row)
        db.session.commit()
        db.session.remove()


def give_away(house: House, call: Call) -> None:
    """Give the review to somebody else."""
    with house.app.test_request_context(method="POST"):
        row = db.session.get_one(Assignment, call.assignment)
        people = db.session.scalars(select(User).where(User.id != row.evaluator_id)).all()
        lead = next(user for user in people if QA_LEAD in user.role_names)
        reassign(lead, row, lead, "On holiday")
        db.session.commit()
        db.session.remove()


def answer_to(criterion: Criterion) -> dict[str, Any]:
    """The best answer to a question, none where it is a text."""
    return {} if criterion.kind == "text" else {"value": criterion.maximum, "na": False}


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (hand_in_elsewhere, "This review has been submitted or replaced already."),
        (give_away, "This review has been given to somebody else."),
    ],
)
def test_what_was_kept_for_a_review_that_takes_nothing_more_can_be_copied_and_put_away(
    house: House, desk: Page, call: Call, end: Callable[[House, Call], None], why: str
) -> None:
    context = desk.context
    desk.watch.expected += ["ERR_INTERNET_DISCONNECTED", "422"]
    context.set_offline(True)
    desk.keyboard.press("3")
    expect(desk.locator("[data-save-state]")).to_have_attribute("data-state", "failed")
    end(house, call)
    context.set_offline(False)
    state = desk.locator("[data-save-state]")
    expect(state).to_contain_text("What you typed is kept in this browser", timeout=15_000)
    for _visit in range(2):
        desk.goto("/queue")
        panel = desk.get_by_role("region", name="Answers that were not saved")
        expect(panel).to_contain_text(why)
    words = panel.get_by_role("textbox").input_value()
    assert words.endswith(": 3")
    assert violations(desk) == []
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.get_by_role("button", name="Copy").click()
    expect(desk.get_by_text("Copied.")).to_be_visible()
    assert desk.evaluate("() => navigator.clipboard.readText()") == words
    expect(desk.get_by_text("This browser keeps answers")).to_have_count(0)
    panel.get_by_role("button", name="Put away").click()
    expect(panel).to_have_count(0)
    desk.reload()
    expect(desk.locator("h1")).to_be_visible()
    assert (
        desk.evaluate("() => Object.keys(localStorage).filter((key) => /unsent/.test(key))") == []
    )
