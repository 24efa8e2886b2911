"""Every page of every role: no axe violation, no error, no foreign host, no sideways scrolling."""

import pytest
from playwright.sync_api import Page

from people.permissions import ROLES
from tests.browser.calls import Call, add_call
from tests.browser.conftest import PHONE, WIDE
from tests.browser.house import House
from tests.browser.places import NOT_PAGES, Place, ids_of_rows, places_for
from tests.browser.watch import overflow, violations

MAIN_PAGES = (
    ("evaluator", "evaluation.queue"),
    ("evaluator", "evaluation.workspace"),
    ("agent", "scorecards.mine"),
    ("lead", "scorecards.team"),
    ("lead", "coaching.board"),
    ("qa_lead", "transcripts.interactions"),
    (None, "security.login"),
)
LISTS = {
    "evaluation.queue": "qa_lead",
    "transcripts.interactions": "qa_lead",
    "rubrics.rubrics": "qa_lead",
    "sampling.plans": "qa_lead",
    "scorecards.team": "qa_lead",
    "coaching.board": "qa_lead",
    "careers.paths": "hr",
    "careers.mine": "agent",
    "scorecards.mine": "agent",
    "people.users": "admin",
    "people.jobs": "admin",
    "people.audit": "admin",
}


@pytest.fixture(scope="module")
def ids(house: House):
    call: Call = add_call(house.app, seed=1)
    return ids_of_rows(house.app, call)


def settle(page: Page, place: Place) -> None:
    """Open a page and wait for its scripts."""
    response = page.goto(place.path)
    assert response is not None
    assert response.status == 200, f"{place} answered {response.status}"
    page.wait_for_load_state("networkidle" if "scorecard" in place.endpoint else "load")


def examine(page: Page, place: Place, sizes=(WIDE, PHONE)) -> list[object]:
    found: list[object] = []
    for size in sizes:
        page.set_viewport_size(size)
        found += [(str(place), size["width"], problem) for problem in violations(page)]
    if excess := overflow(page):
        found.append((str(place), sizes[-1]["width"], excess))
    return found


@pytest.mark.parametrize("role", [None, *ROLES])
def test_every_page_of_a_role_is_sound_at_both_widths(house, open_as, ids, role) -> None:
    page = open_as(role)
    found = []
    for place in places_for(house.app, role, ids):
        page.set_viewport_size(WIDE)
        settle(page, place)
        found += examine(page, place)
    assert found == []


@pytest.mark.parametrize(("role", "endpoint"), MAIN_PAGES)
def test_main_pages_are_sound_in_the_dark(house, open_as, ids, role, endpoint) -> None:
    page = open_as(role, color_scheme="dark")
    place = next(p for p in places_for(house.app, role, ids) if p.endpoint == endpoint)
    settle(page, place)
    assert page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
    assert examine(page, place, (WIDE,)) == []


def test_everything_that_is_no_page_has_its_reason_and_still_exists(house) -> None:
    known = {rule.endpoint for rule in house.app.url_map.iter_rules()}
    assert set(NOT_PAGES) - known == set()
    assert all(NOT_PAGES.values())
