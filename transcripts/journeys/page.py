"""The page of one journey: its story in time, its totals, and joining and parting by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import db
from core.web.access import allowed
from core.web.ids import row_id
from transcripts.journeys import queries
from transcripts.journeys.actions import (
    NotPossible,
    add_contact,
    merge_journeys,
    split_journey,
)
from transcripts.journeys.models import Case
from transcripts.journeys.settings import journey_settings
from transcripts.journeys.story import (
    Step,
    outcome_now,
    outcome_told,
    totals_of,
    waits_between,
)
from transcripts.journeys.telling import step_of
from transcripts.journeys.wording import outcome_words, span_words
from transcripts.models import Interaction
from transcripts.queries import ids_visible_to, interaction_for
from transcripts.wording import CHANNEL_WORDS
from transcripts.wording import outcome_words as contact_outcome

FAILED = frozenset({"failed", "unresolved", "abandoned"})


@dataclass(frozen=True)
class Stop:
    """One contact of the story. Outside the reader's scope only channel, time and outcome."""

    contact: Interaction
    visible: bool
    wait: str
    channel: str
    outcome: str
    failed: bool
    csat: int | None


def load(case_id: int) -> Case:
    """Load a journey for this person; 404 for everything else."""
    case = queries.journey_for(current_user, case_id)
    if case is None:
        abort(404)
    return case


@allowed("journey.read")
def journey(case_id: int) -> ResponseReturnValue:
    """Show a journey across channels; an address of one that was joined leads on."""
    case = load(case_id)
    if case.id != case_id:
        return redirect(url_for("transcripts.journey", case_id=case.id))
    contacts = queries.contacts_with_agents(case)
    visible = ids_visible_to(current_user, contacts)
    surveys = queries.surveys_of(contacts)
    steps = [step_of(contact, surveys.get(contact.id)) for contact in contacts]
    shown = [surveys[c.id].csat if c.id in surveys and c.id in visible else None for c in contacts]
    settings = journey_settings()
    outcome = outcome_now(outcome_told(steps), case.last_at, now(), settings.window)
    return render_template(
        "journeys/journey.html",
        case=case,
        stops=stops_of(contacts, steps, visible, shown),
        totals=totals_of(steps, settings.cost_per_minute),
        answers=[mark for mark in shown if mark is not None],
        outcome=outcome,
        outcome_words=outcome_words(outcome, settings.window_days),
        settings=settings,
        channel_words=CHANNEL_WORDS,
        all_visible=len(visible) == len(contacts),
        others=queries.other_journeys(current_user, case),
        lone=queries.lone_contacts(current_user, case),
    )


def stops_of(
    contacts: Sequence[Interaction],
    steps: Sequence[Step],
    visible: set[int],
    marks: Sequence[int | None],
) -> list[Stop]:
    """Describe each contact of the story."""
    return [
        Stop(
            contact=contact,
            visible=contact.id in visible,
            wait="" if wait is None else span_words(wait),
            channel=str(CHANNEL_WORDS[contact.channel]),
            outcome=contact_outcome(contact.outcome),
            failed=contact.outcome in FAILED,
            csat=mark,
        )
        for contact, wait, mark in zip(contacts, waits_between(steps), marks, strict=True)
    ]


@allowed("journey.edit")
def merge(case_id: int) -> ResponseReturnValue:
    """Join another journey, or a contact that stands alone, to this one."""
    case = load(case_id)
    kind, _colon, number = request.form.get("with", "").partition(":")
    try:
        found = chosen(kind, number)
        if isinstance(found, Case):
            merge_journeys(current_user, case, found)
        else:
            add_contact(current_user, case, found)
    except NotPossible:
        return refused(case.id)
    db.session.commit()
    flash(_("They are one journey now, and stay so."), "success")
    return redirect(url_for("transcripts.journey", case_id=case.id))


def chosen(kind: str, number: str) -> Case | Interaction:
    """Return what the form names; NotPossible for anything that this person cannot see."""
    try:
        wanted = row_id(number)
    except ValueError:
        raise NotPossible from None
    found: Case | Interaction | None = None
    if kind == "journey":
        found = queries.journey_for(current_user, wanted)
    elif kind == "contact":
        found = interaction_for(current_user, wanted)
    if found is None:
        raise NotPossible
    return found


@allowed("journey.edit")
def split(case_id: int) -> ResponseReturnValue:
    """Part the chosen contacts from this journey."""
    case = load(case_id)
    try:
        parted = split_journey(current_user, case, request.form.getlist("contact", type=row_id))
    except NotPossible:
        return refused(case.id)
    db.session.commit()
    flash(_("They are two journeys now, and stay so."), "success")
    return redirect(url_for("transcripts.journey", case_id=parted.id))


def refused(case_id: int) -> ResponseReturnValue:
    """Go back and say why nothing was done."""
    db.session.rollback()
    flash(
        _(
            "That was not possible. Choose some of the contacts, not all of them; and every "
            "contact concerned must be open to you."
        ),
        "error",
    )
    return redirect(url_for("transcripts.journey", case_id=case_id))
