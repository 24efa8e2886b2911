"""What arrives as JSON: whatever it is, it is read or refused, and nothing fails."""

import pytest
from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

from evaluation import workspace_input
from evaluation.refusals import Refused
from evaluation.workspace_input import json_object, number_or_none, removed_in_json


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"a":' * 50_000, "null", "[]", "", "{", "9" * 5000]
)
def test_what_is_no_object_is_refused(app: Flask, body: str) -> None:
    with (
        app.test_request_context(method="POST", data=body, content_type="application/json"),
        pytest.raises(Refused),
    ):
        json_object(request)


def test_more_than_any_form_needs_is_not_read(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(workspace_input, "LARGEST_BODY", 20)
    with (
        app.test_request_context(method="POST", json={"summary": "x" * 20}),
        pytest.raises(RequestEntityTooLarge),
    ):
        json_object(request)


def test_an_object_is_read(app: Flask) -> None:
    with app.test_request_context(method="POST", json={"revision": 3}):
        assert json_object(request) == {"revision": 3}


@pytest.mark.parametrize(
    "value", [None, True, "3", [], {}, float("nan"), float("inf"), int("9" * 400)]
)
def test_what_is_no_finite_number_is_none(value: object) -> None:
    assert number_or_none(value) is None


def test_a_number_stays_as_it_is() -> None:
    assert (number_or_none(3), number_or_none(2.5)) == (3, 2.5)


def test_removed_moments_are_a_list_of_keys() -> None:
    assert (removed_in_json(None), removed_in_json(["k1"])) == ([], ["k1"])
    for wrong in ("abc", 5, {"k1": 1}):
        with pytest.raises(Refused):
            removed_in_json(wrong)
