"""What is usual in this centre: learned from its own contacts, kept, and read by the rules."""

from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.review_model.limits import COLUMNS, Usual, figures_of, fit_usual
from evaluation.speed import MOST_RECORDS
from people.models import CentreSetting
from people.settings import keep_setting
from transcripts.models import READY, Interaction, SpeechMetrics

KEY = "usual_talk"


def stored_usual() -> Usual | None:
    """What was last learned; None where nothing has been."""
    setting = db.session.get(CentreSetting, KEY)
    return setting.value["usual"] if setting else None


def measured_talk() -> list[tuple[str, dict[str, float | None]]]:
    """Channel and figures of the newest measured contacts of people."""
    rows = db.session.execute(
        select(
            Interaction.channel,
            Interaction.duration_seconds,
            Interaction.handle_seconds,
            *(getattr(SpeechMetrics, column) for column in COLUMNS),
        )
        .join(SpeechMetrics, SpeechMetrics.interaction_id == Interaction.id)
        .where(Interaction.state == READY, Interaction.agent_id.is_not(None))
        .order_by(Interaction.started_at.desc())
        .limit(MOST_RECORDS)
    )
    return [
        (row.channel, figures_of(row, row.duration_seconds or row.handle_seconds)) for row in rows
    ]


def keep_usual(usual: Usual) -> None:
    """Keep what was learned as usual. Flushes."""
    keep_setting(KEY, {"usual": usual, "fitted_at": now().isoformat()})


def refit_usual() -> Usual:
    """Learn what is usual from the newest measured contacts of people, and keep it. Flushes."""
    usual = fit_usual(measured_talk())
    keep_usual(usual)
    return usual
