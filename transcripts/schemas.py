"""The shapes of the API's records, as JSON Schema 2020-12: checked at the door, published as is."""

from typing import Any

from jsonschema_rs import validator_for

from core.web.ids import LARGEST
from transcripts.imports.models import STATES as IMPORT_STATES
from transcripts.models import CHANNELS, SPEAKERS, STATES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MAX_TURNS = 20_000
MAX_PAGE = 200
MAX_FILES = 100
MAX_REFUSED = 200
Schema = dict[str, Any]


def text(longest: int, shortest: int = 0) -> Schema:
    """A string of at most so many characters, none of them NUL."""
    shape: Schema = {"type": "string", "maxLength": longest}
    return shape | {"minLength": shortest} if shortest else shape


def nullable(kind: str) -> Schema:
    """A value of this type, or null."""
    return {"type": [kind, "null"]}


TIME: Schema = {"type": "string", "format": "date-time"}
SECONDS: Schema = {"type": "number", "minimum": 0, "maximum": 604_800}
ROW_ID: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}
SOURCE = text(120, 1) | {"pattern": r"\S"}

TURN: Schema = {
    "type": "object",
    "description": "One thing said or written by one side without a break.",
    "required": ["speaker", "text"],
    "additionalProperties": False,
    "properties": {
        "speaker": {"enum": list(SPEAKERS)},
        "text": text(100_000, 1),
        "at": TIME | {"description": "When it was written."},
        "start": SECONDS | {"description": "Seconds from the start of the recording."},
        "end": SECONDS,
    },
}
RECORD: Schema = {
    "type": "object",
    "description": (
        "One contact between a customer and the centre. It needs turns, or a recording beside it."
    ),
    "required": ["channel"],
    "additionalProperties": False,
    "properties": {
        "source": SOURCE | {"default": "API", "description": "The system it comes from."},
        "external_id": text(200, 1)
        | {
            "pattern": r"\S",
            "description": (
                "The record's id in its source. The same id is taken once; without one, the "
                "same content is."
            ),
        },
        "channel": {"enum": list(CHANNELS)},
        "started_at": TIME,
        "ended_at": TIME,
        "agent_ref": text(120) | {"description": "The agent's id in your systems."},
        "agent_name": text(120),
        "customer_ref": text(160),
        "case_ref": text(160) | {"description": "Contacts of one case form one journey."},
        "reason": text(120),
        "subject": text(200),
        "outcome": text(40),
        "language": {"type": "string", "pattern": "^[a-z]{2}$"},
        "metadata": {
            "type": "object",
            "maxProperties": 50,
            "additionalProperties": {
                "anyOf": [
                    text(1_000),
                    {"type": "number", "minimum": -1e15, "maximum": 1e15},
                    {"type": "boolean"},
                ]
            },
        },
        "turns": {"type": "array", "maxItems": MAX_TURNS, "items": TURN},
    },
}
RECEIPT: Schema = {
    "type": "object",
    "required": ["id", "source", "external_id", "channel", "state", "url"],
    "properties": {
        "id": ROW_ID,
        "source": {"type": "string"},
        "external_id": {"type": "string"},
        "channel": {"enum": list(CHANNELS)},
        "state": {"enum": list(STATES)},
        "url": {"type": "string"},
    },
}
SUMMARY: Schema = {
    "type": "object",
    "required": [*RECEIPT["required"], "started_at"],
    "properties": RECEIPT["properties"]
    | {
        "started_at": TIME,
        "duration_seconds": nullable("number"),
        "handle_seconds": nullable("number"),
        "language": nullable("string"),
        "subject": {"type": "string"},
        "reason": {"type": "string"},
        "outcome": {"type": "string"},
        "agent": {
            "type": ["object", "null"],
            "properties": {
                "id": ROW_ID,
                "ref": nullable("string"),
                "name": {"type": "string"},
            },
        },
        "customer_ref": nullable("string"),
        "is_repeat": {"type": "boolean"},
        "after_failed_self_service": {"type": "boolean"},
        "simulated": {"type": "boolean"},
    },
}
INTERACTION: Schema = {
    "type": "object",
    "description": "An interaction with what was said, as it is shown: redacted.",
    "required": [*SUMMARY["required"], "turns"],
    "properties": SUMMARY["properties"]
    | {
        "turns": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["speaker", "start", "end", "text"],
                "properties": {
                    "speaker": {"enum": list(SPEAKERS)},
                    "start": nullable("number"),
                    "end": nullable("number"),
                    "text": {"type": "string"},
                },
            },
        },
    },
}
INTERACTIONS: Schema = {
    "type": "object",
    "required": ["interactions", "next"],
    "properties": {
        "interactions": {"type": "array", "maxItems": MAX_PAGE, "items": SUMMARY},
        "next": {
            "type": ["string", "null"],
            "description": "The cursor of the next page; null on the last one.",
        },
    },
}
IMPORT: Schema = {
    "type": "object",
    "required": ["id", "state", "imported", "already", "refused", "refused_count", "url"],
    "properties": {
        "id": ROW_ID,
        "source": {"type": "string"},
        "state": {"enum": list(IMPORT_STATES)},
        "progress": {
            "type": ["number", "null"],
            "minimum": 0,
            "maximum": 1,
            "description": "How much is done; null until the records were counted.",
        },
        "imported": {"type": "integer", "minimum": 0},
        "already": {"type": "integer", "minimum": 0},
        "refused_count": {"type": "integer", "minimum": 0},
        "refused": {
            "type": "array",
            "maxItems": MAX_REFUSED,
            "description": "The first of them.",
            "items": {
                "type": "object",
                "required": ["path", "place", "reason"],
                "properties": {
                    "path": {"type": "string"},
                    "place": {"type": "string"},
                    "reason": {"type": "string"},
                },
            },
        },
        "problem": nullable("string"),
        "url": {"type": "string"},
    },
}
PROBLEM: Schema = {
    "type": "object",
    "description": "Why a request was not fulfilled (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "A JSON pointer into the body."},
                    "parameter": {"type": "string"},
                    "header": {"type": "string"},
                },
            },
        },
    },
}
SCHEMAS: dict[str, Schema] = {
    "Record": RECORD,
    "Receipt": RECEIPT,
    "InteractionSummary": SUMMARY,
    "Interaction": INTERACTION,
    "Interactions": INTERACTIONS,
    "Import": IMPORT,
    "Problem": PROBLEM,
}
QUERY: dict[str, Schema] = {
    "cursor": text(80, 1) | {"description": "The `next` of the page before."},
    "limit": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 50},
    "channel": {"enum": list(CHANNELS)},
    "state": {"enum": list(STATES)},
    "source": SOURCE,
    "external_id": text(200, 1),
    "agent_id": ROW_ID,
    "agent_ref": text(120, 1),
    "since": TIME | {"description": "From this time on."},
    "until": TIME | {"description": "Before this time."},
}
query_validator = validator_for(
    {"$schema": DIALECT, "type": "object", "properties": QUERY, "additionalProperties": False},
    validate_formats=True,
)
record_validator = validator_for({"$schema": DIALECT} | RECORD, validate_formats=True)
