"""What is said about turns follows when a turn is split, or joined with the next."""

import pytest
from flask import Flask

from evaluation.drafts import save_draft
from evaluation.models import Moment
from evaluation.references import moved
from evaluation.review_model.models import Flag, ReviewModel
from tests.evaluation.factories import make_assignment
from tests.factories import add, make_user
from tests.transcripts.cut_wrong import cut_wrong
from transcripts.corrections import actions
from transcripts.corrections.cuts import join_turns, split_turn
from transcripts.corrections.neighbours import Move

pytestmark = pytest.mark.database
SPLIT = Move(1, 2, 1, start=10.0, text="since Monday", first="since when")
JOINED = Move(1, 2, -1)


@pytest.mark.parametrize(
    ("move", "place", "start", "quote", "now"),
    [
        (SPLIT, None, 3.0, "", None),
        (SPLIT, 1, 3.0, "", 1),
        (SPLIT, 3, 15.0, "", 4),
        (SPLIT, 2, 8.0, "since when", 2),
        (SPLIT, 2, 10.0, "since Monday", 3),
        (SPLIT, 2, 8.0, "…since Monday…", 3),
        (SPLIT, 2, 8.0, "since", 2),
        (SPLIT, 2, None, "", 2),
        (JOINED, 2, 8.0, "", 2),
        (JOINED, 3, 11.0, "", 2),
        (JOINED, 4, 15.0, "", 3),
    ],
)
def test_the_number_of_a_turn_after_a_move(move, place, start, quote, now) -> None:
    assert moved(move, place, start, quote) == now


def test_moments_and_evidence_stay_with_their_words_and_come_back(app: Flask) -> None:
    user, call = make_user("evaluator"), cut_wrong()
    review = save_draft(user, make_assignment(user, interaction=call), 0)
    moments = [
        add(Moment(evaluation=review, turn_position=place, start=start, end=start + 1, quote=quote))
        for place, start, quote in ((0, 1.0, "Since Monday"), (3, 15.0, "I see"))
    ]
    evidence = [{"turn": 3, "start": 15.0, "quote": "I see"}, {"share": 0.4}]
    model = add(ReviewModel(name="rules", version="1", kind="rules"))
    flag = add(
        Flag(interaction=call, model=model, signal="x", strength=0.5, evidence=list(evidence))
    )
    split = split_turn(user, call.transcript.turns[0], 2, 0)
    assert [moment.turn_position for moment in moments] == [1, 4]
    assert flag.evidence == [{"turn": 4, "start": 15.0, "quote": "I see"}, {"share": 0.4}]
    join = join_turns(user, call.transcript.turns[2], 0)
    assert [moment.turn_position for moment in moments] == [1, 3]
    actions.undo_correction(user, join)
    actions.undo_correction(user, split)
    assert [moment.turn_position for moment in moments] == [0, 3]
    assert flag.evidence == evidence
