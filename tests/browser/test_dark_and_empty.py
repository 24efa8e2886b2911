"""The main pages in the dark, and what a house shows in which nothing has happened yet."""

import pytest
from playwright.sync_api import Page, expect

from core.db import db
from people.models import Role
from tests.browser.calls import add_call
from tests.browser.conftest import LOGINS, PHONE, WIDE, sign_in
from tests.browser.house import House
from tests.browser.places import Place, ids_of_rows, places_for
from tests.browser.watch import Watch, examine, settle
from tests.factories import make_agent, make_team, make_user

MAIN_PAGES = (
    ("evaluator", "evaluation.queue"),
    ("evaluator", "evaluation.workspace"),
    ("agent", "scorecards.mine"),
    ("lead", "scorecards.team"),
    ("lead", "coaching.board"),
    ("qa_lead", "transcripts.interactions"),
    (None, "security.login"),
)
EMPTY_PAGES = {
    "qa_lead": (
        "/queue", "/interactions", "/rubrics", "/sampling", "/team", "/coaching", "/paths",
    ),
    "agent": ("/scorecard", "/my-path"),
    "admin": ("/people", "/jobs", "/audit"),
}  # fmt: skip


@pytest.mark.parametrize(("role", "endpoint"), MAIN_PAGES)
def test_a_main_page_is_sound_in_the_dark(house, open_as, role, endpoint) -> None:
    ids = ids_of_rows(house.app, add_call(house.app, seed=hash_of(endpoint)))
    page = open_as(role, color_scheme="dark")
    place = next(p for p in places_for(house.app, role, ids) if p.endpoint == endpoint)
    settle(page, place)
    shade = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert brightness(shade) < 64
    assert examine(page, place, (WIDE,)) == []


def hash_of(endpoint: str) -> int:
    return 2000 + sum(endpoint.encode())


def brightness(colour: str) -> float:
    """The mean of red, green and blue, 0-255, of ``rgb(12, 13, 14)``."""
    parts = [float(part) for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    return sum(parts) / 3


@pytest.fixture(scope="module")
def first_people(empty_house: House) -> None:
    """One person for each role that looks around; the agent has no review yet."""
    with empty_house.app.app_context():
        for role in EMPTY_PAGES:
            assert db.session.query(Role).filter_by(name=role).count() == 1
            person = make_user(role, email=LOGINS[role], password=empty_house.password)
            if role == "agent":
                make_agent(user=person, team=make_team())
        db.session.commit()
        db.session.remove()


@pytest.mark.parametrize("role", EMPTY_PAGES)
def test_an_empty_list_says_so_and_is_sound(browser, empty_house, first_people, role) -> None:
    context = browser.new_context(base_url=empty_house.address, locale="en-GB", viewport=WIDE)
    sign_in(context, empty_house, LOGINS[role])
    page: Page = context.new_page()
    watch = Watch(page, empty_house.address)
    found = []
    for path in EMPTY_PAGES[role]:
        place = Place(path, path)
        settle(page, place)
        expect(page.locator("main h1")).to_be_visible()
        found += examine(page, place, (PHONE,))
    context.close()
    assert found == []
    assert watch.problems == []


@pytest.mark.parametrize(
    ("role", "path"),
    [("qa_lead", "/queue"), ("qa_lead", "/interactions"), ("agent", "/scorecard")],
)
def test_an_empty_page_says_what_to_do_next(browser, empty_house, first_people, role, path) -> None:
    context = browser.new_context(base_url=empty_house.address, locale="en-GB")
    sign_in(context, empty_house, LOGINS[role])
    page = context.new_page()
    page.goto(path)
    expect(page.locator(".empty").first).to_be_visible()
    assert len(page.locator(".empty").first.inner_text().split()) >= 5
    context.close()
