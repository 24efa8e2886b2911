"""Which silences are holds, and which are dead air."""

import pytest

from transcripts.metrics.holds import (
    Said,
    announces_a_hold,
    has_music,
    split_silences,
    thanks_for_waiting,
)

SILENCE = (30.0, 60.0)


def agent(text: str, start: float, end: float) -> Said:
    return Said("agent", text, start, end)


@pytest.mark.parametrize(
    "text",
    [
        "One moment please.",
        "Bear with me while I look",
        "I'll put you on a brief hold",
        "Let me just check that for you",
        "Un momento, por favor",
        "Le dejo en espera",
        "Déjeme comprobar",
        "Un moment, si us plau",
        "Esperi, sisplau",
        "Deixi’m mirar-ho",
    ],
)
def test_these_words_announce_a_hold(text: str) -> None:
    assert announces_a_hold(text)


@pytest.mark.parametrize(
    "text", ["I holder the door", "The household bill", "Espero que sí", "La factura és correcta"]
)
def test_these_do_not(text: str) -> None:
    assert not announces_a_hold(text)


@pytest.mark.parametrize(
    "text",
    ["Thank you for holding", "Thanks so much for your patience", "Gracias por la espera",
     "Gràcies per l’espera", "Sorry about the wait"],
)  # fmt: skip
def test_these_take_the_talk_up_again(text: str) -> None:
    assert thanks_for_waiting(text)


@pytest.mark.parametrize(
    ("said", "is_hold"),
    [
        ([agent("One moment please.", 27, 29)], True),
        ([agent("One moment please.", 5, 8)], False),  # 22 seconds before
        ([Said("customer", "One moment please.", 27, 29)], False),
        ([agent("One moment please.", 61, 62)], False),  # announces the next one
        ([agent("Thank you for holding.", 60.2, 62)], True),
        ([agent("Thank you for holding.", 75, 77)], False),
        ([agent("It is the blue one.", 27, 29)], False),
        ([Said("agent", "One moment please.")], False),  # nobody knows when
        ([], False),
    ],
)
def test_a_hold_is_announced_or_thanked_for(said, is_hold: bool) -> None:
    holds, dead = split_silences([SILENCE], said)
    assert (holds, dead) == (([SILENCE], []) if is_hold else ([], [SILENCE]))


def test_a_short_silence_is_no_hold_however_announced() -> None:
    said = [agent("One moment please.", 27, 29)]
    assert split_silences([(30.0, 39.9)], said) == ([], [(30.0, 39.9)])


def lane(inside: int, speech: int = 60) -> list[int]:
    """Peaks, 10 a second, of 30 s speech, 30 s of something, 30 s speech."""
    return [speech] * 300 + [inside] * 300 + [speech] * 300


@pytest.mark.parametrize(
    ("lanes", "music"),
    [
        ([lane(40), lane(0)], True),
        ([lane(0), lane(40)], True),
        ([lane(4), lane(4)], False),  # line noise
        ([lane(0), lane(0)], False),
        ([lane(40)[:600]], True),
        ([[]], False),
        ([], False),
    ],
)
def test_a_lane_that_sounds_while_nobody_speaks_is_music(lanes, music: bool) -> None:
    peaks = {"per_second": 10, "channels": lanes}
    assert has_music(SILENCE, [SILENCE], peaks) is music
    assert (split_silences([SILENCE], [], peaks)[0] == [SILENCE]) is music


def test_without_a_waveform_there_is_no_music() -> None:
    assert not has_music(SILENCE, [SILENCE], None)
    assert not has_music(SILENCE, [SILENCE], {"channels": [[9]]})
