"""Writing the next version: drafts that lose nothing, publishing, and who may do it."""

import copy
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.refusals import Refused, Stale
from evaluation.rubrics import drafting, schema
from evaluation.rubrics.actions import import_rubric, mark_used
from evaluation.rubrics.adapters import document_of
from evaluation.rubrics.models import Rubric, RubricDraft
from evaluation.rubrics.queries import newest_version, version_in_use
from tests.evaluation.factories import make_version, small_rubric
from tests.factories import make_user

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("app")]


def full_rubric() -> dict:
    """A document with everything that the format has."""
    document = small_rubric(
        bands=[{"from": 0, "name": {"en": "Low"}}, {"from": 80, "name": {"en": "High"}}]
    )
    section = document["sections"][0]
    section["floor"] = 40
    scale, check = section["criteria"]
    scale["root_causes"] = {
        "below": 2, "required": True, "causes": [{"key": "training", "texts": {"en": "Training"}}],
    }  # fmt: skip
    check["shown_if"] = {"question": "probes", "at_least": 1}
    check["weight"] = 30
    section["criteria"].append(
        {
            "key": "pace", "name": {"en": "Pace"}, "kind": "automatic", "weight": 20,
            "automatic": {"metric": "handle_time_ratio", "steps": [{"up_to": 1, "points": 100}],
                          "above": 0, "override": True},
        }
    )  # fmt: skip
    return document


def test_everything_that_the_format_has_comes_out_as_it_went_in():
    version = import_rubric(None, full_rubric(), key="full")
    db.session.commit()
    written = document_of(newest_version(version.rubric_id))
    assert written == schema.rubric_to_json(schema.rubric_from_json(full_rubric()))
    assert schema.rubric_to_json(schema.rubric_from_json(written)) == written


def test_the_first_save_makes_a_draft_and_the_used_version_stays():
    lead, version = make_user("qa_lead"), make_version()
    mark_used(version)
    before = document_of(version)
    document = small_rubric(name={"en": "Better"})
    draft = drafting.save_draft(lead, version.rubric, 0, document, ["c:probes"])
    db.session.commit()
    assert (draft.revision, draft.locked, draft.based_on_id) == (1, ["c:probes"], version.id)
    assert document_of(version) == before


def test_a_save_on_an_older_count_changes_nothing():
    lead, rubric = make_user("qa_lead"), make_version().rubric
    drafting.save_draft(lead, rubric, 0, small_rubric(name={"en": "One"}), [])
    with pytest.raises(Stale) as stale:
        drafting.save_draft(lead, rubric, 0, small_rubric(name={"en": "Two"}), [])
    assert stale.value.revision == 1
    assert db.session.scalar(select(RubricDraft)).document["name"] == {"en": "One"}


def test_the_same_save_again_is_welcome():
    lead, rubric = make_user("qa_lead"), make_version().rubric
    drafting.save_draft(lead, rubric, 0, small_rubric(), [])
    assert drafting.save_draft(lead, rubric, 0, small_rubric(), []).revision == 1


def test_a_draft_may_have_mistakes_but_cannot_be_published_with_them():
    lead, rubric = make_user("qa_lead"), make_version().rubric
    wrong = small_rubric(quality_weight=90)
    draft = drafting.save_draft(lead, rubric, 0, wrong, [])
    with pytest.raises(ValueError, match="must reach 100, not 90"):
        drafting.publish_draft(lead, rubric, draft.revision)


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"name": {}, "sections": []}, {"name": {"en": "x"}, "sections": [{"key": 1}]},
     small_rubric(name={"en": "a\0b"})],
)  # fmt: skip
def test_what_no_page_could_show_is_not_kept(document):
    lead, rubric = make_user("qa_lead"), make_version().rubric
    with pytest.raises(Refused):
        drafting.save_draft(lead, rubric, 0, document, [])


def test_publishing_makes_the_next_version_and_ends_the_draft():
    lead, first = make_user("qa_lead"), make_version()
    draft = drafting.save_draft(lead, first.rubric, 0, small_rubric(quality_floor=50), [])
    version = drafting.publish_draft(lead, first.rubric, draft.revision)
    db.session.commit()
    assert (version.number, version.quality_floor) == (2, 50)
    assert version_in_use(first.rubric_id).id == version.id
    assert db.session.scalar(select(RubricDraft)) is None


def test_a_version_of_tomorrow_is_not_in_use_today():
    lead, first = make_user("qa_lead"), make_version()
    draft = drafting.save_draft(lead, first.rubric, 0, small_rubric(), [])
    drafting.publish_draft(lead, first.rubric, draft.revision, now() + timedelta(days=1))
    db.session.commit()
    assert version_in_use(first.rubric_id).id == first.id


def test_a_dropped_draft_takes_a_rubric_without_versions_along():
    lead = make_user("qa_lead")
    draft = drafting.new_rubric(lead, drafting.starter_document("Sales calls", "en"))
    assert draft.rubric.key == "sales_calls"
    drafting.discard_draft(lead, draft.rubric)
    db.session.commit()
    assert db.session.scalar(select(Rubric)) is None


def test_two_rubrics_of_one_name_have_two_keys():
    lead = make_user("qa_lead")
    keys = [
        drafting.new_rubric(lead, drafting.starter_document("Ventas", "es")).rubric.key
        for _ in range(3)
    ]
    assert keys == ["ventas", "ventas_2", "ventas_3"]


@pytest.fixture
def signed_in(sign_in):
    def enter(*roles: str):
        user = make_user(*roles)
        db.session.commit()
        return sign_in(user)

    return enter


