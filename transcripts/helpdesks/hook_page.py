"""Where helpdesks send their notices: checked, noted, answered at once, worked on afterwards."""

from collections.abc import Mapping
from typing import cast

from flask import abort, request
from flask.typing import ResponseReturnValue

from core.db import db
from core.web.access import public
from core.web.api import bounded_body, refuse
from transcripts.formats.encoding import parse_json
from transcripts.formats.records import FormatError
from transcripts.helpdesks.actions import take_notice, verify
from transcripts.helpdesks.queries import connection_by_id
from transcripts.helpdesks.signatures import BadSignature

MAX_NOTICE_BYTES = 5 << 20


@public
def receive(connection_id: int) -> ResponseReturnValue:
    """Take a notice: 202 at once, also for one that came before; 401 unless the signature fits.

    Open to everybody, because the signature says who sends it. Some helpdesks ask with HEAD
    whether the address answers.
    """
    body = bounded_body(MAX_NOTICE_BYTES)
    headers = cast("Mapping[str, str]", request.headers)  # which know no upper and lower case
    connection = connection_by_id(connection_id)
    if connection is None or not connection.active:
        abort(404)
    if request.method == "HEAD":
        return "", 200
    try:
        verify(connection, headers, body)
    except BadSignature as error:
        db.session.rollback()
        refuse(401, str(error))
    try:
        document = parse_json(body.decode("utf-8", errors="replace"))
    except FormatError as error:
        db.session.rollback()
        refuse(400, str(error))
    delivery = take_notice(connection, headers, body, document)
    state = delivery.state if delivery else "already"
    db.session.commit()
    return {"state": state}, 202
