"""``rubrica draw`` from the command line."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from core.clock import now
from core.db import db
from evaluation.sampling.cli import draw
from evaluation.sampling.models import Assignment
from tests.evaluation.factories import make_plan, make_reviewable
from tests.factories import make_agent, make_user
from transcripts.models import Interaction
from transcripts.privacy.emptying import ERASURE, empty_interactions


@pytest.fixture
def run(app):
    make_plan(name="Weekly", per_agent=2)
    make_user("evaluator")
    agent = make_agent()
    for _ in range(6):
        make_reviewable(agent=agent, started_at=now())
    db.session.commit()
    return lambda *arguments: CliRunner().invoke(draw, arguments, obj=lambda: app)


def assignments() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Assignment))


def test_a_dry_run_says_what_would_be_drawn_and_writes_nothing(run):
    answer = run("Weekly", "--seed", "4", "--dry-run")
    assert answer.exit_code == 0
    assert "would draw 2 of 6 interactions" in answer.output
    assert assignments() == 0


def test_the_draw_is_that_of_the_dry_run_and_proved(run):
    seen = json.loads(run("Weekly", "--seed", "4", "--dry-run", "--json").output)
    made = json.loads(run("1", "--seed", "4", "--json").output)
    assert made["picks"] == seen["picks"]
    assert made["frame_hash"] == seen["frame_hash"]
    assert made["proved"] is True
    assert [pick["inclusion_probability"] for pick in made["picks"]] == pytest.approx(
        [1 / 3, 1 / 3], rel=1e-12
    )
    assert assignments() == 2


def test_an_unknown_plan_is_named_with_those_there_are(run):
    answer = run("Monthly")
    assert answer.exit_code == 1
    assert "there is no sampling plan 'Monthly'; the plans are: 'Weekly'" in answer.output


def test_when_all_is_given_out_it_says_so(run):
    for _ in range(3):
        assert run("Weekly").exit_code == 0
    answer = run("Weekly")
    assert answer.exit_code == 1
    assert "Nothing to draw" in answer.output


def test_a_negative_seed_is_refused(run):
    assert run("Weekly", "--seed", "-1").exit_code == 2


def test_a_draw_is_proved_later_and_a_changed_one_is_not(run):
    number = json.loads(run("Weekly", "--seed", "4", "--json").output)["draw"]
    answer = run("--prove", str(number))
    assert (answer.exit_code, "equal; the record follows" in answer.output) == (0, True)
    facts = json.loads(run("--prove", str(number), "--json").output)
    assert (facts["proved"], facts["seed"], facts["replaced"]) == (True, 4, 0)
    first = db.session.scalar(select(Assignment).order_by(Assignment.id))
    first.inclusion_probability = 0.9
    db.session.commit()
    answer = run("--prove", str(number))
    assert answer.exit_code == 1
    assert "differs: the recorded probabilities are not those of the design" in answer.output


def test_a_draw_is_proved_after_its_conversations_were_emptied(run):
    number = json.loads(run("Weekly", "--seed", "4", "--json").output)["draw"]
    ids = list(db.session.scalars(select(Interaction.id)))
    empty_interactions(ids, ERASURE)
    db.session.commit()
    facts = json.loads(run("--prove", str(number), "--json").output)
    assert (facts["proved"], facts["emptied_since"], facts["missing_since"]) == (True, 6, 0)


@pytest.mark.parametrize(
    "wrong", [[], ["Weekly", "--prove", "1"], ["--prove", "1", "--dry-run"], ["--prove", "0"]]
)
def test_a_plan_or_a_draw_is_named_not_both(run, wrong):
    assert run(*wrong).exit_code == 2


def test_a_draw_that_is_not_there_is_said(run):
    answer = run("--prove", "99")
    assert (answer.exit_code, "there is no draw 99" in answer.output) == (1, True)
