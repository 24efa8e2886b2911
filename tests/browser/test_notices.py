"""Notices in a browser: the bell says how many wait, and opening one is reading it."""

import re

from playwright.sync_api import expect


def test_a_notice_that_is_opened_has_been_read(open_as) -> None:
    page = open_as("evaluator")
    page.goto("/")
    bell = page.get_by_role("link", name=re.compile(r"^Notices: \S+ unread$"))
    expect(bell).to_be_visible()
    bell.click()
    waiting = page.locator(".told[data-unread]")
    before = waiting.count()
    assert before > 0
    link = waiting.first.locator("a")
    where = link.get_attribute("href")
    with page.expect_response(lambda response: response.url.endswith("/read")):
        link.click()
    expect(page).to_have_url(re.compile(re.escape(where) + "$"))
    page.goto("/notices")
    expect(waiting).to_have_count(before - 1)


def test_choices_are_kept(open_as) -> None:
    page = open_as("agent")
    page.goto("/account/notices")
    choice = page.get_by_label("A review of me is released")
    expect(choice).to_have_value("daily")
    choice.select_option("weekly")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choices are saved.")).to_be_visible()
    expect(choice).to_have_value("weekly")
    choice.select_option("daily")
    page.get_by_role("button", name="Save").click()
    expect(choice).to_have_value("daily")
