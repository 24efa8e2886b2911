"""Pages with a player, as a person finds them: ready, and at some second of the sound."""

from playwright.sync_api import Page, expect


def visit(page: Page, path: str) -> None:
    """Open a page and wait until its sound can be played."""
    page.goto(path)
    expect(page.locator("[data-player][data-ready]")).to_be_visible()
    page.wait_for_function("() => document.querySelector('audio').readyState >= 1")


def now(page: Page) -> float:
    """The second of the sound at which the player stands."""
    return page.locator("audio").evaluate("(audio) => audio.currentTime")
