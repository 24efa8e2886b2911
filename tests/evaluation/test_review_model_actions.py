"""Interactions are looked at once they are ready, and only once."""

import pytest
from sqlalchemy import select

from core.db import db
from core.jobs.queue import enqueue
from core.jobs.runner import run_pending
from evaluation import speed, wording
from evaluation.review_model import jobs, rules
from evaluation.review_model.actions import (
    active_model,
    flag_again,
    flag_interaction,
    flag_ready_interactions,
)
from evaluation.review_model.limits import fit_usual
from evaluation.review_model.models import Flag, FlagRun
from evaluation.review_model.queries import flags_of
from evaluation.review_model.usual import measured_talk, stored_usual
from evaluation.speed_norm import fit_speed_norm
from tests.evaluation.factories import make_reviewable
from tests.factories import add
from tests.rows import count
from transcripts.models import FAILED, SpeechMetrics
from transcripts.privacy.emptying import RETENTION, empty_interactions

pytestmark = pytest.mark.usefixtures("app")
ANGRY = [("customer", "This is unacceptable."), ("agent", "What is your number?")]


def test_an_interaction_is_flagged_with_its_evidence():
    interaction = make_reviewable(turns=ANGRY)
    flags = flag_interaction(interaction)

    assert [flag.signal for flag in flags] == ["complaint", "no_apology"]
    quote = {"turn": 0, "start": 0.0, "quote": "This is unacceptable."}
    sizes = dict.fromkeys(("seconds", "share", "rate", "limit", "contacts"))
    assert flags[0].evidence == [quote | sizes]
    assert flags[0].model.kind == "rules"


def test_flagging_again_changes_nothing():
    interaction = make_reviewable(turns=ANGRY)
    first = [flag.id for flag in flag_interaction(interaction)]
    assert [flag.id for flag in flag_interaction(interaction)] == first
    assert count(FlagRun) == 1


def test_measures_of_the_call_are_looked_at():
    interaction = make_reviewable(channel="voice")
    add(
        SpeechMetrics(
            interaction=interaction,
            silences=[[1.0, 42.0]],
            longest_silence_seconds=41.0,
            agent_talk_share=0.9,
        )
    )
    assert [flag.signal for flag in flag_interaction(interaction)] == [
        "long_silence",
        "agent_talks_most",
    ]


def test_what_is_usual_is_learned_from_the_centre_and_told_with_the_flag():
    waits = [*range(200, 299), 1000]
    for wait in waits:
        chat = make_reviewable(channel="chat")
        add(SpeechMetrics(interaction=chat, first_response_seconds=wait, responses=[[0, wait]]))
    flag_ready_interactions()
    slow = list(db.session.scalars(select(Flag).where(Flag.signal == "slow_first_response")))
    assert sorted(flag.evidence[0]["seconds"] for flag in slow) == [295, 296, 297, 298, 1000]
    assert {flag.evidence[0]["limit"] for flag in slow} == {294.05}
    assert wording.limit_words(slow[0]) == (
        "In at least 95 of 100 contacts of this channel it is 4:54 or less (100 contacts compared)."
    )


@pytest.mark.parametrize(
    ("signal", "evidence", "words", "limit"),
    [
        ("long_hold", {"seconds": 130, "limit": 120}, "long hold 2:10",
         "The fixed limit is 2:00: too few contacts to say what is usual."),
        ("agent_talks_little", {"share": 0.1, "limit": 0.2, "contacts": 300},
         "the agent hardly speaks (10%)",
         "In at least 95 of 100 contacts of this channel it is 20% or more "
         "(300 contacts compared)."),
        ("agent_interrupts", {"rate": 1.4, "limit": 1.0}, "the agent cuts in (1.4 a minute)",
         "The fixed limit is 1.0 a minute: too few contacts to say what is usual."),
        ("much_slower", {"share": 2.0, "limit": 1.8}, "far slower than expected (200%)",
         "Of the time such a contact should take; the limit is 180%."),
        ("long_silence", {"seconds": 41.0, "share": None}, "long silence 0:41", ""),
        ("repeat", None, "repeat contact", ""),
    ],
)  # fmt: skip
def test_a_flag_says_its_size_and_its_limit(signal, evidence, words, limit):
    flag = Flag(signal=signal, evidence=[evidence] if evidence else [])
    assert (wording.flag_words(flag), wording.limit_words(flag)) == (words, limit)


def test_new_rules_look_again_and_take_the_place_of_the_earlier_ones(monkeypatch):
    interaction = make_reviewable(turns=ANGRY)
    monkeypatch.setattr(rules, "VERSION", "earlier")
    old = flag_interaction(interaction)[0].model
    monkeypatch.undo()
    assert flag_ready_interactions() == 1
    assert {flag.model.version for flag in flags_of(interaction.id)} == {rules.VERSION}
    assert not old.active


def test_what_was_found_in_words_that_are_gone_outlives_new_rules(monkeypatch):
    interaction = make_reviewable(turns=ANGRY)
    monkeypatch.setattr(rules, "VERSION", "earlier")
    found = [flag.signal for flag in flag_interaction(interaction)]
    empty_interactions([interaction.id], RETENTION)
    monkeypatch.undo()
    assert flag_ready_interactions() == 0
    assert [flag.signal for flag in flag_again(interaction)] == found == ["complaint", "no_apology"]


def test_going_back_to_earlier_rules_brings_them_into_use_again(monkeypatch):
    earlier = active_model()
    monkeypatch.setattr(rules, "VERSION", "later")
    later = active_model()
    monkeypatch.undo()
    assert active_model() is earlier
    assert (earlier.active, later.active) == (True, False)


def test_all_ready_interactions_are_looked_at_once():
    make_reviewable(turns=ANGRY)
    make_reviewable()
    make_reviewable(state=FAILED)

    assert flag_ready_interactions() == 2
    assert flag_ready_interactions() == 0
    assert (count(Flag), count(FlagRun)) == (2, 2)


def test_the_expected_time_is_kept_with_the_interaction():
    interactions = [make_reviewable(handle_seconds=seconds) for seconds in (200, 300, 400)]
    flag_ready_interactions()
    assert [interaction.expected_seconds for interaction in interactions] == [300, 300, 300]


def test_a_portion_costs_the_same_number_of_queries_whatever_its_size(count_queries):
    def queries_for(n: int) -> int:
        for _ in range(n):
            make_reviewable()
        db.session.commit()
        db.session.expunge_all()
        before = len(count_queries)
        flag_ready_interactions()
        return len([s for s in count_queries[before:] if s.lstrip().lower().startswith("select")])

    queries_for(1)
    assert queries_for(2) == queries_for(12)


def test_the_job_looks_at_everything(app):
    make_reviewable(turns=ANGRY)
    enqueue("evaluation.flag_ready")
    db.session.commit()
    run_pending(app)

    db.session.expire_all()
    assert jobs.flag_ready and count(Flag) == 2


def test_what_contacts_take_is_fitted_by_a_job_that_holds_up_nobody(app):
    for seconds in range(100, 140):
        interaction = make_reviewable(turns=ANGRY)
        interaction.handle_seconds = seconds
        add(SpeechMetrics(interaction=interaction, longest_hold_seconds=float(seconds)))
    enqueue("evaluation.fit_speed_norm", queue="upkeep")
    db.session.commit()
    assert run_pending(app, ["upkeep"]) == ["done"]

    assert speed.stored_norm().to_json() == fit_speed_norm(speed.handled_contacts()).to_json()
    assert stored_usual() == fit_usual(measured_talk())
    assert speed.norm_is_missing() is False
