"""What the severity page shows: each evaluator's severity, its course and its drift."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core.db import db
from evaluation.calibration import fits
from evaluation.calibration.models import SeverityFit
from evaluation.calibration.trend import Change, drift
from people.models import User
from people.scope import may

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class EvaluatorSeverity:
    """One evaluator: severity in points with its interval, by month, and what has moved."""

    user: User
    value: float
    lower: float
    upper: float
    n: int
    months: Sequence[tuple[date, Mapping[str, Any]]]
    drift: Change | None

    @property
    def differs(self) -> bool:
        """Whether the interval excludes 0."""
        return self.lower > 0 or self.upper < 0


@dataclass(frozen=True)
class SeverityView:
    """The newest fit, and the people of it that the reader may see."""

    fit: SeverityFit | None
    people: Sequence[EvaluatorSeverity]
    groups: Sequence[Sequence[str]]


def severity_for(user: User) -> SeverityView:
    """The QA lead sees everybody; others see themselves only."""
    fit = fits.newest_fit()
    if fit is None:
        return SeverityView(None, [], [])
    all_of_them = may(user, "calibration.edit")
    wanted = [key for key in fit.severities if all_of_them or key == str(user.id)]
    named = _users([int(key) for key in wanted] + [i for group in fit.groups for i in group])
    monthly = fits.fits_over(fits.SHORT, "quality")[-MONTHS_SHOWN:]
    before, after = _sides(fit.month)
    people = [
        EvaluatorSeverity(
            user=named[int(key)],
            value=fit.severities[key]["value"],
            lower=fit.severities[key]["lower"],
            upper=fit.severities[key]["upper"],
            n=fit.severities[key]["n"],
            months=[(m.month, m.severities[key]) for m in monthly if key in m.severities],
            drift=drift(before.get(key), after.get(key)),
        )
        for key in wanted
    ]
    groups = [[named[i].display_name for i in group] for group in fit.groups] if all_of_them else []
    return SeverityView(fit, sorted(people, key=lambda each: each.value), groups)


def _users(ids: Sequence[int]) -> dict[int, User]:
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)))}


def _sides(month: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """The severities of the three months before the last three, and of these."""
    found = {fit.month: fit.severities for fit in fits.fits_over(fits.DRIFT, "quality")}
    return found.get(fits.months_before(month, fits.DRIFT), {}), found.get(month, {})
