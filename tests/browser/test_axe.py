"""Every page of every role: no axe violation, no error, no foreign host, no sideways scrolling."""

import pytest
from flask import Flask

from people.permissions import ROLES
from tests.browser.calls import Call, add_call
from tests.browser.conftest import PHONE, WIDE
from tests.browser.house import House
from tests.browser.places import NOT_PAGES, Place, ids_of_rows, may_open, places_for
from tests.browser.watch import examine, settle


@pytest.fixture(scope="module")
def ids(house: House):
    call: Call = add_call(house.app, seed=1)
    return ids_of_rows(house.app, call)


@pytest.mark.parametrize("role", [None, *ROLES])
def test_every_page_of_a_role_is_sound(house, open_as, ids, role) -> None:
    """On a phone for every role; on a desk for the first role that may open the page."""
    page = open_as(role)
    found = []
    for place in places_for(house.app, role, ids):
        settle(page, place)
        found += examine(
            page, place, (WIDE, PHONE) if is_first(house.app, role, place) else (PHONE,)
        )
    assert found == []


def is_first(app: Flask, role: str | None, place: Place) -> bool:
    """Say whether no role before this one opens the page."""
    openers = (other for other in (None, *ROLES) if may_open(app, other, place.endpoint))
    return next(openers) == role


def test_everything_that_is_no_page_has_its_reason_and_still_exists(house) -> None:
    known = {rule.endpoint for rule in house.app.url_map.iter_rules()}
    assert set(NOT_PAGES) - known == set()
    assert all(NOT_PAGES.values())
