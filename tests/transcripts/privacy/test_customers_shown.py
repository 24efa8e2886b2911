"""Who a customer is: a telephone or an address that a source knows them by is not shown."""

import pytest
from flask import Flask

from core.clock import now
from core.db import db
from tests.factories import add, make_customer, make_interaction, make_user
from tests.transcripts.api_client import Program
from transcripts.journeys.telling import retell
from transcripts.models import Case

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("reference", "shown"),
    [("marta@mail.example", "[e-mail]"), ("+34612345678", "[phone]"), ("C-1042", "C-1042")],
)
def test_no_address_and_no_number_on_any_page(
    app: Flask, browse, reference: str, shown: str
) -> None:
    customer = make_customer(external_ref=reference)
    case = add(Case(external_ref="1", customer=customer, reason="billing", opened_at=now()))
    found = [make_interaction(customer=customer, case=case, started_at=now()) for _ in range(2)]
    retell([case.id])
    program = Program(app, make_user("evaluator"))
    number, case_id = found[0].id, case.id
    told = program.get(f"/interactions/{number}").get_json()
    assert told["customer_ref"].startswith(shown)
    visitor = browse(make_user("evaluator"))
    for path in (f"/interactions/{number}", "/journeys", f"/journeys/{case_id}"):
        page = visitor.get(path).text
        assert shown in page
        assert reference == shown or reference not in page
        db.session.rollback()
