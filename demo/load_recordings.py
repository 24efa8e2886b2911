"""Hands in the recorded calls as if somebody had uploaded them, and what went before them."""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.db import db
from demo.cast import EVALUATORS
from demo.simulate import World
from people.models import Agent, User
from transcripts.incoming import IncomingFile
from transcripts.intake import receive_recording
from transcripts.journeys.placing import place_in_journey
from transcripts.metrics.measuring import measure
from transcripts.models import READY, Customer, Interaction, Source, Transcript, Turn

RECORDINGS = Path(__file__).parent / "recordings"
SOURCE_NAME = "Recorded calls"
MINUTES_BETWEEN = 50
SECONDS_PER_MESSAGE = 25.0
AFTER_CALL_SECONDS = 120.0  # notes and the follow-up, which handle time holds and sound does not


def hand_in_recordings(world: World) -> int:
    """Receive the recorded calls of yesterday from an evaluator; returns how many.

    They are really transcribed by a worker, and then wait to be drawn or picked.
    """
    source = Source(name=SOURCE_NAME, mode="accurate", simulated=True)
    db.session.add(source)
    user = db.session.get_one(User, EVALUATORS[0].id)
    agents = {agent.name: agent for agent in db.session.scalars(select(Agent))}
    scripts = sorted(RECORDINGS.glob("*.json"))
    yesterday = datetime.combine(world.today - timedelta(days=1), time(9), UTC)
    for number, path in enumerate(scripts):
        script = json.loads(path.read_text(encoding="utf-8"))
        started = yesterday + timedelta(minutes=MINUTES_BETWEEN * number)
        call = _receive(path.with_suffix(".ogg"), script, started, user, source, agents)
        call.customer = Customer(external_ref=f"demo-{path.stem}", name=script["customer"]["name"])
        call.handle_seconds = (call.recordings[0].duration_seconds or 0) + AFTER_CALL_SECONDS
        case_ref = f"demo-case-{path.stem}"
        for earlier in script.get("earlier_contacts", ()):
            place_in_journey(_earlier_contact(call, earlier, agents), case_ref)
        place_in_journey(call, case_ref)
    return len(scripts)


def _receive(
    sound: Path,
    script: dict[str, Any],
    started: datetime,
    user: User,
    source: Source,
    agents: dict[str, Agent],
) -> Interaction:
    with sound.open("rb") as stream:
        received = receive_recording(
            user,
            [IncomingFile(stream, sound.name)],
            source=source,
            agent=agents[script["agent"]["name"]],
            agent_channel=0,
            started_at=started,
            subject=script["company"],
            reason=script["reason"],
        )
    return received.interaction


def _earlier_contact(
    call: Interaction, earlier: dict[str, Any], agents: dict[str, Agent]
) -> Interaction:
    """A contact in writing about the same matter, some days before the call."""
    seconds = SECONDS_PER_MESSAGE * len(earlier["said"])
    agent = agents.get(earlier.get("agent", ""))
    contact = Interaction(
        source=call.source,
        external_id=f"{call.external_id}-{earlier['channel']}",
        channel=earlier["channel"],
        state=READY,
        agent=agent,
        customer=call.customer,
        subject=earlier["note"],
        reason=call.reason,
        outcome=earlier["outcome"],
        language="en",
        started_at=call.started_at - timedelta(days=earlier["days_before"]),
        duration_seconds=seconds,
        handle_seconds=seconds if agent else None,
        simulated=True,
    )
    contact.transcript = Transcript(
        engine="written",
        language="en",
        turns=[
            Turn(
                position=position,
                speaker=speaker,
                text=text,
                start=SECONDS_PER_MESSAGE * position,
                end=SECONDS_PER_MESSAGE * position,
            )
            for position, (speaker, text) in enumerate(earlier["said"])
        ],
    )
    db.session.add(contact)
    measure(contact)
    return contact
