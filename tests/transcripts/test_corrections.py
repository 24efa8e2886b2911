"""Correcting a transcript: words, turns, speakers, history, undoing, and two people at once."""

import dataclasses

import pytest
from flask import Flask
from sqlalchemy import delete, select

from core.db import db
from core.jobs.models import Job
from people.models import AuditEvent
from tests.factories import make_agent, make_interaction, make_user
from transcripts.corrections import actions
from transcripts.corrections.actions import CorrectionRefused, Overtaken
from transcripts.corrections.models import TurnCorrection
from transcripts.models import Turn
from transcripts.text_changed import after_text_changed

pytestmark = pytest.mark.database
CARD = "My card is 4111 1111 1111 1111 you know"


def timed(text: str) -> list[list]:
    return [[word, 0.5 * n, 0.5 * n + 0.5, 0.8] for n, word in enumerate(text.split())]


@pytest.fixture
def turn(app: Flask) -> Turn:
    """The first turn of a call, with timed words."""
    call = make_interaction(
        [("customer", "My line is dawn today"), ("agent", "Since when?")],
        channel="voice",
        agent=make_agent(name="Dana"),
    )
    found = call.transcript.turns[0]
    found.words = timed(found.text)
    return found


@pytest.fixture
def secret(turn: Turn) -> Turn:
    """A turn from which a card number was taken out."""
    turn.text, turn.words = CARD, timed(CARD)
    after_text_changed(turn.transcript.interaction)
    assert turn.text == "My card is [card] you know"
    turn.revision = 0
    return turn


def test_a_turn_that_was_replaced_just_then_is_not_corrected(turn: Turn) -> None:
    correction = actions.correct_word(make_user("evaluator"), turn, 3, "down", 0)
    gone = delete(Turn).where(Turn.id == turn.id)
    db.session.execute(gone, execution_options={"synchronize_session": False})
    with pytest.raises(CorrectionRefused, match="no_such_word"):
        actions.correct_speaker(make_user("evaluator"), turn, "agent", 1)
    with pytest.raises(CorrectionRefused, match="no_such_word"):
        actions.undo_correction(make_user("evaluator"), correction)


def test_a_corrected_word_keeps_its_time_and_the_original(turn: Turn) -> None:
    user = make_user("evaluator")
    done = actions.correct_word(user, turn, 3, "down", 0)
    assert turn.text == "My line is down today"
    assert turn.words[3] == ["down", 1.5, 2.0, None]
    assert turn.words[2] == ["is", 1.0, 1.5, 0.8]
    assert (done.user, done.kind) == (user, "text")
    assert done.before["text"] == "My line is dawn today"
    assert (turn.revision, turn.original) == (1, None)
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.verb, event.subject_id) == ("turn.corrected", turn.id)
    assert event.details == {"kind": "text", "correction": done.id}


def test_one_word_may_become_several_or_none(turn: Turn) -> None:
    user = make_user("evaluator")
    actions.correct_word(user, turn, 1, "phone line", 0)
    assert [word[0] for word in turn.words] == ["My", "phone", "line", "is", "dawn", "today"]
    assert turn.words[0][2] <= turn.words[1][1] <= turn.words[1][2] <= turn.words[2][1] == 0.5
    actions.correct_word(user, turn, 5, "", 1)
    assert turn.text == "My phone line is dawn"


def test_the_measures_follow(turn: Turn) -> None:
    call = turn.transcript.interaction
    after_text_changed(call)
    assert call.speech_metrics.agent_questions == 1
    agent = call.transcript.turns[1]
    actions.correct_turn_text(make_user("evaluator"), agent, "Since Monday.", agent.revision)
    assert call.speech_metrics.agent_questions == 0


def test_what_was_taken_out_stays_out_and_stays_in_the_original(secret: Turn) -> None:
    actions.correct_turn_text(make_user("evaluator"), secret, "My cards are [card] okay", 0)
    assert secret.text == "My cards are [card] okay"
    assert secret.original == "My cards are 4111 1111 1111 1111 okay"
    assert [word[0] for word in secret.words] == ["My", "cards", "are", "[card]", "okay"]


