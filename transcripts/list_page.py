"""The list of interactions, which is the page that finds them."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.web.access import allowed
from transcripts.queries import Place
from transcripts.search.filters import filters_for
from transcripts.search.queries import CAP, NEWEST, RANKED, RELEVANCE, Criteria, search_for
from transcripts.search.saved import searches_for
from transcripts.search.wording import NOTICE_WORDS
from transcripts.wording import CHANNEL_WORDS, STATE_WORDS, outcome_words


@allowed("interaction.read")
def interactions() -> ResponseReturnValue:
    """Show what this person may see of what they look for, a page at a time."""
    criteria = Criteria.read(request.args)
    after = Place.read(request.args.get("after", ""))
    found = search_for(current_user, criteria, after)
    offered = [
        (one, one.choices(current_user) if one.choices else None)
        for one in filters_for(current_user)
    ]
    return render_template(
        "transcripts/interactions.html",
        found=found,
        criteria=criteria,
        is_first=after is None,
        filters=[(one, options) for one, options in offered if options is None or options],
        notices=[NOTICE_WORDS[code] for code in found.query.notices],
        sorts=[(NEWEST, _("newest first")), (RELEVANCE, _("most relevant first"))],
        cap=CAP,
        ranked=RANKED,
        saved=searches_for(current_user),
        channel_words=CHANNEL_WORDS,
        state_words=STATE_WORDS,
        outcome_words=outcome_words,
    )
