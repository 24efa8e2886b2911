"""Redaction of timed words: what is gone from the text is gone from the words."""

from transcripts.privacy.words import words_without
from transcripts.redaction import redact


def redacted_words(text: str, words: list[list], language: str | None) -> tuple[str, list[list]]:
    shown, spans = redact(text, language)
    return shown, words_without(text, words, spans)


def timed(text: str) -> list[list]:
    return [[word, float(i), i + 1.0, 0.9 - 0.1 * i] for i, word in enumerate(text.split())]


def test_words_without_personal_data_stay_as_they_are() -> None:
    text = "Good morning Dana"
    assert redacted_words(text, timed(text), "en") == (text, timed(text))


def test_words_of_one_number_become_one_word_as_long_and_as_unsure() -> None:
    text = "Card 4111 1111 1111 1111, thanks."
    shown, words = redacted_words(text, timed(text), "en")
    assert shown == "Card [card], thanks."
    assert words == [
        ["Card", 0.0, 1.0, 0.9],
        ["[card]", 1.0, 5.0, 0.9 - 0.1 * 4],
        ["thanks.", 5.0, 6.0, 0.9 - 0.1 * 5],
    ]


def test_two_data_next_to_each_other_stay_two() -> None:
    text = "ana@example.org bea@example.org"
    shown, words = redacted_words(text, timed(text), "es")
    assert shown == "[e-mail] [e-mail]"
    assert [word[0] for word in words] == ["[e-mail]", "[e-mail]"]


def test_a_word_without_a_probability_keeps_none() -> None:
    words = [["4111", 0.0, 1.0, None], ["1111 1111 1111", 1.0, 2.0, None]]
    assert redacted_words("4111 1111 1111 1111", words, None)[1] == [["[card]", 0.0, 2.0, None]]
