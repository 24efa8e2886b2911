"""Where in a text the words are that somebody looked for."""

from transcripts.search.highlight import marked, snippet
from transcripts.search.syntax import parse


def shown(text: str, query: str, speaker: str = "agent", language: str | None = "en") -> str | None:
    parts = snippet(text, speaker, parse(query), language)
    if parts is None:
        return None
    return "".join(f"[{part.text}]" if part.found else part.text for part in parts)


def test_every_form_of_a_word_is_marked() -> None:
    assert shown("We refund. Refunds take long.", "refunding") == (
        "We [refund]. [Refunds] take long."
    )


def test_a_phrase_is_marked_as_one_and_only_in_its_order() -> None:
    assert shown("High, too. It is too high.", '"too high"') == "High, too. It is [too high]."


def test_beginnings_accents_and_elisions() -> None:
    assert shown("I was cancelling", "cancelli*") == "I was [cancelling]"
    assert shown("Quiero la devolución", "devolucion", language="es") == "Quiero la [devolución]"
    assert shown("Obro l'aplicació", "aplicació", language="ca") == "Obro l'[aplicació]"


def test_a_speaker_is_respected() -> None:
    assert shown("I am sorry", "agent:sorry", "agent") == "I am [sorry]"
    assert shown("I am sorry", "agent:sorry", "customer") is None


def test_what_is_not_wanted_is_not_marked() -> None:
    assert shown("bill refund", "refund -bill") == "bill [refund]"
    assert shown("bill", "refund -bill") is None


def test_a_long_turn_is_cut_around_the_first_place_at_words() -> None:
    text = "word " * 60 + "refund " + "more " * 60
    found = shown(text, "refund")
    assert found is not None
    assert found.startswith("… word ")
    assert "[refund]" in found
    assert found.endswith(" …")
    assert len(found) < 200


def test_a_long_word_without_spaces_still_shows_the_place() -> None:
    found = shown("x" * 500 + " refund", "refund")
    assert found is not None
    assert "[refund]" in found


def test_letters_that_are_written_apart_from_their_accents() -> None:
    assert shown("cancelacio\u0301n hecha", "cancelación", language="es") == "[cancelación] hecha"


def test_a_subject_is_marked_whole() -> None:
    parts = marked("Refund of a bill", parse("about: refund"), "en")
    assert [part.text for part in parts if part.found] == ["Refund"]
