"""Interactions are looked at once they are ready, and only once."""

import pytest

from core.db import db
from core.jobs.queue import enqueue
from core.jobs.runner import run_pending
from evaluation.review_model import jobs
from evaluation.review_model.actions import flag_interaction, flag_ready_interactions
from evaluation.review_model.models import Flag, FlagRun
from tests.evaluation.factories import make_reviewable
from tests.factories import add
from tests.rows import count
from transcripts.models import FAILED, SpeechMetrics

pytestmark = pytest.mark.usefixtures("app")
ANGRY = [("customer", "This is unacceptable."), ("agent", "What is your number?")]


def test_an_interaction_is_flagged_with_its_evidence():
    interaction = make_reviewable(turns=ANGRY)
    flags = flag_interaction(interaction)

    assert [flag.signal for flag in flags] == ["complaint", "no_apology"]
    quote = {"turn": 0, "start": 0.0, "quote": "This is unacceptable."}
    assert flags[0].evidence == [quote | {"seconds": None, "share": None}]
    assert flags[0].model.kind == "rules"


def test_flagging_again_changes_nothing():
    interaction = make_reviewable(turns=ANGRY)
    first = [flag.id for flag in flag_interaction(interaction)]
    assert [flag.id for flag in flag_interaction(interaction)] == first
    assert count(FlagRun) == 1


def test_measures_of_the_call_are_looked_at():
    interaction = make_reviewable(channel="voice")
    add(SpeechMetrics(interaction=interaction, silences=[[1.0, 42.0]], agent_talk_share=0.9))
    assert [flag.signal for flag in flag_interaction(interaction)] == [
        "long_silence",
        "agent_talks_most",
    ]


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
