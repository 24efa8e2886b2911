"""A new transcription keeps where people split and joined turns, where it still fits."""

import pytest
from sqlalchemy import select

from core.db import db
from people.models import AuditEvent, User
from tests.factories import make_user
from tests.transcripts.calls import call
from tests.transcripts.sounds import turn
from transcripts.corrections import actions, cuts
from transcripts.corrections.again import not_applied
from transcripts.corrections.models import TurnCorrection
from transcripts.swapping import swap_roles

pytestmark = pytest.mark.database
MIXED = turn("agent", 0.0, "Since when Since Monday evening")
DEAD = turn("customer", 4.0, "All of it is dead")
LIGHTS = turn("customer", 8.0, "Even the lights")
SEEN = turn("agent", 12.0, "I see")


def split(user: User, number: int, position: int, place: int) -> None:
    found = call(number).transcript.turns[position]
    cuts.split_turn(user, found, place, found.revision)
    db.session.commit()


def join(user: User, number: int, position: int) -> None:
    found = call(number).transcript.turns[position]
    cuts.join_turns(user, found, found.revision)
    db.session.commit()


def speaks(user: User, number: int, position: int, speaker: str) -> None:
    found = call(number).transcript.turns[position]
    actions.correct_speaker(user, found, speaker, found.revision)
    db.session.commit()


def said(number: int) -> list[tuple[str, str]]:
    return [(found.speaker, found.text) for found in call(number).transcript.turns]


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_a_turn_is_split_again_where_the_same_words_meet(hear, user: User) -> None:
    number = hear(MIXED, DEAD)
    split(user, number, 0, 2)
    hear(turn("agent", 0.3, "well since when, since Monday"), DEAD, number=number)
    assert said(number)[:2] == [("agent", "well since when,"), ("agent", "since Monday")]
    assert "turn.corrected_again" in verbs()
    row = db.session.scalars(select(TurnCorrection)).one()
    actions.undo_correction(user, row)
    db.session.commit()
    assert said(number)[0] == ("agent", "well since when, since Monday")


def test_what_is_now_heard_as_two_turns_needs_no_split(hear, user: User) -> None:
    number = hear(MIXED, DEAD)
    split(user, number, 0, 2)
    first, second = turn("agent", 0.0, "Since when"), turn("customer", 1.0, "Since Monday evening")
    hear(first, second, DEAD, number=number)
    assert [speaker for speaker, _text in said(number)] == ["agent", "customer", "customer"]
    assert "turn.correction_heard" in verbs()
    assert not_applied(call(number)) == []


@pytest.mark.parametrize(
    "heard",
    [
        pytest.param(turn("agent", 0.0, "Since then on Monday evening"), id="other words"),
        pytest.param(turn("agent", 30.0, MIXED.text), id="another time"),
    ],
)
def test_a_split_without_a_place_is_listed(hear, user: User, heard, sign_in) -> None:
    number = hear(MIXED, DEAD)
    split(user, number, 0, 2)
    hear(heard, DEAD, number=number)
    assert len(said(number)) == 2
    assert [row.cut for row in not_applied(call(number))] == ["split"]
    lead = make_user("qa_lead")
    db.session.commit()
    page = sign_in(lead).get(f"/interactions/{number}").text
    assert "Split into two turns:" in page
    assert "<q>Since Monday evening</q>" in page
    hear(MIXED, DEAD, number=number)
    assert said(number)[1] == ("agent", "Since Monday evening")


def test_two_turns_are_joined_again(hear, user: User) -> None:
    number = hear(DEAD, LIGHTS, SEEN)
    join(user, number, 0)
    hear(DEAD, LIGHTS, SEEN, number=number)
    assert said(number) == [("customer", "All of it is dead Even the lights"), ("agent", "I see")]
    hear(turn("customer", 4.0, f"{DEAD.text} {LIGHTS.text}"), number=number)
    assert said(number) == [("customer", "All of it is dead Even the lights")]
    assert "turn.correction_heard" in verbs()


def test_turns_that_are_now_of_two_speakers_are_not_joined(hear, user: User) -> None:
    number = hear(DEAD, LIGHTS)
    join(user, number, 0)
    hear(DEAD, turn("agent", 8.0, LIGHTS.text), number=number)
    assert [speaker for speaker, _text in said(number)] == ["customer", "agent"]
    assert [row.cut for row in not_applied(call(number))] == ["join"]


def test_split_speaker_and_join_are_made_again_in_their_order(hear, user: User) -> None:
    number = hear(MIXED, DEAD, SEEN)
    split(user, number, 0, 2)
    speaks(user, number, 1, "customer")
    join(user, number, 1)
    wanted = [
        ("agent", "Since when"),
        ("customer", "Since Monday evening All of it is dead"),
        ("agent", "I see"),
    ]
    assert said(number) == wanted
    hear(MIXED, DEAD, SEEN, number=number)
    assert said(number) == wanted
    assert not_applied(call(number)) == []
    rows = db.session.scalars(select(TurnCorrection).order_by(TurnCorrection.id.desc())).all()
    for row in rows:
        actions.undo_correction(user, row)
    db.session.commit()
    assert said(number) == [(each.speaker, each.text) for each in (MIXED, DEAD, SEEN)]


def test_both_parts_keep_a_speaker_that_was_set_before_the_split(hear, user: User) -> None:
    number = hear(MIXED, SEEN)
    speaks(user, number, 0, "customer")
    split(user, number, 0, 2)
    hear(MIXED, SEEN, number=number)
    assert [speaker for speaker, _text in said(number)] == ["customer", "customer", "agent"]


def test_a_swap_in_between_is_kept(hear, user: User) -> None:
    number = hear(MIXED, SEEN)
    speaks(user, number, 0, "customer")
    split(user, number, 0, 2)
    swap_roles(user, call(number))
    db.session.commit()
    swapped = [turn("customer", each.start, each.text) for each in (MIXED, SEEN)]
    hear(*swapped, number=number)
    assert [speaker for speaker, _text in said(number)] == ["agent", "agent", "customer"]


def test_words_that_were_corrected_before_and_after_are_kept(hear, user: User) -> None:
    number = hear(MIXED, DEAD)
    found = call(number).transcript.turns[0]
    actions.correct_word(user, found, 3, "Sunday", found.revision)
    cuts.split_turn(user, found, 2, found.revision)
    second = found.transcript.turns[1]
    actions.correct_word(user, second, 2, "night", second.revision)
    db.session.commit()
    hear(MIXED, DEAD, number=number)
    assert said(number)[:2] == [("agent", "Since when"), ("agent", "Since Sunday night")]
