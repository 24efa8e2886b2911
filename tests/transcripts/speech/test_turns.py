"""Turns from words and voice activity."""

from transcripts.speech.results import WordResult
from transcripts.speech.turns import rebuild_turns, words_within_voice
from transcripts.speech.vad import Region


def said(speaker: str, text: str, start: float, each: float = 0.4) -> list[WordResult]:
    return [
        WordResult(speaker, start + i * each, start + (i + 1) * each, word, 0.9)
        for i, word in enumerate(text.split())
    ]


def told(words, voices):
    return [(turn.speaker, turn.text) for turn in rebuild_turns(words, voices)]


def test_speakers_take_turns_in_order_of_time():
    agent = said("agent", "Good morning.", 0) + said("agent", "I can help.", 5)
    customer = said("customer", "My car is broken.", 2)

    assert told(
        {"agent": agent, "customer": customer},
        {"agent": [Region(0, 1), Region(5, 6.2)], "customer": [Region(2, 3.6)]},
    ) == [
        ("agent", "Good morning."),
        ("customer", "My car is broken."),
        ("agent", "I can help."),
    ]


def test_a_backchannel_does_not_tear_a_sentence_apart():
    agent = said("agent", "Please take the cable out and put it back", 0)
    customer = said("customer", "Mhm.", 1.5)

    turns = told(
        {"agent": agent, "customer": customer},
        {"agent": [Region(0, 3.6)], "customer": [Region(1.5, 1.9)]},
    )

    assert turns == [
        ("agent", "Please take the cable out and put it back"),
        ("customer", "Mhm."),
    ]


def test_a_short_pause_stays_in_the_turn_and_a_long_one_ends_it():
    words = said("agent", "One moment.", 0) + said("agent", "Yes,", 2.5) + said("agent", "So", 9)
    voice = [Region(0, 0.8), Region(2.5, 2.9), Region(9, 9.4)]

    assert told({"agent": words}, {"agent": voice}) == [
        ("agent", "One moment. Yes,"),
        ("agent", "So"),
    ]


def test_a_monologue_is_divided_at_the_end_of_a_sentence():
    sentence = "We will look at it and then call you back."
    words = said("agent", " ".join([sentence] * 9), 0)

    turns = told({"agent": words}, {"agent": [Region(0, 36)]})

    assert len(turns) == 2
    assert all(text.endswith("back.") for _, text in turns)


def test_every_word_is_in_exactly_one_turn():
    agent, customer = said("agent", "a b c d e f", 0, 1), said("customer", "g h i j", 2.5, 1)

    turns = rebuild_turns({"agent": agent, "customer": customer}, {"agent": [], "customer": []})

    assert sorted(word.text for turn in turns for word in turn.words) == list("abcdefghij")


def test_words_are_drawn_into_the_voice_they_belong_to():
    words = [
        WordResult("agent", 0.2, 1.4, "Hello", 0.9),
        WordResult("agent", 3.0, 3.2, "there", 0.9),
    ]

    drawn = words_within_voice(words, [Region(1, 2), Region(4, 5)])

    assert [(w.start, w.end) for w in drawn] == [(1, 1.4), (4, 4)]


def test_words_keep_their_times_where_no_voice_is_known():
    words = said("agent", "Hello there", 1)

    assert words_within_voice(words, []) == words
