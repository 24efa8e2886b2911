"""The five helpdesks, each with one conversation as its documentation shows it, and a notice."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from tests.transcripts.helpdesks import (
    chatwoot_desk,
    freescout_desk,
    intercom_desk,
    zammad_desk,
    zendesk_desk,
)
from tests.transcripts.helpdesks.basics import KEY, SECRET, TURNS
from tests.transcripts.helpdesks.fake_helpdesk import FakeHelpdesk

KINDS: dict[str, ModuleType] = {
    "chatwoot": chatwoot_desk,
    "zammad": zammad_desk,
    "freescout": freescout_desk,
    "zendesk": zendesk_desk,
    "intercom": intercom_desk,
}


@dataclass
class Desk:
    """A helpdesk under test: its server, and how it signs a notice."""

    kind: str
    server: FakeHelpdesk
    account: str = ""
    api_key: str = KEY

    def say(self, turns: list[tuple[str, str]]) -> None:
        """Let the conversation have these turns, and what must stay out of it."""
        self.server.pages = KINDS[self.kind].pages(turns)

    def notice(self, delivery: str = "d-1", secret: str = SECRET, **changes: Any) -> dict[str, Any]:
        """A signed notice, as arguments of ``client.post``."""
        return KINDS[self.kind].notice(delivery, secret, **changes)


def desk_of(kind: str) -> Desk:
    """A helpdesk of this kind that holds the conversation; its server is not running yet."""
    own = KINDS[kind]
    desk = Desk(
        kind,
        FakeHelpdesk(key=own.KEY_HEADER, refusal=own.refusal),
        account="1" if kind == "chatwoot" else "",
        api_key=own.KEY,
    )
    desk.say(TURNS)
    return desk
