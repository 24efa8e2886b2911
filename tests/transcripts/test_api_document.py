"""The API does what its document says: OpenAPI 3.1, tried out with made-up requests."""

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from core.db import db
from people.tokens import create_token
from tests.factories import make_interaction, make_user
from transcripts.schemas import SCHEMAS

pytestmark = pytest.mark.database
OPERATIONS = (
    ("/interactions", "POST"),
    ("/interactions", "GET"),
    ("/interactions/{id}", "GET"),
    ("/imports", "POST"),
    ("/imports/{id}", "GET"),
)
EXAMPLES = 25
# Times that are out of order, texts of control characters only and sound that is none fit every
# schema and are refused with a reason all the same; a part that is too much is no fault of a form.
UNTOLD = [positive_data_acceptance, negative_data_rejection]


@pytest.fixture
def headers(app: Flask) -> dict[str, str]:
    make_interaction()
    _token, secret = create_token(make_user("admin"), "tries", None)
    db.session.commit()
    return {"Authorization": f"Bearer {secret}"}


def test_the_document_is_there_for_everybody_and_names_every_route(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    described = {
        (path, method.upper())
        for path, operations in document["paths"].items()
        for method in operations
        if method != "parameters"
    }
    routes = {
        (rule.rule.removeprefix("/api/v1").replace("<int:interaction_id>", "{id}"), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "api.openapi"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    routes = {(path.replace("<int:import_id>", "{id}"), method) for path, method in routes}
    assert described == routes == set(OPERATIONS)
    assert set(document["components"]["schemas"]) == set(SCHEMAS)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_made_up_requests_find_no_fault(
    app: Flask, headers: dict[str, str], path: str, method: str
) -> None:
    load_all_checks()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operation = schema[path][method]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def tried(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from(list(schemathesis.GenerationMode)))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        db.session.rollback()
        case.call_and_validate(headers=headers, excluded_checks=UNTOLD)

    tried()
