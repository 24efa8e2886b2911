"""Severity as it is fitted by the month, kept, shown, and taken out of scorecards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from evaluation.calibration import fits
from evaluation.calibration.actions import use_fair_scores
from evaluation.calibration.jobs import fit_stretch
from evaluation.calibration.judgements import judgements_between, reviews_in
from evaluation.calibration.models import SeverityFit
from evaluation.calibration.severity import severity_model
from evaluation.calibration.severity_view import severity_for
from evaluation.models import RELEASED, Evaluation
from evaluation.sampling.models import Assignment, Draw, SamplingPlan
from people.models import AuditEvent, User
from scorecards.fairness import fairness
from scorecards.queries import Period, result_of
from scorecards.reviews import released_reviews
from scorecards.wording import fairness_words
from tests.evaluation.factories import make_version
from tests.factories import add, make_agent, make_interaction, make_user

MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
WANTED = fits.Wanted(date(2026, 5, 1), 6, ("quality",))
LEANS = (-9, -2, -1, 1, 2, 9)


class Centre:
    """Agents reviewed by evaluators; each review is one row whose score is given."""

    def __init__(self) -> None:
        self.version = make_version()
        plan = add(SamplingPlan(name="Weekly", rubric=self.version.rubric))
        self.draw = add(
            Draw(
                plan=plan, period_start=MAY.date(), period_end=MAY.date(), seed=1, design="",
                frame_hash="", frame_size=0,
            )
        )  # fmt: skip

    def review(self, agent, evaluator: User, score: float, **values) -> Evaluation:
        pick = values.pop("pick", "random")
        interaction = make_interaction(agent=agent, started_at=MAY)
        assignment = values.pop("assignment", None) or add(
            Assignment(
                interaction=interaction, evaluator=evaluator, rubric=self.version.rubric,
                draw=self.draw, pick=pick, state="submitted", due_on=MAY.date(),
                inclusion_probability=0.5 if pick == "random" else None,
            )
        )  # fmt: skip
        defaults = {
            "assignment": assignment, "interaction": interaction, "agent": agent,
            "evaluator": evaluator, "version": self.version, "state": RELEASED,
            "interaction_at": interaction.started_at, "quality": score, "composite": score,
            "submitted_at": MAY, "released_at": MAY,
        }  # fmt: skip
        return add(Evaluation(**defaults | values))


@pytest.fixture
def centre(app: Flask) -> Centre:
    return Centre()


def fill(centre: Centre, people, leans=LEANS):
    """Six agents, each reviewed by everybody twice; the evaluators lean as told."""
    agents = [make_agent() for _ in range(6)]
    for number, agent in enumerate(agents):
        for round_ in range(2):
            for place, (person, lean) in enumerate(zip(people, leans, strict=True)):
                wobble = (number * 7 + round_ * 5 + place * 3) % 9 - 4
                centre.review(agent, person, 60.0 + 3 * number + lean + wobble)
    return agents


@pytest.fixture
def people(app: Flask) -> list[User]:
    return [make_user("evaluator") for _ in LEANS]


def test_a_fit_keeps_what_the_model_says_of_each_evaluator(centre, people) -> None:
    fill(centre, people)
    fit_stretch(WANTED)
    row = db.session.scalars(select(SeverityFit)).one()
    model = severity_model(reviews_in(judgements_between(WANTED.start, WANTED.end), "quality"))
    assert (row.n, row.refusal, row.month) == (72, "", date(2026, 5, 1))
    for person in people:
        expected, kept = model.severities[person.id], row.severities[str(person.id)]
        assert (kept["value"], kept["lower"], kept["n"]) == (expected.value, expected.lower, 12)
    assert row.severities[str(people[0].id)]["upper"] < 0
    assert row.severities[str(people[-1].id)]["lower"] > 0


def test_a_fit_is_made_anew_only_when_reviews_have_changed(centre, people) -> None:
    agents = fill(centre, people)
    fit_stretch(WANTED)
    first = db.session.scalars(select(SeverityFit.fitted_at)).one()
    fit_stretch(WANTED)
    assert db.session.scalars(select(SeverityFit.fitted_at)).one() == first
    centre.review(agents[0], people[0], 50.0)
    fit_stretch(WANTED)
    assert db.session.scalars(select(SeverityFit.n)).one() == 73


def test_in_a_large_centre_one_review_in_fifty_must_be_new() -> None:
    known = SeverityFit(basis="5000:7000")
    assert not fits.is_stale(known, (5000, 7000))
    assert not fits.is_stale(known, (5090, 7100))
    assert fits.is_stale(known, (5101, 7200))
    assert fits.is_stale(SeverityFit(basis="500:700"), (501, 701))
    assert fits.is_stale(None, (0, 0))


def test_groups_that_do_not_meet_are_named_and_nothing_is_adjusted(centre, people) -> None:
    agents = fill(centre, people[:2], (-9, 0))
    for _ in range(8):
        centre.review(make_agent(), people[2], 90.0)
    fit_stretch(WANTED)
    row = db.session.scalars(select(SeverityFit)).one()
    assert (row.refusal, row.severities) == ("not_connected", {})
    assert sorted(map(sorted, row.groups)) == [[p.id for p in people[:2]], [people[2].id]]
    reviews = released_reviews([agents[0].id], WANTED.start, WANTED.end)
    assert {len(review.corrections) for review in reviews} == {0}
    assert "2 groups" in fairness_words(fairness(), False)


def test_what_was_picked_by_hand_revised_or_failed_says_nothing_of_severity(centre, people) -> None:
    agent = make_agent()
    first = centre.review(agent, people[0], 70.0, state="superseded")
    centre.review(agent, people[0], 90.0, revises_id=first.id, assignment=first.assignment)
    centre.review(agent, people[1], 10.0, pick="manual")
    failed = centre.review(agent, people[1], 0.0, critical_failed=["verified"])
    found = judgements_between(WANTED.start, WANTED.end)
    assert [each.evaluation for each in found] == [first.id, failed.id]
    assert [review.score for review in reviews_in(found, "quality")] == [70.0]


def test_evaluators_see_their_own_severity_and_the_qa_lead_all(centre, people) -> None:
    fill(centre, people)
    fit_stretch(WANTED)
    own = severity_for(people[0])
    assert [each.user for each in own.people] == [people[0]]
    assert own.people[0].differs
    everybody = severity_for(make_user("qa_lead"))
    assert [each.user for each in everybody.people] == people
    assert severity_for(make_user("evaluator")).people == []


def test_a_fair_score_is_the_score_less_the_severity(centre, people) -> None:
    agents = fill(centre, people)
    fit_stretch(WANTED)
    known = db.session.scalars(select(SeverityFit)).one().severities
    period = Period(MAY - timedelta(days=30), MAY + timedelta(days=30))
    result = result_of(agents[0], period)
    for review in result.reviews:
        correction = review.corrections["quality"]
        assert review.value("quality") == pytest.approx(
            review.quality - known[str(correction.evaluator)]["value"]
        )
    fair, raw = result.scorecard.measures["quality"].estimate, result.raw_estimates()["quality"]
    mean = sum(review.quality for review in result.reviews) / len(result.reviews)
    assert raw.value == pytest.approx(mean)
    assert fair.value != raw.value
    assert "Adjusted" in fairness_words(fairness(), result.is_adjusted)


def test_the_centre_can_switch_fair_scores_off(centre, people) -> None:
    agents = fill(centre, people)
    fit_stretch(WANTED)
    lead = make_user("qa_lead")
    assert fairness().adjusts
    use_fair_scores(lead, False)
    db.session.flush()
    reviews = released_reviews([agents[0].id], WANTED.start, WANTED.end)
    assert not any(review.corrections for review in reviews)
    assert "switched off" in fairness_words(fairness(), False)
    use_fair_scores(lead, True)
    db.session.flush()
    assert fairness().adjusts
    verbs = db.session.scalars(
        select(AuditEvent.details).where(AuditEvent.verb == "fair_scores.switched")
    ).all()
    assert verbs == [{"on": False}, {"on": True}]


def test_without_a_fit_scores_stay_as_given_and_nothing_is_said(centre) -> None:
    assert (fairness().adjusts, fairness_words(fairness(), False)) == (False, "")


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert fits.months_before(date(2026, 2, 1), 3) == date(2025, 11, 1)
    assert fits.months_before(date(2025, 12, 1), -1) == date(2026, 1, 1)
    wanted = fits.Wanted(date(2026, 2, 1), 3, ())
    assert (wanted.start.date(), wanted.end.date()) == (date(2025, 12, 1), date(2026, 3, 1))
