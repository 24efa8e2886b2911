"""A correction of one turn never shows what was taken out of another."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from tests.factories import make_customer, make_interaction, make_user
from tests.transcripts.cut_wrong import time_words, told
from transcripts.corrections import actions
from transcripts.corrections.actions import CorrectionRefused
from transcripts.corrections.again import apply_again, set_aside
from transcripts.corrections.cuts import join_turns
from transcripts.corrections.models import TurnCorrection
from transcripts.models import Interaction
from transcripts.text_changed import after_text_changed

pytestmark = pytest.mark.database
SAID = [
    ("agent", "What is the security code of your card?"),
    ("customer", "it is 834"),
    ("agent", "Fine, thanks"),
    ("customer", "My card is 4242 4242 and then"),
    ("customer", "4242 4242 as I said"),
]
SHOWN = ["it is [cvv]", "Fine, thanks", "My card is [card] and then", "[card] as I said"]


@pytest.fixture
def call(app: Flask) -> Interaction:
    found = make_interaction(SAID, channel="voice")
    for turn in found.transcript.turns:
        time_words(turn)
    after_text_changed(found)
    assert [text for _place, _speaker, text in told(found)][1:] == SHOWN
    return found


@pytest.mark.parametrize(
    ("position", "text"),
    [
        (0, "What is the colour of your cat?"),  # the question that told the code
        (3, "My card is and then"),  # the half of a number
        (3, "My card is [card] and then 1 2 3 4 5 6 7 8 9"),  # another number than before
    ],
)
def test_by_its_words(call: Interaction, position: int, text: str) -> None:
    turn = call.transcript.turns[position]
    with pytest.raises(CorrectionRefused, match="would_show"):
        actions.correct_turn_text(make_user("evaluator"), turn, text, turn.revision)


@pytest.mark.parametrize(("position", "speaker"), [(0, "customer"), (1, "agent"), (4, "agent")])
def test_by_its_speaker(call: Interaction, position: int, speaker: str) -> None:
    turn = call.transcript.turns[position]
    with pytest.raises(CorrectionRefused, match="would_show"):
        actions.correct_speaker(make_user("evaluator"), turn, speaker, turn.revision)


def test_halves_of_a_number_may_be_joined(call: Interaction) -> None:
    turn = call.transcript.turns[3]
    join_turns(make_user("evaluator"), turn, turn.revision)
    assert told(call)[3:] == [(3, "customer", "My card is [card] as I said")]


def test_nor_when_it_is_made_again_in_a_new_transcription(call: Interaction) -> None:
    """The code was not heard the first time, when the question was corrected."""
    question, answer = call.transcript.turns[:2]
    words = answer.original, answer.words
    answer.text, answer.original, answer.words = "hm", None, None
    user = make_user("evaluator")
    text = "What is the colour of your card?"
    actions.correct_turn_text(user, question, text, question.revision)
    rows = set_aside(call)
    question.text, answer.text = SAID[0][1], words[0]
    time_words(question)
    time_words(answer)
    after_text_changed(call)
    apply_again(call, rows)
    assert (question.text, answer.text) == (SAID[0][1], "it is [cvv]")
    assert db.session.scalars(select(TurnCorrection)).one().turn is None


def test_the_history_hides_what_was_learnt_since(call: Interaction, browse) -> None:
    user, turn = make_user("evaluator"), call.transcript.turns[2]
    actions.correct_turn_text(user, turn, "Fine, Ana Roig, thanks", turn.revision)
    call.customer = make_customer(name="Ana Roig")
    page = browse(user).get(f"/turns/{turn.id}").text
    assert "<ins>Fine, [name], thanks</ins>" in page
