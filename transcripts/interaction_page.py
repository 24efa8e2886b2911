"""The page of one interaction, its progress, and what can be done with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.i18n import day_and_time, duration
from core.jobs.models import CANCELLED, FAILED, QUEUED, Job
from core.web.access import allowed
from transcripts.actions import NotPossible, swap_roles
from transcripts.actions import cancel as cancel_transcription
from transcripts.actions import retry as retry_transcription
from transcripts.corrections.again import count_corrections, not_applied
from transcripts.loading import interaction_or_404
from transcripts.models import Interaction, Recording
from transcripts.privacy.hearing import is_open, opens_by_itself
from transcripts.privacy.models import LegalHold
from transcripts.queries import (
    has_redactions,
    ids_visible_to,
    job_of,
    journey_of,
)
from transcripts.speech.overview import overview_of
from transcripts.thread_page import note_look, seconds_asked_for, thread_of, wants_original
from transcripts.transcribing import agent_channel_of, can_be_heard_anew, note_failure
from transcripts.wording import (
    CHANNEL_WORDS,
    failure_words,
    outcome_words,
    problem_words,
    signature_words,
)

OF_SPEAKERS = frozenset({"voices_estimated", "roles_doubtful"})
FAILED_OUTCOMES = frozenset({"failed", "unresolved", "abandoned"})


@dataclass(frozen=True)
class Contact:
    """One contact of a journey, as the component draws it."""

    label: str
    when: str
    url: str | None
    current: bool
    failed: bool


@dataclass(frozen=True)
class Lane:
    """One lane of the waveform."""

    label: str
    speaker: str
    peaks: list[int]


@allowed("interaction.read")
def interaction(interaction_id: int) -> ResponseReturnValue:
    """Show an interaction: its sound, its words, its measures and its customer's journey."""
    found = interaction_or_404(interaction_id)
    original = wants_original()
    if original:
        note_look(found)
        found = interaction_or_404(interaction_id)
    sound = sound_to_play(found)
    return render_template(
        "transcripts/interaction.html",
        interaction=found,
        sound=sound,
        lanes=lanes_of(found, sound),
        thread=thread_of(found, original=original),
        start=seconds_asked_for(),
        redacted=has_redactions(found) or (bool(found.recordings) and not is_open(found)),
        original=original,
        held=db.session.get(LegalHold, found.id),
        journey=contacts_of(found),
        progress=progress_of(found, job_of(found)),
        warnings=warnings_of(found),
        corrections=count_corrections(found),
        not_applied=not_applied(found),
        can_be_heard_anew=can_be_heard_anew(found),
        not_heard_anew=not_heard_anew(found),
        roles_doubtful=are_roles_doubtful(found),
        channel_words=CHANNEL_WORDS,
        outcome=outcome_words(found.outcome),
        signature_words=signature_words,
        can_pick="evaluation.pick" in current_app.view_functions,
    )


@allowed("interaction.read")
def status(interaction_id: int) -> ResponseReturnValue:
    """Say how far the transcription is, for the bar that asks each second."""
    found = interaction_or_404(interaction_id)
    return jsonify(progress_of(found, job_of(found)))


@allowed("interaction.upload")
def retry(interaction_id: int) -> ResponseReturnValue:
    """Queue a transcription again, of a call that failed or whose words are to be heard anew."""
    found = interaction_or_404(interaction_id)
    job = job_of(found)
    if not found.has_failed and job and job.state in (FAILED, CANCELLED) and not found.is_ready:
        note_failure(found, "worker_failed")
    return act(found, retry_transcription, _("It is transcribed again."))


@allowed("interaction.upload")
def cancel(interaction_id: int) -> ResponseReturnValue:
    """End a transcription that is waiting or under way."""
    return act(
        interaction_or_404(interaction_id),
        cancel_transcription,
        _("The transcription is cancelled."),
    )


@allowed("interaction.correct")
def swap(interaction_id: int) -> ResponseReturnValue:
    """Make the agent the customer and the other way round."""
    return act(interaction_or_404(interaction_id), swap_roles, _("Agent and customer are swapped."))


def act(found: Interaction, verb: Any, done: str) -> ResponseReturnValue:
    """Do a verb on the interaction, commit once, and go back to its page."""
    try:
        verb(current_user, found)
    except NotPossible:
        db.session.rollback()
        flash(_("That was not possible: the page had changed meanwhile."), "error")
    else:
        db.session.commit()
        flash(done, "success")
    return redirect(url_for("transcripts.interaction", interaction_id=found.id))


