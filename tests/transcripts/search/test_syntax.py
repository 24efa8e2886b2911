"""What people type in the search box, and how it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.search.syntax import LONGEST_QUERY, MOST_TERMS, Query, Term, parse


def one(*words: str, prefix: bool = False, column: str | None = None) -> tuple[Term, ...]:
    return (Term(words, prefix, column),)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("refund", [one("refund")]),
        ("refund  bill", [one("refund"), one("bill")]),
        ('"too high" bill', [one("too", "high"), one("bill")]),
        ("“too high”", [one("too", "high")]),
        ("refund OR credit", [one("refund") + one("credit")]),
        ("a OR b OR c d", [one("a") + one("b") + one("c"), one("d")]),
        ("cancel*", [one("cancel", prefix=True)]),
        ('"too hig*"', [one("too", "hig", prefix=True)]),
        ("agent: sorry", [one("sorry", column="agent")]),
        ("agente:perdón", [one("perdon", column="agent")]),
        ('cliente:"muy caro"', [one("muy", "caro", column="customer")]),
        ("subject: refund", [one("refund", column="about")]),
        ("bot:hello", [one("hello", column="other")]),
        ("contact-123", [one("contact", "123")]),
        ("l'aplicació", [one("aplicacio")]),
        ("don't", [one("dont")]),
        ("cancel·lar", [one("cancellar")]),
        ("ÀÉÎ", [one("aei")]),
    ],
)
def test_what_is_wanted(text: str, groups: list[tuple[Term, ...]]) -> None:
    assert parse(text) == Query(tuple(groups))


def test_what_is_not_wanted() -> None:
    query = parse('refund -invoice -"thank you" -agent:sorry')
    assert query.groups == (one("refund"),)
    assert query.excluded == (
        Term(("invoice",)),
        Term(("thank", "you")),
        Term(("sorry",), column="agent"),
    )


def test_a_dash_inside_or_before_a_space_excludes_nothing() -> None:
    assert parse("pre-paid").groups == (one("pre", "paid"),)
    assert parse("prepaid - card") == Query((one("prepaid"), one("card")))


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("-refund", "only_excluded"),
        ("::: ((", "no_words"),
        ('""', "no_words"),
        ("a*", "short_prefix"),
        ('"too high', "open_quote"),
        ("x" * (LONGEST_QUERY + 1), "too_long"),
        ("w " * (MOST_TERMS + 1), "too_long"),
    ],
)
def test_what_cannot_be_taken_as_it_stands_is_said(text: str, notice: str) -> None:
    assert parse(text).notices == (notice,)


def test_an_or_without_a_neighbour_is_passed_over() -> None:
    assert parse("OR refund OR") == Query((one("refund"),))
    assert parse("refund OR -bill") == Query((one("refund"),), one("bill"))
    assert parse("-bill OR refund") == Query((one("refund"),), one("bill"))


def test_a_word_before_a_colon_that_is_no_speaker_is_a_word() -> None:
    assert parse("error:404") == Query((one("error", "404"),))


def test_nothing_is_asked_by_an_empty_text() -> None:
    assert parse("  ") == Query()


@given(st.text(max_size=400))
def test_every_text_has_a_reading_of_plain_words(text: str) -> None:
    query = parse(text)
    terms = [term for group in query.groups for term in group] + list(query.excluded)
    assert len(terms) <= MOST_TERMS
    assert all(word.isalnum() and word == word.casefold() for t in terms for word in t.words)


@given(st.text(alphabet='ab -"*:OR', max_size=60))
def test_operators_in_any_order_have_a_reading(text: str) -> None:
    query = parse(text)
    assert query.any or query.excluded or query.notices or not text.strip()
