"""Splitting a turn at a word: the second part is a turn of its own, and all that follows knows."""

import dataclasses
import threading

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from people.models import AuditEvent
from tests.factories import make_interaction, make_user
from tests.transcripts.cut_wrong import time_words, told
from transcripts.corrections import actions
from transcripts.corrections.actions import CorrectionRefused, Overtaken
from transcripts.corrections.cuts import split_turn
from transcripts.corrections.models import TurnCorrection
from transcripts.exports.records import record_of
from transcripts.models import Interaction, Turn
from transcripts.search.queries import Criteria, search_for
from transcripts.swapping import swap_roles
from transcripts.text_changed import after_text_changed

pytestmark = pytest.mark.database


@pytest.fixture
def turn(call: Interaction) -> Turn:
    """The agent's question with the customer's answer."""
    return call.transcript.turns[0]


def test_the_second_part_becomes_a_turn_of_its_own(call: Interaction, turn: Turn) -> None:
    done = split_turn(make_user("evaluator"), turn, 2, 0)
    assert told(call) == [
        (0, "agent", "Since when"),
        (1, "agent", "Since Monday evening"),
        (2, "customer", "All of it is dead"),
        (3, "customer", "Even the lights"),
        (4, "agent", "I see"),
    ]
    second = call.transcript.turns[1]
    assert (turn.start, turn.end, second.start, second.end) == (0.0, 1.0, 1.0, 4.0)
    assert turn.words == [["Since", 0.0, 0.5, 0.8], ["when", 0.5, 1.0, 0.8]]
    assert second.words[0] == ["Since", 1.0, 1.5, 0.8]
    assert (turn.revision, done.cut) == (1, "split")
    assert done.before["text"] == "Since when Since Monday evening"
    event = db.session.scalars(select(AuditEvent)).one()
    assert event.details == {"kind": "split", "correction": done.id}


def test_the_speaker_of_the_second_part_is_set_then_and_the_measures_follow(
    call: Interaction, turn: Turn
) -> None:
    user, before = make_user("evaluator"), call.speech_metrics.agent_talk_share
    split_turn(user, turn, 2, 0)
    second = call.transcript.turns[1]
    actions.correct_speaker(user, second, "customer", second.revision)
    assert [speaker for _place, speaker, _text in told(call)][:3] == [
        "agent",
        "customer",
        "customer",
    ]
    assert call.speech_metrics.agent_talk_share < before


def test_words_without_times_share_the_time_of_the_turn_by_length(
    call: Interaction, turn: Turn
) -> None:
    turn.words = None
    split_turn(make_user("evaluator"), turn, 2, 0)
    second = call.transcript.turns[1]
    assert turn.end == second.start == pytest.approx(4 * 10 / 30, abs=0.01)
    assert (turn.words, second.words, second.end) == (None, None, 4.0)


def test_what_was_taken_out_stays_out_of_both_parts(call: Interaction, turn: Turn) -> None:
    turn.text = "My card is 4111 1111 1111 1111 you know"
    time_words(turn)
    after_text_changed(call)
    assert turn.text == "My card is [card] you know"
    split_turn(make_user("evaluator"), turn, 3, turn.revision)
    second = call.transcript.turns[1]
    assert (turn.text, second.text) == ("My card is", "[card] you know")
    assert (turn.original, second.original) == (None, "4111 1111 1111 1111 you know")
    assert [word[0] for word in second.words] == ["[card]", "you", "know"]
    kept = db.session.scalars(select(TurnCorrection)).one()
    assert "4111" not in kept.after["text"] + kept.after["next"]["text"]


