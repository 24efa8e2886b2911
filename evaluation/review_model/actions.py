"""Looking at interactions: what a model finds is kept with its evidence, and looked for once."""

from dataclasses import asdict

from sqlalchemy import delete, select

from core.db import db
from evaluation import speed
from evaluation.review_model import queries, rules
from evaluation.review_model.limits import Usual, figures_of, places_of
from evaluation.review_model.models import Flag, FlagRun, ReviewModel
from evaluation.review_model.usual import refit_usual, stored_usual
from evaluation.speed_norm import SpeedNorm
from transcripts.models import Interaction
from transcripts.privacy.models import Emptied


def active_model() -> ReviewModel:
    """The model in use; the present rules are installed the first time that one is asked for.

    They take the place of other rules, whose flags stay until these look. Rules that are known from
    before, as after going back to an earlier release, are in use again.
    """
    found = db.session.scalar(select(ReviewModel).where(ReviewModel.active).limit(1))
    if found and (found.kind != "rules" or found.version == rules.VERSION):
        return found
    if found:
        found.active = False
    present = ReviewModel.name == rules.NAME, ReviewModel.version == rules.VERSION
    model = db.session.scalar(select(ReviewModel).where(*present))
    if model is None:
        model = ReviewModel(
            name=rules.NAME,
            version=rules.VERSION,
            kind="rules",
            details={"strengths": rules.STRENGTHS},
        )
        db.session.add(model)
    model.active = True
    db.session.flush()
    return model


def flag_interaction(interaction: Interaction, model: ReviewModel | None = None) -> list[Flag]:
    """Flag one ready interaction, once: a second call only returns what was found."""
    model = model or active_model()
    _look_at([interaction], model, speed.stored_norm(), stored_usual())
    return queries.flags_of(interaction.id)


def flag_again(interaction: Interaction) -> list[Flag]:
    """Forget what the active model found in an interaction, and look at it as it is now.

    One whose words are gone keeps what was found in them.
    """
    if db.session.get(Emptied, interaction.id):
        return queries.flags_of(interaction.id)
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
        usual = stored_usual()
        _look_at(waiting, model, norm, refit_usual() if usual is None else usual)
    return len(waiting)


def _look_at(
    interactions: list[Interaction], model: ReviewModel, norm: SpeedNorm, usual: Usual | None
) -> None:
    """Write the flags of interactions that have no run of this model yet, for those of earlier."""
    ids = [interaction.id for interaction in interactions]
    seen = set(
        db.session.scalars(
            select(FlagRun.interaction_id).where(
                FlagRun.model_id == model.id, FlagRun.interaction_id.in_(ids)
            )
        )
    )
    unseen = [interaction for interaction in interactions if interaction.id not in seen]
    earlier = select(ReviewModel.id).where(
        ReviewModel.kind == model.kind, ReviewModel.id != model.id
    )
    db.session.execute(
        delete(Flag).where(
            Flag.interaction_id.in_([interaction.id for interaction in unseen]),
            Flag.model_id.in_(earlier),
        )
    )
    for interaction in unseen:
        if interaction.expected_seconds is None:
            interaction.expected_seconds = speed.expected_seconds(interaction, norm)
        for signal in rules.flag(view_of(interaction, norm), usual):
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
    metrics = interaction.speech_metrics
    seconds = interaction.duration_seconds or interaction.handle_seconds
    return rules.InteractionView(
        turns=[rules.TurnView(t.position, t.speaker, t.text, t.start) for t in interaction.turns],
        language=interaction.language,
        channel=interaction.channel,
        figures=figures_of(metrics, seconds),
        places=places_of(metrics),
        speed_ratio=speed.speed_ratio(interaction, norm),
        is_repeat=interaction.is_repeat,
        after_failed_self_service=interaction.after_failed_self_service,
    )
