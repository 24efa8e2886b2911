"""What a centre decides about its journeys: how long a matter lasts, and what a minute costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from core.db import db
from people.models import CentreSetting
from people.settings import keep_setting

KEY = "journeys"
DEFAULT_DAYS = 7
MOST_DAYS = 365


@dataclass(frozen=True)
class JourneySettings:
    """``cost_per_minute`` by channel in ``currency``; no cost is shown where none was set."""

    window_days: int = DEFAULT_DAYS
    currency: str = "EUR"
    cost_per_minute: Mapping[str, float] = field(default_factory=dict)

    @property
    def window(self) -> timedelta:
        return timedelta(days=self.window_days)


def journey_settings() -> JourneySettings:
    """Return what the centre decided, or the defaults."""
    setting = db.session.get(CentreSetting, KEY)
    value: dict[str, Any] = setting.value if setting else {}
    return JourneySettings(
        window_days=int(value.get("window_days", DEFAULT_DAYS)),
        currency=str(value.get("currency", "EUR")),
        cost_per_minute={
            str(channel): float(cost) for channel, cost in value.get("cost_per_minute", {}).items()
        },
    )


def keep_journey_settings(settings: JourneySettings) -> CentreSetting:
    """Keep the centre's decision. Flushes."""
    return keep_setting(
        KEY,
        {
            "window_days": settings.window_days,
            "currency": settings.currency,
            "cost_per_minute": dict(settings.cost_per_minute),
        },
    )
