"""Severity as it was fitted: which months have a fit, which are stale, and what scorecards use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.calibration.actions import FAIR_SCORES
from evaluation.calibration.judgements import (
    COMPOSITE,
    QUALITY,
    Judgement,
    basis_between,
    judgements_between,
    reviews_in,
)
from evaluation.calibration.models import SeverityFit
from evaluation.calibration.severity import NotAdjusted, SeverityModel, severity_model
from evaluation.rubrics.models import Competency
from people.models import CentreSetting

LONG, SHORT, DRIFT = 6, 1, 3
"""Months of a fit: for fair scores, for the trend, and for each side of a drift."""
KEPT_BACK = 7
LARGE_CENTRE = 1000
NORMAL_REACH = 1.959963984540054


@dataclass(frozen=True)
class Wanted:
    """A stretch of whole months, and the measures to fit over it."""

    month: date
    months: int
    measures: tuple[str, ...]

    @property
    def start(self) -> datetime:
        return midnight(months_before(self.month, self.months - 1))

    @property
    def end(self) -> datetime:
        return midnight(months_before(self.month, -1))


def months_before(month: date, count: int) -> date:
    """The first day of the month so many months earlier (later, below 0)."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def wanted_fits(today: date) -> Iterator[Wanted]:
    """All that is to be kept up to date, the newest first."""
    this = today.replace(day=1)
    judged = tuple(db.session.scalars(select(Competency.key).order_by(Competency.id)))
    for back in range(KEPT_BACK):
        month = months_before(this, back)
        yield Wanted(month, LONG, (QUALITY, COMPOSITE, *judged))
        yield Wanted(month, SHORT, (QUALITY,))
        if back in (0, DRIFT):
            yield Wanted(month, DRIFT, (QUALITY,))


def is_stale(known: SeverityFit | None, basis: tuple[int, int]) -> bool:
    """Whether reviews have changed enough for a new fit; in a large centre one in fifty must."""
    if known is None:
        return True
    count = int(known.basis.partition(":")[0])
    if known.basis == basis_words(basis):
        return False
    return count < LARGE_CENTRE or abs(basis[0] - count) > count // 50


def basis_words(basis: tuple[int, int]) -> str:
    return f"{basis[0]}:{basis[1]}"


def known_fits(wanted: Wanted) -> dict[str, SeverityFit]:
    """The fits there are for a stretch, by measure."""
    rows = db.session.scalars(
        select(SeverityFit).where(
            SeverityFit.month == wanted.month, SeverityFit.months == wanted.months
        )
    )
    return {row.measure: row for row in rows}


def stale_measures(wanted: Wanted, basis: tuple[int, int]) -> list[str]:
    """The measures of a stretch that have to be fitted; none where nobody was reviewed."""
    known = known_fits(wanted)
    if basis[0] == 0 and not known:
        return []
    return [key for key in wanted.measures if is_stale(known.get(key), basis)]


def judgements_of(wanted: Wanted) -> list[Judgement]:
    """The reviews of a stretch."""
    return judgements_between(wanted.start, wanted.end)


def basis_of(wanted: Wanted) -> tuple[int, int]:
    """What a fit of a stretch rests on now."""
    return basis_between(wanted.start, wanted.end)


def keep(
    wanted: Wanted,
    measure: str,
    basis: tuple[int, int],
    found: SeverityModel | NotAdjusted,
    n: int,
) -> SeverityFit:
    """Write what a fit said over what the last one said."""
    row = known_fits(wanted).get(measure)
    if row is None:
        row = SeverityFit(measure=measure, month=wanted.month, months=wanted.months)
        db.session.add(row)
    row.fitted_at, row.basis, row.n = now(), basis_words(basis), n
    row.refusal, row.groups, row.deviations, row.severities = "", [], {}, {}
    if isinstance(found, NotAdjusted):
        row.refusal = found.reason
        row.groups = [sorted(group) for group in found.groups]
        return row
    row.deviations = {
        "agent": found.agent_sd,
        "interaction": found.interaction_sd,
        "evaluator": found.evaluator_sd,
        "residual": found.residual_sd,
    }
    row.severities = {
        str(evaluator): {
            "value": each.value,
            "lower": each.lower,
            "upper": each.upper,
            "error": (each.upper - each.lower) / 2 / NORMAL_REACH,
            "n": each.n,
        }
        for evaluator, each in found.severities.items()
    }
    return row


def fitted(judgements: Sequence[Judgement], measure: str) -> SeverityModel | NotAdjusted:
    """The severity model of one measure."""
    return severity_model(reviews_in(judgements, measure))


def newest_fit(measure: str = QUALITY, months: int = LONG) -> SeverityFit | None:
    """The fit of the newest month that there is."""
    return db.session.scalar(
        select(SeverityFit)
        .where(SeverityFit.measure == measure, SeverityFit.months == months)
        .order_by(SeverityFit.month.desc())
        .limit(1)
    )


def fits_over(months: int, measure: str | None = None) -> list[SeverityFit]:
    """All fits over so many months, oldest first."""
    statement = select(SeverityFit).where(SeverityFit.months == months).order_by(SeverityFit.month)
    if measure is not None:
        statement = statement.where(SeverityFit.measure == measure)
    return list(db.session.scalars(statement))


def fair_scores_are_on() -> bool:
    """Whether the centre wants fair scores; it does until somebody switches them off."""
    setting = db.session.get(CentreSetting, FAIR_SCORES)
    return bool(setting.value.get("on", True)) if setting else True
