"""Seeing and hearing what is otherwise taken out: on purpose, with a reason, noted each time."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.web.access import allowed
from people import audit
from transcripts.formats.values import fitted
from transcripts.loading import interaction_or_404, recording_or_404
from transcripts.media_page import send_stored, wanted_part
from transcripts.privacy.hearing import StoredFile, open_original, present_look

LONGEST_REASON = 300


@allowed("interaction.original")
def open_the_original(interaction_id: int) -> ResponseReturnValue:
    """Open the original of an interaction to this person for an hour, if a reason is given."""
    interaction = interaction_or_404(interaction_id)
    reason = fitted(request.form.get("reason"), LONGEST_REASON)
    if not reason:
        flash(_("Say why you need the original: it is noted in the audit trail."), "error")
        return redirect(url_for("transcripts.interaction", interaction_id=interaction_id))
    open_original(current_user, interaction, reason)
    db.session.commit()
    return redirect(url_for("transcripts.interaction", interaction_id=interaction_id, original=1))


@allowed("interaction.original")
def original_media(recording_id: int) -> ResponseReturnValue:
    """Send a recording as it came, or a part of it, to somebody who has opened the original.

    The start of each hearing and each download (`?download=1`) are noted in the trail.
    """
    recording = recording_or_404(recording_id)
    look = present_look(current_user, recording.interaction)
    if look is None:
        abort(403)
    download = request.args.get("download") == "1"
    stored, interaction = StoredFile.of(recording), recording.interaction
    if download or (wanted_part(stored) or (0, 0))[0] == 0:
        verb = "interaction.original_downloaded" if download else "interaction.original_heard"
        audit.record_reading(current_user, verb, interaction, look=look.id, recording=recording.id)
    return send_stored(stored, keep=False, attachment=download)
