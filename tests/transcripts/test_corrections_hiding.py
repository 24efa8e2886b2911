"""A correction of one turn never shows what was taken out of another."""

import random
import re

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from tests.factories import make_customer, make_interaction, make_user
from tests.transcripts.cut_wrong import time_words, told
from transcripts.corrections import actions
from transcripts.corrections.actions import CorrectionRefused
from transcripts.corrections.again import apply_again, set_aside
from transcripts.corrections.cuts import join_turns, split_turn
from transcripts.corrections.hiding import places_taken_out
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


@pytest.fixture
def answer(app: Flask):
    """Return a function that makes a call of these turns whose last one is an answer."""

    def make(*said: tuple[str, str]) -> tuple[Interaction, list]:
        found = make_interaction(list(said), channel="voice")
        for turn in found.transcript.turns:
            time_words(turn)
        after_text_changed(found)
        return found, found.transcript.turns

    return make


def correct(turn, text: str) -> TurnCorrection:
    user = make_user("evaluator")
    correction = actions.correct_turn_text(user, turn, text, turn.revision)
    assert correction
    db.session.commit()
    return correction


def undo(correction: TurnCorrection) -> None:
    actions.undo_correction(make_user("evaluator"), correction)
    db.session.commit()


def cannot_undo(correction: TurnCorrection) -> None:
    with pytest.raises(CorrectionRefused, match="would_show_again"):
        actions.undo_correction(make_user("evaluator"), correction)
    db.session.rollback()


CODE, CAT = "What is the security code of your card?", "What is the colour of your cat?"


def test_a_secret_does_not_come_back_without_what_told_it(answer) -> None:
    """It was deleted, then the question was corrected, then the deletion is undone."""
    _call, (question, reply) = answer(("agent", CODE), ("customer", "it is 834"))
    deleted = correct(reply, "it is fine")
    other = correct(question, CAT)
    cannot_undo(deleted)
    assert reply.text == "it is fine"
    undo(other)
    undo(deleted)
    assert (reply.text, reply.original) == ("it is [cvv]", "it is 834")


def test_of_two_that_tell_a_secret_the_last_one_stays(answer) -> None:
    _call, (first, second, reply) = answer(
        ("agent", "Let me see."), ("agent", "Security code?"), ("customer", "it is 834")
    )
    told_twice = correct(first, "The security code, please.")
    other = correct(second, "The cat?")
    cannot_undo(told_twice)
    assert reply.text == "it is [cvv]"
    undo(other)
    undo(told_twice)
    assert (first.text, reply.text) == ("Let me see.", "it is [cvv]")


def test_what_only_a_wrong_correction_hid_is_shown_again(answer) -> None:
    _call, (question, reply) = answer(("agent", CAT), ("customer", "it is 834"))
    wrong = correct(question, CODE)
    assert reply.text == "it is [cvv]"
    undo(wrong)
    assert reply.text == "it is 834"


def test_as_much_of_something_else_is_no_replacement(answer) -> None:
    _call, (question, _reply) = answer(("agent", CODE), ("customer", "Ana, it is 834"))
    with pytest.raises(CorrectionRefused, match="would_show"):
        correct(question, "What is your full name?")


def test_places_are_told_at_once_however_many_there_are() -> None:
    """A message that lists addresses, each a place like the next one."""
    said = "\n".join(f"ana{number}@example.com" for number in range(200))
    places = {at for at, sign in enumerate(said) if sign != "\n"}
    assert places_taken_out("\n".join(["[e-mail]"] * 200), said) == (places, places)


def test_of_places_that_can_be_read_in_several_ways_it_is_told_what_is_sure() -> None:
    sure, perhaps = places_taken_out("[name], or [name].", "Ana, or B, or C.") or (set(), set())
    assert sure == {0, 1, 2, 8, 14}
    assert perhaps == set(range(15))


@pytest.mark.parametrize("seed", [14, 44, 51])
def test_in_no_order_of_corrections_and_undoing(answer, seed: int) -> None:
    """Nothing of what was taken out at first shows after any step."""
    chance = random.Random(seed)
    found, turns = answer(
        ("agent", "Let me see."), ("agent", CODE), *SAID[1:], ("agent", "Your full name?"),
        ("customer", "Ana Roig, and thanks"), ("agent", "Thanks Ana Roig"),
    )  # fmt: skip
    done = 0
    for _ in range(40):
        done += one_step(chance, found)
        shown = " ".join(turn.text for turn in turns)
        assert not re.search("834|4242|Roig", shown), shown
    assert done >= 8


def one_step(chance: random.Random, found: Interaction) -> bool:
    """Do something to a turn, if it can be done."""
    user, turn = make_user("evaluator"), chance.choice(found.transcript.turns)
    words = turn.text.split()
    texts = [CAT, CODE, "Your full name?", " ".join(words[: chance.randint(1, len(words))])]
    rows = db.session.scalars(select(TurnCorrection).where(TurnCorrection.undone_at.is_(None)))
    steps = [
        lambda: actions.correct_turn_text(user, turn, chance.choice(texts), turn.revision),
        lambda: actions.correct_speaker(
            user, turn, chance.choice(["agent", "customer"]), turn.revision
        ),
        lambda: split_turn(user, turn, chance.randint(1, 3), turn.revision),
        lambda: join_turns(user, turn, turn.revision),
        *[lambda: actions.undo_correction(user, chance.choice(rows.all()))] * 3,
    ]
    db.session.commit()
    try:
        chance.choice(steps)()
    except (CorrectionRefused, IndexError):
        db.session.rollback()
        return False
    db.session.commit()
    return True
