"""Cheap signs spare the costly patterns; what is found is the same as without them."""

import random
import re
from collections.abc import Iterator

import pytest

from bench.redaction_set import examples
from transcripts.privacy import names, numerals, signs
from transcripts.privacy.conversation import Said, find_in_conversation, full_names_in

SIGNS = ("has_figure", "has_at", "is_of_birth", "has_later_capital", "has_two_capitals")
KNOWN = ("Ana Ruiz Gomez", "O'Brien", "İpek Şahin", "maria lópez", "Jo", "(Núria) Bé", "")
ODD = (
    "İ ſ K １２３ ² ٣ bırth born1990 stubborn ANIVERSARİ at @ plus +34 dot punto com calle Mayor 5"
    " soy I'm una o cien double — DNI 12345678Z 4111 regards, Ana NÚRIA bé"
)


@pytest.fixture
def signs_everywhere(monkeypatch) -> None:
    """Have each sign say yes to everything, so that each pattern searches everything."""
    of_names = names.patterns_of
    monkeypatch.setattr(names, "patterns_of", lambda known: (re.compile(""), of_names(known)[1]))
    monkeypatch.setattr(numerals, "has_number", lambda text, words: True)
    for name in SIGNS:
        monkeypatch.setattr(signs, name, lambda text: True)


@pytest.fixture(scope="module")
def conversations() -> list[tuple[str, list[str], list[Said]]]:
    """Many edited conversations, each with its language and the names on its record."""
    chance = random.Random(20_261_122)
    return list(edited(chance, 800))


def edited(chance: random.Random, count: int) -> Iterator[tuple[str, list[str], list[Said]]]:
    known = list(examples())
    words = [word for example in known for _speaker, text in example.turns for word in text.split()]
    for example in chance.choices(known, k=count):
        said = []
        for speaker, text in example.turns:
            new = text.split()
            for _ in range(chance.randint(0, 5)):
                place = chance.randint(0, len(new))
                put = chance.choice([*ODD.split(), chance.choice(words), chance.choice(KNOWN)])
                new[place : place + chance.randint(0, 1)] = [put]
            said.append(Said(speaker, " ".join(new)))
        yield chance.choice(["en", "es", "ca", ""]), chance.sample(KNOWN, 3), said


def found_in(conversations: list[tuple[str, list[str], list[Said]]]) -> list[object]:
    return [
        find_in_conversation(said, language, [*record, *full_names_in(said)])
        for language, record, said in conversations
    ]


def test_nothing_is_found_less_than_by_a_full_search(conversations, request) -> None:
    quick = found_in(conversations)
    assert sum(len(spans) for turns in quick for spans in turns) > 400
    request.getfixturevalue("signs_everywhere")
    assert found_in(conversations) == quick


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_is_rare_enough_to_spare_something(conversations, sign: str) -> None:
    has_sign = getattr(signs, sign)
    plain = "the router shows a red light and I restarted it"
    assert not has_sign(plain.lower())
    assert any(has_sign(turn.text) for *_, said in conversations for turn in said)
