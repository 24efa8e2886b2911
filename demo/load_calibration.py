"""Writes the simulated calibration sessions, and fits severity once so that it can be seen."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.bulk import write
from core.clock import now
from core.db import db
from demo.calibration import Calibration
from demo.load_reviews import QA_LEAD_ID, evaluation_row, rating_rows, score_of
from demo.simulate import World
from evaluation.calibration import fits
from evaluation.calibration.jobs import fit_stretch
from evaluation.calibration.models import (
    CalibrationComment,
    CalibrationItem,
    CalibrationReference,
    CalibrationSession,
    CalibrationTask,
)
from evaluation.models import SUBMITTED as HANDED_IN
from evaluation.models import Evaluation, Rating
from evaluation.rubrics.actions import install_default_rubric
from evaluation.rubrics.adapters import criteria_of, spec_of
from evaluation.rubrics.models import RubricVersion
from evaluation.sampling.models import OPEN, SUBMITTED, Assignment
from transcripts.models import InteractionGrant


def load_calibration(world: World) -> None:
    """Write the sessions with their tasks, reviews, references and comments."""
    version = install_default_rubric()
    keys = {c.key: f"{c.section.key}/{c.key}" for c in criteria_of(version)}
    first_review = len(world.reviews)
    for session in world.calibrations:
        db.session.add(session_row(session, version.rubric_id))
        db.session.flush()
        items = {contact: item_row(session, contact) for contact in session.contacts}
        db.session.add_all(items.values())
        write(Assignment.__table__, assignment_rows(session, version.rubric_id))
        write(InteractionGrant.__table__, grant_rows(session))
        db.session.flush()
        ids = {contact: item.id for contact, item in items.items()}
        write(
            CalibrationTask.__table__,
            ({"item_id": ids[t.contact], "assignment_id": t.id} for t in session.tasks),
        )
        first_review += write_reviews_of(session, world, version, first_review)
        db.session.add_all(reference_rows(session, ids, keys))
        db.session.add_all(comment_rows(session, ids, keys, world))
    db.session.flush()


def session_row(session: Calibration, rubric_id: int) -> CalibrationSession:
    """A session that the QA lead opened and is the expert of."""
    return CalibrationSession(
        id=session.id,
        title=session.title,
        rubric_id=rubric_id,
        opened_by_id=QA_LEAD_ID,
        expert_id=QA_LEAD_ID,
        opened_at=session.opened_at,
        deadline=session.deadline,
        closed_at=session.closed_at,
    )


def item_row(session: Calibration, contact: int) -> CalibrationItem:
    """One contact of a session."""
    place = session.contacts.index(contact)
    return CalibrationItem(session_id=session.id, interaction_id=contact, position=place)


def assignment_rows(session: Calibration, rubric_id: int) -> Iterator[dict[str, Any]]:
    """What everybody had, or still has, to score."""
    for task in session.tasks:
        yield {
            "id": task.id,
            "interaction_id": task.contact,
            "evaluator_id": task.evaluator,
            "rubric_id": rubric_id,
            "pick": task.pick,
            "reason": task.reason,
            "state": SUBMITTED if task.done else OPEN,
            "due_on": task.due_on,
            "created_at": task.created_at,
        }


def grant_rows(session: Calibration) -> Iterator[dict[str, Any]]:
    """Everybody may open what they score, and the expert what they judge."""
    people = {task.evaluator for task in session.tasks} | {QA_LEAD_ID}
    for contact in session.contacts:
        for user in sorted(people):
            yield {"interaction_id": contact, "user_id": user}


def write_reviews_of(
    session: Calibration, world: World, version: RubricVersion, before: int
) -> int:
    """Write the reviews of a session, numbered on; returns how many. None is ever released."""
    spec = spec_of(version)
    criteria = {criterion.key: criterion.id for criterion in criteria_of(version)}
    contacts = {contact.id: contact for contact in world.contacts}
    evaluations: list[dict[str, Any]] = []
    ratings: list[dict[str, Any]] = []
    for number, each in enumerate(session.reviews, before + 1):
        review = replace(each, id=number)
        score = score_of(review, contacts[review.contact], spec)
        row = evaluation_row(review, contacts[review.contact], score, version.id)
        evaluations.append(row | {"state": HANDED_IN, "released_at": None})
        ratings += rating_rows(review, score, criteria)
    write(Evaluation.__table__, evaluations)
    write(Rating.__table__, ratings)
    return len(session.reviews)


def reference_rows(
    session: Calibration, items: dict[int, int], keys: dict[str, str]
) -> Iterator[CalibrationReference]:
    """What the expert holds to be right."""
    for right in session.right:
        yield CalibrationReference(
            item_id=items[right.contact],
            question=keys[right.criterion],
            value=right.value,
            reason=right.reason,
            expert_id=QA_LEAD_ID,
            recorded_at=session.closed_at or now(),
        )


def comment_rows(
    session: Calibration, items: dict[int, int], keys: dict[str, str], world: World
) -> Iterator[CalibrationComment]:
    """What was said about the answers to the question on probing, in the first contact."""
    asked = [right.criterion for right in session.right[1:3]]
    for said, criterion in zip(session.said, asked, strict=False):
        yield CalibrationComment(
            item_id=items[session.contacts[0]],
            question=keys[criterion],
            author_id=world.evaluators[said.evaluator].user,
            text=said.text,
            at=said.at,
        )


def fit_newest() -> None:
    """Fit what the pages show first; the hourly job fits the rest. Commits."""
    newest = now().date().replace(day=1)
    for wanted in fits.wanted_fits(now().date()):
        if wanted.months != fits.LONG or wanted.month == newest:
            fit_stretch(wanted)
