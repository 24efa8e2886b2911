"""The handle-time norm: fair to agents with hard contacts, careful with little data."""

import math

import numpy as np
import pytest

from evaluation.speed_norm import ContactRecord, SpeedNorm, fit_speed_norm
from evaluation.variance import between_variance

CHANNELS = {"voice": 0.5, "chat": 0.0}
CATEGORIES = {"billing": 0.3, "address": -0.2, "fault": 0.0}
SPEED = {"ana": 0.0, "ben": 0.25, "cem": -0.25, "dua": 0.0}


def centre(noise: float = 0.2, each: int = 60, seed: int = 1) -> list[ContactRecord]:
    """Contacts with known effects. Ana mostly takes the long voice calls, Dua the short chats."""
    random = np.random.default_rng(seed)
    records = []
    for agent, slow in SPEED.items():
        voice_share = {"ana": 0.9, "dua": 0.1}.get(agent, 0.5)
        for _ in range(each):
            channel = "voice" if random.random() < voice_share else "chat"
            category = random.choice(list(CATEGORIES))
            complexity = float(random.integers(1, 4))
            log = 5 + slow + CHANNELS[channel] + CATEGORIES[category] + 0.15 * complexity
            seconds = math.exp(log + random.normal(0, noise))
            records.append(ContactRecord(agent, channel, category, complexity, seconds))
    return records


def test_without_noise_the_effects_come_back_exactly():
    norm = fit_speed_norm(centre(noise=1e-9))
    hard = norm.expected_seconds("voice", "billing", 3)
    easy = norm.expected_seconds("chat", "address", 1)
    assert hard / easy == pytest.approx(math.exp(0.5 + 0.5 + 0.3))
    assert hard == pytest.approx(math.exp(5 + 0.5 + 0.3 + 0.45))  # agents average 0
    assert norm.agent_ratio("ben") == pytest.approx(math.exp(0.25))
    assert norm.agent_ratio("ana") == pytest.approx(norm.agent_ratio("dua")) == pytest.approx(1)


def test_an_agent_with_hard_contacts_is_not_taken_for_a_slow_one():
    records = centre()
    means = {agent: np.mean([r.seconds for r in records if r.agent == agent]) for agent in SPEED}
    assert means["ana"] > 1.3 * means["dua"]
    norm = fit_speed_norm(records)
    assert norm.agent_ratio("ana") == pytest.approx(1, abs=0.07)
    assert norm.agent_ratio("dua") == pytest.approx(1, abs=0.07)
    assert norm.agent_ratio("ben") > 1.15
    assert norm.agent_ratio("cem") < 0.87


def test_an_agent_with_few_contacts_is_pulled_towards_the_centre():
    slow = [ContactRecord("new", "chat", "fault", 2, 2.5 * 200) for _ in range(2)]
    many = fit_speed_norm([*centre(), *slow * 20]).agent_ratio("new")
    few = fit_speed_norm([*centre(), *slow]).agent_ratio("new")
    assert 1 < few < many


def test_agents_who_differ_by_chance_only_all_get_1():
    random = np.random.default_rng(4)
    records = [
        ContactRecord(f"agent-{i % 20}", "chat", "fault", 1, math.exp(random.normal(5, 0.3)))
        for i in range(400)
    ]
    ratios = list(fit_speed_norm(records).agent_ratios.values())
    assert ratios == pytest.approx([1] * 20, abs=0.05)


def test_an_unknown_channel_or_complexity_counts_as_average():
    norm = fit_speed_norm(centre())
    known = norm.expected_seconds("voice", "fault", norm.complexity_mean)
    assert norm.expected_seconds("voice", "fault") == known
    chat, voice = (norm.expected_seconds(c, "fault") for c in CHANNELS)
    low, high = sorted((chat, voice))
    assert low < norm.expected_seconds("telegram", "fault") < high


def test_a_rare_category_counts_as_average():
    odd = [ContactRecord("ana", "chat", "odd", 2, 9000.0)] * 4
    norm = fit_speed_norm([*centre(), *odd])
    assert "odd" not in norm.category_effects
    assert norm.expected_seconds("chat", "odd") == norm.expected_seconds("chat", "never seen")


