"""The desk: suggestions off, on or after one's own answer; blind scores; my work."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from core.db import db
from evaluation.desk import queries
from evaluation.desk.actions import allow, choose, give_opinion, show_suggestion
from evaluation.desk.models import ShownSuggestion
from evaluation.desk.my_work import work_of
from evaluation.desk.pace import median_time
from evaluation.desk.rules import AFTER, OFF, ON, Allowed, level_near, rules_for
from evaluation.drafts import save_draft
from evaluation.models import Dispute
from evaluation.privacy import empty_quotes
from evaluation.refusals import Refused
from evaluation.review_model.models import Flag, MachineScore, ReviewModel
from evaluation.rubrics.adapters import criteria_of
from evaluation.sampling.models import Draw
from tests.evaluation.factories import answers_for, make_assignment, make_plan, released_evaluation
from tests.factories import add, make_user

pytestmark = pytest.mark.usefixtures("app")
SEEN = [{"turn": 2, "start": 12.0, "quote": "Which lights are on?"}]


@pytest.fixture
def probes(version):
    return criteria_of(version)[0]


def machine_says(assignment, criterion, score=75.0):
    model = add(ReviewModel(name="learned", version="1", kind="learned", active=True))
    return add(
        MachineScore(
            interaction=assignment.interaction,
            model=model,
            competency=criterion.competency,
            score=score,
            evidence=SEEN,
        )
    )


@pytest.mark.parametrize(
    ("pick", "allowed", "chosen", "expected"),
    [
        ("random", Allowed(AFTER), None, AFTER),
        ("random", Allowed(AFTER), ON, AFTER),
        ("random", Allowed(ON), ON, ON),
        ("random", Allowed(ON), OFF, OFF),
        ("random", Allowed(OFF), ON, OFF),
        ("double", Allowed(AFTER), None, AFTER),
        ("double", Allowed(ON), ON, ON),
        ("calibration", Allowed(ON), ON, OFF),
    ],
)
def test_a_person_goes_no_further_than_the_centre_allows(pick, allowed, chosen, expected):
    assert rules_for(pick, allowed, chosen, False).suggestions == expected


@pytest.mark.parametrize(
    ("pick", "forced", "own", "blind", "hidden"),
    [
        ("random", False, False, False, False),
        ("random", False, True, False, True),
        ("random", True, False, True, True),
        ("double", False, False, False, False),
        ("double", False, True, False, True),
        ("calibration", False, False, True, True),
    ],
)
def test_a_score_is_hidden_by_choice_or_kept_by_rule(pick, forced, own, blind, hidden):
    rules = rules_for(pick, Allowed(AFTER, forced), None, own)
    assert (rules.blind, rules.hides_score) == (blind, hidden)


def test_the_nearest_level_is_suggested():
    assert level_near(75, 0, 4, [0, 1, 2, 3, 4]) == 3
    assert level_near(62.5, 0, 4, [0, 1, 2, 3, 4]) == 2  # halfway: the lower one
    assert level_near(40, 0, 10, []) == 4


def test_the_machine_waits_for_the_persons_own_answer(user, assignment, version, probes):
    machine_says(assignment, probes)
    with pytest.raises(Refused):
        show_suggestion(user, assignment, probes)
    save_draft(user, assignment, 0, answers=answers_for(version, probes=2))
    shown = show_suggestion(user, assignment, probes)
    assert (shown.score, shown.evidence, shown.after_answer) == (75, SEEN, True)


def test_what_was_shown_stays_what_was_shown(user, assignment, version, probes):
    said = machine_says(assignment, probes)
    save_draft(user, assignment, 0, answers=answers_for(version, probes=2))
    show_suggestion(user, assignment, probes)
    said.score = 10.0
    assert show_suggestion(user, assignment, probes).score == 75
    assert len(db.session.scalars(select(ShownSuggestion)).all()) == 1


def test_suggestions_beside_the_question_say_that_there_was_no_answer_yet(user, assignment, probes):
    machine_says(assignment, probes)
    allow(user, assignment.rubric, suggestions=ON, blind=False)
    choose(user, suggestions=ON)
    assert show_suggestion(user, assignment, probes).after_answer is False


def test_an_abstention_is_shown_as_not_sure(user, assignment, version, probes):
    machine_says(assignment, probes, score=None)
    save_draft(user, assignment, 0, answers=answers_for(version, probes=2))
    shown = show_suggestion(user, assignment, probes)
    assert (shown.score, shown.abstained) == (None, True)


def test_a_flag_of_the_competency_is_evidence_without_a_score(user, assignment, version, probes):
    model = add(ReviewModel(name="rules", version="1", kind="rules", active=True))
    for signal in ("agent_talks_most", "cancel"):
        add(
            Flag(
                interaction=assignment.interaction,
                model=model,
                signal=signal,
                strength=0.4,
                evidence=SEEN,
            )
        )
    save_draft(user, assignment, 0, answers=answers_for(version, probes=2))
    shown = show_suggestion(user, assignment, probes)
    assert (shown.score, shown.abstained) == (None, False)
    assert [item["signal"] for item in shown.evidence] == ["agent_talks_most"]


def test_without_anything_to_say_nothing_is_shown(user, assignment, version, probes):
    save_draft(user, assignment, 0, answers=answers_for(version, probes=2))
    assert show_suggestion(user, assignment, probes) is None


def test_a_suggestion_never_enters_the_form(user, assignment, version, probes):
    machine_says(assignment, probes)
    draft = save_draft(user, assignment, 0, answers=answers_for(version, probes=2))
    give_opinion(show_suggestion(user, assignment, probes), "unsure")
    assert [rating.value for rating in draft.ratings] == [2]
    with pytest.raises(Refused):
        give_opinion(show_suggestion(user, assignment, probes), "perhaps")


def test_erasing_words_takes_them_from_suggestions_too(user, assignment, version, probes):
    said = machine_says(assignment, probes)
    save_draft(user, assignment, 0, answers=answers_for(version, probes=2))
    shown = show_suggestion(user, assignment, probes)
    db.session.flush()
    empty_quotes([assignment.interaction_id])
    db.session.expire_all()
    assert (shown.evidence, said.evidence) == ([], [])


def test_over_http_the_machine_is_heard_after_the_answer_alone(
    user, assignment, version, probes, sign_in
):
    machine_says(assignment, probes)
    db.session.commit()
    client = sign_in(user)
    place = f"/review/{assignment.id}/suggestion/{probes.id}"
    assert client.post(place).status_code == 409
    save = {"revision": 0, "answers": {str(probes.id): {"value": 2, "na": False}}}
    assert client.post(f"/review/{assignment.id}/save", json=save).status_code == 200
    page = client.post(place, data={"opinion": "unsure"})
    assert page.status_code == 200
    assert "Which lights are on?" in page.text
    assert db.session.scalars(select(ShownSuggestion.opinion)).all() == ["unsure"]
    assert client.post(f"/review/{assignment.id}/suggestion/999999").status_code == 404
    stranger = sign_in(add_stranger())
    assert stranger.post(place).status_code == 404


def add_stranger():
    stranger = make_user("evaluator")
    db.session.commit()
    return stranger


def test_a_blind_review_never_sends_its_score(user, assignment, probes, sign_in):
    allow(user, assignment.rubric, suggestions=OFF, blind=True)
    db.session.commit()
    client = sign_in(user)
    save = {"revision": 0, "answers": {str(probes.id): {"value": 2, "na": False}}}
    answer = client.post(f"/review/{assignment.id}/save", json=save).get_json()
    assert (answer["quality"], answer["composite"]) == (None, None)
    assert "data-score " not in client.get(f"/review/{assignment.id}").text


@pytest.mark.parametrize("first_pick", ["random", "risk"])
def test_a_second_review_looks_exactly_like_the_first(assignment, version, sign_in, first_pick):
    plan = make_plan(rubric=assignment.rubric)
    assignment.draw = add(
        Draw(plan=plan, period_start=date(2026, 3, 2), period_end=date(2026, 3, 8), seed=1,
             design="d", frame_hash="h", frame_size=9)
    )  # fmt: skip
    assignment.inclusion_probability, assignment.pick = 0.25, first_pick
    assignment.reason = "cancel" if first_pick == "risk" else ""
    machine_says(assignment, criteria_of(version)[0])
    second = make_assignment(
        rubric=assignment.rubric, interaction=assignment.interaction, pick="double",
        reason=assignment.reason, double_of=assignment, draw=assignment.draw,
    )  # fmt: skip
    db.session.commit()
    first_sees, second_sees = (queue_and_review(sign_in, task) for task in (assignment, second))
    assert first_sees == second_sees
    assert "data-score " in second_sees[1]


def queue_and_review(sign_in, task):
    """Both pages of a review's evaluator, without what is theirs: names, ids and secrets."""
    client, user = sign_in(task.evaluator), task.evaluator
    secret = r'(value|content)="[\w.-]{40,}"'
    own = rf"{re.escape(user.display_name)}|/review/{task.id}\b|assignment=\"{task.id}\"|{secret}"
    return [re.sub(own, "", client.get(place).text) for place in ("/queue", f"/review/{task.id}")]


