"""Where a recording is quiet, and what of that may be skipped."""

from transcripts.speech.overview import overview, overview_of
from transcripts.speech.quiet import quiet_stretches, skippable


def peaks(*channels: list[int]) -> dict:
    return {"per_second": 10, "channels": list(channels)}


def test_it_is_quiet_where_no_channel_is_loud() -> None:
    one = [40] * 20 + [1] * 30 + [40] * 10
    two = [1] * 35 + [50] * 5 + [1] * 20
    assert quiet_stretches(peaks(one, two)) == [(2.0, 3.5)]


def test_noise_on_the_line_counts_as_quiet_and_short_pauses_do_not() -> None:
    assert quiet_stretches(peaks([60] * 40 + [4] * 20 + [60] * 40)) == [(4.0, 6.0)]
    assert quiet_stretches(peaks([60] * 40 + [0] * 11 + [60] * 40)) == []


def test_the_shorter_channel_is_quiet_at_its_end() -> None:
    assert quiet_stretches(peaks([50] * 10, [50] * 5 + [0] * 25)) == [(1.0, 3.0)]


def test_nothing_to_hear() -> None:
    assert quiet_stretches(None) == quiet_stretches(peaks()) == quiet_stretches(peaks([])) == []
    assert quiet_stretches(peaks([0] * 20)) == [(0.0, 2.0)]


def test_no_stretch_with_words_is_skipped() -> None:
    assert skippable([(0.0, 10.0)], [], [(3.0, 4.0), (6.0, 6.5)]) == [
        (0.0, 3.0),
        (4.0, 6.0),
        (6.5, 10.0),
    ]
    assert skippable([(0.0, 2.0)], [(1.5, 5.0)], [(4.5, 9.0)]) == [(0.0, 4.5)]
    assert skippable([(0.0, 2.0)], [], [(1.0, 9.0)]) == []


def test_an_overview_keeps_the_loudest() -> None:
    assert overview([1, 5, 2, 9, 3], 2) == [5, 9]
    assert overview([1, 5, 2, 9, 3], 10) == [1, 5, 2, 9, 3]
    assert overview([1, 5, 2, 9, 3], 2, first=2, last=4) == [2, 9]
    assert overview([], 3) == []
    assert overview_of(None) is None
    assert overview_of(peaks([7])) == [[7]]


def test_lanes_of_two_files_are_drawn_over_the_same_time() -> None:
    long, short = [9] * 480, [0] * 239 + [7]
    assert overview_of(peaks(long, short)) == [[9] * 240, [0] * 119 + [7] + [0] * 120]