def test_little_data_falls_back_on_the_median_of_the_channel():
    times = {"voice": (300, 500, 400), "chat": (100, 120)}
    norm = fit_speed_norm(
        ContactRecord("ana", channel, "fault", None, seconds)
        for channel, several in times.items()
        for seconds in several
    )
    assert norm.expected_seconds("voice", "anything") == 400
    assert norm.expected_seconds("chat", "anything", 5) == 110
    assert norm.expected_seconds("email", "anything") == 300
    assert norm.ratio(200, "voice", "anything") == 0.5
    assert norm.agent_ratio("ana") is None


def test_without_data_nothing_is_expected():
    for records in ([], [ContactRecord("ana", "chat", "fault", 1, s) for s in (0, -5, math.nan)]):
        norm = fit_speed_norm(records)
        assert norm == SpeedNorm()
        assert norm.expected_seconds("chat", "fault") is None
        assert norm.ratio(60, "chat", "fault") is None


@pytest.mark.parametrize("seconds", [0, -1, math.nan])
def test_a_handle_time_must_be_above_zero(seconds):
    with pytest.raises(ValueError, match="above 0 seconds"):
        SpeedNorm().ratio(seconds, "chat", "fault")


def test_one_agent_one_channel_and_identical_times_still_give_a_norm():
    norm = fit_speed_norm([ContactRecord("ana", "chat", "fault", None, 120.0)] * 40)
    assert norm.expected_seconds("chat", "fault") == pytest.approx(120)
    assert norm.agent_ratio("ana") == pytest.approx(1)


def test_agents_whose_contacts_all_take_the_same_time_differ_by_all_of_it():
    records = [
        ContactRecord(f"a{i}", "chat", "fault", None, 300.0 * 2 ** (i % 2)) for i in range(40)
    ]
    norm = fit_speed_norm(records * 2)
    assert norm.expected_seconds("chat", "fault") == pytest.approx(300 * math.sqrt(2))
    assert norm.agent_ratio("a0") == pytest.approx(1 / math.sqrt(2))
    assert norm.agent_ratio("a1") == pytest.approx(math.sqrt(2))


def test_categories_that_belong_to_one_agent_each_cannot_be_told_from_the_agent():
    records = [
        ContactRecord(f"a{i % 2}", "chat", f"c{i % 2}", 1, 100.0 + 100 * (i % 2) + i % 7)
        for i in range(80)
    ]
    norm = fit_speed_norm(records)
    assert norm.expected_seconds("chat", "c0") == pytest.approx(norm.expected_seconds("chat", "c1"))
    assert norm.agent_ratio("a0") < 1 < norm.agent_ratio("a1")


@pytest.mark.parametrize("records", [[], centre(each=2), centre()])
def test_a_norm_can_be_kept_and_read_back(records):
    norm = fit_speed_norm(records)
    assert SpeedNorm.from_json(norm.to_json()) == norm


def test_between_variance_solves_its_equation():
    values, noise = [10.0, 14.0, 9.0, 20.0, 12.0], [1.0, 4.0, 2.0, 3.0, 1.5]
    between, mean = between_variance(values, noise)
    weights = 1 / (np.array(noise) + between)
    assert mean == pytest.approx(np.average(values, weights=weights))
    assert weights @ (np.array(values) - mean) ** 2 == pytest.approx(4)


def test_between_variance_with_equal_noise_is_the_textbook_one():
    values = [3.0, 5.0, 7.0, 9.0]
    assert between_variance(values, [1.0] * 4)[0] == pytest.approx(np.var(values, ddof=1) - 1)
    assert between_variance(values, [50.0] * 4) == (0, 6)


@pytest.mark.parametrize("noise", [[], [1.0], [1.0, 0.0], [1.0, math.nan]])
def test_between_variance_needs_a_variance_for_each_value(noise):
    with pytest.raises(ValueError, match="variance"):
        between_variance([1.0, 2.0], noise)