def test_a_split_that_would_show_what_was_hidden_is_refused(call: Interaction, turn: Turn) -> None:
    turn.text = "Who is it John Smith here"
    turn.original = None
    time_words(turn)
    call.customer = None
    db.session.flush()
    turn.text, turn.original = "Who is it [name] here", "Who is it John Smith here"
    turn.words = [*turn.words[:3], ["[name]", 1.5, 2.5, 0.8], turn.words[-1]]
    with pytest.raises(CorrectionRefused, match="would_show"):  # no rule finds the name again
        split_turn(make_user("evaluator"), turn, 3, 0)


@pytest.mark.parametrize("place", [-1, 0, 5, 10**9])
def test_a_place_where_there_is_nothing_to_split(turn: Turn, place: int) -> None:
    with pytest.raises(CorrectionRefused, match="no_cut"):
        split_turn(make_user("evaluator"), turn, place, 0)


@pytest.mark.parametrize("channel", ["chat", "voice"], ids=["a message", "a note about a call"])
def test_what_was_written_is_not_split(app: Flask, visit, channel: str) -> None:
    message = make_interaction(channel=channel).transcript.turns[0]
    if channel == "voice":
        message.end = message.start
    db.session.commit()
    assert "Split the turn" not in visit(make_user("evaluator"), f"/turns/{message.id}").text
    with pytest.raises(CorrectionRefused, match="written"):
        split_turn(make_user("evaluator"), message, 1, 0)


def test_of_two_people_the_second_is_told(turn: Turn) -> None:
    split_turn(make_user("evaluator"), turn, 2, 0)
    with pytest.raises(Overtaken):
        split_turn(make_user("evaluator"), turn, 1, 0)


def test_it_is_undone_as_long_as_neither_part_has_changed(call: Interaction, turn: Turn) -> None:
    user, before = make_user("evaluator"), told(call)
    words = list(turn.words)
    done = split_turn(user, turn, 2, 0)
    second = call.transcript.turns[1]
    speaker = actions.correct_speaker(user, second, "customer", second.revision)
    with pytest.raises(CorrectionRefused, match="changed_since"):
        actions.undo_correction(user, done)
    actions.undo_correction(user, speaker)
    actions.undo_correction(user, done)
    assert told(call) == before
    assert (turn.words, turn.end) == (words, 4.0)
    assert speaker.turn_id == turn.id, "its history stays"


def test_a_word_that_was_corrected_before_is_undone_after_the_split_is(turn: Turn) -> None:
    user = make_user("evaluator")
    word = actions.correct_word(user, turn, 3, "Sunday", 0)
    speaker = actions.correct_speaker(user, turn, "customer", turn.revision)
    cut = split_turn(user, turn, 2, turn.revision)
    for earlier in (word, speaker):
        with pytest.raises(CorrectionRefused, match="changed_since"):
            actions.undo_correction(user, earlier)
    for each in (cut, speaker, word):
        actions.undo_correction(user, each)
    assert (turn.speaker, turn.text) == ("agent", "Since when Since Monday evening")


def test_a_swap_of_the_sides_leaves_it_undoable(call: Interaction, turn: Turn) -> None:
    user = make_user("evaluator")
    done = split_turn(user, turn, 2, 0)
    swap_roles(user, call)
    actions.undo_correction(user, done)
    assert told(call)[:2] == [
        (0, "customer", "Since when Since Monday evening"),
        (1, "agent", "All of it is dead"),
    ]


# --- by the pages --------------------------------------------------------------------------------


