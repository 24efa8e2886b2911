"""The pages of the judgement, as each role meets them."""

import pytest
from sqlalchemy import func, select

from core.db import db
from evaluation.models import Evaluation
from evaluation.review_model.actions import flag_ready_interactions
from tests.evaluation.factories import (
    answers_for,
    make_assignment,
    make_plan,
    make_reviewable,
    make_version,
    released_evaluation,
)
from tests.factories import make_agent, make_team, make_user

pytestmark = pytest.mark.usefixtures("app")
ANGRY = [("customer", "This is unacceptable."), ("agent", "Sorry about that.")]


@pytest.fixture
def evaluator():
    return make_user("evaluator")


@pytest.fixture
def assignment(evaluator):
    row = make_assignment(evaluator)
    db.session.commit()
    return row


@pytest.fixture
def browser(sign_in, evaluator, assignment):
    return sign_in(evaluator)


def form_of(assignment, **by_key):
    answers = answers_for(assignment.rubric.versions[-1], **by_key)
    fields = {
        f"answer-{key}": "na" if answer["na"] else str(answer["value"])
        for key, answer in answers.items()
    }
    return {"revision": "0"} | fields


def test_the_queue_shows_what_waits_and_why(browser, assignment):
    page = browser.get("/queue").text
    assert "Picked by hand: a new colleague" in page
    assert f"/review/{assignment.id}" in page


def test_an_empty_queue_says_what_to_do_next(sign_in):
    user = make_user("evaluator")
    db.session.commit()
    assert "Your queue is empty" in sign_in(user).get("/queue").text


def test_what_was_flagged_but_not_drawn_can_be_picked(browser):
    interaction = make_reviewable(turns=ANGRY)
    flag_ready_interactions()
    db.session.commit()
    assert "Flagged: complaint" in browser.get("/queue").text
    answer = browser.post(f"/interactions/{interaction.id}/pick")
    page = browser.get(answer.location).text
    assert "Picked by hand: complaint" in page
    assert "for coaching, not in the score" in page


def test_what_somebody_uploaded_waits_for_them_to_pick(browser, evaluator):
    make_reviewable(uploaded_by_id=evaluator.id, subject="my upload")
    db.session.commit()
    page = browser.get("/queue").text
    assert "my upload" in page and "uploaded by you" in page


def test_the_queue_takes_the_same_number_of_queries_whatever_its_length(
    browser, evaluator, assignment, count_queries
):
    def queries() -> int:
        db.session.commit()
        before = len(count_queries)
        assert browser.get("/queue").status_code == 200
        return len(count_queries) - before

    queries()
    few = queries()
    for _ in range(30):
        make_assignment(
            evaluator, rubric=assignment.rubric, interaction=make_reviewable(turns=ANGRY)
        )
        make_reviewable(turns=ANGRY)
    flag_ready_interactions()
    assert queries() == few
    assert "after=" in browser.get("/queue").text


def test_the_workspace_is_its_evaluators_alone(browser, sign_in, assignment):
    assert browser.get(f"/review/{assignment.id}").status_code == 200
    other, agent = make_user("evaluator"), make_user("agent")
    db.session.commit()
    assert sign_in(other).get(f"/review/{assignment.id}").status_code == 404
    assert sign_in(agent).get(f"/review/{assignment.id}").status_code == 403
    for verb in ("save", "submit", "replace"):
        assert sign_in(other).post(f"/review/{assignment.id}/{verb}").status_code == 404
        assert sign_in(agent).post(f"/review/{assignment.id}/{verb}").status_code == 403


def test_an_answer_is_saved_and_comes_back_after_a_reload(browser, assignment):
    version = assignment.rubric.versions[-1]
    answers = {str(key): value for key, value in answers_for(version, probes=3).items()}
    saved = browser.post(f"/review/{assignment.id}/save", json={"revision": 0, "answers": answers})

    assert saved.json["revision"] == 1
    assert saved.json["composite"] == 75
    page = browser.get(f"/review/{assignment.id}").text
    assert 'value="3" checked' in page
    assert 'name="revision" value="1"' in page


def test_a_stale_tab_gets_409_with_the_newest_count(browser, assignment):
    version = assignment.rubric.versions[-1]

    def save(value):
        answers = {str(key): a for key, a in answers_for(version, probes=value).items()}
        return browser.post(
            f"/review/{assignment.id}/save", json={"revision": 0, "answers": answers}
        )

    assert save(3).status_code == 200
    refused = save(1)
    assert (refused.status_code, refused.json["revision"]) == (409, 1)
    assert 'value="3" checked' in browser.get(f"/review/{assignment.id}").text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ([], 400),
        ({"answers": []}, 422),
        ({"answers": {"x": {}}}, 422),
        ({"answers": {"1": 3}}, 422),
        ({"moments": {}}, 422),
        ({"moments": [3]}, 422),
        ({"revision": "soon", "answers": {"999999": {"value": 1, "na": False}}}, 422),
    ],
)
def test_a_save_that_makes_no_sense_is_refused_in_words(browser, assignment, body, code):
    answer = browser.post(f"/review/{assignment.id}/save", json=body)
    assert answer.status_code == code
    assert answer.json["message"]


def test_the_form_works_without_scripts(browser, assignment):
    answer = browser.post(
        f"/review/{assignment.id}/submit", data=form_of(assignment, probes=4, verified=1)
    )
    assert answer.location == "/queue"
    done = db.session.scalar(select(Evaluation))
    assert (done.state, done.quality) == ("released", 100)


