"""Rubrics as JSON: exact round trip, and each mistake refused with its place."""

import copy
import json

import pytest

from evaluation.rubrics.schema import (
    DEFAULT_RUBRIC,
    default_rubric,
    rubric_from_json,
    rubric_to_json,
)
from evaluation.scoring import Answer, score_evaluation

SHIPPED = json.loads(DEFAULT_RUBRIC.read_text(encoding="utf-8"))


def changed(change) -> dict:
    document = copy.deepcopy(SHIPPED)
    change(document)
    return document


def test_the_shipped_rubric_round_trips_exactly():
    assert rubric_to_json(default_rubric()) == SHIPPED
    assert rubric_from_json(rubric_to_json(default_rubric())) == default_rubric()


def test_the_shipped_rubric_has_the_four_attributes_and_compliance():
    rubric = default_rubric()
    scales = [c.competency for c in rubric.criteria if c.kind == "scale"]
    assert len(scales) == 6
    assert set(scales) == {"product_knowledge", "probing", "empathy", "adaptability"}
    critical = {c.key: c.critical for c in rubric.criteria if c.competency == "compliance"}
    assert critical == {"identity_verified": "all", "honest_disclosure": "section"}
    assert (rubric.quality_weight, rubric.speed_weight, rubric.quality_floor) == (80, 20, 60)


def test_every_shipped_text_is_there_in_three_languages():
    rubric = default_rubric()
    texts = [rubric.name, rubric.description, *(s.name for s in rubric.sections)]
    for criterion in rubric.criteria:
        texts += [criterion.name, criterion.guidance, *(a.texts for a in criterion.anchors)]
        assert len(criterion.anchors) == criterion.maximum - criterion.minimum + 1
    for text in texts:
        assert set(text) == {"en", "es", "ca"}
        assert len(set(text.values())) == 3


def test_the_shipped_rubric_scores_top_answers_100():
    spec = default_rubric().spec()
    best = {c.key: Answer(c.maximum) for c in spec.criteria}
    assert score_evaluation(spec, best, 1.0).composite == pytest.approx(100)


def test_optional_fields_have_defaults():
    document = {
        "format": "rubrica.rubric/1",
        "name": {"en": "Short"},
        "quality_weight": 100,
        "speed_weight": 0,
        "sections": [
            {
                "key": "all",
                "name": {"en": "All"},
                "weight": 100,
                "criteria": [
                    {
                        "key": "outcome",
                        "name": {"en": "Outcome"},
                        "kind": "choice",
                        "weight": 100,
                        "options": [
                            {"value": 0, "texts": {"en": "Open"}},
                            {"value": 2, "texts": {"en": "Solved"}},
                        ],
                    },
                    {"key": "notes", "name": {"en": "Notes"}, "kind": "text", "weight": 0},
                ],
            }
        ],
    }
    rubric = rubric_from_json(document)
    outcome = rubric.criteria[0]
    assert (outcome.minimum, outcome.maximum, outcome.allow_na) == (0, 2, True)
    assert (rubric.weighs, rubric.quality_floor) == ("sections", None)
    assert rubric_from_json(rubric_to_json(rubric)) == rubric


def first(document: dict) -> dict:
    return document["sections"][0]["criteria"][0]


MISTAKES = [
    (lambda d: d.pop("name"), "rubric: name is missing"),
    (lambda d: d.update(format="other"), "rubric: format must be"),
    (lambda d: d.update(colour="red"), "rubric: unknown field 'colour'"),
    (
        lambda d: d.update(speed_weight=30),
        "quality_weight and speed_weight must reach 100, not 110",
    ),
    (lambda d: d.update(quality_weight=True), "quality_weight must be a number"),
    (lambda d: d.update(quality_floor=120), "quality_floor must be between 0 and 100"),
    (lambda d: d.update(weighs="luck"), "weighs must be one of sections, criteria"),
    (lambda d: d.update(sections=[]), "sections must be a list that is not empty"),
    (lambda d: d.update(sections=["x"]), r"rubric.sections\[0\]: must be a JSON object"),
    (lambda d: d["sections"][1].update(weight=21), "sections' weights must reach 100, not 101"),
    (lambda d: d["sections"][1].update(key="empathy"), "section 'empathy' appears more than once"),
    (
        lambda d: first(d).update(weight=60.0001),
        "section 'product_knowledge': the criteria's weights must reach 100",
    ),
    (lambda d: first(d).update(key="Not a key"), r"criteria\[0\]: key 'Not a key' must be"),
    (lambda d: first(d).update(key="acknowledges"), "criterion 'acknowledges' appears more than"),
    (lambda d: first(d).update(kind="stars"), "kind must be one of scale"),
    (lambda d: first(d).update(critical="some"), "critical must be one of null, section, all"),
    (lambda d: first(d).update(name={"en": " "}), "name: the text for 'en' is empty"),
    (lambda d: first(d).update(name={"English": "x"}), "'English' is not a language code"),
    (lambda d: first(d).update(minimum=4), "maximum must be above minimum"),
    (lambda d: first(d).update(maximum=3), "anchor 4 is outside the range"),
    (lambda d: first(d)["anchors"][1].update(value=0), "anchor value 0 appears more than once"),
    (lambda d: first(d).update(kind="choice"), "options must be a list that is not empty"),
    (lambda d: first(d).update(kind="yes_no"), "a yes_no question ranges from 0 to 1"),
    (lambda d: first(d).update(bonus=True, critical="all"), "both bonus and critical"),
    (
        lambda d: first(d).update(kind="text", minimum=0, maximum=1, anchors=[]),
        "a text question has weight 0",
    ),
    (lambda d: d.update(weighs="criteria"), "the criteria's weights must reach 100, not 500"),
]


@pytest.mark.parametrize(("change", "message"), MISTAKES)
def test_each_mistake_is_refused_with_its_place(change, message):
    with pytest.raises(ValueError, match=message):
        rubric_from_json(changed(change))


@pytest.mark.parametrize("document", [None, [], "rubric", 3])
def test_a_document_that_is_not_an_object_is_refused(document):
    with pytest.raises(ValueError, match="rubric: must be a JSON object"):
        rubric_from_json(document)


def test_weights_may_miss_100_by_rounding_only():
    thirds = changed(lambda d: d["sections"][0].update(weight=25 + 1e-8))
    assert rubric_from_json(thirds).sections[0].weight == 25 + 1e-8
