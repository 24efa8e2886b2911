"""Addresses that no page links to: ids no row can have, days at the ends of the calendar."""

import pytest
from flask import Flask

from core.web.ids import LARGEST, row_id
from tests.factories import make_agent, make_team, make_user

TOO_LARGE = ("2147483648", "9223372036854775808", "9" * 25)


@pytest.fixture
def browser(app: Flask, browse):
    admin = make_user("admin", "qa_lead")
    make_agent(team=make_team())
    return browse(admin)


def paths_with_ids(app: Flask, method: str, number: str) -> list[str]:
    found = []
    for rule in app.url_map.iter_rules():
        ids = {name for name in rule.arguments if name.endswith("_id")}
        if ids and ids == rule.arguments and method in (rule.methods or ()):
            built = rule.build(dict.fromkeys(ids, number))
            assert built is not None
            found.append(built[1])
    return found


@pytest.mark.parametrize("number", TOO_LARGE)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_id_that_no_row_can_have_leads_nowhere(app, browser, method, number) -> None:
    paths = paths_with_ids(app, method, number)
    assert len(paths) > 10
    answers = {path: browser.open(path, method=method).status_code for path in paths}
    assert {path: code for path, code in answers.items() if code not in (404, 405)} == {}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/interactions?agent=99999999999999999999", 200),
        ("/interactions?until=9999-12-31", 200),
        ("/interactions?since=0001-01-01", 200),
        ("/interactions?q=%00", 400),
        ("/interactions?after=1700000000_99999999999999999999", 200),
        ("/queue?after=2026-03-02_99999999999999999999", 200),
        ("/audit?before=99999999999999999999", 200),
        ("/team?to=9999-12-31", 400),
        ("/team?from=0001-01-01", 400),
        ("/team?to=0001-01-01", 400),
    ],
)
def test_an_argument_out_of_range_is_left_out_or_refused(browser, path: str, code: int) -> None:
    assert browser.get(path).status_code == code


def test_a_row_id_is_a_whole_number_that_a_column_holds() -> None:
    assert (row_id("0"), row_id("17"), row_id(str(LARGEST))) == (0, 17, 2**31 - 1)
    for wrong in ("-1", str(LARGEST + 1), "1.5", "x", "9" * 5000):
        with pytest.raises(ValueError):
            row_id(wrong)
