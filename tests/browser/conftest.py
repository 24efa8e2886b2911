"""One Chromium and one served house for all browser tests of a worker."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.calls import Call, add_call, enter
from tests.browser.house import House, add_roles, build, furnish, served
from tests.browser.watch import Watch

CANDIDATES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--autoplay-policy=no-user-gesture-required",
)
LOGINS = {
    "evaluator": "evaluator@demo.test",
    "lead": "lead@demo.test",
    "agent": "agent@demo.test",
    "hr": "hr@demo.test",
    "qa_lead": "qa@demo.test",
    "admin": "admin@demo.test",
}
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)
seeds = itertools.count(1000)  # each call its own: the house knows a sound that it has


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as needing a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str:
    """The path of a Chromium or Chrome; fails, rather than skips, where there is none."""
    named = os.environ.get("RUBRICA_CHROMIUM")
    for candidate in (named,) if named else CANDIDATES:
        if candidate and (found := shutil.which(candidate)):
            return found
    looked = named or ", ".join(CANDIDATES)
    pytest.fail(
        f"The browser tests need Chromium or Chrome, and there is none at {looked}. "
        "Install it (Debian: apt install chromium), or name one with RUBRICA_CHROMIUM.",
        pytrace=False,
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration centre, served."""
    app = build(tmp_path_factory.mktemp("house"))
    furnish(app)
    with served(app) as address:
        yield House(app, address)


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which nothing has happened yet, served."""
    app = build(tmp_path_factory.mktemp("empty"))
    add_roles(app)
    with served(app) as address:
        yield House(app, address)


def sign_in(context: BrowserContext, house: House, email: str) -> None:
    """Sign in as a person does: by the form."""
    page = context.new_page()
    page.goto(f"{house.address}/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(house.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, house: House) -> Callable[[str], str | dict]:
    """Return a function that gives the cookies of a role, signing in once for each."""
    states: dict[str, dict] = {}

    def state_of(role: str) -> dict:
        if role not in states:
            context = browser.new_context(locale="en-GB")
            sign_in(context, house, LOGINS[role])
            states[role] = context.storage_state()
            context.close()
        return states[role]

    return state_of


@pytest.fixture
def open_as(browser: Browser, house: House, signed_in) -> Iterator[Callable[..., Page]]:
    """Return a function that gives a watched page in which this role has signed in.

    At the end of the test nothing may have gone wrong on any of them (`Watch.problems`).
    """
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def page_of(role: str | None, **options) -> Page:
        settings = {"base_url": house.address, "viewport": WIDE, "locale": "en-GB"} | options
        if role and "storage_state" not in settings:
            settings["storage_state"] = signed_in(role)
        context = browser.new_context(**settings)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.watch = Watch(page, house.address)
        watches.append(page.watch)
        return page

    yield page_of
    for context in contexts:
        context.close()
    assert [problem for watch in watches for problem in watch.problems] == []


@pytest.fixture
def call(house: House) -> Call:
    """A call that nobody has scored yet."""
    return add_call(house.app, next(seeds))


@pytest.fixture
def desk(open_as, call: Call) -> Page:
    """The workspace of that call."""
    page = open_as("evaluator")
    enter(page, call)
    return page
