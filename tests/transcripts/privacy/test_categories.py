"""Reasons, outcomes and case numbers: shown everywhere, so without what only a person has."""

import pytest
from flask import Flask
from sqlalchemy import update

from core.clock import now
from core.db import db
from tests.factories import add, make_customer, make_interaction, make_user
from tests.transcripts.api_client import Program
from transcripts.exports.queries import Wanted
from transcripts.exports.tables import rows
from transcripts.journeys.telling import retell
from transcripts.models import Case, Interaction
from transcripts.privacy.jobs import redact_older
from transcripts.redaction import redact_category
from transcripts.search.choices import reasons

pytestmark = pytest.mark.database
KEPT = [
    "billing", "Price change", "Call me Back", "facturación", "Maria's plan", "Order 612345678",
    "Alta línea 5G", "This is Urgent", "2026-03-12 outage", "resolved", "queue 1042",
]  # fmt: skip


@pytest.mark.parametrize("reason", KEPT)
def test_a_category_stays_as_the_source_says_it(app: Flask, reason: str) -> None:
    named = make_customer(name="Maria Price")
    assert redact_category(reason, (named.name,)) == reason


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("callback +34 612 345 678", "callback [phone]"),
        ("refund marta@mail.example", "refund [e-mail]"),
        ("complaint of MARIA  PRICE", "complaint of [name]"),
        ("card 4111 1111 1111 1111", "card [card]"),
    ],
)
def test_what_only_a_person_has_is_not_shown_anywhere(app: Flask, reason: str, shown: str) -> None:
    customer = make_customer(name="Maria Price")
    case = add(Case(external_ref="1", customer=customer, opened_at=now()))
    call = make_interaction(customer=customer, case=case, started_at=now())
    theirs = Interaction.id == call.id  # as an older version kept it
    db.session.execute(update(Interaction).where(theirs).values(reason=reason, outcome=reason[:40]))
    case.reason = reason
    db.session.commit()
    redact_older()
    assert (call.reason, call.outcome, case.reason) == (shown, shown, shown)
    user, number = make_user("lead", "evaluator", "admin"), call.id
    assert reasons(user) == [(shown, shown)]
    row = next(rows(Wanted((number,)), original=False))[1]
    assert (row["reason"], row["outcome"]) == (shown, shown)
    told = Program(app, user).get(f"/interactions/{number}").get_json()
    assert (told["reason"], told["outcome"]) == (shown, shown)


def test_by_every_door(app: Flask) -> None:
    call = make_interaction(reason="x")
    call.outcome = "to +34 612 345 678"
    call.reason = "a" * 110 + " 4111 1111 1111 1111"[:10] + " marta@m.es"
    assert call.outcome == "to [phone]"
    assert len(call.reason) <= 120


def test_an_e_mail_that_names_a_case_is_shown_as_such(app: Flask, browse) -> None:
    reference = "<CAF+12x@mail.example.org>"
    case = add(Case(external_ref=reference, customer=make_customer(), opened_at=now()))
    mail = make_interaction(external_id=reference, case=case, started_at=now(), channel="email")
    retell([case.id])
    program, number, case_id = Program(app, make_user("evaluator")), mail.id, case.id
    assert program.get(f"/interactions/{number}").get_json()["external_id"] == "<[e-mail]>"
    page = browse(make_user("evaluator")).get(f"/journeys/{case_id}").text
    assert "CAF" not in page
    assert f"case &lt;[e-mail]&gt; {case_id}" in page
