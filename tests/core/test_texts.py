"""A NUL in a plain form or an address is a bad request, never a fault of the database."""

import pytest

from core.db import db
from tests.evaluation.factories import make_assignment

pytestmark = pytest.mark.database


@pytest.mark.parametrize("field", ["reason", "anything"])
def test_a_nul_in_a_form_is_a_bad_request(app, sign_in, field):
    assignment = make_assignment()
    db.session.commit()
    client = sign_in(assignment.evaluator)
    place = f"/review/{assignment.id}/replace"
    assert client.post(place, data={"reason": "No sound", field: "a\0b"}).status_code == 400
    assert assignment.state == "open"
    assert client.post(place, data={"reason": "No sound"}).status_code == 302
    db.session.expire_all()
    assert assignment.state == "replaced"


@pytest.mark.parametrize("path", ["/login?next=%00", "/queue%00"])
def test_a_nul_in_an_address_is_a_bad_request(client, path):
    assert client.get(path).status_code == 400
