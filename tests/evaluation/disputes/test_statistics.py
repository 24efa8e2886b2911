"""The share of objections that were right, with its interval, and how long decisions took."""

import pytest

from evaluation.appeals.statistics import Outcome, summed_up


def test_each_key_has_its_line_most_disputes_first():
    outcomes = [
        Outcome("tone", accepted=True, days=1.0),
        Outcome("proof", accepted=True, days=2.0),
        Outcome("proof", accepted=False, days=6.0),
        Outcome("proof", accepted=False, days=3.0),
        Outcome("proof", accepted=None, days=None),
    ]
    proof, tone = summed_up(outcomes)
    assert (proof.key, proof.disputes, proof.waiting, proof.median_days) == ("proof", 4, 1, 3.0)
    assert (tone.key, tone.disputes, tone.waiting, tone.median_days) == ("tone", 1, 0, 1.0)


def test_the_interval_is_wilsons():
    """2 of 10: 5.67% to 50.98% (Newcombe 1998, method 3, gives .0567 and .5098)."""
    (line,) = summed_up(Outcome("k", accepted=i < 2, days=1.0) for i in range(10))
    assert line.accepted.n == 10
    assert line.accepted.value == 0.2
    assert line.accepted.lower == pytest.approx(0.0567, abs=5e-5)
    assert line.accepted.upper == pytest.approx(0.5098, abs=5e-5)


def test_nothing_is_said_before_a_decision():
    (line,) = summed_up([Outcome("k", accepted=None, days=None)])
    assert (line.accepted, line.median_days, line.waiting) == (None, None, 1)