def test_the_builder_saves_over_http_and_says_what_is_wrong(signed_in):
    version = make_version()
    db.session.commit()
    browser = signed_in("qa_lead")
    at = f"/rubrics/{version.rubric_id}/edit"
    assert browser.get(at).status_code == 200
    document = copy.deepcopy(small_rubric())
    document["sections"][0]["criteria"][0]["name"] = {}
    saved = browser.post(f"{at}/save", json={"revision": 0, "document": document, "locked": []})
    assert saved.status_code == 200
    assert saved.json["revision"] == 1
    assert saved.json["mistakes"] == [
        "rubric.sections[0].criteria[0]: name must hold a text for each language"
    ]
    late = browser.post(f"{at}/save", json={"revision": 0, "document": small_rubric()})
    assert (late.status_code, late.json["revision"]) == (409, 1)
    assert browser.post(f"{at}/save", json=[1]).status_code == 400
    assert browser.post(f"{at}/save", json={"revision": 1, "document": 3}).status_code == 422


def test_the_preview_is_scored_by_the_rules_of_a_review(signed_in):
    version = make_version()
    db.session.commit()
    at = f"/rubrics/{version.rubric_id}/edit/try"
    answers = {"probes": 0, "verified": 1, "pace": "na", "gone": 3}
    found = signed_in("qa_lead").post(at, json={"document": full_rubric(), "answers": answers})
    assert found.status_code == 200
    assert found.json["visible"] == ["pace", "probes"]
    assert (found.json["quality"], found.json["band"]) == (0, {"en": "Low"})
    assert found.json["floors_missed"] == ["all"]
    browser = signed_in("qa_lead")
    outside = browser.post(at, json={"document": full_rubric(), "answers": {"probes": 9}})
    assert (outside.status_code, outside.json["settled"]) == (200, False)
    assert browser.post(at, json={"document": full_rubric(), "answers": [1]}).status_code == 422
    assert browser.post(at, json={"document": {}, "answers": {}}).status_code == 422


def test_publishing_over_http_needs_a_confirmation_and_no_past_date(signed_in):
    lead, version = make_user("qa_lead"), make_version()
    drafting.save_draft(lead, version.rubric, 0, small_rubric(quality_floor=40), [])
    db.session.commit()
    browser, at = signed_in("qa_lead"), f"/rubrics/{version.rubric_id}/publish"
    page = browser.get(at).get_data(as_text=True)
    assert "quality floor: none → 40" in page
    refused = (
        {"revision": 1},
        {"revision": 1, "confirm": "yes", "date": "2001-01-01"},
        {"revision": 1, "confirm": "yes", "date": "x"},
        {"revision": 0, "confirm": "yes"},
    )
    for form in refused:
        browser.post(at, data=form)
        assert newest_version(version.rubric_id).number == 1
    browser.post(at, data={"revision": 1, "confirm": "yes", "date": ""})
    assert newest_version(version.rubric_id).number == 2


def test_a_file_comes_in_as_a_draft_and_a_wrong_one_names_its_place(signed_in):
    browser = signed_in("admin")
    db.session.commit()

    def send(text: bytes):
        file = (io.BytesIO(text), "rubric.json")
        return browser.post("/rubrics/import", data={"file": file}, follow_redirects=True)

    wrong = json.dumps(small_rubric(speed_weight=5)).encode()
    assert "quality_weight and speed_weight must reach 100" in send(wrong).get_data(as_text=True)
    assert "not JSON" in send(b"{").get_data(as_text=True)
    assert "not JSON" in send(b"[" * 100_000).get_data(as_text=True)
    assert "not JSON" in send(b"9" * 5_000).get_data(as_text=True)
    assert db.session.scalar(select(RubricDraft)) is None
    far = {"rubric_id": 2**70, "file": (io.BytesIO(wrong), "rubric.json")}
    assert browser.post("/rubrics/import", data=far).status_code == 302
    assert send(json.dumps(full_rubric()).encode()).status_code == 200
    draft = db.session.scalar(select(RubricDraft))
    assert draft.document == full_rubric()
    got = browser.get(f"/rubrics/{draft.rubric_id}/edit/download")
    assert got.json == full_rubric()


def test_without_scripts_names_and_weights_are_edited_by_a_form(signed_in):
    version = make_version()
    db.session.commit()
    form = {
        "revision": 0,
        "name:c:probes": "Asks first",
        "weight:c:probes": "70",
        "weight:c:verified": "30",
    }
    signed_in("qa_lead").post(f"/rubrics/{version.rubric_id}/edit/plain", data=form)
    document = db.session.scalar(select(RubricDraft)).document
    probes, verified = document["sections"][0]["criteria"]
    assert (probes["name"]["en"], probes["weight"], verified["weight"]) == ("Asks first", 70, 30)


@pytest.mark.parametrize("role", ["evaluator", "lead", "agent", "hr"])
def test_others_read_rubrics_and_write_none(signed_in, role):
    version = make_version()
    db.session.commit()
    browser, at = signed_in(role), f"/rubrics/{version.rubric_id}"
    assert browser.get(at).status_code == 200
    assert browser.get(f"{at}/compare").status_code == 200
    assert browser.get(f"{at}/edit").status_code == 403
    assert browser.get(f"{at}/publish").status_code == 403
    assert browser.post(f"{at}/edit/save", json={}).status_code == 403
    assert browser.post("/rubrics/new", data={"name": "x"}).status_code == 403