def test_what_a_correction_gives_away_is_taken_out(turn: Turn) -> None:
    actions.correct_turn_text(make_user("evaluator"), turn, CARD, 0)
    assert turn.text == "My card is [card] you know"
    assert turn.original == CARD
    (kept,) = db.session.scalars(select(TurnCorrection))
    assert kept.after["text"] == turn.text


def test_a_mark_is_no_word_to_correct(secret: Turn) -> None:
    with pytest.raises(CorrectionRefused, match="taken_out"):
        actions.correct_word(make_user("evaluator"), secret, 3, "4111 1111 1111 1111", 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [("  ", "empty"), ("a" * 20_001, "too_long"), ("a\0b", "unreadable"), ("\ud800", "unreadable")],
)
def test_text_that_cannot_be(turn: Turn, text: str, code: str) -> None:
    with pytest.raises(CorrectionRefused, match=code):
        actions.correct_turn_text(make_user("evaluator"), turn, text, 0)


@pytest.mark.parametrize("place", [-1, 5, 10**9])
def test_a_word_that_is_not_there(turn: Turn, place: int) -> None:
    with pytest.raises(CorrectionRefused, match="no_such_word"):
        actions.correct_word(make_user("evaluator"), turn, place, "x", 0)


def test_the_same_text_again_changes_nothing(turn: Turn) -> None:
    assert actions.correct_turn_text(make_user("evaluator"), turn, turn.text, 0) is None
    assert (turn.revision, db.session.scalar(select(TurnCorrection))) == (0, None)


def test_a_speaker_is_corrected_and_undone(turn: Turn) -> None:
    user, second = make_user("evaluator"), make_user("qa_lead")
    done = actions.correct_speaker(user, turn, "agent", 0)
    assert (turn.speaker, done.before, done.after) == (
        "agent",
        {"speaker": "customer"},
        {"speaker": "agent"},
    )
    actions.undo_correction(second, done)
    assert turn.speaker == "customer"
    assert done.undone_by_id == second.id
    with pytest.raises(CorrectionRefused, match="changed_since"):
        actions.undo_correction(second, done)
    with pytest.raises(CorrectionRefused, match="no_such_speaker"):
        actions.correct_speaker(user, turn, "cat", turn.revision)


def test_undoing_brings_words_and_their_times_back(secret: Turn) -> None:
    user, words = make_user("evaluator"), list(secret.words)
    done = actions.correct_turn_text(user, secret, "No card", 0)
    assert (secret.text, secret.original) == ("No card", None)
    actions.undo_correction(user, done)
    assert (secret.text, secret.original) == ("My card is [card] you know", CARD)
    assert secret.words == words


def test_only_the_last_of_several_corrections_can_be_undone(turn: Turn) -> None:
    user = make_user("evaluator")
    first = actions.correct_word(user, turn, 3, "down", 0)
    second = actions.correct_word(user, turn, 0, "Our", turn.revision)
    with pytest.raises(CorrectionRefused, match="changed_since"):
        actions.undo_correction(user, first)
    actions.undo_correction(user, second)
    actions.undo_correction(user, first)
    assert turn.text == "My line is dawn today"


def test_of_two_people_the_second_is_told_who_was_faster(turn: Turn) -> None:
    first, second = make_user("evaluator", name="Ana"), make_user("evaluator")
    actions.correct_word(first, turn, 3, "down", 0)
    with pytest.raises(Overtaken) as caught:
        actions.correct_word(second, turn, 3, "done", 0)
    assert (caught.value.revision, caught.value.last.user) == (1, first)
    assert turn.text == "My line is down today"


# --- by the pages --------------------------------------------------------------------------------


