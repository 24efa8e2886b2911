"""Looking at interactions: what a model finds is kept with its evidence, and looked for once."""

from dataclasses import asdict

from sqlalchemy import delete, select

from core.db import db
from evaluation import speed
from evaluation.review_model import queries, rules
from evaluation.review_model.models import Flag, FlagRun, ReviewModel
from evaluation.speed_norm import SpeedNorm
from transcripts.models import Interaction


def active_model() -> ReviewModel:
    """The model in use; the rules are installed the first time that one is asked for."""
    found = db.session.scalar(select(ReviewModel).where(ReviewModel.active).limit(1))
    if found:
        return found
    model = ReviewModel(
        name=rules.NAME,
        version=rules.VERSION,
        kind="rules",
        active=True,
        details={"strengths": rules.STRENGTHS},
    )
    db.session.add(model)
    db.session.flush()
    return model


def flag_interaction(interaction: Interaction, model: ReviewModel | None = None) -> list[Flag]:
    """Flag one ready interaction, once: a second call only returns what was found."""
    model = model or active_model()
    _look_at([interaction], model, speed.stored_norm())
    return queries.flags_of(interaction.id)


def flag_again(interaction: Interaction) -> list[Flag]:
    """Forget what the active model found in an interaction, and look at it as it is now."""
    model = active_model()
    for table in (Flag, FlagRun):
        db.session.execute(
            delete(table).where(table.interaction_id == interaction.id, table.model_id == model.id)
        )
    return flag_interaction(interaction, model)


def flag_ready_interactions(limit: int = 200) -> int:
    """Look at ready interactions that the active model has not seen; returns how many."""
    model = active_model()
    waiting = queries.interactions_to_look_at(model, limit)
    if waiting:
        norm = speed.refit_norm() if speed.norm_is_missing() else speed.stored_norm()
        _look_at(waiting, model, norm)
    return len(waiting)


def _look_at(interactions: list[Interaction], model: ReviewModel, norm: SpeedNorm) -> None:
    """Write the flags of interactions that have no run of this model yet."""
    ids = [interaction.id for interaction in interactions]
    seen = set(
        db.session.scalars(
            select(FlagRun.interaction_id).where(
                FlagRun.model_id == model.id, FlagRun.interaction_id.in_(ids)
            )
        )
    )
    for interaction in interactions:
        if interaction.id in seen:
            continue
        if interaction.expected_seconds is None:
            interaction.expected_seconds = speed.expected_seconds(interaction, norm)
        for signal in rules.flag(view_of(interaction, norm)):
            evidence = [asdict(item) for item in signal.evidence]
            db.session.add(
                Flag(
                    interaction=interaction,
                    model=model,
                    signal=signal.signal,
                    strength=signal.strength,
                    evidence=evidence,
                )
            )
        db.session.add(FlagRun(interaction_id=interaction.id, model_id=model.id))
    db.session.flush()


def view_of(interaction: Interaction, norm: SpeedNorm) -> rules.InteractionView:
    """What a model may look at of an interaction."""
    transcript, metrics = interaction.transcript, interaction.speech_metrics
    turns = transcript.turns if transcript else []
    return rules.InteractionView(
        turns=[rules.TurnView(t.position, t.speaker, t.text, t.start) for t in turns],
        language=interaction.language,
        silences=(metrics.silences or []) if metrics else [],
        overtalk_share=metrics.overtalk_share if metrics else None,
        agent_talk_share=metrics.agent_talk_share if metrics else None,
        speed_ratio=speed.speed_ratio(interaction, norm),
        is_repeat=interaction.is_repeat,
        after_failed_self_service=interaction.after_failed_self_service,
    )