def sound_to_play(found: Interaction) -> Recording | None:
    """Return the recording that a browser plays: the one made for it, else a single original.

    None while its sound is closed (`transcripts.privacy.hearing`).
    """
    if not is_open(found):
        return None
    made = [recording for recording in found.recordings if recording.kind == "playback"]
    originals = [recording for recording in found.recordings if recording.kind == "original"]
    playable = [r for r in originals if r.media_type != "application/octet-stream"]
    return next(iter(made or playable), None)


def closed_words(found: Interaction) -> str | None:
    """Say why the sound of a call cannot be heard (yet); None where it can, or where is none."""
    if not found.recordings or is_open(found):
        return None
    if opens_by_itself(found):
        return _("What is private is being taken out of the sound; look again in a moment.")
    return _("The sound is closed: nobody knows the place of something private in it.")


def not_heard_anew(found: Interaction) -> str | None:
    """Say when and why a call was last transcribed again without success; None where it was not."""
    failure = found.failure if found.is_ready else None
    if failure is None:
        return None
    when = day_and_time(datetime.fromisoformat(failure["at"]))
    if failure["code"] == "cancelled":
        return _("Transcribing it again was cancelled on %(when)s. The words stay.", when=when)
    return _(
        "Transcribing it again failed on %(when)s; the words are the earlier ones. %(reason)s",
        when=when,
        reason=failure_words(failure),
    )


def lanes_of(found: Interaction, sound: Recording | None) -> list[Lane]:
    """Return the waveform's lanes, the agent's first where two sides are known."""
    channels = (sound.overview or overview_of(sound.peaks) or []) if sound else []
    if len(channels) != 2:
        return [Lane(_("Both sides"), "unknown", peaks) for peaks in channels]
    agent = agent_channel_of(found)
    name = found.agent.name if found.agent else _("Agent")
    return [
        Lane(name, "agent", channels[agent]),
        Lane(_("Customer"), "customer", channels[1 - agent]),
    ]


def warnings_of(found: Interaction) -> list[str]:
    """Return what was noticed about the recording or the record, in words.

    What `transcripts/speakers.html` says of the speakers is left out.
    """
    notices = found.transcript.warnings if found.transcript else []
    return [
        problem_words(notice["code"], notice.get("params"))
        for notice in notices
        if notice["code"] not in OF_SPEAKERS
    ]


def are_roles_doubtful(found: Interaction) -> bool:
    """Say whether the words suggest that agent and customer are exchanged."""
    notices = found.transcript.warnings if found.transcript else []
    return any(notice["code"] == "roles_doubtful" for notice in notices)


def contacts_of(found: Interaction) -> list[Contact]:
    """Return the customer's contacts of this case; those outside the scope without a link."""
    contacts = journey_of(found)
    visible = ids_visible_to(current_user, contacts) if len(contacts) > 1 else set()
    return [contact_of(contact, found, contact.id in visible) for contact in contacts]


def contact_of(contact: Interaction, present: Interaction, visible: bool) -> Contact:
    """Describe one contact in words: channel, length, outcome."""
    parts = [str(CHANNEL_WORDS[contact.channel])]
    if contact.handle_seconds:
        parts.append(duration(contact.handle_seconds))
    if contact.outcome:
        parts.append(outcome_words(contact.outcome))
    url = url_for("transcripts.interaction", interaction_id=contact.id) if visible else None
    failed = contact.outcome in FAILED_OUTCOMES
    when = day_and_time(contact.started_at)
    return Contact(", ".join(parts), when, url, contact.id == present.id, failed)


def progress_of(found: Interaction, job: Job | None) -> dict[str, Any]:
    """Say how far an interaction is. ``done`` means over, well or badly; then ``url`` leads on."""
    url = url_for("transcripts.interaction", interaction_id=found.id)
    if found.is_ready:
        return over(_("Ready"), url, failed=False)
    if found.has_failed:
        return over(failure_words(found.failure), url, failed=True)
    if job and job.state in (FAILED, CANCELLED):
        return over(problem_words("worker_failed"), url, failed=True)
    if job is None or job.state == QUEUED:
        again = job is not None and job.attempts > 0
        words = _("Trying again soon") if again else _("Waiting for its turn")
        return {"share": None, "state": words, "done": False, "failed": False}
    words = _("Transcribing: %(percent)s%%", percent=round(100 * job.progress))
    return {"share": job.progress, "state": words, "done": False, "failed": False}


def over(words: str, url: str, *, failed: bool) -> dict[str, Any]:
    """Describe an end."""
    return {"share": 1.0, "state": words, "done": True, "failed": failed, "url": url}
