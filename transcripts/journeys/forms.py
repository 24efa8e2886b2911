"""Input of the journeys' pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FloatField, IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from transcripts.forms import day_of_address
from transcripts.journeys.queries import JourneyFilters
from transcripts.journeys.settings import MOST_DAYS, JourneySettings
from transcripts.models import CHANNELS
from transcripts.wording import CHANNEL_WORDS

MOST_COST = 1000.0
COST_NAMES = {channel: f"cost_{channel}" for channel in CHANNELS}


class SettingsForm(FlaskForm):
    """How long a matter lasts, and what a minute costs by channel."""

    window_days = IntegerField(
        _l("Days within which a contact for the same reason belongs to the same journey"),
        validators=[InputRequired(), NumberRange(1, MOST_DAYS)],
    )
    currency = StringField(
        _l("Currency, as its three letters"), validators=[InputRequired(), Regexp("^[A-Z]{3}$")]
    )

    @classmethod
    def showing(cls, settings: JourneySettings) -> "SettingsForm":
        """Return the form filled with what was decided, or with what was sent."""
        costs = {COST_NAMES[key]: cost for key, cost in settings.cost_per_minute.items()}
        return cls(window_days=settings.window_days, currency=settings.currency, **costs)

    def decided(self) -> JourneySettings:
        """Return the settings that were sent."""
        costs = {key: self[name].data for key, name in COST_NAMES.items()}
        return JourneySettings(
            window_days=self.window_days.data or 1,
            currency=self.currency.data or "",
            cost_per_minute={key: cost for key, cost in costs.items() if cost is not None},
        )


for _channel, _name in COST_NAMES.items():
    setattr(
        SettingsForm,
        _name,
        FloatField(CHANNEL_WORDS[_channel], validators=[Optional(), NumberRange(0, MOST_COST)]),
    )


def filters_from(arguments: MultiDict[str, str]) -> JourneyFilters:
    """Read the filters of the list's address; what cannot be read is no filter."""
    return JourneyFilters(
        repeat=arguments.get("repeat") == "1",
        failed_self_service=arguments.get("failed") == "1",
        channel_moves=arguments.get("moved") == "1",
        open=arguments.get("open") == "1",
        reason=arguments.get("reason", "").replace("\0", "").strip()[:120],
        since=arguments.get("since", type=day_of_address),
        until=arguments.get("until", type=day_of_address),
    )


def filter_arguments(filters: JourneyFilters) -> dict[str, str]:
    """Write the filters as the arguments of an address: the reverse of ``filters_from``."""
    values = {
        "repeat": "1" if filters.repeat else "",
        "failed": "1" if filters.failed_self_service else "",
        "moved": "1" if filters.channel_moves else "",
        "open": "1" if filters.open else "",
        "reason": filters.reason,
        "since": filters.since,
        "until": filters.until,
    }
    return {name: str(value) for name, value in values.items() if value}
