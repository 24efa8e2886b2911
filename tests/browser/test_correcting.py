"""Correcting a transcript in place: by mouse, by keyboard, and when somebody was faster."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.db import db
from evaluation.models import Evaluation, Moment
from tests.browser.calls import Call
from tests.browser.house import House
from tests.browser.long_calls import add_long_call
from tests.browser.watch import violations


@pytest.fixture
def page(open_as, call: Call) -> Page:
    """The page of the call."""
    found = open_as("evaluator")
    found.goto(f"/interactions/{call.interaction}")
    expect(found.locator("[data-transcript][data-playable]")).to_be_visible()
    return found


def test_a_double_click_on_a_word_corrects_it(page: Page) -> None:
    page.get_by_text("Monday", exact=True).dblclick()
    field = page.get_by_label("This word, corrected")
    expect(field).to_have_value("Monday")
    expect(field).to_be_focused()
    assert violations(page) == []
    field.fill("Sunday")
    field.press("Enter")
    expect(page.get_by_text("Sunday", exact=True)).to_have_class("word")
    expect(page.locator(".turn__corrected")).to_have_text("corrected")
    page.reload()
    expect(page.get_by_text("Sunday", exact=True)).to_be_visible()
    page.get_by_text("Sunday", exact=True).click()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 5")


def test_escape_leaves_a_word_as_it_was(page: Page) -> None:
    page.get_by_text("Monday", exact=True).dblclick()
    page.get_by_label("This word, corrected").fill("Sunday")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Monday", exact=True)).to_be_visible()
    expect(page.get_by_label("This word, corrected")).to_have_count(0)


def test_e_corrects_the_word_that_is_being_spoken_and_typing_works_no_player(page: Page) -> None:
    page.locator("audio").evaluate("(audio) => { audio.currentTime = 5.1; }")
    expect(page.locator(".word[data-now]")).to_have_text("My")
    page.keyboard.press("e")
    field = page.get_by_label("This word, corrected")
    field.fill("")
    page.keyboard.type("Our silk j")
    assert page.locator("audio").evaluate("(audio) => audio.paused")
    page.keyboard.press("Enter")
    expect(page.get_by_text("silk", exact=True)).to_be_visible()


def test_the_pencil_corrects_a_turn_and_its_speaker(page: Page) -> None:
    turn = page.locator(".turn").nth(3)
    turn.hover()
    turn.get_by_role("link", name="Correct this turn").click()
    page.get_by_label("What was said").fill("Only the red light.")
    page.get_by_label("Speaker").select_option("agent")
    assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    expect(turn).to_have_attribute("data-speaker", "agent")
    expect(turn).to_contain_text("Only the red light.")
    turn.hover()
    turn.get_by_role("link", name="Correct this turn").click()
    page.get_by_role("link", name="Earlier corrections").click()
    expect(page.get_by_role("heading", name="Correct a turn")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("undone by")).to_be_visible()


def test_the_second_of_two_people_is_told_and_overwrites_nothing(page: Page, call: Call) -> None:
    other = page.context.new_page()
    other.goto(f"/interactions/{call.interaction}")
    other.get_by_text("Monday", exact=True).dblclick()
    page.get_by_text("Monday", exact=True).dblclick()
    page.get_by_label("This word, corrected").fill("Sunday")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sunday", exact=True)).to_be_visible()
    page.watch.expected.append("409")
    other.get_by_label("This word, corrected").fill("Friday")
    other.keyboard.press("Enter")
    expect(other.get_by_role("alert").filter(has_text="corrected this turn on")).to_be_visible()
    other.reload()
    expect(other.get_by_text("Sunday", exact=True)).to_be_visible()
    other.close()


def test_in_the_workspace_a_correction_keeps_the_moments_marked(open_as, call: Call) -> None:
    page = open_as("evaluator")
    page.goto(f"/review/{call.assignment}")
    expect(page.locator("#review[data-ready]")).to_be_visible()
    page.locator("audio").evaluate("(audio) => { audio.currentTime = 5.1; }")
    expect(page.locator(".word[data-now]")).to_have_text("My")
    page.keyboard.press("m")
    page.keyboard.type("so long")
    page.keyboard.press("Enter")
    expect(page.locator(".word--moment")).to_have_count(8)
    page.keyboard.press("e")
    page.get_by_label("This word, corrected").fill("Our")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Our", exact=True)).to_be_visible()
    expect(page.locator(".word--moment")).to_have_count(8)


def test_a_turn_is_split_at_the_cursor_and_joined_again_by_keyboard(page: Page) -> None:
    turns = page.locator(".turn")
    turns.nth(0).get_by_role("link", name="Correct this turn").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("What was said")
    expect(field).to_be_focused()
    expect(page.get_by_role("button", name="Join with the next turn")).to_be_hidden()
    assert violations(page) == []
    page.keyboard.press("Control+Home")
    for _letter in "Good morning, Lumen. Ho":
        page.keyboard.press("ArrowRight")  # the cursor is within "How"
    tab_to(page, "Split at the cursor")
    page.keyboard.press("Enter")
    expect(turns).to_have_count(5)
    expect(turns.nth(0).locator("[data-turn-text]")).to_have_text("Good morning, Lumen.")
    expect(turns.nth(1).locator("[data-turn-text]")).to_have_text("How can I help?")
    expect(turns.nth(1).get_by_role("link", name="Correct this turn")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Speaker").select_option("customer")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    expect(turns.nth(1)).to_have_attribute("data-speaker", "customer")
    expect(turns.nth(1).get_by_role("link", name="Correct this turn")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Join with the next turn")
    page.keyboard.press("Enter")
    expect(turns).to_have_count(4)
    expect(turns.nth(1)).to_contain_text("How can I help? My internet")
    page.get_by_text("Monday", exact=True).click()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 5")


def tab_to(page: Page, name: str) -> None:
    """Walk on to a button, as somebody without a mouse does."""
    button = page.get_by_role("button", name=name)
    for _press in range(8):
        if button.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(button).to_be_focused()


def test_where_nothing_can_be_split_the_form_says_so_and_keeps_what_is_typed(page: Page) -> None:
    page.watch.expected.append("422")
    turn = page.locator(".turn").nth(3)
    turn.hover()
    turn.get_by_role("link", name="Correct this turn").click()
    page.get_by_label("What was said").fill("Only the green one.")
    page.get_by_label("What was said").press("Control+Home")
    page.get_by_role("button", name="Split at the cursor").click()
    expect(page.get_by_role("alert").filter(has_text="Choose the word")).to_be_visible()
    expect(page.get_by_label("What was said")).to_have_value("Only the green one.")


def test_a_split_in_a_long_conversation_leaves_no_turn_out(open_as, house: House) -> None:
    long = add_long_call(house.app, 300, "three-parts")
    page = open_as("evaluator")
    page.goto(f"/interactions/{long.interaction}?part=1")
    expect(page.locator("[data-transcript][data-playable]")).to_be_visible()
    page.locator('.turn[data-position="80"]').get_by_role("link", name="Correct this turn").click()
    page.get_by_label("What was said").press("Control+Home")
    for _letter in "number-80 ":
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Split at the cursor").click()
    words = page.locator('.turn[data-position="80"] [data-turn-text]')
    expect(words).to_have_text("number-80")
    for part in (0, 2):
        page.locator(f'[data-part="{part}"]').evaluate("(part) => part.scrollIntoView()")
        expect(page.locator(f'ol[data-part="{part}"]')).to_have_count(1)
    places = "(all) => all.map((turn) => Number(turn.dataset.position))"
    assert page.locator(".turn").evaluate_all(places) == list(range(126))


def test_in_the_workspace_a_split_keeps_moments_and_places_of_evidence(
    open_as, call: Call, house: House
) -> None:
    page = open_as("evaluator")
    page.goto(f"/review/{call.assignment}")
    expect(page.locator("#review[data-ready]")).to_be_visible()
    page.locator("audio").evaluate("(audio) => { audio.currentTime = 10.1; }")
    expect(page.locator(".turn[data-now]")).to_contain_text("That is far too long.")
    page.keyboard.press("m")
    page.keyboard.type("asks well")
    page.keyboard.press("Enter")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    marked = page.locator(".word--moment").count()
    page.locator("main").evaluate("""(main) => main.insertAdjacentHTML(
        "beforeend", '<button data-go-turn="2">there</button>')""")
    page.locator(".turn").nth(0).get_by_role("link", name="Correct this turn").click()
    field = page.get_by_label("What was said")
    field.press("Control+Home")
    for _letter in "Good ":
        field.press("ArrowRight")
    page.get_by_role("button", name="Split at the cursor").click()
    expect(page.locator(".turn")).to_have_count(5)
    expect(page.locator(".word--moment")).to_have_count(marked)
    page.get_by_role("button", name="there").click()
    expect(page.locator(".turn[data-shown]")).to_contain_text("That is far too long.")
    with house.app.app_context():
        asked = select(Moment.turn_position).join(Moment.evaluation)
        row = asked.where(Evaluation.interaction_id == call.interaction)
        assert db.session.scalars(row).all() == [3]
        db.session.remove()
