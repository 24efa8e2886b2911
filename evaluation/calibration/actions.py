"""What people do in calibration: open a session, extend or close it, discuss, say what is right."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from core.clock import now
from core.db import db
from evaluation.calibration import closing, queries
from evaluation.calibration.models import (
    CalibrationComment,
    CalibrationItem,
    CalibrationReference,
    CalibrationSession,
    CalibrationTask,
)
from evaluation.calibration.notices import DISCUSSED, OPENED
from evaluation.form_rules import can_be_kept, check_answers
from evaluation.refusals import Refused
from evaluation.rubrics.models import Rubric
from evaluation.rubrics.queries import version_in_use
from evaluation.sampling.actions import grant
from evaluation.sampling.models import Assignment
from people.audit import record
from people.models import CentreSetting, User
from people.notices.actions import notify
from people.settings import keep_setting
from transcripts.models import Interaction

FEWEST_PARTICIPANTS = 2
MOST_ITEMS = 30
MOST_TEXT = 5000
FAIR_SCORES = "fair_scores"


def open_session(
    user: User,
    *,
    title: str,
    rubric: Rubric,
    interactions: Sequence[Interaction],
    participants: Sequence[User],
    expert: User | None,
    deadline: datetime,
) -> CalibrationSession:
    """Give every participant every interaction to score blind, and tell them.

    Raises Refused for fewer than two people, no interaction or too many, a deadline that has
    passed, a rubric that is not published, a conversation that was given to somebody already, and
    one of a participant's own.
    """
    _check_people(participants, interactions)
    _check_deadline(deadline)
    _check_material(rubric, interactions)
    session = CalibrationSession(
        title=title.strip()[:200], rubric=rubric, opened_by=user, expert=expert, deadline=deadline
    )
    db.session.add(session)
    for position, interaction in enumerate(interactions):
        item = CalibrationItem(interaction=interaction, position=position)
        item.tasks = [_task(session, rubric, interaction, person) for person in participants]
        session.items.append(item)
    db.session.flush()
    _let_read(interactions, {*participants, *([expert] if expert else [])})
    record(
        user, "calibration.opened", session,
        interactions=[interaction.id for interaction in interactions],
        participants=[person.id for person in participants],
    )  # fmt: skip
    notify(
        OPENED, participants, subject=session, endpoint="calibration.session",
        values={"session_id": session.id}, title=session.title, deadline=deadline,
    )  # fmt: skip
    return session


def _check_people(participants: Sequence[User], interactions: Sequence[Interaction]) -> None:
    if len({person.id for person in participants}) < FEWEST_PARTICIPANTS:
        raise Refused(_("At least two people have to score, or there is nothing to compare."))
    if not 1 <= len({interaction.id for interaction in interactions}) <= MOST_ITEMS:
        raise Refused(_("Choose between 1 and %(most)s conversations.", most=MOST_ITEMS))
    ids = {person.id for person in participants}
    if any(i.agent is None or i.agent.user_id in ids for i in interactions):
        raise Refused(_("Nobody reviews their own conversations."))


def _check_deadline(deadline: datetime) -> None:
    if deadline <= now():
        raise Refused(_("The deadline has to lie ahead."))


def _check_material(rubric: Rubric, interactions: Sequence[Interaction]) -> None:
    if version_in_use(rubric.id) is None:
        raise Refused(_("This rubric has no published version yet."))
    if queries.given_out([interaction.id for interaction in interactions]):
        raise Refused(_("One of these conversations was given to somebody meanwhile; choose anew."))


def _let_read(interactions: Sequence[Interaction], people: Iterable[User]) -> None:
    """Let these people read and hear the conversations, whosever team it is."""
    for interaction in interactions:
        for person in people:
            grant(interaction.id, person.id)


def _task(
    session: CalibrationSession, rubric: Rubric, interaction: Interaction, person: User
) -> CalibrationTask:
    assignment = Assignment(
        interaction=interaction,
        evaluator=person,
        rubric=rubric,
        pick="calibration",
        reason=session.title,
        due_on=session.deadline.date(),
    )
    return CalibrationTask(assignment=assignment)


def extend_session(user: User, session: CalibrationSession, deadline: datetime) -> None:
    """Give more time while the session is blind. Refused once it is closed, or for less time."""
    if not session.is_open:
        raise Refused(_("This session is closed: its answers have been seen."))
    if deadline <= session.deadline:
        raise Refused(_("The new deadline has to be later than the present one."))
    _check_deadline(deadline)
    session.deadline = deadline
    for item in session.items:
        for task in item.tasks:
            if task.is_waiting:
                task.assignment.due_on = deadline.date()
    record(user, "calibration.extended", session, deadline=deadline.isoformat())


def close_session(user: User, session: CalibrationSession) -> None:
    """Close a session before its deadline. There is no way back: the answers are seen then."""
    if not session.is_open:
        raise Refused(_("This session is closed already."))
    closing.close(user, session)


def comment(
    user: User, session: CalibrationSession, item: CalibrationItem, question: str, text: str
) -> CalibrationComment:
    """Say something about an answer, or about the conversation where ``question`` is empty."""
    _refuse_while_blind(session)
    if not text.strip() or not can_be_kept(text):
        raise Refused(_("Write what you want to say."))
    if question and question not in {each.key for each in queries.questions_of(session)}:
        raise Refused(_("This form does not ask that question."))
    row = CalibrationComment(author=user, question=question, text=text.strip()[:MOST_TEXT])
    item.comments.append(row)
    record(user, "calibration.commented", session, item=item.id, question=question)
    _tell_others(user, session)
    return row


def set_reference(
    user: User,
    session: CalibrationSession,
    item: CalibrationItem,
    question: str,
    answer: Mapping[str, Any],
    reason: str,
) -> CalibrationReference:
    """Record what the session's expert holds to be right; a second time it replaces the first.

    ``answer`` is {"value": number or None, "na": bool}. Raises Refused for anybody but the expert,
    while the session is blind, without a reason, and for an answer that does not fit.
    """
    _refuse_while_blind(session)
    if session.expert_id != user.id:
        raise Refused(_("Only the expert who was named for this session records what is right."))
    if len(reason.strip()) < 10 or not can_be_kept(reason):
        raise Refused(_("Give the reason in a sentence: it is what the others learn from."))
    asked = {each.key: each for each in queries.questions_of(session)}.get(question)
    version = version_in_use(session.rubric_id)
    if asked is None or version is None:
        raise Refused(_("This form does not ask that question."))
    if answer.get("value") is None and not answer.get("na"):
        raise Refused(_("Choose the answer that is right."))
    check_answers(version, {asked.criterion_id: answer})
    row = next((each for each in item.references if each.question == question), None)
    if row is None:
        row = CalibrationReference(question=question)
        item.references.append(row)
    before = row.value
    row.value, row.not_applicable = answer.get("value"), bool(answer.get("na"))
    row.reason, row.expert, row.recorded_at = reason.strip()[:MOST_TEXT], user, now()
    record(
        user, "calibration.reference_recorded", session,
        item=item.id, question=question, value=row.value, before=before,
    )  # fmt: skip
    _tell_others(user, session)
    return row


def _refuse_while_blind(session: CalibrationSession) -> None:
    if session.is_open:
        raise Refused(_("The session is still blind; this opens when it closes."))


def _tell_others(user: User, session: CalibrationSession) -> None:
    others = [person for person in closing.people_of(session) if person.id != user.id]
    notify(
        DISCUSSED, others, subject=session, endpoint="calibration.session",
        values={"session_id": session.id}, title=session.title,
    )  # fmt: skip


def use_fair_scores(user: User, on: bool) -> None:
    """Let scorecards take the evaluators' severity out, or not."""
    setting = db.session.get(CentreSetting, FAIR_SCORES)
    if setting is None or setting.value.get("on") != on:
        keep_setting(FAIR_SCORES, {"on": on})
        event = record(user, "fair_scores.switched", _Named(), on=on)
        event.subject_type = "CentreSetting"


class _Named:
    """A setting has a key instead of a number; the trail names it without one."""

    id = None
