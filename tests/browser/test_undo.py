"""Undo and redo in the workspace, also after a reload and beside another tab."""

from playwright.sync_api import Page, expect

from evaluation.models import DRAFT
from tests.browser.calls import Call, enter
from tests.browser.test_workspace import Fingers, chosen, evaluations, saved


def test_answers_notes_and_moments_are_undone_and_done_again(house, desk: Page, call: Call) -> None:
    fingers = Fingers(desk)
    fingers.press("1", "3")
    fingers.press("m", *"kept", "Enter")
    notes = desk.locator("[data-moment-note]", has_text="kept")
    expect(notes).to_have_count(1)
    fingers.press("Control+z")
    expect(notes).to_have_count(0)
    fingers.press("Control+z")
    assert chosen(desk) == ["1"]
    fingers.press("Control+z")
    assert chosen(desk) == []
    expect(desk.get_by_role("button", name="Undo")).to_be_disabled()
    fingers.press("Control+Shift+z", "Control+Shift+z", "Control+Shift+z")
    expect(notes).to_have_count(1)
    saved(desk)
    desk.wait_for_timeout(300)
    saved(desk)
    assert chosen(desk) == ["3"]
    assert evaluations(house, call) == [(DRAFT, 1, 1)]


def test_undo_outlives_a_reload_but_not_what_another_tab_saved(house, desk: Page, call: Call):
    fingers = Fingers(desk)
    fingers.press("1", "3")
    with desk.expect_response("**/save"):
        fingers.press("m", *"kept", "Enter")
    saved(desk)
    enter(desk, call)
    undo, redo = (desk.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo"))
    fingers.press("Control+z")
    with desk.expect_response("**/save"):
        fingers.press("Control+z")
    assert chosen(desk) == ["1"]
    saved(desk)
    assert evaluations(house, call) == [(DRAFT, 1, 0)]
    enter(desk, call)
    with desk.expect_response("**/save"):
        redo.click()
    assert chosen(desk) == ["3"]
    saved(desk)
    other = desk.context.new_page()
    enter(other, call)
    expect(other.get_by_role("button", name="Undo", exact=True)).to_be_disabled()
    with other.expect_response("**/save"):
        Fingers(other).press("2")
    enter(desk, call)
    assert chosen(desk) == ["3", "2"]
    expect(undo).to_be_disabled()
    expect(redo).to_be_disabled()
