"""What the first review model notices, and what it shows for it."""

from dataclasses import replace

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


def measured(signal: str, figure: float, *places, channel: str = "voice", **values):
    return talk(
        ("agent", "One moment."),
        ("customer", "Fine."),
        channel=channel,
        figures={signal: figure},
        places={signal: places},
        **values,
    )


def test_a_long_silence_is_shown_with_its_place_length_and_limit():
    view = measured("long_silence", 41.5, [2, 4], [9, 50.5])
    longest = Evidence(1, 9, "Fine.", seconds=41.5, limit=20.0)
    assert flag(view) == [Signal("long_silence", 0.5, (longest, Evidence(0, 2, "One moment.", 2)))]


def test_what_is_usual_in_the_channel_goes_before_the_fixed_limit():
    view = measured("long_silence", 41.5, [9, 50.5])
    usual = {"voice": {"long_silence": (300, 40.0)}, "chat": {"long_silence": (300, 50.0)}}
    (found,) = flag(view, usual)
    assert (found.evidence[0].limit, found.evidence[0].contacts) == (40.0, 300)
    assert flag(replace(view, channel="chat"), usual) == []


def test_a_share_is_shown_at_its_longest_place():
    (found,) = flag(measured("overtalk", 0.2, [1, 1.5], [6, 8]))
    assert found.evidence[0] == Evidence(1, 6, "Fine.", share=0.2, limit=0.12)
    assert found.evidence[1].seconds == 0.5


def test_who_talks_most_is_shown_at_the_longest_turn():
    lines = (("agent", "Yes."), ("agent", "I will explain."), ("customer", "Oh."))
    (most,) = flag(talk(*lines, figures={"agent_talks_most": 0.9}))
    assert most.evidence == (Evidence(1, 5.0, "I will explain.", share=0.9, limit=0.8),)
    (little,) = flag(talk(*lines, figures={"agent_talks_little": 0.1}))
    assert little.evidence == (Evidence(2, 10.0, "Oh.", share=0.1, limit=0.2),)


def test_a_measure_without_a_place_is_flagged_with_its_size():
    (found,) = flag(InteractionView(figures={"overtalk": 0.2}))
    assert found.evidence == (Evidence(share=0.2, limit=0.12),)


def test_a_failed_self_service_is_shown_where_the_customer_tells_of_it():
    lines = (("agent", "Hello."), ("customer", "The website did not work, so I call."))
    (found,) = flag(talk(*lines, after_failed_self_service=True))
    assert found.evidence == (Evidence(1, 5.0, "The website did not work, so I call."),)


CUTS = [(1, 2, "agent"), (5, 6, "agent"), (9, 10, "agent")]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"figures": {"long_silence": None}}, []),
        ({"figures": {"long_silence": 20}}, []),
        ({"figures": {"long_silence": 20.1}}, ["long_silence"]),
        ({"figures": {"long_hold": 120}}, []),
        ({"figures": {"long_hold": 121}}, ["long_hold"]),
        ({"figures": {"overtalk": 0.12}}, []),
        ({"figures": {"overtalk": 0.121}}, ["overtalk"]),
        ({"figures": {"agent_interrupts": 1.1}, "places": {"agent_interrupts": CUTS[:2]}}, []),
        ({"figures": {"agent_interrupts": 1.0}, "places": {"agent_interrupts": CUTS}}, []),
        (
            {"figures": {"agent_interrupts": 1.1}, "places": {"agent_interrupts": CUTS}},
            ["agent_interrupts"],
        ),
        ({"figures": {"slow_first_response": 120}, "channel": "chat"}, []),
        ({"figures": {"slow_first_response": 121}, "channel": "chat"}, ["slow_first_response"]),
        ({"figures": {"slow_first_response": 86_400}, "channel": "email"}, []),
        ({"figures": {"slow_first_response": 86_401}, "channel": "email"}, ["slow_first_response"]),
        ({"figures": {"slow_first_response": 3_600}, "channel": "sms"}, []),
        ({"figures": {"slow_first_response": 3_601}, "channel": "sms"}, ["slow_first_response"]),
        ({"figures": {"agent_talks_most": 0.8, "agent_talks_little": 0.8}}, []),
        ({"figures": {"agent_talks_most": 0.81}}, ["agent_talks_most"]),
        ({"figures": {"agent_talks_little": 0.2}}, []),
        ({"figures": {"agent_talks_little": 0.19}}, ["agent_talks_little"]),
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
