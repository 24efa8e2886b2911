"""What the first review model notices, and what it shows for it."""

import pytest

from evaluation.review_model.rules import (
    SIGNALS,
    Evidence,
    InteractionView,
    Signal,
    TurnView,
    flag,
    risk_of,
)


def talk(*lines: tuple[str, str], language: str | None = "en", **values) -> InteractionView:
    turns = [TurnView(n, speaker, text, 5.0 * n) for n, (speaker, text) in enumerate(lines)]
    return InteractionView(turns=turns, language=language, **values)


def names(view: InteractionView) -> list[str]:
    return [signal.signal for signal in flag(view)]


def test_a_calm_conversation_has_no_flag():
    assert flag(talk(("customer", "Where is my order?"), ("agent", "On its way."))) == []


def test_nothing_at_all_has_no_flag():
    assert flag(InteractionView()) == []


@pytest.mark.parametrize(
    ("language", "words", "signal"),
    [
        ("en", "I will speak to my lawyer about this.", "legal_threat"),
        ("es", "Voy a poner esto en manos de mi abogada.", "legal_threat"),
        ("ca", "En parlaré amb el meu advocat.", "legal_threat"),
        ("en", "Let me talk to a manager.", "escalation"),
        ("es", "Quiero hablar con su supervisor.", "escalation"),
        ("ca", "Vull parlar amb una altra persona.", "escalation"),
        ("en", "Then cancel my contract.", "cancel"),
        ("es", "Quiero darme de baja.", "cancel"),
        ("ca", "Em vull donar de baixa.", "cancel"),
        ("en", "This is unacceptable.", "complaint"),
        ("es", "Quiero poner una queja.", "complaint"),
        ("ca", "Vull posar una queixa.", "complaint"),
    ],
)
def test_words_of_the_customer_are_heard_in_three_languages(language, words, signal):
    view = talk(("agent", "Sorry, disculpe, ho sento."), ("customer", words), language=language)
    assert flag(view) == [Signal(signal, flag(view)[0].strength, (Evidence(1, 5.0, words),))]


def test_words_are_heard_in_an_unknown_language_too():
    assert "cancel" in names(talk(("customer", "Quiero darme de baja."), language=None))


def test_the_same_words_of_the_agent_are_no_flag():
    assert names(talk(("agent", "Would you like to talk to a manager?"))) == []


def test_parts_of_words_are_no_flag():
    assert names(talk(("customer", "The managerial course was good."))) == []


def test_an_upset_customer_without_an_apology_is_flagged():
    view = talk(("customer", "This is ridiculous."), ("agent", "What is your number?"))
    assert names(view) == ["complaint", "no_apology"]


def test_an_apology_is_heard():
    view = talk(("customer", "This is ridiculous."), ("agent", "I'm sorry about that."))
    assert names(view) == ["complaint"]


def test_a_long_silence_is_shown_with_its_place_and_length():
    view = talk(("agent", "One moment."), ("customer", "Fine."), silences=[[2, 4], [9, 50.5]])
    assert flag(view) == [Signal("long_silence", 0.5, (Evidence(1, 9, "Fine.", seconds=41.5),))]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"silences": [[0, 19.9]]}, []),
        ({"silences": [[0, 20]]}, ["long_silence"]),
        ({"overtalk_share": 0.119}, []),
        ({"overtalk_share": 0.12}, ["overtalk"]),
        ({"agent_talk_share": 0.8}, []),
        ({"agent_talk_share": 0.81}, ["agent_talks_most"]),
        ({"speed_ratio": 0.75}, []),
        ({"speed_ratio": 0.74}, ["much_faster"]),
        ({"speed_ratio": 1.8}, []),
        ({"speed_ratio": 1.81}, ["much_slower"]),
        ({"is_repeat": True}, ["repeat"]),
        ({"after_failed_self_service": True}, ["after_failed_self_service"]),
    ],
)
def test_measures_are_flagged_beyond_their_limits(values, expected):
    assert names(InteractionView(**values)) == expected


def test_the_strongest_signal_comes_first():
    view = talk(("customer", "My lawyer will call."), ("agent", "Sorry."), is_repeat=True)
    assert names(view) == ["legal_threat", "repeat"]


def test_long_turns_are_quoted_about_the_words():
    text = "so " * 100 + "this is unacceptable " + "and " * 100
    quote = flag(talk(("customer", text), ("agent", "Sorry.")))[0].evidence[0].quote
    assert "unacceptable" in quote
    assert len(quote) <= 162
    assert quote.startswith("…") and quote.endswith("…")


def test_risks_add_up_and_never_pass_1():
    assert risk_of([]) == 0
    assert risk_of([0.5]) == 0.5
    assert risk_of([0.5, 0.5]) == 0.75
    assert risk_of([0.9] * len(SIGNALS)) < 1
