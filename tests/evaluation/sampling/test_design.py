"""The risk-aware draw: exact probabilities, fixed size, and a record that can be proved."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.sampling.design import draw, frame_hash, inclusion_probabilities, prove

IDS = [f"call-{i:02d}" for i in range(12)]
RISK = [0, 0, 1, 1, 2, 3, 5, 8, 0.5, 0.1, 0, 4]


def test_without_caps_the_formula_holds():
    risk = np.array([1, 2, 3, 4.0])
    expected = 2 * (0.5 / 4 + 0.5 * risk / 10)
    assert inclusion_probabilities(risk, 2) == pytest.approx(expected, abs=1e-15)


def test_what_passes_1_is_certain_and_the_others_share_the_rest():
    pi = inclusion_probabilities([100, 1, 1, 0], 2, eps=0.2)
    assert pi[0] == 1
    assert pi.sum() == pytest.approx(2, abs=1e-12)
    assert pi[1] == pi[2] > pi[3] > 0
    # The three others keep their proportions: eps / N + (1 - eps) r / sum r.
    assert pi[1] / pi[3] == pytest.approx((0.05 + 0.8 / 102) / 0.05)


def test_capping_goes_on_until_nothing_passes_1():
    pi = inclusion_probabilities([1000, 60, 1, 1, 1, 1], 3, eps=0.05)
    assert pi[0] == pi[1] == 1
    assert pi[2:] == pytest.approx([0.25] * 4)


@pytest.mark.parametrize("n", [1, 3, 7, 11])
@pytest.mark.parametrize("eps", [0.1, 0.5, 1.0])
def test_probabilities_add_up_and_no_weight_is_too_large(n, eps):
    random = np.random.default_rng(n)
    for risk in (random.exponential(size=40), random.exponential(size=40) ** 4, np.eye(40)[0]):
        pi = inclusion_probabilities(risk, n, eps)
        assert pi.sum() == pytest.approx(n, abs=1e-9)
        assert np.all((pi > 0) & (pi <= 1))
        assert np.all(1 / pi <= 40 / (n * eps) * (1 + 1e-12))


def test_equal_or_zero_risk_is_simple_random_sampling():
    assert inclusion_probabilities(np.zeros(10), 4) == pytest.approx([0.4] * 10)
    assert inclusion_probabilities(np.full(10, 3.0), 4) == pytest.approx([0.4] * 10)
    assert inclusion_probabilities(RISK, 3, eps=1.0) == pytest.approx([0.25] * 12)


def test_the_whole_frame_is_taken_when_there_is_no_more():
    for n in (12, 50):
        assert inclusion_probabilities(RISK, n).tolist() == [1.0] * 12
        assert draw(IDS, RISK, n).ids == tuple(IDS)
    assert draw([], [], 5).ids == ()
    assert draw(IDS, RISK, 0).ids == ()


@pytest.mark.parametrize("risk", [[1, -0.1, 2], [1, np.nan, 2], [1, np.inf, 2]])
def test_impossible_risks_are_refused(risk):
    with pytest.raises(ValueError, match="every risk"):
        inclusion_probabilities(risk, 1)


@pytest.mark.parametrize("eps", [0, -0.5, 1.1, np.nan])
def test_impossible_eps_is_refused(eps):
    with pytest.raises(ValueError, match="eps"):
        inclusion_probabilities([1, 2], 1, eps)


def test_impossible_numbers_are_refused():
    with pytest.raises(ValueError, match="number to draw"):
        inclusion_probabilities([1, 2], -1)
    with pytest.raises(ValueError, match="3 ids but 2 risks"):
        draw(["a", "b", "c"], [1, 2], 1)
    with pytest.raises(ValueError, match="more than once"):
        draw(["a", "a"], [1, 2], 1)
    with pytest.raises(ValueError, match="seed"):
        draw(["a", "b"], [1, 2], 1, seed=-1)


@pytest.mark.parametrize("n", [1, 4, 9])
def test_every_draw_has_exactly_the_number_asked_for(n):
    assert {len(set(draw(IDS, RISK, n, seed=seed).ids)) for seed in range(300)} == {n}


def test_each_interaction_comes_as_often_as_its_probability_says():
    repeats = 6000
    counts = dict.fromkeys(IDS, 0)
    for seed in range(repeats):
        for name in draw(IDS, RISK, 4, seed=seed).ids:
            counts[name] += 1
    pi = inclusion_probabilities(RISK, 4)
    found = np.array([counts[name] for name in IDS]) / repeats
    z = (found - pi)[pi < 1] / np.sqrt(pi * (1 - pi) / repeats)[pi < 1]
    assert np.all(found[pi == 1] == 1)
    assert np.abs(z).max() < 3.5
    assert np.mean(z**2) < 2


def test_probabilities_are_recorded_beside_the_picks():
    record = draw(IDS, RISK, 5, seed=3)
    pi = dict(zip(IDS, inclusion_probabilities(RISK, 5), strict=True))
    assert record.probabilities == tuple(pi[name] for name in record.ids)
    assert (record.n, record.eps, record.seed, record.frame_size) == (5, 0.5, 3, 12)


def test_the_order_of_the_frame_does_not_matter():
    assert draw(IDS[::-1], RISK[::-1], 5, seed=9) == draw(IDS, RISK, 5, seed=9)
    assert draw(IDS, RISK, 5, seed=9) != draw(IDS, RISK, 5, seed=10)


def test_the_hash_knows_every_id_and_every_risk():
    whole = frame_hash(IDS, RISK)
    assert len(whole) == 64
    assert frame_hash(IDS[::-1], RISK[::-1]) == whole
    assert frame_hash(IDS[1:], RISK[1:]) != whole
    assert frame_hash(IDS, [*RISK[:-1], 4.0000001]) != whole
    assert frame_hash(["a:1", "b"], [1, 1]) != frame_hash(["a", "1:b"], [1, 1])


def test_a_record_proves_itself():
    record = draw(IDS, RISK, 5, seed=3)
    assert prove(record, IDS[::-1], RISK[::-1]).holds


def test_a_changed_record_or_frame_does_not_prove():
    record = draw(IDS, RISK, 5, seed=3)
    other = draw(IDS, RISK, 5, seed=4)
    assert other.ids != record.ids
    assert "frame" in prove(record, IDS[1:], RISK[1:]).reason
    assert "other interactions" in prove(replace(record, ids=other.ids), IDS, RISK).reason
    doubled = tuple(pi / 2 for pi in record.probabilities)
    assert "probabilities" in prove(replace(record, probabilities=doubled), IDS, RISK).reason
    assert not prove(replace(record, design="by hand"), IDS, RISK).holds