def test_a_double_click_submits_once(browser, assignment):
    form = form_of(assignment, probes=4, verified=1)
    first = browser.post(f"/review/{assignment.id}/submit", data=form)
    second = browser.post(f"/review/{assignment.id}/submit", data=form)
    assert (first.location, second.location) == ("/queue", "/queue")
    assert db.session.scalar(select(func.count()).select_from(Evaluation)) == 1


def test_an_open_question_is_pointed_at_and_what_was_answered_is_kept(browser, assignment):
    answer = browser.post(f"/review/{assignment.id}/submit", data=form_of(assignment, probes=4))
    assert answer.status_code == 422
    assert "This question still needs an answer." in answer.text
    assert db.session.scalar(select(Evaluation)).state == "draft"


def test_a_finished_review_opens_as_such(sign_in):
    done = released_evaluation()
    db.session.commit()
    answer = sign_in(done.evaluator).get(f"/review/{done.assignment_id}")
    assert answer.location == f"/evaluations/{done.id}"


def test_a_replaced_one_leaves_the_queue(browser, assignment):
    browser.post(f"/review/{assignment.id}/replace", data={"reason": "wrong language"})
    assert f"/review/{assignment.id}" not in browser.get("/queue").text


class TestAnEvaluation:
    @pytest.fixture
    def people(self):
        lead, user = make_user("lead"), make_user("agent")
        agent = make_agent(team=make_team(lead), user=user)
        return {
            "agent": user,
            "lead": lead,
            "qa_lead": make_user("qa_lead"),
            "other agent": make_agent(user=make_user("agent")).user,
            "other lead": make_user("lead"),
            "hr": make_user("hr"),
            "interaction": make_reviewable(agent=agent),
        }

    def codes(self, sign_in, people, done):
        db.session.commit()
        names = ("agent", "lead", "qa_lead", "other agent", "other lead", "hr")
        return {n: sign_in(people[n]).get(f"/evaluations/{done.id}").status_code for n in names}

    def test_is_read_by_its_agent_and_those_who_answer_for_them(self, sign_in, people):
        done = released_evaluation(interaction=people["interaction"])
        assert self.codes(sign_in, people, done) == {
            "agent": 200,
            "lead": 200,
            "qa_lead": 200,
            "other agent": 404,
            "other lead": 404,
            "hr": 403,
        }

    def test_is_hidden_from_its_agent_until_it_is_released(self, sign_in, people):
        rubric = make_version(needs_approval=True).rubric
        done = released_evaluation(interaction=people["interaction"], rubric=rubric)
        codes = self.codes(sign_in, people, done)
        assert (codes["agent"], codes["lead"], codes["qa_lead"]) == (404, 200, 200)
        sign_in(people["qa_lead"]).post(f"/evaluations/{done.id}/approve")
        assert self.codes(sign_in, people, done)["agent"] == 200

    def test_is_answered_by_its_agent_and_decided_by_a_qa_lead(self, sign_in, people):
        done = released_evaluation(interaction=people["interaction"])
        criterion = next(iter(answers_for(done.version, probes=0)))
        db.session.commit()
        agent, lead = sign_in(people["agent"]), sign_in(people["qa_lead"])
        agent.post(f"/evaluations/{done.id}/acknowledge")
        words = "I asked for the month at once."
        reason = {"criterion": criterion, "reason": words, "answer": "4"}
        agent.post(f"/evaluations/{done.id}/dispute", data=reason)
        page = lead.get(f"/evaluations/{done.id}").text
        assert "I asked for the month at once." in page and "read by the agent" in page
        words = {"decision": "accept", "words": "That is so, see 0:05.", "answer": "4"}
        decided = lead.post("/disputes/1/decide", data=words)
        assert decided.location != f"/evaluations/{done.id}"
        assert "Score 100 of 100" in agent.get(decided.location).text

    def test_lets_only_the_right_roles_act(self, sign_in, people):
        done = released_evaluation(interaction=people["interaction"])
        db.session.commit()
        lead = sign_in(people["lead"])
        for verb in ("acknowledge", "dispute"):
            assert lead.post(f"/evaluations/{done.id}/{verb}").status_code == 403
        assert sign_in(people["agent"]).post(f"/evaluations/{done.id}/approve").status_code == 403
        assert sign_in(people["agent"]).post("/disputes/1/decide").status_code == 403


def test_rubrics_are_read_by_all_and_taken_along_as_json(sign_in):
    version, user = make_version(), make_user("agent")
    db.session.commit()
    client = sign_in(user)
    assert "Small" in client.get("/rubrics").text
    assert "Asks what is needed" in client.get(f"/rubrics/{version.rubric_id}").text
    document = client.get(f"/rubrics/{version.rubric_id}/download")
    assert document.json["name"] == {"en": "Small"}
    assert client.get("/rubrics/999999").status_code == 404
    assert client.get(f"/rubrics/{version.rubric_id}?version=9").status_code == 404


def test_a_team_lead_reads_plans_and_cannot_draw(sign_in):
    lead, plan = make_user("lead"), make_plan()
    db.session.commit()
    client = sign_in(lead)
    assert client.get("/sampling").status_code == 200
    assert client.post(f"/sampling/{plan.id}/draw", data={}).status_code == 403
