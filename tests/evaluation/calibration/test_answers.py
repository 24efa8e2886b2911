"""How far answers lie apart, what agreement is computed of them, and where they are drawn."""

import numpy as np
import pytest

from evaluation.calibration.agreement import gwet_ac, icc, krippendorff_alpha
from evaluation.calibration.answers import (
    Answer,
    Question,
    agreement_on,
    distance_from_reference,
    score_agreement,
    spread,
)
from evaluation.calibration.coefficient import Agreement
from evaluation.calibration.strip import LEFT, NA_PLACE, RIGHT, initials_of, strip_of
from evaluation.calibration.trend import change_in_agreement, drift

SCALE = Question("s/probes", "scale", 0, 4, (0, 1, 2, 3, 4))
CHECK = Question("s/verified", "yes_no", 0, 1, (0, 1))
NUMBER = Question("s/minutes", "number", 0, 50)
NA = Answer(None, True)


@pytest.mark.parametrize(
    ("question", "one", "other", "distance", "close"),
    [
        (SCALE, Answer(1), Answer(4), 0.75, False),
        (SCALE, Answer(3), Answer(4), 0.25, True),
        (SCALE, Answer(3), NA, 1.0, False),
        (SCALE, NA, NA, 0.0, True),
        (CHECK, Answer(0), Answer(1), 1.0, False),
        (NUMBER, Answer(10), Answer(15), 0.1, True),
        (NUMBER, Answer(10), Answer(16), 0.12, False),
    ],
)
def test_distance_and_closeness(question, one, other, distance, close) -> None:
    assert question.distance(one, other) == pytest.approx(distance)
    assert question.is_close(one, other) is close


def units(rows):
    return {
        unit: {rater: Answer(value) for rater, value in enumerate(row)}
        for unit, row in enumerate(rows)
    }


def test_a_scale_gets_the_ordinal_coefficients_and_a_check_the_nominal_ones() -> None:
    rows = [(1, 2), (3, 3), (4, 3), (0, 1), (2, 2)]
    found = agreement_on(SCALE, units(rows))
    assert found.alpha == krippendorff_alpha(rows, "ordinal")
    assert found.gwet == gwet_ac(rows, "ordinal", categories=range(5))
    assert (found.close, found.pairs, found.missing) == (5, 5, 0)
    checks = [(1, 1)] * 12 + [(0, 0)] * 5 + [(1, 0)] * 3
    nominal = agreement_on(CHECK, units(checks))
    assert nominal.alpha == krippendorff_alpha(checks)
    assert nominal.gwet == gwet_ac(checks, categories=[0, 1])


def test_with_too_few_there_is_no_coefficient() -> None:
    found = agreement_on(SCALE, units([(1, 2)] * 4))
    assert (found.alpha, found.gwet, found.units, found.missing) == (None, None, 4, 1)
    assert agreement_on(CHECK, units([(1, 0)] * 19)).missing == 1


def test_not_applicable_is_an_answer_of_a_check_and_missing_on_a_scale() -> None:
    checks = {n: {1: NA, 2: Answer(1)} for n in range(20)}
    assert agreement_on(CHECK, checks).units == 20
    assert agreement_on(SCALE, checks).units == 0


def test_the_score_is_judged_by_the_form_that_fits_who_scored() -> None:
    table = [[70, 75, 72], [90, 88, 91], [50, 60, 55], [81, 80, 86], [66, 61, 70]]
    same = score_agreement({n: dict(enumerate(row)) for n, row in enumerate(table)})
    assert (same.form, same.icc) == ("2,1", icc(table, "2,1"))
    pairs = {n: {n: row[0], n + 1: row[1]} for n, row in enumerate(table)}
    rotated = score_agreement(pairs)
    assert (rotated.form, rotated.icc) == ("1,1", icc([row[:2] for row in table], "1,1"))
    assert (rotated.close, rotated.pairs) == (4, 5)


def test_the_distance_from_the_reference_has_a_direction_and_from_four_on_an_interval() -> None:
    far = distance_from_reference([(SCALE, Answer(v), Answer(2)) for v in (3, 3, 4, 2)])
    assert (far.matched, far.compared, far.lean) == (1, 4, 25.0)
    low, high = far.lean_interval
    error = np.std([25, 25, 50, 0], ddof=1) / 2
    assert (high - low) / 2 == pytest.approx(3.182446 * error, rel=1e-6)
    nominal = distance_from_reference([(CHECK, Answer(1), Answer(0))])
    assert (nominal.lean, nominal.leaning, nominal.matched) == (None, 0, 0)


def test_spread_is_the_widest_distance() -> None:
    assert spread(SCALE, [Answer(1), Answer(2), Answer(4)]) == 0.75
    assert spread(SCALE, [Answer(1)]) == 0.0


def test_dots_stand_on_each_other_where_answers_are_the_same() -> None:
    drawn = strip_of(SCALE, [("Inés Roca", Answer(0)), ("Bo", Answer(0)), ("C D E", NA)], Answer(4))
    assert [dot.initials for dot in drawn.dots] == ["IR", "BO", "CE"]
    assert [dot.x for dot in drawn.dots] == [LEFT, LEFT, NA_PLACE]
    assert drawn.dots[0].y - drawn.dots[1].y == 26
    assert drawn.reference == RIGHT
    assert [tick.value for tick in drawn.ticks] == [0, 1, 2, 3, 4, None]
    assert initials_of("") == "?"


def test_an_arrow_needs_an_interval_without_zero() -> None:
    low, high = Agreement(0.3, (0.1, 0.5), 20), Agreement(0.8, (0.7, 0.9), 20)
    change = change_in_agreement(low, high)
    assert change.difference == pytest.approx(0.5)
    assert change.lower == pytest.approx(0.5 - np.hypot(0.1, 0.2))
    assert change.is_real
    assert change_in_agreement(low, Agreement(0.5, None, 2)) is None
    before, after = {"value": -4.0, "error": 1.0}, {"value": -1.0, "error": 1.0}
    assert drift(before, after).difference == 3.0
    assert drift(before, after).is_real
    assert not drift(before, {"value": -2.0, "error": 1.0}).is_real
    assert drift(None, after) is None
