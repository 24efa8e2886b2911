"""The helpdesks that are known, by their kind."""

from typing import cast

from transcripts.helpdesks import chatwoot, freescout, intercom, zammad, zendesk
from transcripts.helpdesks.notices import Helpdesk

NAMES = {
    "chatwoot": "Chatwoot",
    "zammad": "Zammad",
    "freescout": "FreeScout",
    "zendesk": "Zendesk",
    "intercom": "Intercom",
}
HELPDESKS: dict[str, Helpdesk] = {
    "chatwoot": cast("Helpdesk", chatwoot),
    "zammad": cast("Helpdesk", zammad),
    "freescout": cast("Helpdesk", freescout),
    "zendesk": cast("Helpdesk", zendesk),
    "intercom": cast("Helpdesk", intercom),
}
