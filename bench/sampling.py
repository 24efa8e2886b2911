"""The risk-aware draw against numpy alone and against a simple random draw, in one run."""

import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.sampling.design import draw, generator, inclusion_probabilities, systematic

FRAME = 20_000
PICKS = 200
REPEATS = 40
SEED = 20
LARGE, LARGE_PICKS, LARGE_REPEATS = 5_000_000, 5_000, 5
SMALL, SMALL_PICKS, SMALL_REPEATS = 300, 60, 20_000
NUMPY = "numpy's weighted choice"
Progress = Callable[[str], None]


def run(
    _create_app: Callable[..., Any] | None = None, progress: Progress = lambda _words: None
) -> list[dict[str, Any]]:
    """Draw 200 of 20,000 contacts again and again, 60 of 300, and 5,000 of 5,000,000.

    Rows: seconds of a draw; contacts with a failure that a draw finds; the root mean squared error
    of the weighted estimate of the share of failures, in percentage points; how far the chances
    found by repetition are from those said beforehand; seconds and memory of the largest draw.
    """
    random = np.random.default_rng(SEED)
    risk = random.gamma(0.6, 1.0, FRAME)
    failed = random.random(FRAME) < np.clip(0.03 + 0.12 * risk, 0, 0.9)
    ids = [f"{number:06d}" for number in range(FRAME)]
    progress(f"Drawing {PICKS} of {FRAME:,} contacts {3 * REPEATS} times ...")
    ours, numpys, simple = Tally(failed), Tally(failed), Tally(failed)
    shares = risk / risk.sum()
    for repeat in range(REPEATS):
        ours.take(partial(risk_aware, ids, risk, repeat))
        numpys.take(lambda: (random.choice(FRAME, PICKS, False, shares), PICKS * shares))
        simple.take(lambda: (random.choice(FRAME, PICKS, False), np.full(FRAME, PICKS / FRAME)))
    return [
        *small_repeated(progress),
        *large(progress),
        compared("seconds of a draw", ours.seconds, numpys.seconds, NUMPY),
        compared("failures found by a draw", ours.found, simple.found, "a simple random draw"),
        compared(
            "error of the share of failures", ours.error, simple.error, "a simple random draw"
        ),
        compared("error of the share of failures", ours.error, numpys.error, NUMPY),
    ]


def small_repeated(progress: Progress) -> list[dict[str, Any]]:
    """Draw a small frame until every contact's chance shows, and compare with what was said.

    The error is the root mean squared difference in units of what chance alone explains: 1 or less
    where the chances said are exact.
    """
    progress(f"Drawing {SMALL_PICKS} of {SMALL} contacts {2 * SMALL_REPEATS:,} times ...")
    random = np.random.default_rng(SEED)
    risk = random.gamma(0.6, 1.0, SMALL)
    said = inclusion_probabilities(risk, SMALL_PICKS)
    share = said / said.sum()
    ours, numpys = np.zeros(SMALL), np.zeros(SMALL)
    for repeat in range(SMALL_REPEATS):
        ours[systematic(said, generator(repeat))] += 1
        numpys[random.choice(SMALL, SMALL_PICKS, False, share)] += 1
    name = f"error of the chances said, {SMALL_PICKS} of {SMALL}"
    return [compared(name, in_chance(ours, said), in_chance(numpys, said), NUMPY)]


def in_chance(counts: NDArray[Any], said: NDArray[Any]) -> float:
    """Root mean squared (found - said) over its standard deviation, where nothing is certain."""
    open_ = said < 1
    pi = said[open_]
    z = (counts[open_] - SMALL_REPEATS * pi) / np.sqrt(SMALL_REPEATS * pi * (1 - pi))
    return float(np.sqrt(np.mean(z**2)))


def large(progress: Progress) -> list[dict[str, Any]]:
    """Seconds and peak memory (MB) of one large draw, its chances worked out each time."""
    progress(f"Drawing {LARGE_PICKS:,} of {LARGE:,} contacts {2 * LARGE_REPEATS} times ...")
    risk = np.random.default_rng(SEED).gamma(0.6, 1.0, LARGE)

    def ours(seed: int) -> NDArray[Any]:
        return systematic(inclusion_probabilities(risk, LARGE_PICKS), generator(seed))

    def numpys(seed: int) -> NDArray[Any]:
        share = 0.5 / LARGE + 0.5 * risk / risk.sum()
        return np.random.default_rng(seed).choice(LARGE, LARGE_PICKS, False, share)

    if len(ours(0)) != LARGE_PICKS:
        raise RuntimeError("the draw has not the size that was asked for")
    what = f"a draw, {LARGE_PICKS:,} of {LARGE:,}"
    return [
        compared(f"seconds of {what}", seconds_of(ours), seconds_of(numpys), NUMPY),
        compared(f"peak MB of {what}", peak_of(ours), peak_of(numpys), NUMPY),
    ]


def seconds_of(draw_once: Callable[[int], NDArray[Any]]) -> float:
    times = []
    for repeat in range(LARGE_REPEATS):
        started = time.perf_counter()
        draw_once(repeat)
        times.append(time.perf_counter() - started)
    return float(np.median(times))


def peak_of(draw_once: Callable[[int], NDArray[Any]]) -> float:
    tracemalloc.start()
    draw_once(0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def risk_aware(ids: list[str], risk: NDArray[Any], seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """The places drawn, and the probabilities of all places (0 where not drawn)."""
    drawn = draw(ids, risk, PICKS, seed=seed)
    places = np.array([int(name) for name in drawn.ids])
    probabilities = np.zeros(len(ids))
    probabilities[places] = drawn.probabilities
    return places, probabilities


class Tally:
    """What came of many draws by one method."""

    def __init__(self, failed: NDArray[Any]) -> None:
        self.failed = failed
        self.times: list[float] = []
        self.finds: list[int] = []
        self.errors: list[float] = []

    def take(self, draw_once: Callable[[], tuple[NDArray[Any], NDArray[Any]]]) -> None:
        started = time.perf_counter()
        places, probabilities = draw_once()
        self.times.append(time.perf_counter() - started)
        hits = self.failed[places]
        weights = 1 / probabilities[places]
        self.finds.append(int(hits.sum()))
        estimate = float(weights @ hits / weights.sum())
        self.errors.append(100 * (estimate - float(self.failed.mean())))

    @property
    def seconds(self) -> float:
        return float(np.median(self.times))

    @property
    def found(self) -> float:
        return float(np.mean(self.finds))

    @property
    def error(self) -> float:
        return float(np.sqrt(np.mean(np.square(self.errors))))


def compared(name: str, value: float, of_peer: float, peer: str) -> dict[str, Any]:
    return {
        "name": name,
        "rubrica": round(value, 4),
        "peer_value": round(of_peer, 4),
        "ratio": round(value / of_peer, 2),
        "peer": peer,
    }
