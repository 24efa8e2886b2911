"""Interactions as rows: for spreadsheets and programs, one at a time and never all in memory."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from sqlalchemy import select

from core.db import db
from core.texts import cell
from transcripts.exports.queries import Wanted, batches
from transcripts.exports.records import record_of
from transcripts.formats.records import InteractionRecord
from transcripts.models import Interaction, Survey
from transcripts.redaction import redact

COLUMNS = (
    "interaction", "source", "external_id", "channel", "started_at", "ended_at",
    "duration_seconds", "handle_seconds", "language", "agent_id", "agent_name", "customer_id",
    "case_id", "reason", "outcome", "subject", "csat", "repeat", "after_failed_self_service",
    "simulated", "vcon_uuid",
)  # fmt: skip


def rows(wanted: Wanted, *, original: bool = False) -> Iterator[tuple[Interaction, dict[str, Any]]]:
    """Yield each interaction with its row: the columns, and under ``turns`` what was said."""
    for batch in batches(wanted):
        ids = [interaction.id for interaction in batch]
        surveys = select(Survey.interaction_id, Survey.csat).where(Survey.interaction_id.in_(ids))
        csat = {row.interaction_id: row.csat for row in db.session.execute(surveys)}
        for interaction in batch:
            record = record_of(interaction, original=original)
            row = row_of(interaction, record, csat.get(interaction.id))
            if not original:  # many a telephone system names its calls by the caller
                row["external_id"] = redact(interaction.external_id, interaction.language)[0]
            yield interaction, row


def row_of(interaction: Interaction, record: InteractionRecord, csat: int | None) -> dict[str, Any]:
    """Return an interaction as JSON values."""
    values = (
        interaction.id, interaction.source.name, interaction.external_id, record.channel,
        moment(record.started_at), moment(record.ended_at), interaction.duration_seconds,
        record.handle_seconds, record.language, record.agent_ref, record.agent_name,
        record.customer_ref, record.case_ref, record.reason, record.outcome, record.subject, csat,
        interaction.is_repeat, interaction.after_failed_self_service, interaction.simulated,
        record.external_id,
    )  # fmt: skip
    turns = [
        {"speaker": t.speaker, "text": t.text, "at": moment(t.at), "start": t.start, "end": t.end}
        for t in record.turns
    ]
    return dict(zip(COLUMNS, values, strict=True)) | {"turns": turns}


def moment(value: Any) -> str | None:
    """Return a time as text with its zone."""
    return value.isoformat() if value else None


def write_csv(found: Iterable[dict[str, Any]], target: TextIO) -> int:
    """Write rows with a title line, the words as one text of ``speaker: text`` lines."""
    writer = csv.writer(target)
    writer.writerow([*COLUMNS, "text"])
    count = 0
    for row in found:
        count += 1
        said = "\n".join(f"{turn['speaker']}: {turn['text']}" for turn in row["turns"])
        writer.writerow([cell(value) for value in [row[name] for name in COLUMNS] + [said]])
    return count


def write_json(found: Iterable[dict[str, Any]], target: TextIO) -> int:
    """Write rows as one JSON list, a line for each."""
    count = 0
    target.write("[")
    for row in found:
        target.write(",\n" if count else "\n")
        count += 1
        json.dump(row, target, ensure_ascii=False)
    target.write("\n]\n")
    return count
