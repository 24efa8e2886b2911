"""Agreement against the published answers, to the last digit given."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.calibration.agreement import (
    fleiss_kappa,
    gwet_ac,
    icc,
    kappa_of_table,
    krippendorff_alpha,
    weighted_kappa,
    within_tolerance,
)

NAN = math.nan


def rows(text: str) -> list[list[float]]:
    """A table from words of digits; a dot is a missing rating."""
    return [[NAN if sign == "." else float(sign) for sign in word] for word in text.split()]


GWET = rows("11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 ..3.")
CODERS = np.array(rows(".....34121133.3 1.213343....... ..21344.21133.4")).T
JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
TABLE = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]


@pytest.mark.parametrize(
    ("metric", "answer"),
    [("nominal", 0.74342), ("ordinal", 0.81539), ("interval", 0.84911), ("ratio", 0.79740)],
)
def test_alpha_of_four_raters_with_missing_ratings(metric, answer) -> None:
    found = krippendorff_alpha(GWET, metric)
    assert (round(found.value, 5), found.n) == (answer, 11)


@pytest.mark.parametrize(("metric", "answer"), [("nominal", 0.691358), ("interval", 0.810845)])
def test_alpha_of_three_coders(metric, answer) -> None:
    assert round(krippendorff_alpha(CODERS, metric).value, 6) == answer


def test_the_interval_of_alpha_is_a_jackknife_t() -> None:
    found = krippendorff_alpha(GWET)
    without = [
        krippendorff_alpha([row for place, row in enumerate(GWET[:11]) if place != left_out]).value
        for left_out in range(11)
    ]
    error = math.sqrt(10 / 11 * sum((value - np.mean(without)) ** 2 for value in without))
    assert found.standard_error == pytest.approx(error, rel=1e-12)
    assert found.interval == pytest.approx((found.value - 2.2281388519649 * error, 1.0))


def test_gwets_coefficients_with_their_standard_errors() -> None:
    nominal, quadratic = gwet_ac(GWET), gwet_ac(GWET, "interval")
    assert (round(nominal.value, 5), round(nominal.standard_error, 5)) == (0.77544, 0.14295)
    assert (round(quadratic.value, 5), round(quadratic.standard_error, 5)) == (0.91400, 0.10396)
    assert nominal.n == 12


def test_fleiss_kappa() -> None:
    found = fleiss_kappa(GWET)
    assert (round(found.value, 5), round(found.standard_error, 5)) == (0.76117, 0.15302)


@pytest.mark.parametrize(
    ("metric", "value", "error"),
    [("nominal", 0.7964094, 0.0589107), ("interval", 0.8921569, 0.0353515)],
)
def test_kappa_of_a_table_with_its_standard_error(metric, value, error) -> None:
    found = kappa_of_table(TABLE, metric)
    assert (round(found.value, 7), round(found.standard_error, 7)) == (value, error)


def test_linear_kappa_and_kappa_from_two_raters_answers() -> None:
    first = np.repeat([0, 0, 0, 1, 1, 1, 2, 2, 2], np.ravel(TABLE))
    second = np.repeat([0, 1, 2, 0, 1, 2, 0, 1, 2], np.ravel(TABLE))
    assert round(weighted_kappa(first, second, "linear").value, 6) == 0.842902
    assert weighted_kappa(first, second) == kappa_of_table(TABLE)


def test_a_unit_that_one_rater_left_out_is_dropped() -> None:
    assert weighted_kappa([1, 2, 2, NAN], [1, 2, 1, 2]) == weighted_kappa([1, 2, 2], [1, 2, 1])


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ("1,1", 0.1657),
        ("2,1", 0.2898),
        ("3,1", 0.7148),
        ("1,k", 0.4428),
        ("2,k", 0.6201),
        ("3,k", 0.9093),
    ],
)
def test_intraclass_correlations(form, answer) -> None:
    assert round(icc(JUDGES, form).value, 4) == answer


@pytest.mark.parametrize(
    ("form", "interval"), [("2,1", (0.0188, 0.7611)), ("2,k", (0.0711, 0.9272))]
)
def test_intervals_of_the_intraclass_correlation(form, interval) -> None:
    low, high = icc(JUDGES, form).interval
    assert (round(low, 4), round(high, 4)) == interval


def test_judges_who_all_say_the_same_leave_nothing_to_measure() -> None:
    same = [[3, 3]] * 5
    for found in (krippendorff_alpha(same), gwet_ac(same), icc(same)):
        assert (math.isnan(found.value), found.interval, found.n) == (True, None, 5)
    assert gwet_ac(same, categories=[1, 2, 3]).value == 1


def test_perfect_agreement_is_one() -> None:
    alike = [[1, 1, 1], [2, 2, 2], [3, 3, 3], [1, 1, 1]]
    for metric in ("nominal", "ordinal", "interval"):
        assert krippendorff_alpha(alike, metric).value == pytest.approx(1)
        assert gwet_ac(alike, metric).value == pytest.approx(1)
    assert icc(alike).value == pytest.approx(1)


def test_an_empty_table_has_no_value() -> None:
    nothing = np.full((3, 2), NAN)
    assert math.isnan(krippendorff_alpha(nothing).value)
    assert math.isnan(gwet_ac(nothing).value)
    assert math.isnan(weighted_kappa([NAN], [1]).value)


@pytest.mark.parametrize(
    "call",
    [
        lambda: krippendorff_alpha([1, 2, 3]),
        lambda: krippendorff_alpha(GWET, "distance"),
        lambda: krippendorff_alpha([[-1, 2], [1, 1]], "ratio"),
        lambda: gwet_ac(GWET, categories=[1, 2]),
        lambda: kappa_of_table([[1, 2, 3], [1, 2, 3]]),
        lambda: icc(JUDGES, "4,1"),
        lambda: icc([[1], [2]]),
    ],
)
def test_what_makes_no_sense_is_refused(call) -> None:
    with pytest.raises(ValueError, match=r"."):
        call()


def test_within_tolerance_counts_units_that_both_rated() -> None:
    assert within_tolerance([1, 2, 3, NAN], [1, 3, 5, 4], tolerance=1) == (2, 3)


ANSWERS = st.sampled_from([1.0, 2.0, 3.0, 4.0, NAN])


@given(st.lists(st.tuples(ANSWERS, ANSWERS, ANSWERS), min_size=1, max_size=12))
def test_any_table_has_a_coefficient_of_at_most_one_or_none(table) -> None:
    for metric in ("nominal", "ordinal", "interval"):
        for measure in (krippendorff_alpha, gwet_ac, fleiss_kappa):
            found = measure(table, metric)
            assert math.isnan(found.value) or found.value <= 1 + 1e-9
            if found.interval:
                assert found.interval[0] <= found.value <= found.interval[1] + 1e-9


@given(
    st.lists(st.tuples(ANSWERS, ANSWERS, ANSWERS), min_size=3, max_size=12),
    st.permutations([0, 1, 2]),
)
def test_the_order_of_raters_does_not_matter(table, order) -> None:
    turned = [[row[place] for place in order] for row in table]
    for measure in (krippendorff_alpha, gwet_ac):
        assert measure(turned, "ordinal").value == pytest.approx(
            measure(table, "ordinal").value, nan_ok=True
        )
