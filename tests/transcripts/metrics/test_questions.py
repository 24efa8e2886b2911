"""Questions, open and closed, with and without their mark."""

import pytest

from transcripts.metrics.questions import Questions, count_questions, kinds_of


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("en", "What happened?", ["open"]),
        ("en", "So, how does it behave now?", ["open"]),
        ("en", "Could you tell me more about that", ["open"]),
        ("en", "Walk me through it.", ["open"]),
        ("en", "what is the error on the screen", ["open"]),
        ("en", "Why?", ["open"]),
        ("en", "Since Monday, and what did you try?", ["open"]),
        ("en", "Can you restart it?", ["closed"]),
        ("en", "okay and do you have the number", ["closed"]),
        ("en", "What's your name?", ["closed"]),
        ("en", "How many lights are on", ["closed"]),
        ("en", "Which month?", ["closed"]),
        ("en", "The blue one?", ["closed"]),
        ("en", "At what time will you arrive", ["closed"]),
        ("en", "What hotel would you like to stay at?", ["closed"]),
        ("en", "How about the blue one?", ["closed"]),
        ("en", "Is it on? And why did it stop?", ["closed", "open"]),
        ("en", "What I mean is that it works.", []),
        ("en", "How nice.", []),
        ("en", "I can do that. You will see when it is done.", []),
        ("en", "Have a nice day.", []),
        ("es", "¿Qué ha pasado?", ["open"]),
        ("es", "Bueno, cuénteme qué le aparece", ["open"]),
        ("es", "¿Por qué no funciona? ¿Desde cuándo?", ["open", "closed"]),
        ("es", "me puede decir su número de cliente", ["closed"]),
        ("es", "¿Cómo se llama usted?", ["closed"]),
        ("es", "ha probado a reiniciarlo", ["closed"]),
        ("es", "Creo que mañana llega.", []),
        ("ca", "Què ha passat?", ["open"]),
        ("ca", "d'acord, com li va passar", ["open"]),
        ("ca", "Em pot dir el seu número", ["closed"]),
        ("ca", "Quina factura és?", ["closed"]),
        ("ca", "Ho miro ara mateix.", []),
        (None, "¿Me puede ayudar? What else happened?", ["closed", "open"]),
        ("fr", "What happened?", ["open"]),
        ("en", "", []),
        ("en", "???", []),
    ],
)
def test_what_is_a_question_and_of_which_kind(language, text, kinds) -> None:
    assert list(kinds_of(text, language)) == kinds


def test_they_are_counted_over_all_turns() -> None:
    counted = count_questions(["What happened?", "Is it on? Which one?"], "en")
    assert counted == Questions(open=1, closed=2)
    assert counted.all == 3


def test_a_very_long_text_costs_bounded_time() -> None:
    assert count_questions(["a " * 200_000], "en").all == 0
    assert count_questions(["and so but " * 20_000 + "?"], None).all <= 1
