"""A call whose turns were cut wrong: the customer's answer hangs on the agent's question."""

from tests.factories import make_agent, make_interaction
from transcripts.models import Interaction, Turn
from transcripts.text_changed import after_text_changed

SAID = (
    ("agent", "Since when Since Monday evening"),
    ("customer", "All of it is dead"),
    ("customer", "Even the lights"),
    ("agent", "I see"),
)


def cut_wrong(**values) -> Interaction:
    """The call, measured, each of its turns with timed words."""
    call = make_interaction(list(SAID), channel="voice", agent=make_agent(name="Dana"), **values)
    for turn in call.transcript.turns:
        time_words(turn)
    after_text_changed(call)
    return call


def time_words(turn: Turn) -> None:
    """Half a second for each word from the start of the turn."""
    turn.words = [
        [word, turn.start + 0.5 * n, turn.start + 0.5 * n + 0.5, 0.8]
        for n, word in enumerate(turn.text.split())
    ]


def told(call: Interaction) -> list[tuple]:
    """Who says what, by the numbers of the turns."""
    return [(turn.position, turn.speaker, turn.text) for turn in call.transcript.turns]
