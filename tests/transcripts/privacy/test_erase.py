"""Erasing a customer: nothing of them is left anywhere, and the trail proves it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from core.clock import now
from core.db import db
from core.jobs.models import CANCELLED, Job
from core.storage import storage
from people.models import AuditEvent
from tests.factories import add, make_interaction, make_user
from tests.transcripts.privacy.traces import MAIL, NAME, PHONE, REFERENCE
from transcripts.imports.models import Import, ImportRecord
from transcripts.models import Case, Customer, Interaction, Survey, Turn
from transcripts.privacy import forgetting, retaining
from transcripts.privacy.cli import erase as command
from transcripts.privacy.erasing import NotErased, erase_customer
from transcripts.privacy.scan import found_in_database, pattern_for

pytestmark = pytest.mark.database


def everything(pattern) -> dict[str, int]:
    db.session.rollback()
    return found_in_database(pattern)


def test_nothing_of_the_customer_is_left(app: Flask, customer: Customer, watched: Path) -> None:
    pattern = pattern_for([REFERENCE, NAME, PHONE, MAIL])
    assert pattern
    assert sum(everything(pattern).values()) > 10
    report = erase_customer(make_user("admin"), REFERENCE)
    assert (report.interactions, report.remaining) == (2, {})
    assert everything(pattern) == {}
    assert db.session.scalars(select(Customer).where(Customer.name == NAME)).all() == []
    assert [db.session.scalar(select(func.count()).select_from(m)) for m in (Case, Survey)] == [
        0,
        0,
    ]
    assert db.session.scalar(select(func.count(Turn.id))) == 2  # of the other's conversation
    folder = storage().folder
    assert folder
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert [path.name for path in watched.iterdir()] == ["b.json"]


def test_lines_of_import_reports_about_the_customer_are_emptied(customer: Customer) -> None:
    theirs = db.session.scalars(select(Interaction).where(Interaction.customer_id == customer.id))
    contacts = [*theirs, make_interaction()]
    report = add(Import(source_id=contacts[0].source_id, door="page"))
    for number, contact in enumerate(contacts, 1):
        told = {"outcome": "imported", "place": f"row {number}", "path": "calls.csv"}
        add(ImportRecord(import_id=report.id, number=number, interaction_id=contact.id,
                         external_id=f"{REFERENCE}-call" if number == 1 else f"call-{number}",
                         **told))  # fmt: skip
    seen = erase_customer(None, REFERENCE, dry_run=True).replaced
    db.session.commit()
    assert erase_customer(None, REFERENCE).replaced["import_records"] == 2
    in_lines = {name: n for name, n in seen.items() if name.startswith("import_records")}
    assert in_lines == {"import_records": 2}
    lines = [
        (line.external_id, line.place, line.path, line.interaction_id)
        for line in db.session.scalars(select(ImportRecord).order_by(ImportRecord.number))
    ]
    assert lines == [
        ("", "", "calls.csv", None),
        ("", "", "calls.csv", None),
        ("call-3", "row 3", "calls.csv", contacts[2].id),
    ]


def test_the_words_leave_the_files_of_the_search_after_the_commit(customer, monkeypatch) -> None:
    left = []

    class Watching:
        def forget(self) -> None:
            left.append(db.session.scalar(select(func.count()).where(Customer.name == NAME)))

    monkeypatch.setattr(forgetting, "engine", Watching)
    erase_customer(make_user("admin"), REFERENCE, dry_run=True)
    assert left == []
    erase_customer(make_user("admin"), REFERENCE)
    assert left == [0]


def test_the_shell_that_scores_rest_on_stays(customer: Customer) -> None:
    ids = list(
        db.session.scalars(select(Interaction.id).where(Interaction.customer_id == customer.id))
    )
    erase_customer(None, REFERENCE)
    kept = [db.session.get_one(Interaction, number) for number in ids]
    assert {(i.reason, i.handle_seconds, i.subject, i.customer_id) for i in kept} == {
        ("billing", 240.0, "", None)
    }
    assert [i.external_id for i in kept] == [f"erased-{number}" for number in ids]


def test_the_trail_proves_it_without_personal_data(customer: Customer) -> None:
    admin, number = make_user("admin"), customer.id
    report = erase_customer(admin, REFERENCE)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "customer.erased")).one()
    assert (event.user_id, event.subject_type, event.subject_id) == (admin.id, "Customer", number)
    assert event.details["remaining"] == 0
    assert event.details["signature"] == report.proof
    assert len(report.proof) == 64
    assert not any(word in json.dumps(event.details) for word in (REFERENCE, NAME, MAIL))


def test_work_for_the_customer_is_cancelled(customer: Customer) -> None:
    erase_customer(None, REFERENCE)
    job = db.session.scalars(select(Job).where(Job.name == "transcripts.transcribe")).one()
    assert job.state == CANCELLED


def test_a_dry_run_changes_nothing(customer: Customer) -> None:
    pattern = pattern_for([REFERENCE, NAME, PHONE, MAIL])
    assert pattern
    before = everything(pattern)
    report = erase_customer(None, REFERENCE, dry_run=True)
    assert (report.interactions, report.dry_run) == (2, True)
    assert report.replaced == before
    assert everything(pattern) == before


def test_further_strings_are_looked_for_too(customer: Customer) -> None:
    chat = make_interaction([("customer", "ask at 93 412 99 88")])
    erase_customer(None, REFERENCE, also=["934129988"])
    assert chat.transcript.turns[0].text == "ask at [erased]"


def test_who_is_unknown_or_held_is_not_erased(customer: Customer) -> None:
    with pytest.raises(NotErased, match="not_known"):
        erase_customer(None, "CUST-0")
    call = db.session.scalars(
        select(Interaction).where(Interaction.customer_id == customer.id)
    ).first()
    assert call
    retaining.hold(make_user("admin"), call, "A lawsuit")
    with pytest.raises(NotErased, match="held"):
        erase_customer(None, REFERENCE)
    assert db.session.get(Customer, customer.id)


def test_what_others_say_of_them_under_a_hold_stays(customer: Customer) -> None:
    other = make_interaction([("customer", f"My neighbour is {NAME}")])
    retaining.hold(make_user("admin"), other, "A lawsuit")
    with pytest.raises(NotErased, match="held"):
        erase_customer(None, REFERENCE)
    assert other.transcript.turns[0].text == f"My neighbour is {NAME}"


@pytest.mark.parametrize(
    ("strings", "text", "found"),
    [
        (["612345678"], "at 612 34 56 78.", True),
        (["+34 612 345 678"], "+34612345678", True),
        (["612345678"], "order 96123456780", False),
        (["Ana Roig"], "ANA  ROIG", True),
        (["Ana Roig"], "Mariana Roigs", False),
        (["C-1042"], "C-10421", False),
    ],
)
def test_strings_are_found_as_whole_words_however_they_are_spaced(
    strings: list[str], text: str, found: bool
) -> None:
    pattern = pattern_for(strings)
    assert pattern
    assert bool(pattern.search(text)) is found


def test_strings_too_short_to_tell_are_not_looked_for() -> None:
    assert pattern_for(["c1", " "]) is None


def test_the_page_shows_first_and_erases_when_the_reference_is_typed_again(
    customer: Customer, sign_in
) -> None:
    admin = make_user("admin")
    db.session.commit()
    client = sign_in(admin)
    seen = client.post("/privacy/erase", data={"reference": REFERENCE, "look": "1"}).text
    assert "Erase for good" in seen
    wrong = client.post("/privacy/erase", data={"reference": REFERENCE, "confirmed": "CUST"}).text
    assert "Nothing was erased" in wrong
    db.session.rollback()
    assert db.session.get(Customer, customer.id)
    db.session.rollback()
    done = client.post("/privacy/erase", data={"reference": REFERENCE, "confirmed": REFERENCE}).text
    assert "found nothing of this customer" in done


@pytest.mark.parametrize("role", ["evaluator", "lead", "agent", "hr", "qa_lead"])
def test_others_may_not_erase(app: Flask, sign_in, role: str) -> None:
    user = make_user(role)
    db.session.commit()
    assert sign_in(user).get("/privacy/erase").status_code == 403


def test_the_command_tells_programs_and_refuses_in_one_line(customer: Customer, app: Flask) -> None:
    db.session.rollback()
    runner = CliRunner()
    unknown = runner.invoke(command, ["CUST-0"], obj=lambda: app)
    assert (unknown.exit_code, unknown.stderr) == (1, "Error: no customer has this reference\n")
    report = json.loads(runner.invoke(command, [REFERENCE, "--json"], obj=lambda: app).stdout)
    assert (report["interactions"], report["remaining"], report["dry_run"]) == (2, {}, False)


def test_holding_needs_a_reason_and_is_noted(app: Flask, sign_in) -> None:
    call, lead = make_interaction(started_at=now() - timedelta(days=1)), make_user("qa_lead")
    db.session.commit()
    client = sign_in(lead)
    client.post(f"/interactions/{call.id}/hold", data={"reason": ""})
    db.session.rollback()
    assert db.session.scalars(select(AuditEvent)).all() == []
    db.session.rollback()
    client.post(f"/interactions/{call.id}/hold", data={"reason": "A lawsuit"})
    db.session.rollback()
    client.post(f"/interactions/{call.id}/release")
    db.session.rollback()
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs == ["interaction.held", "interaction.hold_released"]
