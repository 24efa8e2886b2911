"""The seam for a model of names: which model is taken, and what it may say wrongly."""

from types import SimpleNamespace

import pytest

from transcripts.privacy import name_model
from transcripts.privacy.conversation import Said, find_in_conversation
from transcripts.privacy.spans import with_marks

TEXT = "Then Wilhelmina Okafor rang me"


def shown(*offsets: tuple[int, int], text: str = TEXT, known: tuple[str, ...] = ()) -> str:
    """The text as it is shown when a model gives these offsets."""
    found = find_in_conversation([Said("customer", text)], "en", known, lambda *_: offsets)
    return with_marks(text, found[0])


def test_without_a_model_this_name_is_not_found():
    assert shown() == TEXT


def test_what_the_model_finds_is_taken_out():
    assert shown((5, 22)) == "Then [name] rang me"


@pytest.mark.parametrize(
    ("offsets", "expected"),
    [
        pytest.param([(7, 20)], "Then [name] rang me", id="cut within words"),
        pytest.param([(4, 23)], "Then [name] rang me", id="with the spaces around"),
        pytest.param([(-9, 3)], "[name] Wilhelmina Okafor rang me", id="before the text"),
        pytest.param([(28, 99)], "Then Wilhelmina Okafor rang [name]", id="beyond the text"),
        pytest.param([(-9, -2), (50, 99)], TEXT, id="outside of the text"),
        pytest.param([(7, 7), (20, 7)], TEXT, id="empty and backwards"),
        pytest.param([(4, 5)], TEXT, id="no word at all"),
        pytest.param([(5, 15), (5, 22)], "Then [name] [name] rang me", id="overlapping"),
        pytest.param([(16, 22), (5, 15)], "Then [name] [name] rang me", id="out of order"),
    ],
)
def test_wrong_offsets_show_no_part_of_a_name_and_break_nothing(offsets, expected):
    assert shown(*offsets) == expected


def test_what_the_rules_found_of_a_name_leaves_its_rest_to_the_model():
    assert shown((5, 22), known=("Okafor",)) == "Then [name] [name] rang me"


def test_a_stricter_kind_keeps_its_mark():
    text = "Write to okafor@example.org please"
    assert shown((9, 27), text=text) == "Write to [e-mail] please"


@pytest.fixture
def spacy(monkeypatch):
    """Pretend that spaCy and one English model are installed; it calls one word a person."""
    there = {"spacy", "en_core_web_sm"}

    def pipeline(text: str) -> SimpleNamespace:
        start = text.find("Okafor")
        person = SimpleNamespace(start_char=start, end_char=start + 6, label_="PERSON")
        place = SimpleNamespace(start_char=0, end_char=4, label_="GPE")
        return SimpleNamespace(ents=[place, person])

    monkeypatch.setattr(name_model, "find_spec", lambda name: name if name in there else None)
    monkeypatch.setattr(
        name_model, "import_module", lambda _name: SimpleNamespace(load=lambda **_: pipeline)
    )
    for cached in (name_model.model_for, name_model.loaded):
        cached.cache_clear()
    yield there
    monkeypatch.undo()
    for cached in (name_model.model_for, name_model.loaded):
        cached.cache_clear()


def test_the_installed_model_finds_people_and_only_people(spacy):
    finder = name_model.installed_model()
    assert finder
    assert finder(TEXT, "en") == [(16, 22)]


def test_a_language_without_a_model_has_no_names(spacy):
    assert name_model.find_with_model(TEXT, "ca") == ()


def test_without_spacy_or_without_a_model_there_is_no_finder(spacy):
    spacy.remove("en_core_web_sm")
    assert name_model.installed_model() is None
    name_model.model_for.cache_clear()
    spacy.symmetric_difference_update({"spacy", "en_core_web_sm"})
    assert name_model.installed_model() is None
