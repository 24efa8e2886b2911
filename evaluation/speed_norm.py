"""What a contact should take: the norm that handle times are judged against.

log(handle time) is regressed on channel, category and complexity *within agent*, so that an agent
who is given the hard contacts is not taken for a slow one. What is left of each agent is shrunk
towards the centre's mean by empirical Bayes (Paule and Mandel 1982 for the variance between
agents), and R = exp(shrunk residual): 1 is as expected, 1.2 is 20% slower. As the fit is on the log
scale, "expected" is the typical (median) time.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from evaluation.variance import between_variance

MIN_RESIDUAL_DF = 20
MIN_LEVEL_COUNT = 5
LEAST_VARIANCE = 1e-12
"""Of a level on the log scale: a millionth of the time, which no source measures."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ContactRecord:
    """One handled contact. `seconds` is the handle time; `complexity` any number, or None."""

    agent: str
    channel: str
    category: str
    complexity: float | None
    seconds: float


@dataclass(frozen=True)
class SpeedNorm:
    """A fitted norm. Effects are on the log scale, relative to the average contact.

    With little data there are only `channel_medians` and `overall_median` (seconds), and no agent
    ratio is given; with none at all nothing is expected.
    """

    overall_median: float | None = None
    channel_medians: Mapping[str, float] = field(default_factory=dict)
    intercept: float | None = None
    channel_effects: Mapping[str, float] = field(default_factory=dict)
    category_effects: Mapping[str, float] = field(default_factory=dict)
    complexity_slope: float = 0.0
    complexity_mean: float = 0.0
    agent_ratios: Mapping[str, float] = field(default_factory=dict)

    def expected_seconds(
        self, channel: str, category: str, complexity: float | None = None
    ) -> float | None:
        """The typical handle time of such a contact, in seconds; None where nothing is known."""
        if self.intercept is None:
            return self.channel_medians.get(channel, self.overall_median)
        steps = 0.0 if complexity is None else complexity - self.complexity_mean
        return math.exp(
            self.intercept
            + self.channel_effects.get(channel, 0.0)
            + self.category_effects.get(category, 0.0)
            + self.complexity_slope * steps
        )

    def ratio(
        self, seconds: float, channel: str, category: str, complexity: float | None = None
    ) -> float | None:
        """Actual over expected time of one contact. Raises ValueError unless seconds > 0."""
        if not seconds > 0:
            raise ValueError(f"a handle time must be above 0 seconds, not {seconds}")
        expected = self.expected_seconds(channel, category, complexity)
        return None if expected is None else seconds / expected

    def agent_ratio(self, agent: str) -> float | None:
        """R of an agent, or None for one who is not in the fit."""
        return self.agent_ratios.get(agent)

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "SpeedNorm":
        return cls(**json.loads(text))


def fit_speed_norm(records: Iterable[ContactRecord]) -> SpeedNorm:
    """Fit the norm. Handle times that are not positive numbers are left out.

    Channels and categories with fewer than 5 contacts count as average ones. With fewer than 20
    degrees of freedom left within agents, the norm falls back on the median of the channel.
    """
    usable = [r for r in records if math.isfinite(r.seconds) and r.seconds > 0]
    if not usable:
        return SpeedNorm()
    by_channel: dict[str, list[float]] = defaultdict(list)
    for record in usable:
        by_channel[record.channel].append(record.seconds)
    medians = {channel: float(np.median(times)) for channel, times in by_channel.items()}
    overall = float(np.median([record.seconds for record in usable]))

    return _regress(usable, SpeedNorm(overall_median=overall, channel_medians=medians))


def _regress(records: Sequence[ContactRecord], medians: SpeedNorm) -> SpeedNorm:
    """The regression added to the medians, where there is enough data for one."""
    design = _Design.of(records)
    logs = np.log([record.seconds for record in records])
    agents, member = np.unique([record.agent for record in records], return_inverse=True)
    counts = np.bincount(member)
    columns_within = design.columns - _means(design.columns, member, counts)[member]
    logs_within = logs - _means(logs[:, None], member, counts)[member, 0]
    effects, _, rank, _ = np.linalg.lstsq(columns_within, logs_within, rcond=1e-10)
    df = len(records) - len(agents) - int(rank)
    if df < MIN_RESIDUAL_DF:
        return medians

    effects = design.around_the_average(effects)
    variance = float(np.sum((logs_within - columns_within @ effects) ** 2)) / df
    levels = _means((logs - design.columns @ effects)[:, None], member, counts)[:, 0]
    intercept, departures = _shrink(levels, variance / counts)
    channels, categories, slope = design.split(effects)
    return replace(
        medians,
        intercept=intercept,
        channel_effects=channels,
        category_effects=categories,
        complexity_slope=slope,
        complexity_mean=design.complexity_mean,
        agent_ratios=dict(zip(agents.tolist(), np.exp(departures).tolist(), strict=True)),
    )


@dataclass(frozen=True)
class _Design:
    """Regression columns: one for each common channel and category, and the complexity.

    Channels and categories that are rare have no column; they count as average, like a complexity
    that is not known.
    """

    channels: list[str]
    categories: list[str]
    complexity_mean: float
    columns: Floats

    @classmethod
    def of(cls, records: Sequence[ContactRecord]) -> "_Design":
        channels = _common([record.channel for record in records])
        categories = _common([record.category for record in records])
        complexity = np.array(
            [math.nan if r.complexity is None else r.complexity for r in records], dtype=float
        )
        known = np.isfinite(complexity)
        mean = float(complexity[known].mean()) if known.any() else 0.0
        columns = [_indicator([r.channel for r in records], name) for name in channels]
        columns += [_indicator([r.category for r in records], name) for name in categories]
        columns.append(np.where(known, complexity - mean, 0.0))
        return cls(channels, categories, mean, np.column_stack(columns))

    def around_the_average(self, effects: Floats) -> Floats:
        """The same effects, shifted so that the average contact has none.

        Within agents only differences between channels (and between categories) are known.
        """
        shifted = effects.copy()
        first_category = len(self.channels)
        for group in (slice(0, first_category), slice(first_category, -1)):
            counts = self.columns[:, group].sum(axis=0)
            if counts.sum() > 0:
                shifted[group] -= counts @ effects[group] / counts.sum()
        return shifted

    def split(self, effects: Floats) -> tuple[dict[str, float], dict[str, float], float]:
        """The effects by channel, by category, and of one step of complexity."""
        *levels, slope = effects.tolist()
        first_category = len(self.channels)
        by_channel = dict(zip(self.channels, levels[:first_category], strict=True))
        by_category = dict(zip(self.categories, levels[first_category:], strict=True))
        return by_channel, by_category, slope


def _common(names: Sequence[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count >= MIN_LEVEL_COUNT)


def _indicator(names: Sequence[str], name: str) -> Floats:
    return (np.asarray(names) == name).astype(float)


def _means(columns: Floats, member: NDArray[np.intp], counts: NDArray[np.intp]) -> Floats:
    """The mean of each column within each agent: agents x columns."""
    sums = np.column_stack([np.bincount(member, column) for column in columns.T])
    return sums / counts[:, None]


def _shrink(levels: Floats, variances: Floats) -> tuple[float, Floats]:
    """The centre's mean log level, and each agent's departure from it after shrinking."""
    noise = np.maximum(variances, LEAST_VARIANCE)
    between, mean = between_variance(levels, noise)
    return mean, between / (between + noise) * (levels - mean)