def test_choices_are_kept_and_nonsense_is_refused(user, assignment, sign_in):
    db.session.commit()
    client = sign_in(user)
    client.post("/my-work/desk", data={"suggestions": "off", "hides_score": "1"})
    rules = queries.rules_at(user, assignment)
    assert (rules.suggestions, rules.blind, rules.hides_score) == ("off", False, True)
    client.post("/my-work/desk", data={"suggestions": "always"})
    assert queries.choice_of(user).suggestions == "off"
    assert client.post(f"/my-work/rubrics/{assignment.rubric_id}").status_code == 403


def test_the_qa_lead_says_what_a_rubric_allows(assignment, sign_in):
    lead = make_user("qa_lead")
    db.session.commit()
    client = sign_in(lead)
    place = f"/my-work/rubrics/{assignment.rubric_id}"
    client.post(place, data={"suggestions": "on", "blind": "1"})
    assert queries.allowed_for(assignment.rubric_id) == Allowed("on", True)
    client.post(place, data={"suggestions": "always"})
    assert queries.allowed_for(assignment.rubric_id) == Allowed("on", True)
    assert client.get("/my-work").status_code == 200


def test_the_median_has_the_interval_of_order_statistics():
    assert median_time([]) is None
    few = median_time([10, 20, 30, 40, 50])
    assert (few.value, few.lower, few.upper, few.n) == (30, None, None, 5)
    six = median_time([6, 1, 2, 3, 4, 5])  # 1 - 2/64 = 96.9 %
    assert (six.value, six.lower, six.upper) == (3.5, 1, 6)
    ten = median_time(list(range(1, 11)))  # the 2nd and the 9th: 97.9 %
    assert (ten.lower, ten.upper) == (2, 9)


def test_my_work_counts_reviews_time_and_disputes(sign_in):
    done = released_evaluation()
    done.seconds_spent = 240.0
    user = done.evaluator
    for criterion, state in zip(criteria_of(done.version), ("accepted", "open"), strict=True):
        add(
            Dispute(
                evaluation=done,
                criterion=criterion,
                opened_by_id=user.id,
                reason="It was otherwise.",
                state=state,
                due_on=done.submitted_at.date() + timedelta(days=7),
            )
        )
    work = work_of(user, done.submitted_at)
    assert (work.reviews, work.seconds.value, work.seconds.n) == (1, 240, 1)
    assert (work.upheld.value, work.upheld.n, work.disputes_open) == (1, 1, 1)
    assert [week.reviews for week in work.weeks] == [0] * 11 + [1]
    later = work_of(user, datetime(2036, 1, 1, tzinfo=UTC))
    assert (later.reviews, later.seconds, later.upheld) == (0, None, None)
    db.session.commit()
    assert "Disputes upheld" in sign_in(user).get("/my-work").text
