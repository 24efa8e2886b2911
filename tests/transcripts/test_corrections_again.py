"""A new transcription keeps what people corrected, where it still fits, and lists the rest."""

import pytest
from sqlalchemy import select

from core.db import db
from people.models import AuditEvent, User
from tests.factories import make_user
from tests.transcripts.calls import call
from tests.transcripts.sounds import turn
from transcripts.corrections import actions
from transcripts.corrections.again import count_corrections, not_applied
from transcripts.corrections.matching import corrected_again
from transcripts.corrections.models import TurnCorrection
from transcripts.models import Interaction, Turn
from transcripts.transcribing import note_failure, retry

pytestmark = pytest.mark.database
AGENT = turn("agent", 0.0, "How can I help")
DAWN = turn("customer", 4.0, "My line is dawn today")


def turns_of(number: int) -> list[Turn]:
    return call(number).transcript.turns


def correct(user: User, number: int, position: int, text: str) -> None:
    found = turns_of(number)[position]
    actions.correct_turn_text(user, found, text, found.revision)
    db.session.commit()


def texts(number: int) -> list[str]:
    return [found.text for found in turns_of(number)]


def kept() -> list[TurnCorrection]:
    return list(db.session.scalars(select(TurnCorrection).order_by(TurnCorrection.id)))


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_a_correction_whose_words_are_heard_again_is_made_again(hear, user: User) -> None:
    number = hear(AGENT, DAWN)
    correct(user, number, 1, "My line is down today")
    hear(AGENT, turn("customer", 4.2, "Well my line is dawn today okay"), number=number)
    assert texts(number)[1] == "Well my line is down today okay"
    (row,) = kept()
    assert (row.user_id, row.turn.position) == (user.id, 1)
    assert row.before["text"] == "Well my line is dawn today okay"
    assert "turn.corrected_again" in verbs()
    assert not_applied(call(number)) == []


def test_it_can_be_undone_afterwards(hear, user: User) -> None:
    number = hear(AGENT, DAWN)
    correct(user, number, 1, "My line is down today")
    hear(AGENT, DAWN, number=number)
    actions.undo_correction(user, kept()[0])
    db.session.commit()
    assert texts(number)[1] == "My line is dawn today"


def test_several_corrections_of_a_turn_each_keep_their_states(hear, user: User) -> None:
    number = hear(AGENT, DAWN)
    correct(user, number, 1, "My line is down today")
    correct(user, number, 1, "My phone line is down today")
    hear(AGENT, DAWN, number=number)
    assert texts(number)[1] == "My phone line is down today"
    assert [row.before["text"] for row in kept()] == [DAWN.text, "My line is down today"]


@pytest.mark.parametrize(
    "heard",
    [
        pytest.param(turn("customer", 4.0, "My lion is gone today"), id="other words"),
        pytest.param(turn("customer", 9.0, DAWN.text), id="another time"),
    ],
)
def test_what_does_not_fit_is_kept_and_listed(hear, user: User, heard) -> None:
    number = hear(AGENT, DAWN)
    correct(user, number, 1, "My line is down today")
    hear(AGENT, heard, number=number)
    assert texts(number)[1] == heard.text
    (row,) = not_applied(call(number))
    assert (row.start, row.after["text"]) == (4.0, "My line is down today")
    assert count_corrections(call(number)) == 1
    assert "interaction.corrections_not_applied" in verbs()


def test_what_did_not_fit_is_tried_again_next_time(hear, user: User) -> None:
    number = hear(AGENT, DAWN)
    correct(user, number, 1, "My line is down today")
    hear(AGENT, number=number)
    assert len(not_applied(call(number))) == 1
    hear(AGENT, DAWN, number=number)
    assert texts(number)[1] == "My line is down today"
    assert not_applied(call(number)) == []


def test_what_is_now_heard_right_needs_no_correction(hear, user: User) -> None:
    number = hear(AGENT, DAWN)
    correct(user, number, 1, "My line is down today")
    hear(AGENT, turn("customer", 4.0, "My line is down today"), number=number)
    assert kept() == []
    assert "turn.correction_heard" in verbs()


