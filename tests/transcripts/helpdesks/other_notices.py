"""Well signed notices of the helpdesks that are about no conversation."""

import base64
from datetime import UTC, datetime
from typing import Any

from tests.transcripts.helpdesks.desks import SECRET, request, sign

OTHER_BODIES = {
    "chatwoot": '{"event": "contact_created", "id": 42}',
    "freescout": '{"id": 42}',
    "intercom": '{"topic": "ping", "data": {"item": {"type": "ping"}}}',
    "zammad": '{"user": {"id": 42}}',
    "zendesk": '{"subject": "zen:user:42"}',
}


def notice_of_something_else(kind: str) -> dict[str, Any]:
    """A notice about a contact, a user or nothing, as arguments of ``client.post``."""
    body = OTHER_BODIES[kind]
    return request(body, signature_of(kind, body))


def signature_of(kind: str, body: str) -> dict[str, str]:
    """The headers by which each helpdesk vouches for a body."""
    stamp = datetime.now(UTC)
    seconds, time = str(int(stamp.timestamp())), stamp.strftime("%Y-%m-%dT%H:%M:%SZ")

    def signed(algorithm: str, text: str) -> bytes:
        return sign(SECRET, algorithm, text.encode())

    sha1 = signed("sha1", body)
    return {
        "chatwoot": {
            "X-Chatwoot-Signature": "sha256=" + signed("sha256", f"{seconds}.{body}").hex(),
            "X-Chatwoot-Timestamp": seconds,
        },
        "freescout": {
            "X-FreeScout-Signature": base64.b64encode(sha1).decode(),
            "X-FreeScout-Event": "customer.created",
        },
        "intercom": {"X-Hub-Signature": "sha1=" + sha1.hex()},
        "zammad": {"X-Hub-Signature": "sha1=" + sha1.hex()},
        "zendesk": {
            "X-Zendesk-Webhook-Signature": base64.b64encode(signed("sha256", time + body)).decode(),
            "X-Zendesk-Webhook-Signature-Timestamp": time,
        },
    }[kind]
