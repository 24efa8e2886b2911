"""The rubric builder in a real browser: weights, keys, two tabs, a lost connection, the preview."""

import copy
import itertools
import random

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.db import db
from evaluation.rubrics.actions import import_rubric, publish
from evaluation.rubrics.models import RubricDraft
from evaluation.rubrics.rebalance import rebalance
from evaluation.rubrics.schema import default_rubric, rubric_to_json
from tests.browser.conftest import PHONE
from tests.browser.house import House
from tests.browser.watch import overflow, violations

numbers = itertools.count(1)


@pytest.fixture
def rubric(house: House) -> int:
    """A published rubric that nobody has edited yet."""
    document = copy.deepcopy(rubric_to_json(default_rubric()))
    with house.app.app_context():
        version = publish(None, import_rubric(None, document, key=f"built_{next(numbers)}"))
        db.session.commit()
        found = version.rubric_id
        db.session.remove()
    return found


@pytest.fixture
def builder(open_as, rubric: int) -> Page:
    page = open_as("qa_lead")
    enter(page, rubric)
    return page


def enter(page: Page, rubric: int) -> None:
    page.goto(f"/rubrics/{rubric}/edit")
    expect(page.locator("[data-builder][data-ready]")).to_be_visible()


def saved(page: Page) -> None:
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "saved")


def weights(page: Page) -> list[str]:
    return page.locator(".outline__section > .outline__line .outline__weight").evaluate_all(
        "(all) => all.map((input) => input.value)"
    )


def names(page: Page) -> list[str]:
    return page.locator(".outline__question .outline__text").all_inner_texts()


def draft_of(house: House, rubric: int) -> dict:
    with house.app.app_context():
        found = db.session.scalar(select(RubricDraft).where(RubricDraft.rubric_id == rubric))
        document = found.document
        db.session.remove()
    return document


def test_weights_rebalance_as_one_types_and_locked_ones_stay(builder, house, rubric):
    assert weights(builder) == ["25", "20", "20", "20", "15"]
    locks = builder.locator(".outline__section > .outline__line .outline__lock")
    locks.nth(4).click()
    builder.locator(".outline__section > .outline__line .outline__weight").first.fill("40")
    assert weights(builder) == ["40", "15", "15", "15", "15"]
    saved(builder)
    document = draft_of(house, rubric)
    assert [section["weight"] for section in document["sections"]] == [40, 15, 15, 15, 15]


def test_the_page_and_the_server_rebalance_alike(builder):
    chance = random.Random(4)
    for _ in range(60):
        before = [chance.randint(0, 4000) / 100 for _ in range(chance.randint(1, 30))]
        typed = chance.choice([None, chance.randrange(len(before))])
        locked = [i for i in range(len(before)) if chance.random() < 0.2 and i != typed]
        found = builder.evaluate(
            """async ([before, typed, locked]) => {
                 const { rebalance } = await import("/static/js/rubric-weights.js");
                 return rebalance(before, typed, new Set(locked));
               }""",
            [before, typed, locked],
        )
        assert found == pytest.approx(rebalance(before, typed, locked), abs=1e-9)


def test_questions_are_moved_added_and_deleted_by_keys_and_undone(builder, house, rubric):
    before = names(builder)
    first = builder.locator(".outline__question .outline__name").first
    first.click()
    builder.keyboard.press("Alt+ArrowDown")
    assert names(builder)[:2] == [before[1], before[0]]
    builder.keyboard.press("Alt+ArrowDown")  # at the end of its section it goes on into the next
    assert names(builder)[1] == before[0]
    builder.get_by_role("button", name="Duplicate").click()
    assert names(builder)[2] == f"{before[0]} (copy)"
    builder.get_by_role("button", name="Undo").click()
    builder.get_by_role("button", name="Undo").click()
    builder.get_by_role("button", name="Undo").click()
    assert names(builder) == before
    builder.get_by_role("button", name="Add a question").first.click()
    builder.keyboard.type("Says goodbye")
    assert names(builder)[2] == "Says goodbye"
    builder.get_by_role("button", name="Delete").click()
    assert names(builder) == before
    saved(builder)
    assert len(draft_of(house, rubric)["sections"][0]["criteria"]) == 2