def test_a_speaker_is_corrected_again_with_the_same_words(hear, user: User) -> None:
    number = hear(AGENT, DAWN)
    correct(user, number, 1, "My line is down today")
    found = turns_of(number)[1]
    actions.correct_speaker(user, found, "agent", found.revision)
    db.session.commit()
    hear(AGENT, DAWN, number=number)
    assert [found.speaker for found in turns_of(number)] == ["agent", "agent"]
    assert texts(number)[1] == "My line is down today"
    hear(AGENT, turn("customer", 4.0, "Something else"), number=number)
    assert [row.kind for row in not_applied(call(number))] == ["text", "speaker"]


def test_what_was_taken_out_stays_out(hear, user: User) -> None:
    card = turn("customer", 4.0, "My cart is 4111 1111 1111 1111 please")
    number = hear(AGENT, card)
    correct(user, number, 1, "My card is [card] please")
    hear(AGENT, card, number=number)
    found = turns_of(number)[1]
    assert found.text == "My card is [card] please"
    assert found.original == "My card is 4111 1111 1111 1111 please"
    assert "4111" not in kept()[0].before["text"]


def test_an_undone_correction_stays_undone(hear, user: User) -> None:
    number = hear(AGENT, DAWN)
    correct(user, number, 1, "My line is down today")
    actions.undo_correction(user, kept()[0])
    db.session.commit()
    hear(AGENT, DAWN, number=number)
    assert texts(number)[1] == DAWN.text
    assert not_applied(call(number)) == []


def test_a_call_that_cannot_be_heard_anew_keeps_its_words(hear) -> None:
    number = hear(AGENT, DAWN)
    found = call(number)
    retry(make_user("evaluator"), found)
    assert found.state == "received"
    note_failure(found, "no_audio")
    assert (found.state, found.failure["code"]) == ("ready", "no_audio")
    assert len(found.transcript.turns) == 2


def words(text: str, start: float = 0.0) -> list:
    return [[word, start + n, start + n + 1.0, 0.9] for n, word in enumerate(text.split())]


@pytest.mark.parametrize(
    ("before", "after", "heard", "found"),
    [
        ("a b c", "a x c", "a b c", "a x c"),
        ("a b c", "a x y c", "A, b. c", "A, x y c"),
        ("a b c", "a x b c", "a b d", "a x b d"),
        ("a b c", "a c", "a b c d", "a c d"),
        ("a b c", "a", "a b c", "a"),
        ("a b c", "a x c", "a q c", None),
        ("a b c", "a x b c", "q b c", None),
        ("a b c d e", "x b c d y", "a b c d q", None),
        ("a b c", "a x c", "a x c", "a x c"),
    ],
)
def test_the_same_change_in_other_words(before, after, heard, found) -> None:
    made = corrected_again(words(before), words(after), words(heard))
    assert (made and " ".join(word[0] for word in made)) == found


def test_the_page_lists_what_found_no_place_and_says_before_what_will_happen(
    hear, user: User, sign_in
) -> None:
    number = hear(AGENT, DAWN)
    correct(user, number, 1, "My line is down today")
    lead = make_user("qa_lead")
    db.session.commit()
    browser = sign_in(lead)
    page = browser.get(f"/interactions/{number}").text
    assert "1 correction was made here" in page
    assert "was not applied" not in page
    hear(AGENT, turn("customer", 4.0, "Something else"), number=number)
    page = browser.get(f"/interactions/{number}").text
    assert "1 correction was not applied" in page
    assert "<ins>My line is down today</ins>" in page
    browser.post(f"/corrections/{kept()[0].id}/undo")
    assert "was not applied" not in browser.get(f"/interactions/{number}").text
    browser.post(f"/interactions/{number}/retry")
    assert db.session.get_one(Interaction, number).state == "received"
