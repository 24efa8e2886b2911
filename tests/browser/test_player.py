"""The player in a real browser: keys, skipping, following, moments, and a call of two hours."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.db import db
from tests.browser.calls import Call
from tests.browser.house import House
from tests.browser.listening import now, visit
from tests.browser.long_calls import STEP, add_long_call, turn_at
from transcripts.models import Interaction

SHORT, LONG = 300.0, 7200.0


@pytest.fixture(scope="module")
def short(house: House) -> Call:
    return add_long_call(house.app, SHORT, "five-minutes")


@pytest.fixture(scope="module")
def long(house: House) -> Call:
    return add_long_call(house.app, LONG, "two-hours")


@pytest.fixture
def page(open_as, short: Call) -> Page:
    """The page of a call of five minutes."""
    found = open_as("evaluator")
    visit(found, f"/interactions/{short.interaction}")
    return found


def later_than(page: Page, seconds: float) -> None:
    page.wait_for_function("(s) => document.querySelector('audio').currentTime > s", arg=seconds)


def rate(page: Page) -> float:
    return page.locator("audio").evaluate("(audio) => audio.playbackRate")


def test_space_plays_and_the_time_really_advances_at_the_chosen_speed(page: Page) -> None:
    page.locator("[data-player-speed]").select_option("2")
    page.locator("h1").click()
    page.keyboard.press("Space")
    later_than(page, 0.2)
    took = page.locator("audio").evaluate(
        """async (audio) => {
          const [began, at] = [performance.now(), audio.currentTime];
          await new Promise((done) => setTimeout(done, 1500));
          return [(performance.now() - began) / 1000, audio.currentTime - at];
        }"""
    )
    page.keyboard.press("k")
    assert page.locator("audio").evaluate("(audio) => audio.paused")
    assert took[1] / took[0] == pytest.approx(2.0, abs=0.4)


@pytest.mark.parametrize(
    ("keys", "seconds"),
    [
        (["l"], 25.0),
        (["j"], 15.0),
        (["ArrowRight", "ArrowRight"], 30.0),
        (["ArrowLeft"], 15.0),
    ],
)
def test_keys_move_the_sound(page: Page, keys: list[str], seconds: float) -> None:
    page.locator("audio").evaluate("(audio) => { audio.currentTime = 20; }")
    for key in keys:
        page.keyboard.press(key)
    assert now(page) == pytest.approx(seconds, abs=0.05)


def test_comma_and_full_stop_jump_by_turns(page: Page) -> None:
    page.locator("audio").evaluate("(audio) => { audio.currentTime = 25; }")
    page.keyboard.press(".")
    page.wait_for_function("(s) => Math.abs(document.querySelector('audio').currentTime - s) < 0.1",
                           arg=11 * STEP)  # fmt: skip
    page.keyboard.press(",")
    page.wait_for_function("(s) => Math.abs(document.querySelector('audio').currentTime - s) < 0.1",
                           arg=10 * STEP)  # fmt: skip


def test_the_slider_is_worked_by_keys_and_by_a_click_on_the_waveform(page: Page) -> None:
    slider = page.get_by_role("slider", name="Position in the recording")
    slider.focus()
    for key, expected in (("PageUp", 30), ("ArrowRight", 35), ("ArrowDown", 34), ("Home", 0)):
        page.keyboard.press(key)
        assert now(page) == pytest.approx(expected, abs=0.05)
    expect(slider).to_have_attribute("aria-valuetext", "0:00 / 5:00")
    box = slider.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
    assert now(page) == pytest.approx(SHORT / 2, abs=2)


def test_the_speed_is_kept_for_the_next_call(page: Page, long: Call) -> None:
    page.keyboard.press("]")
    assert rate(page) == 1.25
    visit(page, f"/interactions/{long.interaction}")
    assert rate(page) == 1.25
    expect(page.locator("[data-player-speed]")).to_have_value("1.25")


def test_skipping_silence_really_skips_and_says_how_much(page: Page) -> None:
    """The call itself has no long pause, so two are told to the page as the server would."""
    told = {"from": 0, "until": 300, "lanes": [[1]], "silences": [[2.0, 62.0], [63.0, 123.0]]}
    page.route("**/waveform?silences=1*", lambda route: route.fulfill(json=told))
    page.reload()
    page.locator("h1").click()
    page.keyboard.press("s")
    expect(page.get_by_label("Skip silence")).to_be_checked()
    page.locator("audio").evaluate("(audio) => { audio.currentTime = 1.5; }")
    page.keyboard.press("k")
    later_than(page, 122.0)
    words = page.locator("[data-player-skipped]").inner_text()
    page.keyboard.press("k")
    assert now(page) < 150
    last, total = (float(number) for number in re.findall(r"[\d.]+", words))
    assert last == pytest.approx(59.4, abs=0.5)
    assert total == pytest.approx(118.8, abs=1.0)


def test_a_click_on_a_word_plays_from_there(page: Page) -> None:
    page.get_by_text("number-4", exact=True).click()
    later_than(page, 4 * STEP)
    assert now(page) < 4 * STEP + 8


def scroll_away(page: Page) -> None:
    """Scroll as a reader does, on and on: the page may still be gliding to where it followed."""
    for _turn in range(10):
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(200)


def test_the_thread_follows_until_the_reader_scrolls_and_again_when_asked(page: Page) -> None:
    page.locator("audio").evaluate("(audio) => { audio.currentTime = 60; }")
    page.keyboard.press("k")
    expect(page.locator(".turn[data-now]")).to_be_in_viewport()
    page.mouse.move(300, 600)
    page.mouse.wheel(0, 3000)
    follow = page.get_by_label("Follow", exact=True)
    expect(follow).not_to_be_checked()
    scroll_away(page)
    expect(page.locator(".turn[data-now]")).not_to_be_in_viewport()
    page.get_by_role("button", name="Back to the sound").click()
    expect(follow).to_be_checked()
    expect(page.locator(".turn[data-now]")).to_be_in_viewport()


def test_unsure_words_are_marked_by_more_than_colour(page: Page) -> None:
    unsure = page.locator(".word--unsure").first
    expect(unsure).to_have_attribute("title", "heard with 31% certainty")
    assert "dotted" in unsure.evaluate("(word) => getComputedStyle(word).textDecorationStyle")


def test_the_keys_are_one_key_away(page: Page) -> None:
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys of the player")
    expect(dialog).to_contain_text("skip silence")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_closer_look_draws_finer_peaks_and_moves_the_slider_along(page: Page) -> None:
    whole = page.locator(".lane__wave path").first.get_attribute("d")
    page.locator("audio").evaluate("(audio) => { audio.currentTime = 200; }")
    with page.expect_response("**/waveform?from=*") as answer:
        page.locator("[data-player-zoom]").select_option("30")
    assert len(answer.value.json()["lanes"][0]) == 150
    expect(page.locator(".lane__wave path").first).not_to_have_attribute("d", whole or "")
    slider = page.locator("[data-player-position]")
    bounds = slider.evaluate("(s) => [Number(s.min), Number(s.max)]")
    assert bounds[1] - bounds[0] == pytest.approx(30)
    assert bounds[0] < 200 < bounds[1]


def test_interruptions_stand_on_the_lane_of_who_cuts_in_and_can_be_played(
    house: House, short: Call, open_as
) -> None:
    with house.app.app_context():
        measured = db.session.get_one(Interaction, short.interaction).speech_metrics
        measured.interruptions = measured.customer_interruptions = 1
        measured.interruption_spans = [[12.0, 12.6, "agent"], [200.0, 200.4, "customer"]]
        db.session.commit()
    page = open_as("evaluator")
    visit(page, f"/interactions/{short.interaction}")
    marks, lanes = page.locator(".lane__cut path"), page.locator(".lane")
    for place in (0, 1):  # the agent's lane is the upper one
        mark, lane = marks.nth(place).bounding_box(), lanes.nth(place).bounding_box()
        assert mark and lane
        assert lane["y"] <= mark["y"] and mark["y"] + mark["height"] <= lane["y"] + lane["height"]
    page.get_by_text("2 interruptions").click()
    expect(page.locator(".cuts")).to_contain_text("The agent cuts in")
    page.get_by_role("button", name="Play from 3:20").press("Enter")
    later_than(page, 200.0)
    page.locator("[data-player-zoom]").select_option("30")
    expect(page.locator(".lane__cut").nth(0)).to_have_attribute("visibility", "hidden")
    expect(page.locator(".lane__cut").nth(1)).to_have_attribute("visibility", "visible")


# --- two hours -----------------------------------------------------------------------------------


def test_two_hours_weigh_hardly_more_than_five_minutes(open_as, short: Call, long: Call) -> None:
    page = open_as("evaluator")
    sizes = [
        len(page.request.get(f"/interactions/{call.interaction}").body()) for call in (short, long)
    ]
    assert sizes[1] < 1.25 * sizes[0]
    assert sizes[1] < 150_000
    visit(page, f"/interactions/{long.interaction}")
    assert page.locator(".word").count() < 1500
    assert page.locator(".thread__rest").count() > 40


def test_a_link_to_a_moment_opens_there_and_jumps_reach_every_part(open_as, long: Call) -> None:
    page = open_as("evaluator")
    visit(page, f"/interactions/{long.interaction}?t=4000.5")
    assert now(page) == pytest.approx(4000.5, abs=0.1)
    expect(page.locator(".turn[data-here]")).to_contain_text("number-1666")
    expect(page.locator(".turn[data-now]")).to_be_in_viewport()
    page.locator("audio").evaluate("(audio) => audio.play()")
    page.locator("[data-player-position]").focus()
    page.keyboard.press("End")
    expect(page.get_by_text("number-2999", exact=True)).to_be_in_viewport()
    page.keyboard.press("Home")
    expect(page.get_by_text("number-0", exact=True)).to_be_in_viewport()
    assert page.locator(".thread__rest").count() > 30


def test_the_parts_read_on_without_scripts(open_as, long: Call) -> None:
    page = open_as("evaluator", java_script_enabled=False)
    page.goto(f"/interactions/{long.interaction}")
    page.get_by_role("link", name="Turns 61 to 120, from 2:24").click()
    expect(page.get_by_text("number-60", exact=True)).to_be_visible()
    expect(page.get_by_text("number-0", exact=True)).to_have_count(0)


def test_scrolling_down_loads_what_follows(open_as, long: Call) -> None:
    page = open_as("evaluator")
    visit(page, f"/interactions/{long.interaction}")
    page.mouse.move(300, 600)
    for _ in range(12):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(80)
    expect(page.locator('ol[data-part="1"]')).to_have_count(1)
    text = page.locator('ol[data-part="1"] .turn__text').first.text_content()
    assert text and text.strip() == turn_at(60).text


def test_a_moment_pinned_in_a_part_loaded_later_keeps_its_place(open_as, long: Call) -> None:
    page = open_as("evaluator")
    visit(page, f"/review/{long.assignment}?t=4000.5")
    expect(page.locator(".turn[data-now]")).to_contain_text("number-1666")
    expect(page.locator(".turn[data-now]")).to_be_in_viewport()
    page.keyboard.press("m")
    page.keyboard.type("here")
    page.keyboard.press("Enter")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    page.goto(f"/review/{long.assignment}")
    page.get_by_role("button", name="Play from 1:06:38").click()
    later_than(page, 1666 * STEP)
    expect(page.locator('.turn[data-position="1666"] .word--moment').first).to_be_visible()
