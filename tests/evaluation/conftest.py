"""A review to begin with, for the tests of the judgement."""

import pytest
from flask import Flask

from evaluation.rubrics.models import RubricVersion
from evaluation.sampling.models import Assignment
from people.models import User
from tests.evaluation.factories import make_assignment


@pytest.fixture
def assignment(app: Flask) -> Assignment:
    """An interaction in an evaluator's queue."""
    return make_assignment()


@pytest.fixture
def user(assignment: Assignment) -> User:
    """The evaluator of that assignment."""
    return assignment.evaluator


@pytest.fixture
def version(assignment: Assignment) -> RubricVersion:
    """The version of the rubric that it is scored by."""
    return assignment.rubric.versions[-1]
