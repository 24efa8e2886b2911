"""The OpenAPI 3.1 document of the API."""

from typing import Any

from transcripts.formats.detect import CHOICES
from transcripts.schemas import MAX_FILES, QUERY, SCHEMAS, SOURCE, Schema

SENTENCES = {
    400: "The request cannot be read.",
    401: "No token, or one that does not work.",
    403: "The token's owner may not do this.",
    404: "Not there, or not open to the token's owner.",
    409: "Other content came under the same id or key before; nothing was changed.",
    413: "Too large.",
    415: "Not a kind of content that is taken here.",
    422: "Something in it is not right; `errors` say where.",
    429: "Too many requests; see `Retry-After`.",
    507: "There is no room to keep it.",
}
ALWAYS = (401, 403, 429)


def document(server: str) -> dict[str, Any]:
    """Return the description of the API at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rubrica",
            "version": "1",
            "description": (
                "Conversations in, and what is known of them out. A token does what its owner "
                "may do and shows what its owner may see. Texts are redacted."
            ),
        },
        "servers": [{"url": server.rstrip("/") + "/api/v1"}],
        "security": [{"token": []}],
        "paths": {
            "/interactions": {"post": create_interaction(), "get": list_interactions()},
            "/interactions/{id}": {"get": get_interaction(), "parameters": [row_id()]},
            "/imports": {"post": create_import()},
            "/imports/{id}": {"get": get_import(), "parameters": [row_id()]},
        },
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def named(schema: str) -> Schema:
    """Refer to one of the published schemas."""
    return {"$ref": f"#/components/schemas/{schema}"}


def answered(description: str, schema: str, **more: Any) -> dict[str, Any]:
    """An answer that carries one of the published schemas."""
    return {
        "description": description,
        "content": {"application/json": {"schema": named(schema)}},
        **more,
    }


def problems(*codes: int) -> dict[str, Any]:
    """The problems that an operation may answer with, beside those that each may."""
    return {
        str(code): {
            "description": SENTENCES[code],
            "content": {"application/problem+json": {"schema": named("Problem")}},
        }
        for code in sorted({*codes, *ALWAYS})
    }


def row_id() -> dict[str, Any]:
    """The number of a row, in the address."""
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    }


def location() -> dict[str, Any]:
    """The header that says where the answer can be read again."""
    return {"headers": {"Location": {"schema": {"type": "string"}, "description": "Its address."}}}


def idempotency_key() -> dict[str, Any]:
    """The header by which a program marks a request as one that it may send again."""
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
        "description": "The same key with the same content adds nothing; with other content, 409.",
    }


def create_interaction() -> dict[str, Any]:
    """``POST /interactions``."""
    parts = {
        "type": "object",
        "required": ["record"],
        "properties": {
            "record": named("Record"),
            "audio": {
                "type": "array",
                "minItems": 1,
                "maxItems": 2,
                "items": {"type": "string", "contentMediaType": "application/octet-stream"},
            },
        },
    }
    return {
        "operationId": "createInteraction",
        "summary": "Take one conversation, once",
        "description": (
            "JSON for a conversation that has its words; multipart for one with recordings, which "
            "are transcribed in the background. Needs `interaction.upload`."
        ),
        "parameters": [idempotency_key()],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": named("Record")},
                "multipart/form-data": {
                    "schema": parts,
                    "encoding": {"record": {"contentType": "application/json"}},
                },
            },
        },
        "responses": {
            "201": answered("It is new.", "Receipt", **location()),
            "200": answered("It was there before; nothing was added.", "Receipt", **location()),
            **problems(400, 409, 413, 415, 422),
        },
    }


def list_interactions() -> dict[str, Any]:
    """``GET /interactions``."""
    return {
        "operationId": "listInteractions",
        "summary": "A page of interactions, newest first",
        "parameters": [
            {"name": name, "in": "query", "schema": schema} for name, schema in QUERY.items()
        ],
        "responses": {"200": answered("A page.", "Interactions"), **problems(422)},
    }


def get_interaction() -> dict[str, Any]:
    """``GET /interactions/{id}``."""
    return {
        "operationId": "getInteraction",
        "summary": "One interaction with its turns",
        "responses": {"200": answered("The interaction.", "Interaction"), **problems(404)},
    }


def create_import() -> dict[str, Any]:
    """``POST /imports``."""
    parts = {
        "type": "object",
        "required": ["files"],
        "properties": {
            "files": {
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_FILES,
                "items": {"type": "string", "contentMediaType": "application/octet-stream"},
            },
            "source": SOURCE,
            "format": {"enum": list(CHOICES), "default": "auto"},
        },
    }
    return {
        "operationId": "createImport",
        "summary": "Import files of any known format in the background",
        "description": (
            "Files that are sent together belong together: a recording may lie beside the record "
            "that names it. Sending the same again adds nothing. Needs `interaction.upload`."
        ),
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": parts}},
        },
        "responses": {
            "202": answered("It is queued.", "Import", **location()),
            **problems(400, 413, 415, 422, 507),
        },
    }


def get_import() -> dict[str, Any]:
    """``GET /imports/{id}``."""
    return {
        "operationId": "getImport",
        "summary": "How far an import is, and which records were refused",
        "responses": {"200": answered("The import.", "Import"), **problems(404)},
    }
