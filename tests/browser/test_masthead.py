"""The main navigation: no width hides a door, and the keyboard opens and closes what holds them."""

import pytest
from playwright.sync_api import expect

from tests.browser.watch import violations

IN_ROW = ".main-navigation > ul > li"
IN_SHEET = ".main-navigation .menu__sheet > li"


def doors(page, where: str) -> list[str]:
    return page.locator(where).filter(visible=True).all_text_contents()


@pytest.mark.parametrize("width", [360, 760, 1000, 1180, 1360, 1600])
@pytest.mark.parametrize("language", ["en", "es", "ca"])
def test_every_door_is_in_the_row_or_under_more_and_nothing_scrolls(
    open_as, width, language
) -> None:
    page = open_as("admin", viewport={"width": width, "height": 800}, locale=language)
    page.goto("/audit")
    every = page.locator(IN_ROW).all_text_contents()
    more = page.locator(".main-navigation__more > summary")
    more.click()
    assert doors(page, IN_ROW) + doors(page, IN_SHEET) == every
    assert page.locator(".main-navigation > ul").evaluate("e => e.scrollWidth <= e.clientWidth")
    expect(page.locator(".main-navigation .menu__sheet")).to_be_in_viewport()


def test_the_keyboard_goes_through_more_and_escape_leads_back(open_as) -> None:
    page = open_as("admin")
    page.goto("/audit")
    more = page.locator(".main-navigation__more > summary")
    sheet = page.locator(".main-navigation .menu__sheet")
    more.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(sheet.get_by_role("link").filter(visible=True).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    sheet.get_by_role("link").last.focus()
    page.keyboard.press("Tab")
    expect(sheet).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_is_sound_on_a_phone(open_as, scheme) -> None:
    page = open_as("admin", viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page.goto("/audit")
    more = page.locator(".main-navigation__more > summary")
    expect(more).to_have_text("More People")
    more.click()
    assert violations(page) == []
    page.get_by_role("link", name="Jobs").click()
    page.wait_for_url("**/jobs")