def test_a_script_gets_the_turn_as_it_is_now(turn: Turn, visit) -> None:
    answer = visit(
        make_user("evaluator"),
        f"/turns/{turn.id}",
        "post",
        data={"revision": 0, "word": "down", "place": 3},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 200
    assert answer.json["revision"] == 1
    assert ">down</span>" in answer.json["html"]
    assert 'data-revision="1"' in answer.json["html"]


def test_a_script_is_told_who_was_faster(turn: Turn, visit) -> None:
    ana = make_user("evaluator", name="Ana")
    data = {"revision": 0, "text": "My line is down"}
    as_script = {"data": data, "headers": {"Accept": "application/json"}}
    assert visit(ana, f"/turns/{turn.id}", "post", **as_script).status_code == 200
    data["text"] = "My lion is down"
    answer = visit(make_user("evaluator"), f"/turns/{turn.id}", "post", **as_script)
    assert answer.status_code == 409
    assert answer.json["message"].startswith("Ana corrected this turn on ")
    assert db.session.get_one(Turn, turn.id).text == "My line is down"


def test_the_page_works_without_scripts_and_shows_the_history(turn: Turn, visit) -> None:
    user = make_user("evaluator", name="Ana")
    data = {"revision": 0, "text": "My line is down today", "speaker": "agent"}
    assert visit(user, f"/turns/{turn.id}", "post", data=data).status_code == 302
    page = visit(user, f"/turns/{turn.id}").text
    assert "<del>My line is dawn today</del>" in page
    assert "<del>Customer</del> → <ins>Agent</ins>" in page
    newest = db.session.scalars(select(TurnCorrection).order_by(TurnCorrection.id.desc())).first()
    visit(user, f"/corrections/{newest.id}/undo", "post")
    assert turn.speaker == "customer"
    assert "undone by Ana" in visit(user, f"/turns/{turn.id}").text


def test_the_history_never_shows_what_was_taken_out(secret: Turn, visit) -> None:
    user = make_user("evaluator")
    visit(user, f"/turns/{secret.id}", "post", data={"revision": 0, "text": "No card"})
    page = visit(user, f"/turns/{secret.id}").text
    assert "My card is [card] you know" in page
    assert "4111" not in page


def test_captions_are_written_from_the_corrected_words(turn: Turn, visit) -> None:
    user = make_user("evaluator")
    visit(user, f"/turns/{turn.id}", "post", data={"revision": 0, "word": "down", "place": 3})
    for path in ("captions.vtt", "captions.srt", "text.txt"):
        text = visit(user, f"/interactions/{turn.transcript.interaction_id}/{path}").text
        assert "My line is down today" in text
        assert "dawn" not in text


@pytest.mark.parametrize("role", ["agent", "lead", "hr"])
def test_those_who_only_read_cannot_correct(turn: Turn, visit, role: str) -> None:
    data = {"revision": 0, "text": "x"}
    user = make_user(role)
    assert visit(user, f"/turns/{turn.id}").status_code == 403
    assert visit(user, f"/turns/{turn.id}", "post", data=data).status_code == 403
    assert visit(user, "/corrections/1/undo", "post").status_code == 403


def test_outside_the_scope_there_is_no_turn(app: Flask, turn: Turn, visit) -> None:
    outsider = make_user("evaluator")
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(settings, evaluators_see_all=False)
    done = actions.correct_word(make_user("qa_lead"), turn, 3, "down", 0)
    data = {"revision": 1, "text": "x"}
    assert visit(outsider, f"/turns/{turn.id}").status_code == 404
    assert visit(outsider, f"/turns/{turn.id}", "post", data=data).status_code == 404
    assert visit(outsider, f"/corrections/{done.id}/undo", "post").status_code == 404
    app.config["SETTINGS"] = settings


def test_flags_are_looked_for_again_on_request(turn: Turn, visit) -> None:
    number = turn.transcript.interaction_id
    assert (
        visit(make_user("agent"), f"/interactions/{number}/flag-again", "post").status_code == 403
    )
    visit(make_user("evaluator"), f"/interactions/{number}/flag-again", "post")
    job = db.session.scalars(select(Job)).one()
    assert (job.name, job.arguments) == ("evaluation.flag_again", {"interaction_id": number})
