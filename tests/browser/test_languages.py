"""The interface in the three languages: the page says which it speaks, and speaks it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.calls import add_call
from tests.browser.house import House
from tests.browser.places import ids_of_rows, places_for
from tests.browser.watch import settle

# The main navigation, as an evaluator reads it.
PAGES = ("/queue", "/interactions", "/interactions/upload", "/rubrics", "/account")
NAMES = {"en": "English", "es": "Español", "ca": "Català"}


def heading(page: Page, path: str) -> str:
    page.goto(path)
    return page.locator("main h1").first.inner_text()


def switch(page: Page, language: str) -> None:
    page.locator("details[data-menu] summary").last.click()
    page.get_by_role("button", name=NAMES[language]).click()
    page.wait_for_load_state()


@pytest.mark.parametrize("language", ["es", "ca"])
def test_a_browser_in_another_language_gets_the_pages_in_it(open_as, language: str) -> None:
    english, other = open_as("evaluator"), open_as("evaluator", locale=language)
    for path in PAGES:
        assert heading(other, path) != heading(english, path), path
        assert other.locator("html").get_attribute("lang") == language
        navigation = "nav[aria-label] a"
        words = other.locator(navigation).all_inner_texts()
        assert not set(words) & set(english.locator(navigation).all_inner_texts()), path


def test_the_language_is_switched_by_hand_and_stays(house: House, open_as) -> None:
    page = open_as("evaluator", storage_state=None)
    page.goto("/login")
    seen = {}
    for language in ("ca", "es", "en"):
        switch(page, language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.goto("/login")
        expect(page.locator("html")).to_have_attribute("lang", language)
        seen[language] = page.locator("main h1").inner_text()
    assert len(set(seen.values())) == 3


ENGLISH_DECIMAL = re.compile(r"(?<![\w.])\d+\.\d{1,2}(?![\w.])")
READ = """() => {
  document.querySelectorAll("code").forEach((machines) => machines.remove());
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  const told = [...document.querySelectorAll("[aria-label], [title]")];
  const said = told.flatMap((one) => [one.ariaLabel, one.title]);
  return [document.body.innerText, ...said].join("\\n");
}"""


@pytest.mark.parametrize(("role", "language"), [("qa_lead", "es"), ("evaluator", "ca")])
def test_no_page_writes_a_number_in_the_english_way(house, open_as, role, language) -> None:
    """Its words, its drawings, and what a screen reader says; fields of forms keep the point."""
    page = open_as(role, locale=language)
    ids = ids_of_rows(house.app, add_call(house.app, seed=1))
    found = {}
    for place in places_for(house.app, role, ids):
        settle(page, place)
        found[place.path] = ENGLISH_DECIMAL.findall(page.evaluate(READ))
    assert {path: numbers for path, numbers in found.items() if numbers} == {}


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["1,234.5", "-0.1", "33.125", ".,"]),
        ("es", ["1.234,5", "-0,1", "33,125", ",."]),
        ("ca", ["1.234,5", "-0,1", "33,125", ",."]),
    ],
)
def test_scripts_write_numbers_as_the_page_does(open_as, language, written) -> None:
    page = open_as("evaluator", locale=language)
    page.goto("/queue")
    found = page.evaluate("""async () => {
      const { number, separators } = await import("/static/js/number.js");
      return [number(1234.5, 1), number(-0.1), number(33.125), separators()];
    }""")
    assert found == written
