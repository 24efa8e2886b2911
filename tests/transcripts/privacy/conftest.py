"""A customer with traces in every corner of the house."""

import json
from pathlib import Path

import pytest
from flask import Flask

from core.clock import now
from core.db import db
from core.jobs.queue import enqueue
from tests.factories import add, make_agent, make_customer, make_interaction, make_source
from tests.transcripts.privacy.traces import MAIL, NAME, PHONE, REFERENCE, keep
from transcripts.imports.models import Import, ImportFile
from transcripts.imports.watching import watch_root
from transcripts.models import Case, Customer, Recording, Survey
from transcripts.privacy.applying import redact_interaction


@pytest.fixture
def watched(app: Flask) -> Path:
    """A watched folder with what was taken from it."""
    done = watch_root() / "calls" / "done"
    done.mkdir(parents=True)
    (done / "a.json").write_text(json.dumps({"customer": REFERENCE}))
    (done / "b.json").write_text(json.dumps({"customer": "CUST-1"}))
    return done


@pytest.fixture
def customer(app: Flask, tmp_path: Path, watched: Path) -> Customer:
    """A customer with two contacts, and traces in every corner of the house."""
    found = make_customer(external_ref=REFERENCE, name=NAME)
    source = make_source(watched_folder=watched.parent.name)
    case = add(Case(external_ref=f"case of {REFERENCE}", customer_id=found.id))
    call = make_interaction(
        [("customer", f"I am {NAME}, {PHONE}"), ("agent", f"Thanks, is it {MAIL}?")],
        source=source, customer=found, case=case, agent=make_agent(), language="es",
        subject=f"Refund {REFERENCE}", facts={"phone": PHONE}, external_id=f"x-{REFERENCE}",
    )  # fmt: skip
    chat = make_interaction(
        [("customer", f"mail me: {MAIL}")], source=source, customer=found, case=case
    )
    key = keep("originals/berta.wav", b"RIFF", tmp_path)
    add(
        Recording(
            interaction=call, storage_key=key, media_type="audio/wav", size=4, sha256="5" * 64
        )
    )
    add(Survey(interaction_id=chat.id, csat=2, answered_at=now()))
    call.transcript.language = "es"
    for interaction in (call, chat):
        redact_interaction(interaction)
    other = make_interaction([("agent", "About the other one"), ("customer", "Yes")])
    other.transcript.turns[0].original = f"About {NAME}, {MAIL}"
    owner = add(Import(source_id=source.id, door="page", problem=f"row 3: {REFERENCE}"))
    rows = keep("imports/1.csv", f"id;mail\n1;{MAIL}\n".encode(), tmp_path)
    add(ImportFile(import_id=owner.id, position=0, filename="c.csv", storage_key=rows, size=9,
                   sha256="6" * 64))  # fmt: skip
    job = enqueue("transcripts.transcribe", {"interaction_id": call.id}, queue="speech")
    assert job
    failed = enqueue("imports.run", {"name": REFERENCE})
    assert failed
    failed.error = f"no such customer: {NAME.upper()}"
    db.session.commit()
    return found
