"""Interactions: intake, lists, the page of one, its sound. This is the list of the routes."""

from flask import Blueprint

from transcripts import (  # noqa: F401  (a process that serves pages knows their work too)
    jobs,
    waveforms,
)
from transcripts.corrections.hiding import hider_of
from transcripts.corrections.page import correct_turn, flag_again, turn, undo_correction
from transcripts.interaction_page import (
    cancel,
    closed_words,
    interaction,
    retry,
    sound_to_play,
    status,
    swap,
)
from transcripts.journeys import jobs as journey_jobs  # noqa: F401
from transcripts.journeys.list_page import journeys, settings
from transcripts.journeys.page import journey, merge, split
from transcripts.list_page import interactions
from transcripts.media_page import captions, media, plain_text, subtitles, waveform
from transcripts.metrics.definitions import facts_of
from transcripts.privacy import jobs as privacy_jobs  # noqa: F401
from transcripts.privacy.erase_page import erase, erase_form, hold, release
from transcripts.privacy.original_page import open_the_original, original_media
from transcripts.quoting import without_quotes
from transcripts.thread_page import turns
from transcripts.upload_page import receive, upload

blueprint = Blueprint("transcripts", __name__)
blueprint.add_app_template_filter(without_quotes)
blueprint.add_app_template_filter(facts_of, "measures")
blueprint.add_app_template_global(sound_to_play)
blueprint.add_app_template_global(closed_words)
blueprint.add_app_template_global(hider_of)

blueprint.add_url_rule("/interactions", view_func=interactions)
blueprint.add_url_rule("/interactions/upload", view_func=upload)
blueprint.add_url_rule("/interactions/upload", view_func=receive, methods=["POST"])
blueprint.add_url_rule("/interactions/<int:interaction_id>", view_func=interaction)
blueprint.add_url_rule("/interactions/<int:interaction_id>/status", view_func=status)
blueprint.add_url_rule(
    "/interactions/<int:interaction_id>/retry", view_func=retry, methods=["POST"]
)
blueprint.add_url_rule(
    "/interactions/<int:interaction_id>/cancel", view_func=cancel, methods=["POST"]
)
blueprint.add_url_rule("/interactions/<int:interaction_id>/swap", view_func=swap, methods=["POST"])
blueprint.add_url_rule("/interactions/<int:interaction_id>/captions.vtt", view_func=captions)
blueprint.add_url_rule("/interactions/<int:interaction_id>/captions.srt", view_func=subtitles)
blueprint.add_url_rule("/interactions/<int:interaction_id>/text.txt", view_func=plain_text)
blueprint.add_url_rule("/interactions/<int:interaction_id>/turns", view_func=turns)
blueprint.add_url_rule("/turns/<int:turn_id>", view_func=turn)
blueprint.add_url_rule("/turns/<int:turn_id>", view_func=correct_turn, methods=["POST"])
blueprint.add_url_rule(
    "/corrections/<int:correction_id>/undo", view_func=undo_correction, methods=["POST"]
)
blueprint.add_url_rule("/media/<int:recording_id>", view_func=media)
blueprint.add_url_rule(
    "/interactions/<int:interaction_id>/flag-again", view_func=flag_again, methods=["POST"]
)
blueprint.add_url_rule("/media/<int:recording_id>/waveform", view_func=waveform)
blueprint.add_url_rule("/media/<int:recording_id>/original", view_func=original_media)
blueprint.add_url_rule(
    "/interactions/<int:interaction_id>/original", view_func=open_the_original, methods=["POST"]
)
blueprint.add_url_rule("/journeys", view_func=journeys)
blueprint.add_url_rule(
    "/journeys/settings", "journey_settings", view_func=settings, methods=["GET", "POST"]
)
blueprint.add_url_rule("/journeys/<int:case_id>", view_func=journey)
blueprint.add_url_rule("/journeys/<int:case_id>/merge", view_func=merge, methods=["POST"])
blueprint.add_url_rule("/journeys/<int:case_id>/split", view_func=split, methods=["POST"])
blueprint.add_url_rule("/privacy/erase", view_func=erase_form)
blueprint.add_url_rule("/privacy/erase", view_func=erase, methods=["POST"])
blueprint.add_url_rule("/interactions/<int:interaction_id>/hold", view_func=hold, methods=["POST"])
blueprint.add_url_rule(
    "/interactions/<int:interaction_id>/release", view_func=release, methods=["POST"]
)
