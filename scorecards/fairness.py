"""Fair scores: what the fitted severity of evaluators takes out of each review."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import current_app
from sqlalchemy import func, select

from core.db import db
from evaluation.calibration import fits
from evaluation.calibration.models import SeverityFit
from scorecards.scorecard import Correction

OFF, NO_FIT = "off", "no_fit"
Corrections = Mapping[str, Correction]


@dataclass(frozen=True)
class Stamp:
    """What changes whenever a fit does, or the centre switches fair scores on or off."""

    on: bool
    fits: int
    newest: datetime | None


@dataclass(frozen=True)
class Fairness:
    """Whether scores are adjusted for severity, why not where they are not, and by how much.

    ``reason`` is empty where they are, else "off", "no_fit" or the code of the model's refusal;
    ``evaluator_sd`` says by how many points evaluators differ in quality.
    """

    reason: str
    fitted_at: datetime | None = None
    reviews: int = 0
    evaluator_sd: float = 0.0
    parts: int = 0
    by_month: Mapping[date, Mapping[int, Corrections]] = field(default_factory=dict)
    newest_month: date | None = None

    @property
    def adjusts(self) -> bool:
        return not self.reason

    def corrections_of(
        self,
        evaluator: int,
        submitted_at: datetime | None,
        shares: Mapping[str, float] | None = None,
    ) -> Corrections:
        """What is taken out of each measure of a review; nothing where no fit speaks of it.

        ``shares`` says of a revised review which part of each measure is its evaluator's.
        """
        if not self.adjusts or submitted_at is None or self.newest_month is None:
            return {}
        month = min(submitted_at.date().replace(day=1), self.newest_month)
        whole = self.by_month.get(month, {}).get(evaluator, {})
        if shares is None:
            return whole
        return {key: one.in_part(shares[key]) for key, one in whole.items() if shares.get(key)}


def stamp_of() -> Stamp:
    """The present stamp, in two cheap queries."""
    count, newest = db.session.execute(
        select(func.count(SeverityFit.id), func.max(SeverityFit.fitted_at))
    ).one()
    return Stamp(fits.fair_scores_are_on(), count, newest)


def fairness() -> Fairness:
    """What holds now; read again only when the stamp has changed."""
    memory: dict[Stamp, Fairness] = current_app.extensions.setdefault("fairness", {})
    stamp = stamp_of()
    if stamp not in memory:
        found = _read(stamp)
        memory.clear()
        memory[stamp] = found
    return memory[stamp]


def _read(stamp: Stamp) -> Fairness:
    if not stamp.on:
        return Fairness(OFF)
    newest = fits.newest_fit()
    if newest is None:
        return Fairness(NO_FIT)
    if not newest.adjusts:
        return Fairness(newest.refusal, newest.fitted_at, newest.n, parts=len(newest.groups))
    by_month: dict[date, dict[int, dict[str, Correction]]] = {}
    for fit in fits.fits_over(fits.LONG):
        for evaluator, each in fit.severities.items():
            of_month = by_month.setdefault(fit.month, {}).setdefault(int(evaluator), {})
            of_month[fit.measure] = Correction(int(evaluator), each["value"], each["error"])
    return Fairness(
        reason="",
        fitted_at=newest.fitted_at,
        reviews=newest.n,
        evaluator_sd=float(newest.deviations["evaluator"]),
        by_month=by_month,
        newest_month=newest.month,
    )
