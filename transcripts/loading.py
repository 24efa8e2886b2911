"""What a page is about, as the person who asks may see it; 404 for everything else."""

from flask import abort
from flask_login import current_user

from transcripts.models import Interaction, Recording
from transcripts.queries import interaction_for, recording_for


def interaction_or_404(interaction_id: int) -> Interaction:
    """Load an interaction for this person; 404 for everything else."""
    interaction = interaction_for(current_user, interaction_id)
    if interaction is None:
        abort(404)
    return interaction


def recording_or_404(recording_id: int) -> Recording:
    """Load a recording for this person; 404 for everything else."""
    recording = recording_for(current_user, recording_id)
    if recording is None:
        abort(404)
    return recording
