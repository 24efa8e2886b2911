"""What is wrong in a rubric or a plan is said in the reader's language, with its place."""

from copy import deepcopy

import pytest

from core.db import db
from evaluation.refusals import Refused
from evaluation.rubrics import mistake_words as words_module
from evaluation.rubrics.mistake_words import mistake_words
from evaluation.rubrics.reading import Mistake
from evaluation.rubrics.schema import rubric_from_json
from evaluation.sampling.plans import save_plan
from tests.evaluation.factories import make_version, small_rubric
from tests.factories import make_user

SPANISH = {
    "%(name)s must be a number": "%(name)s tiene que ser un número",
    "%(name)s is missing": "falta %(name)s",
    "%(name)s must be one of %(choices)s": "%(name)s tiene que ser uno de %(choices)s",
    "%(name)s must be between %(low)s and %(high)s, not %(value)s":
        "%(name)s tiene que estar entre %(low)s y %(high)s, no %(value)s",
    "unknown field %(name)r": "campo desconocido %(name)r",
    "%(name)s must be a list that is not empty": "%(name)s no puede ser una lista vacía",
    "%(name)s %(value)r must be lower-case letters, digits and underscores":
        "%(name)s %(value)r solo puede tener minúsculas, cifras y guiones bajos",
    "the sections' weights must reach 100, not %(total)s":
        "los pesos de las secciones tienen que sumar 100, no %(total)s",
}  # fmt: skip


@pytest.fixture
def spanish(monkeypatch):
    """A catalogue with these sentences alone: what it does not know raises KeyError."""
    monkeypatch.setattr(words_module, "gettext", lambda text, **values: SPANISH[text] % values)


def without(place, name):
    del place[name]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda r: r["sections"][0].update(weight="much"),
         "rubric.sections[0]: weight tiene que ser un número"),
        (lambda r: r["sections"][0].update(weight=10**400),
         "rubric.sections[0]: weight tiene que ser un número"),
        (lambda r: without(r["sections"][0], "key"), "rubric.sections[0]: falta key"),
        (lambda r: r["sections"][0]["criteria"][1].update(kind="maybe"),
         "rubric.sections[0].criteria[1]: kind tiene que ser uno de "
         "scale, yes_no, choice, number, automatic, text"),
        (lambda r: r.update(quality_weight=101),
         "rubric: quality_weight tiene que estar entre 0 y 100, no 101"),
        (lambda r: r["sections"][0].update(wieght=1),
         "rubric.sections[0]: campo desconocido 'wieght'"),
        (lambda r: r.update(sections=[]), "rubric: sections no puede ser una lista vacía"),
        (lambda r: r["sections"][0].update(key="Un %s"),
         "rubric.sections[0]: key 'Un %s' solo puede tener minúsculas, cifras y guiones bajos"),
        (lambda r: r["sections"][0].update(weight=60),
         "rubric: los pesos de las secciones tienen que sumar 100, no 60"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_the_readers_language(spanish, spoil, said):
    document = deepcopy(small_rubric())
    spoil(document)
    with pytest.raises(Mistake) as mistake:
        rubric_from_json(document)
    assert mistake_words(mistake.value) == said


def test_other_errors_keep_their_own_words():
    assert mistake_words(ValueError("no such day")) == "no such day"


def test_the_page_of_the_builder_and_a_plan_say_it_so(app, sign_in, spanish):
    version, lead = make_version(), make_user("qa_lead")
    db.session.commit()
    document = small_rubric()
    document["sections"][0]["weight"] = 60
    answer = sign_in(lead).post(
        f"/rubrics/{version.rubric_id}/edit/try", json={"document": document, "answers": {}}
    )
    assert answer.json["message"].startswith("rubric: los pesos de las secciones")
    with pytest.raises(Refused, match="plan: falta format"):
        save_plan(lead, None, {})


@pytest.mark.parametrize("weight", ["much", "inf"])
def test_the_form_without_scripts_says_it_so(app, sign_in, spanish, weight):
    version = make_version()
    db.session.commit()
    form = {"revision": 0, "weight:c:probes": weight}
    answer = sign_in(make_user("qa_lead")).post(
        f"/rubrics/{version.rubric_id}/edit/plain", data=form, follow_redirects=True
    )
    assert "probes: weight tiene que ser un número" in answer.text
