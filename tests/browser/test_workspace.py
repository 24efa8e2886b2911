"""The evaluator's work in a real browser: keys, sound, saving, two tabs, a lost connection."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.db import db
from evaluation.models import DRAFT, RELEASED, Evaluation
from tests.browser.calls import TURNS, Call, enter
from tests.browser.house import House
from tests.browser.listening import now

MOST_KEYS = 60


@dataclass
class Fingers:
    """Presses keys, and counts them."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.append(key)


def questions(page: Page) -> list[str]:
    """For each question the digit that gives its best answer."""
    return page.locator("[data-criterion]").evaluate_all(
        """(all) => all.map((question) =>
             [...question.querySelectorAll("input[data-key]")].map((i) => i.dataset.key)
               .filter((key) => key !== "n").at(-1))"""
    )


def answer_all(page: Page) -> None:
    """Answer every question; the last one stays the present one."""
    fingers = Fingers(page)
    for digit in questions(page):
        if fingers.pressed:
            fingers.press("ArrowDown")
        fingers.press(digit)


def saved(page: Page, within_seconds: float = 5) -> None:
    state = page.locator("[data-save-state]")
    expect(state).to_have_attribute("data-state", "saved", timeout=within_seconds * 1000)


def chosen(page: Page) -> list[str]:
    return page.locator("[data-criterion] input:checked").evaluate_all(
        "(all) => all.map((field) => field.value)"
    )


def word_now(page: Page) -> str:
    return page.locator(".word[data-now]").inner_text().strip()


def evaluations(house: House, call: Call) -> list[tuple[str, int, int]]:
    """State, number of answers and number of moments of each evaluation of the call."""
    with house.app.test_request_context():
        rows = db.session.scalars(
            select(Evaluation).where(Evaluation.assignment_id == call.assignment)
        )
        found = [(row.state, len(row.ratings), len(row.moments)) for row in rows]
        db.session.remove()
    return found


def test_a_call_is_scored_with_the_keyboard_alone(house, desk: Page, call: Call) -> None:
    fingers = Fingers(desk)
    fingers.press("k")
    desk.wait_for_function("() => document.querySelector('audio').currentTime > 0.6")
    digits = questions(desk)
    for place, digit in enumerate(digits):
        fingers.press(digit)
        if place in {1, 2}:
            fingers.press("m", *"fine", "Enter")
        fingers.press("ArrowDown")
    saved(desk)
    fingers.press("Control+Enter")
    desk.wait_for_url("**/queue")
    assert evaluations(house, call) == [(RELEASED, len(digits), 2)]
    assert len(digits) == 8
    assert len(fingers.pressed) < MOST_KEYS


def test_a_reload_keeps_every_answer_and_moment(house, desk: Page, call: Call) -> None:
    answer_all(desk)
    Fingers(desk).press("m", *"kept", "Enter")
    before = chosen(desk)
    saved(desk)
    desk.reload()
    expect(desk.locator("#review[data-ready]")).to_be_visible()
    assert chosen(desk) == before
    expect(desk.locator("[data-moment-note]").first).to_have_text("kept")
    assert evaluations(house, call) == [(DRAFT, len(before), 1)]


def test_a_second_tab_overwrites_nothing_and_asks(desk: Page, call: Call) -> None:
    other = desk.context.new_page()
    enter(other, call)
    Fingers(desk).press("1")
    saved(desk)
    desk.watch.expected.append("409")
    other.keyboard.press("3")
    dialog = other.get_by_role("dialog", name="Changed elsewhere")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Those of the other tab").click()
    expect(other.locator("#review[data-ready]")).to_be_visible()
    expect(other.locator("[data-criterion] input:checked")).to_have_value("1")


def test_in_the_second_tab_one_may_stand_by_ones_own_answers(desk: Page, call: Call) -> None:
    other = desk.context.new_page()
    enter(other, call)
    Fingers(desk).press("1")
    saved(desk)
    other.keyboard.press("3")
    dialog = other.get_by_role("dialog", name="Changed elsewhere")
    dialog.get_by_role("button", name="What I see here").click()
    saved(other)
    desk.reload()
    expect(desk.locator("[data-criterion] input:checked")).to_have_value("3")


def test_answers_given_without_a_connection_are_sent_later(house, desk: Page, call: Call) -> None:
    desk.watch.expected.append("ERR_INTERNET_DISCONNECTED")
    desk.context.set_offline(True)
    answer_all(desk)
    expect(desk.locator("[data-save-state]")).to_have_attribute("data-state", "failed")
    assert evaluations(house, call) == []
    desk.context.set_offline(False)
    saved(desk)
    assert evaluations(house, call) == [(DRAFT, 8, 0)]


def test_answers_given_without_a_connection_survive_closing_the_tab(desk: Page, call: Call) -> None:
    desk.watch.expected.append("ERR_INTERNET_DISCONNECTED")
    context = desk.context
    context.set_offline(True)
    answer_all(desk)
    given = chosen(desk)
    desk.close()
    context.set_offline(False)
    again = context.new_page()
    enter(again, call)
    saved(again)
    again.reload()
    assert chosen(again) == given


def test_a_double_click_on_submit_hands_in_once(house, desk: Page, call: Call) -> None:
    answer_all(desk)
    saved(desk)
    desk.get_by_role("button", name="Submit").dblclick()
    desk.wait_for_url("**/queue")
    assert evaluations(house, call) == [(RELEASED, 8, 0)]


def test_an_open_question_stops_the_submission_and_is_shown(house, desk: Page, call: Call) -> None:
    fingers = Fingers(desk)
    fingers.press("3")
    saved(desk)
    fingers.press("Control+Enter")
    expect(desk.locator("[data-criterion][data-current] .question__problem")).to_have_text(
        "This question still needs an answer."
    )
    assert evaluations(house, call) == [(DRAFT, 1, 0)]


def test_the_transcript_follows_the_sound(desk: Page) -> None:
    for turn in TURNS:
        for word in turn.words[:2]:
            desk.locator("audio").evaluate("(a, to) => { a.currentTime = to; }", word.start + 0.1)
            expect(desk.locator(".word[data-now]")).to_have_text(word.text)
            assert word_now(desk) == word.text
            expect(desk.locator(".turn[data-now]")).to_have_attribute("data-speaker", turn.speaker)


def test_while_the_sound_plays_the_words_move_on(desk: Page) -> None:
    desk.keyboard.press("k")
    seen: list[str] = []
    for word in TURNS[0].words[:3]:
        desk.wait_for_function(
            "(t) => document.querySelector('.word[data-now]')?.textContent.trim() === t",
            arg=word.text,
        )
        seen.append(word.text)
    desk.keyboard.press("k")
    assert desk.locator("audio").evaluate("(audio) => audio.paused")
    assert seen == ["Good", "morning,", "Lumen."]


def test_a_click_on_a_word_plays_from_there(desk: Page) -> None:
    word = TURNS[2].words[3]
    desk.locator(".word", has_text=word.text).first.click()
    desk.wait_for_function(
        "(t) => document.querySelector('audio').currentTime >= t", arg=word.start
    )
    assert not desk.locator("audio").evaluate("(audio) => audio.paused")
    assert now(desk) < word.start + 8


def test_what_the_keys_do_is_one_key_away(desk: Page) -> None:
    desk.keyboard.press("?")
    dialog = desk.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("pin a moment")
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
