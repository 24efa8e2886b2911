"""What is usual in a centre, and from where on a measure stands out."""

from types import SimpleNamespace

import pytest

from evaluation.review_model.limits import (
    ENOUGH_CONTACTS,
    MEASURED,
    Limit,
    figures_of,
    fit_usual,
    limits_of,
    places_of,
)


def contacts(n: int, channel: str = "voice", signal: str = "long_hold", scale: float = 1.0):
    return [(channel, {signal: scale * place}) for place in range(1, n + 1)]


def test_the_usual_is_what_95_in_100_do_not_reach():
    usual = fit_usual(contacts(101, scale=10))
    assert usual["voice"]["long_hold"] == (101, 960.0)
    assert limits_of("voice", usual)["long_hold"] == Limit(960.0, 101)


def test_where_little_stands_out_it_is_what_95_in_100_exceed():
    usual = fit_usual(contacts(101, signal="agent_talks_little", scale=0.001))
    assert usual["voice"]["agent_talks_little"] == (101, 0.006)


def test_too_few_contacts_leave_the_fixed_limits():
    usual = fit_usual(contacts(ENOUGH_CONTACTS - 1))
    assert limits_of("voice", usual)["long_hold"] == Limit(120.0)


def test_what_is_not_known_does_not_count_as_a_contact():
    usual = fit_usual([*contacts(99), ("voice", {"long_hold": None})])
    assert "long_hold" not in usual["voice"]


def test_another_channel_says_nothing():
    usual = fit_usual(contacts(200))
    assert limits_of("chat", usual) == limits_of("chat", {})


@pytest.mark.parametrize("measured", MEASURED, ids=lambda measured: measured.signal)
def test_where_everybody_does_well_the_strictest_limit_holds(measured):
    best = 1.0 if measured.below else 0.0
    usual = fit_usual([("sms", {measured.signal: best})] * 100)
    strictest = 900.0 if measured.signal == "slow_first_response" else measured.strictest
    assert limits_of("sms", usual)[measured.signal] == Limit(strictest, 100)


def test_figures_and_places_are_read_from_the_measures():
    measures = SimpleNamespace(
        longest_silence_seconds=8.0,
        interruptions=3,
        agent_talk_share=0.6,
        silences=[[1, 9]],
        interruption_spans=[[2, 3, "agent"], [4, 5, "customer"]],
        responses=[[0, 9], [20, 21]],
    )
    figures = figures_of(measures, 120.0)
    assert figures["long_silence"] == 8.0
    assert figures["agent_interrupts"] == 1.5
    assert figures["agent_talks_most"] == figures["agent_talks_little"] == 0.6
    assert figures["long_hold"] is None
    places = places_of(measures)
    assert places["long_silence"] == [[1, 9]]
    assert places["agent_interrupts"] == [[2, 3, "agent"]]
    assert places["slow_first_response"] == [[0, 9]]


def test_no_length_no_rate_and_no_measures_no_figures():
    assert figures_of(SimpleNamespace(interruptions=3), None)["agent_interrupts"] is None
    assert set(figures_of(None, 60.0).values()) == {None}
    assert not any(places_of(None).values())
