"""A conversation in parts: which one is shown, and what it costs."""

import pytest
from flask import Flask
from sqlalchemy import event

from core.db import db
from tests.factories import make_agent, make_interaction, make_user
from transcripts.corrections import actions
from transcripts.models import Interaction, Recording, Turn
from transcripts.text_changed import after_text_changed
from transcripts.thread import PART, open_thread

pytestmark = pytest.mark.database


def conversation(turns: int) -> Interaction:
    """A call with so many turns, ten seconds each."""
    call = make_interaction(
        [("agent", f"turn {number}") for number in range(turns)],
        channel="voice",
        agent=make_agent(name="Dana"),
    )
    for turn in call.transcript.turns:
        turn.start, turn.end = turn.position * 10.0, turn.position * 10.0 + 9
    db.session.flush()
    return call


@pytest.fixture
def long(app: Flask) -> Interaction:
    return conversation(2 * PART + 5)


def shown(thread) -> tuple[int, int]:
    return thread.turns[0].position, thread.turns[-1].position


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, (0, PART - 1)),
        ({"part": 1}, (PART, 2 * PART - 1)),
        ({"part": 2}, (2 * PART, 2 * PART + 4)),
        ({"part": 99}, (2 * PART, 2 * PART + 4)),
        ({"part": -5}, (0, PART - 1)),
        ({"seconds": 10.0 * PART + 5}, (PART, 2 * PART - 1)),
        ({"seconds": 1e9}, (2 * PART, 2 * PART + 4)),
        ({"turn_id": 0}, (0, PART - 1)),
    ],
)
def test_the_part_that_is_asked_for(long: Interaction, asked: dict, expected: tuple) -> None:
    assert shown(open_thread(long.transcript, **asked)) == expected


def test_a_turn_is_found_by_its_id_and_marked(long: Interaction) -> None:
    wanted = long.transcript.turns[PART + 3]
    thread = open_thread(long.transcript, turn_id=wanted.id)
    assert (thread.number, thread.here) == (1, wanted.id)
    assert thread.before is long.transcript.turns[PART - 1]


def test_the_places_of_all_parts_are_known(long: Interaction) -> None:
    thread = open_thread(long.transcript)
    assert [(p.number, p.first, p.last, p.start, p.shown) for p in thread.places] == [
        (0, 0, PART - 1, 0.0, True),
        (1, PART, 2 * PART - 1, 10.0 * PART, False),
        (2, 2 * PART, 2 * PART + 4, 20.0 * PART, False),
    ]
    assert thread.total == 2 * PART + 5


@pytest.mark.parametrize("turns", [1, PART, PART + 1])
def test_every_turn_is_in_one_part(app: Flask, turns: int) -> None:
    transcript = conversation(turns).transcript
    parts = [open_thread(transcript, part=p.number) for p in open_thread(transcript).places]
    assert [t.position for part in parts for t in part.turns] == list(range(turns))


def test_no_transcript_and_no_turns(app: Flask) -> None:
    assert open_thread(None).turns == ()


def test_only_the_turns_that_are_shown_are_read(long: Interaction, sign_in) -> None:
    user = make_user("evaluator")
    db.session.commit()
    client = sign_in(user)
    number, read = long.id, []
    db.session.rollback()
    db.session.expunge_all()

    def note(turn: Turn, _context: object) -> None:
        read.append(turn.position)

    event.listen(Turn, "load", note)
    page = client.get(f"/interactions/{number}?part=1").text
    event.remove(Turn, "load", note)
    assert 'data-position="60"' in page
    assert 'data-position="59"' not in page
    assert len(read) <= PART + 1


def test_the_pieces_that_the_script_asks_for(long: Interaction, sign_in) -> None:
    user = make_user("evaluator")
    db.session.commit()
    client = sign_in(user)
    text = client.get(f"/interactions/{long.id}/turns?part=2").text
    assert text.strip().startswith("<ol")
    assert text.count('<li class="turn"') == 5
    assert client.get("/interactions/999999/turns").status_code == 404
    assert client.get(f"/interactions/{long.id}?t=nan&turn=x&part=y").status_code == 200
    assert client.get(f"/interactions/{long.id}/turns?original=1").status_code == 403


def test_a_stretch_of_the_waveform_and_its_silences(app: Flask, sign_in) -> None:
    call = conversation(2)
    loud = [50] * 85 + [0] * 15 + [50] * 50
    sound = Recording(
        interaction=call, storage_key="x", media_type="audio/wav", size=1, sha256="0" * 64,
        peaks={"per_second": 10, "channels": [loud, [0] * 150]},
    )  # fmt: skip
    call.transcript.turns[0].end, call.transcript.turns[1].start = 8.0, 10.5
    db.session.add(sound)
    user = make_user("evaluator")
    db.session.commit()
    assert sound.overview == [loud, [0] * 150]
    url = f"/media/{sound.id}/waveform"
    client = sign_in(user)
    assert client.get(f"{url}?from=8&until=9&bars=5").json == {
        "from": 8.0, "until": 9.0, "lanes": [[50, 50, 50, 0, 0], [0] * 5],
    }  # fmt: skip
    assert client.get(f"{url}?silences=1&bars=1").json["silences"] == [[8.5, 10.0]]
    assert client.get(f"{url}?from=inf&until=-5&bars=-3").json["lanes"] == [[], []]
    assert client.get("/media/999999/waveform").status_code == 404


def test_marked_as_corrected_is_what_somebody_corrected_and_nobody_undid(long: Interaction) -> None:
    first, second, third, *_rest = long.transcript.turns
    lead = make_user("qa_lead")
    first.text = "My card is 4111 1111 1111 1111"
    after_text_changed(long)
    assert (first.text, first.revision) == ("My card is [card]", 1)
    actions.correct_speaker(lead, second, "customer", 0)
    undone = actions.correct_speaker(lead, third, "customer", 0)
    assert undone is not None
    actions.undo_correction(lead, undone)
    assert open_thread(long.transcript).corrected == {second.id}
