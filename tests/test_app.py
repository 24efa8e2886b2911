"""The house as a whole: what a new centre starts with, and what every process knows."""

from flask import Flask
from sqlalchemy import func, select

from app import furnish
from coaching.careers.models import CareerPath
from core.db import db
from core.jobs.registry import functions, periodics
from evaluation.rubrics.models import Competency, Rubric
from evaluation.sampling.models import SamplingPlan


def counts() -> list[int | None]:
    models = (Rubric, SamplingPlan, CareerPath)
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


def test_a_new_centre_starts_with_a_rubric_a_plan_and_a_path(app: Flask) -> None:
    furnish()
    assert counts() == [1, 1, 1]
    keys = set(db.session.scalars(select(Competency.key)))
    assert {"product_knowledge", "probing", "empathy", "adaptability", "compliance"} <= keys


def test_furnishing_twice_changes_nothing(app: Flask) -> None:
    furnish()
    furnish()
    assert counts() == [1, 1, 1]


def test_every_process_knows_every_job(app: Flask) -> None:
    jobs = {"transcripts.transcribe", "evaluation.flag_ready", "people.send_mail", "core.tidy_jobs"}
    assert jobs <= set(functions)
    assert set(periodics) <= set(functions)
