"""The bench of redaction: its test set, its counting, and a floor under what is published."""

import pytest

from bench.redaction import (
    by_plain_patterns,
    by_rubrica,
    counted,
    in_rows,
    is_covered,
    wilson,
)
from bench.redaction_set import LANGUAGES, Example, Label, bare, examples
from transcripts.privacy.spans import Span


def test_the_set_is_the_same_each_time_and_labels_fit_their_text() -> None:
    first, again = list(examples(1)), list(examples(1))
    assert first == again
    assert {example.language for example in first} == set(LANGUAGES)
    for example in first:
        for label in example.labels:
            assert 0 <= label.start < label.end <= len(example.turns[label.turn][1])


def test_a_label_counts_as_found_only_when_all_its_signs_are_taken_out() -> None:
    label = Label(0, 0, 9, "card", spoken=False)
    assert is_covered(label, [Span(0, 4, "card"), Span(5, 9, "phone")], "4532 1111")
    assert not is_covered(label, [Span(0, 8, "card")], "4532 1111")


def test_wilson_s_interval_as_published() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_published_of_the_held_out_half_holds(language: str) -> None:
    chosen = [e for e in examples(2) if e.held_out and e.language == language]
    ours = {row["name"]: row for row in in_rows("R", "x", counted(by_rubrica, chosen))}
    plain = {row["name"]: row for row in in_rows("R", "x", counted(by_plain_patterns, chosen))}
    name = f"R, x, {language}, all"
    assert ours[name]["recall"] >= 0.95
    assert ours[name]["precision"] >= 0.95
    assert ours[f"R, x, {language}, what must stay"]["recall"] >= 0.97
    assert plain[name]["recall"] < 0.6


def test_bare_text_keeps_the_places() -> None:
    example = Example("en", False, (("agent", "Hi, Ana!"),), ())
    assert bare(example).turns == (("agent", "hi  ana "),)
