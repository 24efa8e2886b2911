import numpy as np
import pytest

from demo.dialogue import Scene, write_dialogue, write_self_service
from demo.phrasebook import sentences_of
from demo.world import ATTRIBUTES


def scene(level: int, **changes) -> Scene:
    facts = {
        "language": "en", "channel": "chat", "reason": "refund", "outcome": "resolved",
        "company": "Lumen Internet", "agent": "Ada Low", "customer": "Bo Hill",
        "reference": "482", "levels": dict.fromkeys(ATTRIBUTES, level), "verified": True,
    }  # fmt: skip
    return Scene(**(facts | changes))


def said(scene: Scene, seed: int = 1) -> str:
    script = write_dialogue(scene, np.random.Generator(np.random.PCG64(seed)))
    return " ".join(turn.text for turn in script.turns if turn.speaker == "agent")


@pytest.mark.parametrize("language", ["en", "es", "ca"])
@pytest.mark.parametrize("level", range(5))
@pytest.mark.parametrize("channel", ["voice", "chat", "email", "sms", "social"])
def test_no_place_for_a_name_is_left_open(language: str, level: int, channel: str) -> None:
    for reason in sentences_of("en")["reasons"]:
        one = scene(
            level, language=language, channel=channel, reason=reason, repeat=2,
            after_self_service=True,
        )  # fmt: skip
        script = write_dialogue(one, np.random.Generator(np.random.PCG64(level)))
        text = " ".join(turn.text for turn in script.turns)
        assert "{" not in text
        assert all(turn.text for turn in script.turns)
        assert set(script.shows) == set(ATTRIBUTES)
        assert max(script.shows.values()) < len(script.turns)


def test_somebody_who_does_not_probe_asks_nothing_about_the_matter() -> None:
    questions = [q for q, _ in sentences_of("en")["reasons"]["refund"]["questions"]]
    assert not any(question in said(scene(0)) for question in questions)
    assert all(question in said(scene(4)) for question in questions)


def test_only_the_strong_explain() -> None:
    solution = sentences_of("en")["reasons"]["refund"]["solution"]
    for level in range(5):
        assert solution[str(level)] in said(scene(level))


def test_identity_is_asked_for_only_where_it_is_checked() -> None:
    verify = sentences_of("en")["verify"]
    assert any(line in said(scene(3)) for line in verify)
    assert not any(line in said(scene(3, verified=False)) for line in verify)


def test_a_repeat_is_heard_in_what_the_customer_says() -> None:
    script = write_dialogue(scene(3, repeat=2), np.random.Generator(np.random.PCG64(1)))
    customer = " ".join(turn.text for turn in script.turns if turn.speaker == "customer")
    assert any(line in customer for line in sentences_of("en")["repeat_angry"])


def test_self_service_is_a_bot_that_does_not_understand() -> None:
    script = write_self_service(scene(3), np.random.Generator(np.random.PCG64(1)))
    assert {turn.speaker for turn in script.turns} == {"bot", "customer", "system"}
    assert "{" not in " ".join(turn.text for turn in script.turns)


def test_all_languages_say_the_same_things() -> None:
    def shape(part: object) -> object:
        if isinstance(part, dict):
            return {key: shape(value) for key, value in part.items()}
        return len(part) if isinstance(part, list) else None

    assert shape(sentences_of("es")) == shape(sentences_of("en")) == shape(sentences_of("ca"))
