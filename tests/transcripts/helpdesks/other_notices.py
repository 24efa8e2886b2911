"""Well signed notices of the helpdesks that are about no conversation."""

from datetime import UTC, datetime
from typing import Any

from tests.transcripts.helpdesks import (
    chatwoot_desk,
    freescout_desk,
    intercom_desk,
    zammad_desk,
    zendesk_desk,
)
from tests.transcripts.helpdesks.basics import SECRET, request

OTHER_BODIES = {
    "chatwoot": '{"event": "contact_created", "id": 42}',
    "freescout": '{"id": 42, "firstName": "Carme"}',
    "intercom": '{"topic": "ping", "data": {"item": {"type": "ping"}}}',
    "zammad": '{"user": {"id": 42}}',
    "zendesk": '{"subject": "zen:user:42"}',
}


def notice_of_something_else(kind: str) -> dict[str, Any]:
    """A notice about a contact, a user or nothing, as arguments of ``client.post``."""
    body, stamp = OTHER_BODIES[kind], datetime.now(UTC)
    headers = {
        "chatwoot": lambda: chatwoot_desk.headers(body, SECRET, str(int(stamp.timestamp()))),
        "freescout": lambda: freescout_desk.headers(body, SECRET, "customer.created"),
        "intercom": lambda: intercom_desk.headers(body, SECRET),
        "zammad": lambda: zammad_desk.headers(body, SECRET),
        "zendesk": lambda: zendesk_desk.headers(body, SECRET, f"{stamp:%Y-%m-%dT%H:%M:%SZ}"),
    }
    return request(body, headers[kind]())
