"""An agent scores a conversation of their own: the evaluator's form, saved at every answer."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_workspace import Fingers, chosen, saved
from tests.browser.watch import examine


def open_form(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("#review[data-ready]")).to_be_visible()


def test_answers_outlive_a_reload_a_lost_network_and_a_second_tab(open_as) -> None:
    page = open_as("agent")
    page.watch.expected += ["ERR_INTERNET_DISCONNECTED", "409"]
    page.goto("/own-scores")
    page.get_by_role("button", name="Score it myself").first.click()
    page.wait_for_url("**/own-scores/*")
    url = page.url
    expect(page.locator("#review[data-ready]")).to_be_visible()
    assert examine(page, "own score", (PHONE, WIDE)) == []
    with page.expect_response("**/save"):
        Fingers(page).press("1")
    saved(page)
    page.context.set_offline(True)
    Fingers(page).press("3", "m", "Control+z", "Control+Shift+z")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "failed")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto("/own-scores")
    expect(page.get_by_text("Answers that this browser had kept are saved now.")).to_be_visible()
    open_form(page, url)
    assert chosen(page) == ["3"]
    other = page.context.new_page()
    open_form(other, url)
    with other.expect_response("**/save"):
        Fingers(other).press("2")
    Fingers(page).press("4")
    conflict = page.get_by_role("dialog", name="Changed elsewhere")
    expect(conflict).to_be_visible()
    conflict.get_by_role("button", name="What I see here").click()
    expect(conflict).to_be_hidden()
    expect(page.locator("#review[data-ready]")).to_be_visible()
    saved(page)
    page.get_by_role("button", name="Leave it").click()
    page.wait_for_url("**/own-scores")
