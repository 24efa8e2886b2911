"""Making the agent the customer and the other way round, in everything that follows from it."""

from core.jobs.queue import enqueue
from people import audit
from people.models import User
from transcripts.corrections.again import swap_speakers
from transcripts.metrics.measuring import swap_voices
from transcripts.models import Interaction, Transcript
from transcripts.speech.sides import BY_CHANNEL, BY_PERSON
from transcripts.text_changed import FLAG_AGAIN, after_text_changed
from transcripts.transcribing import NotPossible, agent_channel_of

OTHER_SIDE = {"agent": "customer", "customer": "agent"}


def swap_roles(user: User, interaction: Interaction) -> None:
    """Exchange the two sides of a call in its turns, measures, lanes, redaction and flags.

    Raises NotPossible where nobody knows two sides. The audio stays as it is; a later
    transcription keeps to what a person said. Flushes.
    """
    transcript = interaction.transcript
    sides = {turn.speaker for turn in transcript.turns} if transcript else set()
    if transcript is None or not sides & OTHER_SIDE.keys():
        raise NotPossible
    for turn in transcript.turns:
        turn.speaker = OTHER_SIDE.get(turn.speaker, turn.speaker)
    swap_speakers(interaction, OTHER_SIDE)
    remember(interaction, transcript)
    swap_voices(interaction)
    after_text_changed(interaction)
    enqueue(FLAG_AGAIN, {"interaction_id": interaction.id})
    audit.record(user, "interaction.roles_swapped", interaction)


def remember(interaction: Interaction, transcript: Transcript) -> None:
    """Keep whose channel, or whose opening words, these are, now that a person has said so."""
    transcript.warnings = [
        notice for notice in transcript.warnings if notice["code"] != "roles_doubtful"
    ]
    if transcript.speaker_method in (None, BY_CHANNEL):
        interaction.agent_channel = 1 - agent_channel_of(interaction)
    else:
        opens = next(turn.speaker for turn in transcript.turns if turn.speaker in OTHER_SIDE)
        interaction.agent_opens = opens == "agent"
        transcript.speaker_method, transcript.speaker_confidence = BY_PERSON, 1.0
