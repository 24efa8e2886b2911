"""Redacting what is kept: again after corrections, swaps and new rules."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from core.jobs import queue
from core.jobs.models import UPKEEP, Job
from core.jobs.runner import run_pending
from tests.factories import add, make_agent, make_customer, make_interaction
from transcripts.models import Recording
from transcripts.privacy import jobs
from transcripts.privacy.applying import redact_interaction
from transcripts.privacy.hearing import file_to_hear, is_open, opens_by_itself
from transcripts.privacy.jobs import redact_older
from transcripts.privacy.models import Redaction
from transcripts.privacy.words import words_before
from transcripts.text_changed import after_text_changed

pytestmark = pytest.mark.database


def timed(text: str) -> list[list]:
    return [[word, float(place), place + 0.5, 0.9] for place, word in enumerate(text.split())]


def a_call(*turns: tuple[str, str], **values):
    call = make_interaction(list(turns), channel="voice", **values)
    for turn in call.transcript.turns:
        turn.words = timed(turn.text)
    add(
        Recording(
            interaction=call, storage_key=f"originals/{call.id}.wav", media_type="audio/wav",
            size=1, sha256="5" * 64,
        )
    )  # fmt: skip
    return call


def test_a_number_over_two_turns_is_taken_out_of_both_and_of_the_sound(app: Flask) -> None:
    call = a_call(
        ("customer", "It is four one one one one one one one"),
        ("agent", "Go on"),
        ("customer", "one one one one one one one one"),
    )
    redaction = redact_interaction(call)
    assert [turn.text for turn in call.transcript.turns] == ["It is [card]", "Go on", "[card]"]
    assert redaction.silences == [[0.0, 7.5], [2.0, 9.5]]
    assert db.session.scalar(select(Job.name)) == "privacy.silence"


def test_doing_it_again_changes_nothing_and_queues_nothing(app: Flask) -> None:
    call = a_call(("customer", "I am at 4111 1111 1111 1111 and ana@x.example now"))
    redaction = redact_interaction(call)
    redaction.made_for = redaction.wanted
    before = [(t.text, t.original, t.words, t.revision) for t in call.transcript.turns]
    jobs = db.session.scalars(select(Job.id)).all()
    redact_interaction(call)
    assert [(t.text, t.original, t.words, t.revision) for t in call.transcript.turns] == before
    assert db.session.scalars(select(Job.id)).all() == jobs


def test_the_names_of_the_record_are_taken_out_of_words_and_subject(app: Flask) -> None:
    call = make_interaction(
        [("agent", "One moment, María."), ("customer", "Thanks dana reyes")],
        customer=make_customer(name="María Pérez"), agent=make_agent(name="Dana Reyes"),
        subject="Refund for María Pérez",
    )  # fmt: skip
    redact_interaction(call)
    assert [t.text for t in call.transcript.turns] == ["One moment, [name].", "Thanks [name]"]
    assert call.subject == "Refund for [name]"


def test_a_full_name_that_was_given_is_taken_out_where_it_is_repeated(app: Flask) -> None:
    call = a_call(
        ("agent", "Can I have your full name please?"),
        ("customer", "Marta Soler"),
        ("agent", "Thank you Marta Soler, one moment. Thanks for waiting, Marta"),
        ("customer", "Does martial law apply in may?"),
        subject="Refund for Marta Soler",
    )
    redact_interaction(call)
    assert [turn.text for turn in call.transcript.turns[1:]] == [
        "[name]",
        "Thank you [name], one moment. Thanks for waiting, [name]",
        "Does martial law apply in may?",
    ]
    assert call.subject == "Refund for [name]"


def test_a_turn_without_timed_words_is_silenced_as_a_whole(app: Flask) -> None:
    call = make_interaction([("customer", "Write to ana@x.example")], channel="voice")
    assert redact_interaction(call).silences == [[0.0, 4.0]]


def test_where_the_place_is_not_known_the_sound_stays_closed(app: Flask) -> None:
    call = make_interaction([("customer", "Write to ana@x.example")], channel="voice")
    call.transcript.turns[0].start = call.transcript.turns[0].end = None
    redaction = redact_interaction(call)
    assert (redaction.silences, redaction.has_file, redaction.needs_no_file) == (None, False, False)


def test_what_older_rules_redacted_is_gone_over(app: Flask) -> None:
    old, new = make_interaction([("customer", "ana@x.example")]), make_interaction()
    redact_interaction(new)
    add(Redaction(interaction_id=old.id, rules="0", silences=[]))
    assert redact_older() == old.id
    assert old.transcript.turns[0].text == "[e-mail]"
    assert redact_older() == 0


def test_a_sound_that_a_person_closed_by_correcting_is_made_before_those_of_older_rules(
    app: Flask,
) -> None:
    old = a_call(("customer", "Write to ana@x.example"))
    add(Redaction(interaction_id=old.id, rules="0", silences=[]))
    redact_older()
    corrected = a_call(("customer", "Call me on 612 345 678"))
    after_text_changed(corrected)
    claim = queue.claim(db.session, ["speech"])
    assert claim is not None
    assert claim.arguments == {"interaction_id": corrected.id}


def test_going_over_older_rules_leaves_other_upkeep_its_turn(app: Flask, monkeypatch) -> None:
    olds = [make_interaction([("customer", "ana@x.example")]) for _ in range(2)]
    for old in olds:
        add(Redaction(interaction_id=old.id, rules="0", silences=[]))
    monkeypatch.setattr(jobs, "REDACTING_LASTS", 0)
    queue.enqueue("privacy.redact_older", queue=UPKEEP)
    db.session.commit()
    assert run_pending(app, [UPKEEP]) == ["done"]
    assert [old.transcript.turns[0].text for old in olds] == ["ana@x.example"] * 2


def test_the_words_before_come_back_with_the_times_of_what_stood_for_them() -> None:
    original = "My card is 4111 1111 , ana@x.example please"
    words = [["My", 0, 1, 0.9], ["card", 1, 2, 0.9], ["is", 2, 3, 0.9], ["[card]", 3.0, 5.0, 0.5],
             ["[e-mail]", 5.0, 6.0, 0.6], ["please", 6, 7, 0.9]]  # fmt: skip
    back = words_before(original, words)
    assert " ".join(word[0] for word in back) == original
    assert (back[3][1], back[-2][2]) == (3.0, 6.0)


def test_the_sound_beside_a_message_stays_closed_since_nobody_searched_it(app: Flask) -> None:
    """As mails with a voice mail were kept once; what redacts older ones closes them."""
    mail = make_interaction([("customer", "You have a voice mail.")], channel="email")
    sound = Recording(interaction=mail, storage_key="k", media_type="audio/wav", size=1,
                      sha256="5" * 64)  # fmt: skip
    add(sound)
    add(Redaction(interaction=mail, rules="2", silences=[]))
    db.session.commit()
    assert is_open(mail)
    redact_older()
    assert not is_open(mail)
    assert file_to_hear(sound) is None
    assert not opens_by_itself(mail)
