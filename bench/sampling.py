"""The risk-aware draw against plain numpy and against a simple random draw, in one run."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.sampling.design import draw

FRAME = 20_000
PICKS = 200
REPEATS = 40
SEED = 20
Progress = Callable[[str], None]


def run(
    _create_app: Callable[..., Any] | None = None, progress: Progress = lambda _words: None
) -> list[dict[str, Any]]:
    """Draw 200 of 20,000 contacts again and again.

    Rows: seconds of a draw; contacts with a failure that a draw finds; the root mean squared error
    of the weighted estimate of the share of failures, in percentage points.
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
        compared("seconds of a draw", ours.seconds, numpys.seconds, "numpy's weighted choice"),
        compared("failures found by a draw", ours.found, simple.found, "a simple random draw"),
        compared(
            "error of the share of failures", ours.error, simple.error, "a simple random draw"
        ),
        compared(
            "error of the share of failures", ours.error, numpys.error, "numpy's weighted choice"
        ),
    ]


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