def test_dragging_moves_a_question(builder):
    before = names(builder)
    lines = builder.locator(".outline__question .outline__line")
    lines.nth(1).drag_to(lines.nth(0))
    assert names(builder)[:2] == [before[1], before[0]]


def test_a_second_tab_is_noticed_and_a_person_chooses(builder, rubric, house):
    other = builder.context.new_page()
    enter(other, rubric)
    builder.locator(".outline__question .outline__name").first.click()
    builder.locator("[data-editor] input[type=text]").first.fill("From the first tab")
    saved(builder)
    other.locator(".outline__question .outline__name").first.click()
    other.locator("[data-editor] input[type=text]").first.fill("From the second tab")
    expect(other.locator("[data-conflict]")).to_be_visible()
    name = draft_of(house, rubric)["sections"][0]["criteria"][0]["name"]["en"]
    assert name == "From the first tab"
    other.get_by_role("button", name="Go on here").click()
    saved(other)
    name = draft_of(house, rubric)["sections"][0]["criteria"][0]["name"]["en"]
    assert name == "From the second tab"
    other.close()


def test_what_was_typed_without_a_connection_is_kept_and_sent_later(builder, rubric, house):
    builder.watch.expected.append("ERR_INTERNET_DISCONNECTED")
    builder.context.set_offline(True)
    builder.locator(".outline__question .outline__name").first.click()
    builder.locator("[data-editor] input[type=text]").first.fill("Typed offline")
    expect(builder.locator("[data-state]")).to_have_attribute("data-state", "failed")
    builder.context.set_offline(False)
    builder.reload()
    expect(builder.locator("[data-builder][data-ready]")).to_be_visible()
    saved(builder)
    assert names(builder)[0] == "Typed offline"
    name = draft_of(house, rubric)["sections"][0]["criteria"][0]["name"]["en"]
    assert name == "Typed offline"


def test_the_preview_scores_and_hides_by_the_rules(builder):
    builder.locator(".outline__question .outline__name").nth(1).click()
    condition = builder.get_by_label("Ask only if").last
    condition.select_option("accurate_information")
    questions = builder.locator(".preview__question")
    questions.nth(0).locator("label").nth(4).click()
    expect(questions.nth(1)).to_have_attribute("data-hidden", "")
    expect(builder.locator("[data-result]")).to_contain_text("100.0 of 100")
    questions.nth(0).locator("label").nth(0).click()
    expect(questions.nth(1)).not_to_have_attribute("data-hidden", "")
    expect(builder.locator("[data-result]")).to_contain_text("0.0 of 100")


def test_every_kind_of_question_can_be_edited_without_faults(builder, house, rubric):
    builder.locator(".outline__question .outline__name").first.click()
    for kind in ("yes_no", "choice", "number", "automatic", "text", "scale"):
        builder.get_by_label("Kind of question").select_option(kind)
        saved(builder)
        assert violations(builder) == []
    builder.get_by_label("Ask why when the answer is low").check()
    builder.get_by_label("Cause (en)").fill("Training")
    saved(builder)
    expect(builder.locator("[data-mistakes] summary")).to_have_text("Ready to publish.")
    causes = draft_of(house, rubric)["sections"][0]["criteria"][0]["root_causes"]["causes"]
    assert causes == [{"key": "cause_1", "texts": {"en": "Training"}}]


def test_it_works_on_a_phone(open_as, rubric):
    page = open_as("qa_lead", viewport=PHONE)
    enter(page, rubric)
    assert overflow(page) is None
    page.locator(".outline__question .outline__name").first.click()
    expect(page.locator("[data-editor]")).to_be_visible()
    assert overflow(page) is None
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-preview]")).to_be_visible()
    assert overflow(page) is None
