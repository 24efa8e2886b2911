"""A risk-aware draw whose inclusion probabilities are known exactly, and can be proved later.

Riskier interactions are reviewed more often, yet every one has a chance of at least n * eps / N, so
no review ever weighs more than N / (n * eps) in a score. Random-order systematic sampling with
probability proportional to size keeps both the number of reviews and each probability exact
(Hartley and Rao 1962; Särndal, Swensson and Wretman 1992, section 3.6).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

DESIGN = "random-order systematic pps"
DEFAULT_EPS = 0.5
MAX_SEED = 2**63 - 1

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Draw:
    """What was drawn, and all that is needed to draw it again.

    `ids` and `probabilities` (0 < pi <= 1) belong together, in the order of the ids. `frame_size`
    is N; `frame_hash` is the hash of the frame and its risks at draw time.
    """

    ids: tuple[str, ...]
    probabilities: tuple[float, ...]
    design: str
    n: int
    eps: float
    seed: int
    frame_size: int
    frame_hash: str


@dataclass(frozen=True)
class Proof:
    """Whether a recorded draw follows from its frame, and if not, why."""

    holds: bool
    reason: str


def inclusion_probabilities(risk: ArrayLike, n: int, eps: float = DEFAULT_EPS) -> Floats:
    """Probabilities pi_i = n [eps / N + (1 - eps) r_i / sum r], capped at 1, that add up to n.

    `risk` holds one number >= 0 for each of N interactions; where all are 0, all are equally
    likely. `eps`, in (0, 1], is the share drawn without regard to risk. With n >= N all are taken.

    Raises ValueError for a risk that is negative or not finite, n < 0 and eps outside (0, 1].
    """
    risks = np.asarray(risk, dtype=float).ravel()
    size = risks.size
    if not np.all(np.isfinite(risks)) or np.any(risks < 0):
        raise ValueError("every risk must be a finite number, 0 or more")
    if n < 0:
        raise ValueError(f"the number to draw must be 0 or more, not {n}")
    if not 0 < eps <= 1:
        raise ValueError(f"eps must be above 0 and at most 1, not {eps}")
    if n >= size:
        return np.ones(size)
    total = risks.sum()
    share = risks / total if total > 0 else np.full(size, 1 / size)
    return _capped(eps / size + (1 - eps) * share, n)


def _capped(size_measure: Floats, n: int) -> Floats:
    """Scale to the sum n; what passes 1 is certain and the others share what is left."""
    certain = np.zeros(size_measure.size, dtype=bool)
    while True:
        left = n - certain.sum()
        scaled = left * size_measure / size_measure[~certain].sum()
        passed = ~certain & (scaled >= 1)
        if not passed.any():
            return np.where(certain, 1.0, scaled)
        certain |= passed


def draw(
    frame_ids: Sequence[str],
    risk: ArrayLike,
    n: int,
    eps: float = DEFAULT_EPS,
    seed: int = 0,
    strata: Sequence[str] | None = None,
) -> Draw:
    """Draw min(n, N) interactions. The same frame, risks and seed always give the same draw,
    whatever the order in which the frame is handed in.

    `strata` names the stratum of each interaction: those of one stratum are laid side by side, so
    that each stratum gets its expected number of picks, rounded up or down. No probability changes.

    Raises ValueError for repeated ids, risks or strata that do not match them, or what
    `inclusion_probabilities` refuses; a seed must be from 0 to 2**63 - 1.
    """
    ids, risks = _sorted_frame(frame_ids, risk)
    probabilities = inclusion_probabilities(risks, n, eps)
    codes = None if strata is None else _codes(frame_ids, ids, strata)
    chosen = systematic(probabilities, generator(seed), codes)
    return Draw(
        ids=tuple(ids[i] for i in chosen),
        probabilities=tuple(float(probabilities[i]) for i in chosen),
        design=DESIGN,
        n=n,
        eps=eps,
        seed=seed,
        frame_size=len(ids),
        frame_hash=_hash(ids, risks),
    )


def generator(seed: int) -> np.random.Generator:
    """The stream of chance of a seed; ValueError unless it is from 0 to 2**63 - 1."""
    if not 0 <= seed <= MAX_SEED:
        raise ValueError(f"a seed must be from 0 to {MAX_SEED}, not {seed}")
    return np.random.Generator(np.random.PCG64(seed))


def systematic(
    probabilities: Floats,
    random: np.random.Generator,
    strata: NDArray[np.integer[Any]] | None = None,
) -> NDArray[np.intp]:
    """Indices drawn, ascending: units laid end to end in random order, a tick at every u + k.

    `probabilities` add up to a whole number. `strata` numbers each unit's stratum from 0: strata
    come in random order, and their units in random order within them.
    """
    certain = np.flatnonzero(probabilities >= 1)
    order = random.permutation(np.flatnonzero(probabilities < 1))
    if strata is not None and order.size:
        places = random.permutation(int(strata.max()) + 1)
        order = order[np.argsort(places[strata[order]], kind="stable")]
    start = random.random()
    if order.size == 0:
        return certain
    ends = np.cumsum(probabilities[order])
    # The sum is a whole number by design; rounding in the last place must not lose a pick.
    ends[-1] = round(float(ends[-1]))
    ticks = np.ceil(ends - start)
    picked = order[np.diff(ticks, prepend=0.0) > 0]
    return np.sort(np.concatenate([certain, picked]))


def _codes(
    given: Sequence[str], ordered: list[str], strata: Sequence[str]
) -> NDArray[np.integer[Any]]:
    """The strata as numbers from 0, in the order of the sorted frame."""
    if len(strata) != len(given):
        raise ValueError(f"{len(given)} ids but {len(strata)} strata")
    stratum_of = dict(zip(map(str, given), strata, strict=True))
    if not ordered:
        return np.zeros(0, dtype=np.intp)
    return np.unique([stratum_of[name] for name in ordered], return_inverse=True)[1]


def frame_hash(ids: Sequence[str], risks: ArrayLike) -> str:
    """SHA-256, in hexadecimal, of the frame: its ids with their risks, in the order of the ids."""
    return _hash(*_sorted_frame(ids, risks))


def _hash(ids: list[str], risks: Floats) -> str:
    # The length before each id keeps ("a:1", "b") and ("a", "1:b") apart.
    lines = (f"{len(name)}:{name}:{r.hex()}\n" for name, r in zip(ids, risks.tolist(), strict=True))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def prove(record: Draw, frame_ids: Sequence[str], risk: ArrayLike) -> Proof:
    """Draw again from the record's seed and compare: frame, picks and probabilities."""
    if record.design != DESIGN:
        return Proof(False, f"the design {record.design!r} is not known here")
    if frame_hash(frame_ids, risk) != record.frame_hash:
        return Proof(False, "the frame or its risks are not those of the draw")
    again = draw(frame_ids, risk, record.n, record.eps, record.seed)
    if again.ids != record.ids:
        return Proof(False, "the seed draws other interactions than those recorded")
    if not np.allclose(again.probabilities, record.probabilities, rtol=1e-12, atol=0):
        return Proof(False, "the recorded probabilities are not those of the design")
    return Proof(True, "the record follows from its frame, design and seed")


def _sorted_frame(ids: Sequence[str], risk: ArrayLike) -> tuple[list[str], Floats]:
    names = [str(name) for name in ids]
    risks = np.asarray(risk, dtype=float).ravel()
    if risks.size != len(names):
        raise ValueError(f"{len(names)} ids but {risks.size} risks")
    if len(set(names)) != len(names):
        raise ValueError("an id appears more than once in the frame")
    order = sorted(range(len(names)), key=names.__getitem__)
    return [names[i] for i in order], risks[order]