def test_a_script_gets_the_whole_conversation(turn: Turn, visit) -> None:
    answer = visit(
        make_user("evaluator"),
        f"/turns/{turn.id}",
        "post",
        data={"revision": 0, "text": "Since when Since Sunday", "speaker": "agent", "split": 2},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 200
    assert answer.json["thread"].count('class="turn"') == 5
    assert ">Sunday</span>" in answer.json["thread"]


def test_the_page_works_without_scripts_and_shows_the_history(turn: Turn, visit) -> None:
    user = make_user("evaluator")
    assert (
        '<option value="2">3. Since Monday evening</option>'
        in visit(user, f"/turns/{turn.id}").text
    )
    data = {"revision": 0, "split": 2}
    assert visit(user, f"/turns/{turn.id}", "post", data=data).status_code == 302
    page = visit(user, f"/turns/{turn.id}").text
    assert "Split into two turns:" in page
    assert "<q>Since Monday evening</q>" in page
    second = visit(user, f"/turns/{turn.transcript.turns[1].id}").text
    assert "This turn was split off the one before it." in second
    assert f'href="/turns/{turn.id}#history"' in second
    visit(user, f"/corrections/{db.session.scalars(select(TurnCorrection.id)).one()}/undo", "post")
    answer = visit(user, f"/turns/{turn.transcript.turns[1].id}").text
    assert "was split off" not in answer


def test_search_captions_and_exports_follow(call: Interaction, turn: Turn, visit) -> None:
    user, phrase = make_user("qa_lead"), Criteria.read({"q": '"when since"'})
    db.session.commit()
    assert [row.id for row in search_for(user, phrase).interactions] == [call.id]
    visit(user, f"/turns/{turn.id}", "post", data={"revision": 0, "split": 2})
    assert search_for(user, phrase).interactions == []
    captions = visit(user, f"/interactions/{call.id}/captions.vtt").text
    assert "00:00:01.000 --> 00:00:02.500\n<v agent>Since Monday evening" in captions
    texts = [said.text for said in record_of(db.session.get_one(Interaction, call.id)).turns]
    assert texts[:2] == ["Since when", "Since Monday evening"]


def test_two_who_split_two_turns_at_once_both_do(app: Flask, call: Interaction, sign_in) -> None:
    clients = [sign_in(make_user("evaluator")) for _ in range(4)]
    ids, number = [turn.id for turn in call.transcript.turns], call.id
    db.session.commit()
    db.session.remove()
    ready, codes = threading.Barrier(4), []

    def send(client, turn_id: int) -> None:
        with app.app_context():
            ready.wait()
            asked = {"data": {"revision": 0, "split": 1}, "headers": {"Accept": "application/json"}}
            codes.append(client.post(f"/turns/{turn_id}", **asked).status_code)
            db.session.remove()

    sent = [threading.Thread(target=send, args=pair) for pair in zip(clients, ids, strict=True)]
    for each in sent:
        each.start()
    for each in sent:
        each.join(60)
    assert codes == [200] * 4
    places = [place for place, _who, _text in told(db.session.get_one(Interaction, number))]
    assert places == list(range(8))


@pytest.mark.parametrize("place", ["", "x", "0", "99", "9" * 30])
def test_a_place_that_is_none_is_refused_with_words(turn: Turn, visit, place: str) -> None:
    answer = visit(
        make_user("evaluator"),
        f"/turns/{turn.id}",
        "post",
        data={"revision": 0, "split": place},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json["message"].startswith("Choose the word")


@pytest.mark.parametrize("asked", [{"split": 2}, {"join": 1}])
@pytest.mark.parametrize("role", ["agent", "lead", "hr"])
def test_those_who_only_read_cannot_split_or_join(
    turn: Turn, visit, role: str, asked: dict[str, int]
) -> None:
    data = {"revision": 0} | asked
    assert visit(make_user(role), f"/turns/{turn.id}", "post", data=data).status_code == 403


@pytest.mark.parametrize("asked", [{"split": 2}, {"join": 1}])
def test_outside_the_scope_there_is_nothing_to_split_or_join(
    app: Flask, turn: Turn, visit, monkeypatch: pytest.MonkeyPatch, asked: dict[str, int]
) -> None:
    settings = dataclasses.replace(app.config["SETTINGS"], evaluators_see_all=False)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    data = {"revision": 0} | asked
    answer = visit(make_user("evaluator"), f"/turns/{turn.id}", "post", data=data)
    assert answer.status_code == 404
    assert turn.text == "Since when Since Monday evening"
