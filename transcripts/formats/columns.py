"""What the columns of a table mean: a guess from their titles, to be shown and corrected."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from transcripts.formats.records import FormatError
from transcripts.formats.speakers import normalised
from transcripts.formats.values import clean, parse_time

FIELDS: dict[str, str] = {
    "external_id": "external_id conversation_id chat_id interaction_id dialogue_id dialog_id "
    "session_id conversation call_id contact_id id_conversacion id_conversa id_chat id_llamada "
    "id_interaccion conversacion conversa convo_id id",
    "text": "text message body content utterance transcript texto mensaje text_missatge missatge "
    "contenido contingut transcripcion transcripcio message_text",
    "speaker": "speaker role sender author from participant author_role sender_type hablante "
    "emisor remitente emissor remitent rol autor parlant quien qui",
    "at": "at time timestamp sent_at message_time message_date fecha_hora hora data_hora "
    "fecha_mensaje datetime date_time",
    "start": "start start_seconds offset start_offset inicio_s",
    "end": "end end_seconds end_offset fin_s",
    "started_at": "started_at start_time started opened_at conversation_start fecha_inicio inicio "
    "data_inici inici created_at date fecha data",
    "ended_at": "ended_at end_time ended closed_at fecha_fin fin data_fi",
    "agent_ref": "agent_id agent_ref agent_code agent_email id_agente codigo_agente id_agent",
    "agent_name": "agent_name agent agente nombre_agente nom_agent assignee operator operador",
    "customer_ref": "customer_id customer_ref customer client_id user_id id_cliente cliente "
    "id_client client contact user usuario telefono phone",
    "case_ref": "case_id case_ref case ticket ticket_id caso id_caso cas expediente expedient",
    "reason": "reason contact_reason topic category intent motivo motiu categoria tema issue",
    "language": "language lang idioma llengua locale",
    "subject": "subject title asunto assumpte titulo titol",
    "outcome": "outcome status resolution disposition resultado resultat estado estat resolucion",
    "channel": "channel canal medium via",
    "handle_seconds": "handle_seconds handle_time aht tiempo_gestion tiempo_operativo tmo "
    "temps_gestio",
}
_DELIMITERS = ",;\t|"
_DATE = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a table: its titles, which column is which field, one row per message or not."""

    header: Sequence[str]
    columns: dict[str, int]
    per_message: bool
    day_first: bool

    def time(self, cells: Sequence[str], field: str) -> datetime | None:
        """The time in a field's column, in the order of day and month of this table."""
        return parse_time(cell(cells, self.columns, field), day_first=self.day_first)


def cell(cells: Sequence[str], columns: Mapping[str, int], field: str) -> str | None:
    """The cleaned text of a field in a row; None where the column or the text is missing."""
    index = columns.get(field)
    return (clean(cells[index]) or None) if index is not None and index < len(cells) else None


def guess_delimiter(header: str) -> str:
    """The separator that the first line has most of, outside quotes; a comma if it has none."""
    bare = re.sub(r'"[^"]*"?', "", header)
    return max(_DELIMITERS, key=bare.count)


def guess_columns(
    header: Sequence[str],
    mapping: Mapping[str, str] | None = None,
    fields: Mapping[str, str] = FIELDS,
) -> dict[str, int]:
    """Field -> index of its column, by the titles in English, Spanish or Catalan.

    A given `mapping` (field -> title) comes first, with "" for a field that no column holds; the
    rest is guessed. Each column serves one field. `fields` are those of the kind of table.
    Raises `FormatError` `csv_bad_mapping` for a title that is not there.
    """
    mapping = mapping or {}
    titles = [normalised(title) for title in header]
    columns: dict[str, int] = {}
    for field, title in mapping.items():
        if field not in fields or (title and normalised(title) not in titles):
            raise FormatError("csv_bad_mapping", column=title if field in fields else field)
        if title:
            columns[field] = titles.index(normalised(title))
    for field, names in fields.items():
        free = (titles.index(name) for name in names.split() if name in titles)
        index = next((i for i in free if i not in columns.values()), None)
        if field not in mapping and index is not None:
            columns[field] = index
    return columns


def fitting(
    mapping: Mapping[str, str], header: Sequence[str], fields: Mapping[str, str] = FIELDS
) -> dict[str, str]:
    """As much of a remembered mapping as this table has the columns for."""
    titles = {normalised(title) for title in header}
    return {
        field: title
        for field, title in mapping.items()
        if field in fields and (not title or normalised(title) in titles)
    }


def guess_layout(
    header: Sequence[str], columns: dict[str, int], sample: Sequence[Sequence[str]]
) -> Layout:
    """One row per message if there is a speaker column or ids repeat in the sample.

    Raises `FormatError` `csv_no_text_column`.
    """
    if "text" not in columns:
        raise FormatError("csv_no_text_column")
    ids = [name for row in sample if (name := cell(row, columns, "external_id"))]
    repeated = len(set(ids)) < len(ids)
    per_message = "external_id" in columns and ("speaker" in columns or repeated)
    if per_message and "at" not in columns and "started_at" in columns:
        columns = {**columns, "at": columns["started_at"]}
    times = [cell(row, columns, f) or "" for row in sample for f in ("at", "started_at")]
    return Layout(header, columns, per_message, day_comes_first(times))


def day_comes_first(times: Sequence[str]) -> bool:
    """Say that 03/04 is in April, unless the sample shows the contrary: a second part above 12."""
    pairs = [tuple(map(int, d.group(1, 2))) for text in times if (d := _DATE.match(text))]
    return any(first > 12 for first, _ in pairs) or not any(second > 12 for _, second in pairs)
