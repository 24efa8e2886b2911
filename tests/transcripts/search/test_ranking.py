"""Which conversations come first by relevance."""

from transcripts.search.documents import Said, tokens_of
from transcripts.search.ranking import Candidate, ranked
from transcripts.search.syntax import parse


def candidate(key: int, *texts: str, about: str = "", speaker: str = "agent") -> Candidate:
    return Candidate(key, tokens_of([about], [Said(speaker, text) for text in texts], "en"))


def test_more_of_a_word_comes_first_and_the_newest_of_equals() -> None:
    found = [
        candidate(1, "refund and nothing more"),
        candidate(2, "refund refund and more"),
        candidate(3, "refund and nothing more"),
    ]
    assert ranked(found, parse("refund")) == [2, 3, 1]


def test_a_rare_word_weighs_more_than_a_frequent_one() -> None:
    found = [
        candidate(1, "bill bill and so on"),
        candidate(2, "bill refund and so"),
        candidate(3, "bill and so on then"),
    ]
    assert ranked(found, parse("bill OR refund"))[0] == 2


def test_a_short_conversation_says_more_with_one_word() -> None:
    found = [candidate(1, "refund " + "other words here " * 50), candidate(2, "a refund")]
    assert ranked(found, parse("refund")) == [2, 1]


def test_the_subject_weighs_more_and_the_speaker_counts() -> None:
    found = [candidate(1, "refund word"), candidate(2, "some word", about="refund")]
    assert ranked(found, parse("refund")) == [2, 1]
    said = [candidate(1, "sorry", speaker="agent"), candidate(2, "sorry", speaker="customer")]
    assert ranked(said, parse("agent: sorry")) == [1, 2]


def test_phrases_and_beginnings_are_counted() -> None:
    found = [candidate(2, "high too much"), candidate(1, "it is too high")]
    assert ranked(found, parse('"too high"')) == [1, 2]
    assert ranked([candidate(2, "nothing"), candidate(1, "cancelling")], parse("cancelli*")) == [
        1, 2,
    ]  # fmt: skip


def test_nothing_to_rank() -> None:
    assert ranked([], parse("refund")) == []
