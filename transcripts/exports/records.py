"""From the rows of an interaction back to the plain record that readers and writers share."""

import hmac
from datetime import timedelta
from uuid import UUID

from flask import current_app

from transcripts.formats.records import InteractionRecord, TurnRecord
from transcripts.formats.vcon_writer import uuid_for
from transcripts.models import Interaction, Turn

REDACTED, ORIGINAL = "redacted", "original"


def record_of(interaction: Interaction, *, original: bool = False) -> InteractionRecord:
    """Return an interaction as a record, under the uuid of its vCon.

    Redacted, it has the words as they are shown, and for the customer a pseudonym that is the
    same in every export of this house. ``original`` gives what was said and the reference.
    """
    agent, customer = interaction.agent, interaction.customer
    turns = interaction.turns
    length = interaction.duration_seconds
    reference = customer.external_ref if customer else None
    return InteractionRecord(
        external_id=str(vcon_uuid(interaction, ORIGINAL if original else REDACTED)),
        channel=interaction.channel,  # type: ignore[arg-type]  # checked by the database
        started_at=interaction.started_at,
        ended_at=interaction.started_at + timedelta(seconds=length) if length is not None else None,
        agent_ref=agent.external_ref if agent else None,
        agent_name=agent.name if agent else None,
        customer_ref=reference if original or reference is None else pseudonym(reference),
        case_ref=case_of(interaction, original=original),
        reason=interaction.reason or None,
        language=interaction.language,
        subject=interaction.subject or None,
        outcome=interaction.outcome or None,
        turns=tuple(turn_of(turn, interaction, original=original) for turn in turns),
        handle_seconds=interaction.handle_seconds,
    )


def vcon_uuid(interaction: Interaction, version: str) -> UUID:
    """Return the uuid that this interaction's vCon always has, one for each version."""
    names = (interaction.source.name, interaction.external_id, version)
    return uuid_for(current_app.config["SETTINGS"].secret_key, *names)


def pseudonym(reference: str) -> str:
    """Return a name for a customer that tells nothing, and only this house can compute."""
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return "customer-" + hmac.digest(secret, reference.encode(), "sha256").hex()[:16]


def case_of(interaction: Interaction, *, original: bool) -> str | None:
    """Return the source's reference of the case; one of ours where it gave none."""
    if interaction.case is None:
        return None
    given = interaction.case.external_ref if original else None
    return given or f"case-{interaction.case_id}"


def turn_of(turn: Turn, interaction: Interaction, *, original: bool) -> TurnRecord:
    """Return one turn: of a call with its seconds, of a written contact with its moment."""
    text = (turn.original if original else None) or turn.text
    if interaction.channel == "voice":
        return TurnRecord(turn.speaker, text, start=turn.start, end=turn.end)  # type: ignore[arg-type]
    at = interaction.started_at + timedelta(seconds=turn.start) if turn.start is not None else None
    return TurnRecord(turn.speaker, text, at=at)  # type: ignore[arg-type]
