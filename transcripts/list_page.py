"""The list of interactions."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.web.access import allowed
from transcripts.forms import filter_arguments, filters_from
from transcripts.models import CHANNELS, STATES
from transcripts.queries import Place, agents_to_choose, page_for
from transcripts.wording import CHANNEL_WORDS, STATE_WORDS, outcome_words


@allowed("interaction.read")
def interactions() -> ResponseReturnValue:
    """Show the interactions that this person may see, newest first, a page at a time."""
    filters = filters_from(request.args)
    after = Place.read(request.args.get("after", ""))
    return render_template(
        "transcripts/interactions.html",
        page=page_for(current_user, filters, after),
        filters=filters,
        arguments=filter_arguments(filters),
        is_first=after is None,
        agents=agents_to_choose(current_user),
        channels=[(key, CHANNEL_WORDS[key]) for key in CHANNELS],
        states=[(key, STATE_WORDS[key]) for key in STATES],
        channel_words=CHANNEL_WORDS,
        state_words=STATE_WORDS,
        outcome_words=outcome_words,
    )
