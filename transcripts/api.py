"""The REST API of this room, version 1: records in, interactions out."""

from typing import Any, NoReturn

from flask import Blueprint, Flask, abort, jsonify, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.web.access import allowed, public
from core.web.api import places, refuse
from core.web.limits import guard_programs
from transcripts.api_document import document
from transcripts.api_imports import create_import, get_import
from transcripts.api_input import record_of, sent_key, sent_record
from transcripts.api_queries import Wanted, page_of
from transcripts.formats.values import clean, parse_time
from transcripts.models import Interaction
from transcripts.queries import Place, interaction_for
from transcripts.redaction import redact
from transcripts.schemas import query_validator
from transcripts.submissions import Conflict, NotTaken, digest_of_content, submit

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
DEFAULT_SOURCE = "API"


@blueprint.get("/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """Describe the API, so that programs can be written and tested against it."""
    return jsonify(document(request.url_root))


@blueprint.post("/interactions")
@allowed("interaction.upload")
def create_interaction() -> ResponseReturnValue:
    """Take one record, once: 201 when it is new, 200 with the same answer when it is not."""
    key = sent_key()
    db.session.rollback()  # receiving and checking files must hold up nobody
    with sent_record() as sent:
        record = record_of(sent)
        content_hash = digest_of_content(sent.content, sent.digests)
        source = clean(sent.content.get("source", DEFAULT_SOURCE)) or DEFAULT_SOURCE
        try:
            taken = submit(current_user, record, source, content_hash, key)
        except Conflict as conflict:
            db.session.rollback()
            refuse(409, conflict_words(conflict.code))
        except NotTaken as reason:
            db.session.rollback()
            refuse(422, str(reason), {"pointer": "", "detail": str(reason)})
    answer = make_response(jsonify(receipt(taken.interaction)), 200 if taken.already else 201)
    answer.headers["Location"] = address_of(taken.interaction)
    return answer


@blueprint.get("/interactions")
@allowed("interaction.read")
def list_interactions() -> ResponseReturnValue:
    """Give a page of the interactions that the token's owner may see, newest first."""
    rows, following = page_of(current_user, wanted_from(request.args))
    return jsonify(
        interactions=[summary(row) for row in rows], next=str(following) if following else None
    )


@blueprint.get("/interactions/<int:interaction_id>")
@allowed("interaction.read")
def get_interaction(interaction_id: int) -> ResponseReturnValue:
    """Give one interaction with its turns, as they are shown."""
    interaction = interaction_for(current_user, interaction_id)
    if interaction is None:
        abort(404)
    return jsonify(in_full(interaction))


def wanted_from(arguments: Any) -> Wanted:
    """Read the filters of a list; ends the request with 422 and the parameter that is wrong."""
    values: dict[str, Any] = dict(arguments.items())
    for name in ("limit", "agent_id"):
        if values.get(name, "").isascii() and values.get(name, "").isdigit():
            values[name] = int(values[name][:12])
    wrong = [as_parameter(place) for place in places(values, query_validator)]
    if wrong:
        refuse(422, _("A parameter is not right."), *wrong)
    for name in ("since", "until"):
        if name in values:
            values[name] = parse_time(values[name]) or bad_parameter(name)
    if "cursor" in values:
        values["cursor"] = Place.read(values["cursor"]) or bad_parameter("cursor")
    return Wanted(**values)


def as_parameter(place: dict[str, str]) -> dict[str, str]:
    """Name the parameter that a place in the query is."""
    return {"parameter": place["pointer"].removeprefix("/"), "detail": place["detail"]}


def bad_parameter(name: str) -> NoReturn:
    """End the request over a parameter whose form is right and whose value is not."""
    refuse(422, _("A parameter is not right."), {"parameter": name, "detail": "no such value"})


def conflict_words(code: str) -> str:
    """Say what a record is in conflict with."""
    return {
        "record": _("This source sent other content with this id before. Nothing was changed."),
        "key": _("Other content came under this Idempotency-Key before. Nothing was changed."),
        "closed": _("A record with this id is there, and it is not open to you."),
    }[code]


def address_of(interaction: Interaction) -> str:
    """The address of an interaction in the API."""
    return url_for("api.get_interaction", interaction_id=interaction.id)


def receipt(interaction: Interaction) -> dict[str, Any]:
    """What a program is told of a record that is there now."""
    return {
        "id": interaction.id,
        "source": interaction.source.name,
        "external_id": interaction.external_id,
        "channel": interaction.channel,
        "state": interaction.state,
        "url": address_of(interaction),
    }


def summary(interaction: Interaction) -> dict[str, Any]:
    """An interaction without its words; its own id without what only a person has."""
    agent, customer = interaction.agent, interaction.customer
    return receipt(interaction) | {
        "external_id": redact(interaction.external_id, interaction.language)[0],
        "started_at": interaction.started_at.isoformat(),
        "duration_seconds": interaction.duration_seconds,
        "handle_seconds": interaction.handle_seconds,
        "language": interaction.language,
        "subject": interaction.subject,
        "reason": interaction.reason,
        "outcome": interaction.outcome,
        "agent": {"id": agent.id, "ref": agent.external_ref, "name": agent.name} if agent else None,
        "customer_ref": customer.shown_ref if customer else None,
        "is_repeat": interaction.is_repeat,
        "after_failed_self_service": interaction.after_failed_self_service,
        "simulated": interaction.simulated,
    }


def in_full(interaction: Interaction) -> dict[str, Any]:
    """An interaction with what was said; personal data stay taken out, whoever asks."""
    turns = interaction.turns
    return summary(interaction) | {
        "turns": [
            {"speaker": turn.speaker, "start": turn.start, "end": turn.end, "text": turn.text}
            for turn in turns
        ]
    }


blueprint.add_url_rule("/imports", view_func=create_import, methods=["POST"])
blueprint.add_url_rule("/imports/<int:import_id>", view_func=get_import)


def init_app(app: Flask) -> None:
    """Open the API: no CSRF token, because no cookie counts here, and bounded use."""
    app.extensions["csrf"].exempt(blueprint)
    guard_programs(app, blueprint)
    app.register_blueprint(blueprint)
