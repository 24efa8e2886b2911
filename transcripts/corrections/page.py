"""Correcting a turn: in place from a conversation, or on a page of its own with its history."""

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.i18n import day_and_time
from core.jobs.queue import enqueue
from core.web.access import allowed
from core.web.errors import wants_json
from people import audit
from transcripts.corrections import actions, cuts
from transcripts.corrections.actions import CorrectionRefused, Overtaken
from transcripts.corrections.neighbours import next_of
from transcripts.corrections.queries import correction_for, corrections_of, split_off, turn_for
from transcripts.loading import interaction_or_404
from transcripts.models import Turn
from transcripts.text_changed import FLAG_AGAIN
from transcripts.thread import PART, corrected_among, open_thread, turns_between


def load(turn_id: int) -> Turn:
    """Load a turn for this person; 404 for everything else."""
    found = turn_for(current_user, turn_id)
    if found is None:
        abort(404)
    return found


@allowed("interaction.correct")
def turn(turn_id: int) -> ResponseReturnValue:
    """Show one turn to correct, and what was corrected in it before."""
    found = load(turn_id)
    return render_template(
        "transcripts/turn.html",
        turn=found,
        interaction=found.transcript.interaction,
        following=next_of(found),
        corrections=corrections_of(found),
        split_off=split_off(found),
    )


@allowed("interaction.correct")
def correct_turn(turn_id: int) -> ResponseReturnValue:
    """Take a correction of a word (`word` and `place`), of the `text`, or of the `speaker`.

    Afterwards the turn may be split at a word (`split`, its place), or joined with the next one
    (`join`). Scripts get the turn as it is now, or then the whole conversation; 409 where somebody
    was faster, 422 where it cannot be.
    """
    found = load(turn_id)
    try:
        changed = correct(found)
    except Overtaken as overtaken:
        message = faster_words(overtaken)
        db.session.rollback()
        return refused(turn_id, message, 409)
    except CorrectionRefused as refusal:
        db.session.rollback()
        return refused(turn_id, refusal_words(refusal.code), 422)
    db.session.commit()
    if wants_json():
        whole = {"thread": drawn_thread(found)} if request.form.keys() & {"split", "join"} else {}
        return jsonify(html=drawn(found), revision=found.revision, changed=changed, **whole)
    flash(_("Corrected.") if changed else _("Nothing was changed."), "success")
    return redirect(url_for("transcripts.turn", turn_id=turn_id))


def correct(found: Turn) -> bool:
    """Do what the form asks for; say whether anything changed."""
    form = request.form
    revision = form.get("revision", -1, type=int)
    if "word" in form:
        place = form.get("place", -1, type=int)
        return bool(actions.correct_word(current_user, found, place, form["word"], revision))
    changed = False
    if "text" in form:
        done = actions.correct_turn_text(current_user, found, form["text"], revision)
        changed, revision = bool(done), found.revision
    if "speaker" in form:
        done = actions.correct_speaker(current_user, found, form["speaker"], revision)
        changed, revision = changed or bool(done), found.revision
    if "split" in form:
        place = form.get("split", -1, type=int)
        changed = bool(cuts.split_turn(current_user, found, place, revision))
    elif "join" in form:
        changed = bool(cuts.join_turns(current_user, found, revision))
    return changed


@allowed("interaction.correct")
def undo_correction(correction_id: int) -> ResponseReturnValue:
    """Put back what stood there before a correction."""
    found = correction_for(current_user, correction_id)
    if found is None:
        abort(404)
    turn_id, interaction_id = found.turn_id, found.interaction_id
    try:
        actions.undo_correction(current_user, found)
    except CorrectionRefused as refusal:
        db.session.rollback()
        flash(refusal_words(refusal.code), "warning")
    else:
        db.session.commit()
        done = _("Put back as it was before.") if turn_id else _("Taken off the list.")
        flash(done, "success")
    if turn_id is None:
        return redirect(url_for("transcripts.interaction", interaction_id=interaction_id))
    return redirect(url_for("transcripts.turn", turn_id=turn_id))


@allowed("interaction.correct")
def flag_again(interaction_id: int) -> ResponseReturnValue:
    """Have flags looked for again, in the words as they are now."""
    found = interaction_or_404(interaction_id)
    enqueue(FLAG_AGAIN, {"interaction_id": found.id})
    audit.record(current_user, "interaction.flagged_again", found)
    db.session.commit()
    flash(_("Flags are looked for again; they show in a moment."), "success")
    return redirect(url_for("transcripts.interaction", interaction_id=found.id))


def drawn(found: Turn) -> str:
    """Draw the turn as the thread shows it."""
    before = turns_between(found.transcript_id, found.position - 1, found.position - 1)
    return render_template(
        "transcripts/one_turn.html",
        turn=found,
        before=next(iter(before), None),
        interaction=found.transcript.interaction,
        corrected=corrected_among([found.id]),
    )


def drawn_thread(found: Turn) -> str:
    """Draw the part of the conversation that the turn is in."""
    return render_template(
        "transcripts/thread_again.html",
        interaction=found.transcript.interaction,
        thread=open_thread(found.transcript, part=found.position // PART),
    )


def refused(turn_id: int, message: str, code: int) -> ResponseReturnValue:
    """Say why nothing was changed, to a script or to a reader."""
    if wants_json():
        return jsonify(message=message), code
    flash(message, "warning")
    return redirect(url_for("transcripts.turn", turn_id=turn_id))


def faster_words(overtaken: Overtaken) -> str:
    """Say who changed the turn in the meantime."""
    last: Any = overtaken.last
    if last is None or last.user is None:
        return _("This turn was changed meanwhile. Nothing was overwritten; reload to see it.")
    return _(
        "%(name)s corrected this turn on %(when)s. Nothing was overwritten; reload to see it.",
        name=last.user.display_name,
        when=day_and_time(last.at),
    )


def refusal_words(code: str) -> str:
    """Say why a correction cannot be made."""
    return {
        "empty": _("A turn cannot be empty."),
        "too_long": _("That text is too long."),
        "unreadable": _("That text could not be read."),
        "no_such_word": _("That word is no longer there; reload the page."),
        "no_cut": _("Choose the word that the second part begins with; it cannot be the first."),
        "no_join": _("Only a turn of the same speaker that comes next can be joined."),
        "written": _("Only what was spoken is split or joined; a message is as it was written."),
        "no_such_speaker": _("Choose who speaks."),
        "taken_out": _("What was taken out for privacy cannot be corrected here."),
        "would_show": _(
            "With this correction, something that was taken out for privacy would show."
        ),
        "would_show_again": _(
            "Something that was taken out for privacy would show. Undo later corrections first."
        ),
        "changed_since": _("That cannot be undone: the turn has been changed since."),
    }[code]
