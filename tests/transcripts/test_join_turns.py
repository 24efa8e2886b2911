"""Joining a turn with the next of the same speaker."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from people.models import AuditEvent
from tests.factories import make_interaction, make_user
from tests.transcripts.cut_wrong import told
from transcripts.corrections import actions
from transcripts.corrections.actions import CorrectionRefused, Overtaken
from transcripts.corrections.cuts import join_turns, split_turn
from transcripts.models import Interaction, Turn

pytestmark = pytest.mark.database


@pytest.fixture
def turn(call: Interaction) -> Turn:
    """The first of two turns of the customer."""
    return call.transcript.turns[1]


def test_two_turns_become_one(call: Interaction, turn: Turn) -> None:
    done = join_turns(make_user("evaluator"), turn, 0)
    assert told(call) == [
        (0, "agent", "Since when Since Monday evening"),
        (1, "customer", "All of it is dead Even the lights"),
        (2, "agent", "I see"),
    ]
    assert (turn.start, turn.end) == (5.0, 14.0)
    assert [word[0] for word in turn.words] == turn.text.split()
    assert turn.words[5] == ["Even", 10.0, 10.5, 0.8]
    assert done.cut == "join"
    event = db.session.scalars(select(AuditEvent)).one()
    assert event.details == {"kind": "join", "correction": done.id}


def test_a_part_that_was_split_off_joins_the_turn_it_belongs_to(call: Interaction) -> None:
    user, first = make_user("evaluator"), call.transcript.turns[0]
    split_turn(user, first, 2, 0)
    answer = call.transcript.turns[1]
    actions.correct_speaker(user, answer, "customer", answer.revision)
    join_turns(user, answer, answer.revision)
    assert told(call)[:2] == [
        (0, "agent", "Since when"),
        (1, "customer", "Since Monday evening All of it is dead"),
    ]


def test_what_was_taken_out_stays_out(call: Interaction, turn: Turn) -> None:
    user, second = make_user("evaluator"), call.transcript.turns[2]
    actions.correct_turn_text(user, second, "my card is 4111 1111 1111 1111", 0)
    join_turns(user, turn, 0)
    assert turn.text == "All of it is dead my card is [card]"
    assert turn.original == "All of it is dead my card is 4111 1111 1111 1111"
    assert turn.words[-1][0] == "[card]"


def test_undoing_brings_both_back_with_their_history(call: Interaction, turn: Turn) -> None:
    user, second = make_user("evaluator"), call.transcript.turns[2]
    word = actions.correct_word(user, second, 2, "lamps", 0)
    before = told(call)
    done = join_turns(user, turn, 0)
    assert word.turn_id == turn.id
    with pytest.raises(CorrectionRefused, match="changed_since"):
        actions.undo_correction(user, word)
    actions.undo_correction(user, done)
    assert told(call) == before
    again = call.transcript.turns[2]
    assert word.turn_id == again.id
    actions.undo_correction(user, word)
    assert again.text == "Even the lights"


def test_it_cannot_be_undone_once_its_words_have_changed(turn: Turn) -> None:
    user = make_user("evaluator")
    done = join_turns(user, turn, 0)
    actions.correct_word(user, turn, 0, "Some", turn.revision)
    with pytest.raises(CorrectionRefused, match="changed_since"):
        actions.undo_correction(user, done)


@pytest.mark.parametrize("position", [0, 2, 3], ids=["another speaker", "other", "the last"])
def test_what_comes_next_is_not_of_the_same_speaker(call: Interaction, position: int) -> None:
    with pytest.raises(CorrectionRefused, match="no_join"):
        join_turns(make_user("evaluator"), call.transcript.turns[position], 0)


def test_a_turn_that_would_be_too_long(call: Interaction, turn: Turn) -> None:
    turn.text, turn.words = "word " * 3999 + "word", None
    with pytest.raises(CorrectionRefused, match="too_long"):
        join_turns(make_user("evaluator"), turn, 0)


def test_messages_are_not_joined(app: Flask) -> None:
    chat = make_interaction([("customer", "Hello"), ("customer", "Anybody?")])
    with pytest.raises(CorrectionRefused, match="written"):
        join_turns(make_user("evaluator"), chat.transcript.turns[0], 0)


def test_of_two_people_the_second_is_told(turn: Turn) -> None:
    join_turns(make_user("evaluator"), turn, 0)
    with pytest.raises(Overtaken):
        join_turns(make_user("evaluator"), turn, 0)


# --- by the pages --------------------------------------------------------------------------------


def test_the_page_offers_it_and_shows_the_history(turn: Turn, visit) -> None:
    user = make_user("evaluator")
    assert "<q>Even the lights</q>" in visit(user, f"/turns/{turn.id}").text
    data = {"revision": 0, "join": 1}
    assert visit(user, f"/turns/{turn.id}", "post", data=data).status_code == 302
    page = visit(user, f"/turns/{turn.id}").text
    assert "Joined with the next turn:" in page
    assert "All of it is dead Even the lights</textarea>" in page


def test_where_another_speaks_next_the_page_does_not_offer_it(call: Interaction, visit) -> None:
    first = call.transcript.turns[0].id
    assert "Join with the next turn" not in visit(make_user("evaluator"), f"/turns/{first}").text
    answer = visit(
        make_user("evaluator"),
        f"/turns/{first}",
        "post",
        data={"revision": 0, "join": 1},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json["message"].startswith("Only a turn of the same speaker")
