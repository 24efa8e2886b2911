"""What each contact should take: the stored norm, fitted on the centre's own contacts."""

from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.speed_norm import ContactRecord, SpeedNorm, fit_speed_norm
from people.models import CentreSetting
from people.settings import keep_setting
from transcripts.models import READY, Interaction

KEY = "speed_norm"
MOST_RECORDS = 20_000
COMPLEXITIES = {"simple": 1.0, "low": 1.0, "normal": 2.0, "medium": 2.0, "hard": 3.0, "high": 3.0}


def complexity_number(complexity: str) -> float | None:
    """How hard a contact is, as a number; None where the source does not say."""
    return COMPLEXITIES.get(complexity.lower())


def handled_contacts() -> list[ContactRecord]:
    """The newest contacts that somebody handled, as the norm is fitted on them."""
    rows = db.session.execute(
        select(
            Interaction.agent_id,
            Interaction.channel,
            Interaction.reason,
            Interaction.complexity,
            Interaction.handle_seconds,
        )
        .where(
            Interaction.state == READY,
            Interaction.agent_id.is_not(None),
            Interaction.handle_seconds > 0,
        )
        .order_by(Interaction.started_at.desc())
        .limit(MOST_RECORDS)
    )
    return [
        ContactRecord(str(agent), channel, reason, complexity_number(complexity), seconds)
        for agent, channel, reason, complexity, seconds in rows
        if seconds is not None
    ]


def keep_norm(norm: SpeedNorm) -> None:
    """Keep a norm as the centre's. Flushes."""
    keep_setting(KEY, {"norm": norm.to_json(), "fitted_at": now().isoformat()})


def refit_norm() -> SpeedNorm:
    """Fit the norm on the newest handled contacts and keep it. Flushes."""
    norm = fit_speed_norm(handled_contacts())
    keep_norm(norm)
    return norm


def stored_norm() -> SpeedNorm:
    """The norm last fitted; one that expects nothing where none has been."""
    setting = db.session.get(CentreSetting, KEY)
    return SpeedNorm.from_json(setting.value["norm"]) if setting else SpeedNorm()


def expected_seconds(interaction: Interaction, norm: SpeedNorm | None = None) -> float | None:
    """What such a contact should take, in seconds: as kept with it, else by the norm."""
    if interaction.expected_seconds:
        return interaction.expected_seconds
    norm = norm or stored_norm()
    return norm.expected_seconds(
        interaction.channel, interaction.reason, complexity_number(interaction.complexity)
    )


def speed_ratio(interaction: Interaction, norm: SpeedNorm | None = None) -> float | None:
    """Actual over expected handle time; None where either is not known."""
    if not interaction.handle_seconds:
        return None
    expected = expected_seconds(interaction, norm)
    return interaction.handle_seconds / expected if expected else None


def norm_is_missing() -> bool:
    """Say whether no norm has been fitted although there are contacts to fit one on."""
    if db.session.get(CentreSetting, KEY):
        return False
    return db.session.scalar(select(Interaction.id).limit(1)) is not None
