"""The agent's form is the evaluator's: conditions, measured answers, autosave, a second tab."""

import re
import threading

import pytest

from core.db import db
from evaluation.actions import Unanswered
from evaluation.refusals import Stale
from evaluation.rubrics.actions import import_rubric, publish
from evaluation.rubrics.adapters import criteria_of
from evaluation.self_evaluation.actions import ask, keep, submit
from evaluation.self_evaluation.pages import pairs_of
from tests.evaluation.factories import make_assignment, make_reviewable, released_evaluation
from tests.factories import make_agent, make_user

pytestmark = pytest.mark.usefixtures("app")

PROBES = {"key": "probes", "name": {"en": "Asks what is needed"}, "kind": "scale", "weight": 40,
          "minimum": 0, "maximum": 4, "critical": "all"}  # fmt: skip
OFFERS = {"key": "offers", "name": {"en": "Offers a call back"}, "kind": "yes_no", "weight": 40,
          "shown_if": {"question": "probes", "at_most": 1}}  # fmt: skip
TIME = {"key": "time", "name": {"en": "Keeps the time"}, "kind": "automatic", "weight": 20,
        "automatic": {"metric": "handle_seconds", "above": 0, "override": True,
                      "steps": [{"up_to": 600, "points": 100}]}}  # fmt: skip
FORM = {
    "format": "rubrica.rubric/1", "name": {"en": "Conditional"}, "quality_weight": 100,
    "speed_weight": 0,
    "sections": [{"key": "all", "name": {"en": "All"}, "weight": 100,
                  "criteria": [PROBES, OFFERS, TIME]}],
}  # fmt: skip


@pytest.fixture
def own():
    """A conversation of ten minutes that its agent scores by a form with a condition."""
    agent = make_agent(user=make_user("agent"), name="Ada")
    interaction = make_reviewable(agent=agent, handle_seconds=300.0)
    version = publish(None, import_rubric(None, FORM, key="conditional"))
    make_assignment(interaction=interaction, rubric=version.rubric)
    made = ask(agent.user, interaction)
    db.session.commit()
    return made


def ids_of(own):
    return {criterion.key: criterion.id for criterion in criteria_of(own.version)}


def said(own):
    return {key: answer["value"] for key, answer in own.answers.items()}


def test_a_question_is_needed_only_while_its_condition_holds(own):
    user, ids = own.agent.user, ids_of(own)
    keep(user, own, 0, answers={ids["probes"]: {"value": 1, "na": False}})
    with pytest.raises(Unanswered) as unanswered:
        submit(user, own)
    assert unanswered.value.criterion_ids == [ids["offers"]]
    keep(user, own, 1, answers={ids["probes"]: {"value": 4}})
    assert submit(user, own).state == "submitted"


def test_only_what_a_save_names_changes(own):
    user, ids = own.agent.user, ids_of(own)
    keep(user, own, 0, answers={ids["probes"]: {"value": 1, "na": False}}, summary="Well.")
    keep(user, own, 1, answers={ids["probes"]: {"comment": "twice"}, ids["offers"]: {"value": 1}})
    assert said(own) == {"probes": 1, "offers": 1}
    assert (own.answers["probes"]["comment"], own.summary) == ("twice", "Well.")


def test_a_second_tab_overwrites_nothing_and_a_repeated_save_does_no_harm(own):
    user, probes = own.agent.user, ids_of(own)["probes"]
    keep(user, own, 0, answers={probes: {"value": 3, "na": False}})
    keep(user, own, 0, answers={probes: {"value": 3, "na": False}})
    assert own.revision == 1
    with pytest.raises(Stale) as stale:
        keep(user, own, 0, answers={probes: {"value": 2, "na": False}})
    assert (stale.value.revision, said(own)) == (1, {"probes": 3})


def test_the_page_saves_each_answer_and_says_what_is_wrong(sign_in, own):
    client, ids = sign_in(own.agent.user), ids_of(own)
    url = f"/own-scores/{own.id}/save"

    def send(revision, **answers):
        changes = {ids[key]: {"value": value, "na": False} for key, value in answers.items()}
        return client.post(url, json={"revision": revision, "answers": changes})

    assert send(0, probes=3).json["revision"] == 1
    stale = send(0, probes=2)
    assert (stale.status_code, stale.json["reason"]) == (409, "stale")
    assert send(1, probes=9).status_code == 422
    assert send(1, time=100).status_code == 422
    assert client.post(url, data="{").status_code == 400
    assert sign_in(make_user("agent")).post(url, json={"revision": 1}).status_code == 404
    db.session.refresh(own)
    assert said(own) == {"probes": 3}


def test_the_page_shows_what_was_measured_what_is_critical_and_what_is_asked(sign_in, own):
    page = sign_in(own.agent.user).get(f"/own-scores/{own.id}").text
    assert "100 of 100 points" in page and f'name="answer-{ids_of(own)["time"]}"' not in page
    assert "A failure makes the whole review 0." in page
    follow = page[page.index('data-key="offers"') :].partition(">")[0]
    assert "data-shown-if" in follow and follow.endswith("hidden")


def test_enter_in_a_field_never_leaves_the_form(sign_in, own):
    page = sign_in(own.agent.user).get(f"/own-scores/{own.id}").text
    form = page[page.index('id="review"') :]
    buttons = re.findall(r'<button [^>]*type="submit"[^>]*>', form[: form.index("</form>")])
    assert ['value="decline"' in button for button in buttons] == [False, False, True]


@pytest.mark.parametrize(("channel", "word"), [("sms", "SMS"), ("voice", "call")])
def test_the_heading_names_the_channel_as_a_sentence_writes_it(sign_in, own, channel, word):
    own.interaction.channel = channel
    db.session.commit()
    page = sign_in(own.agent.user).get(f"/own-scores/{own.id}").text
    assert f"My own score of {word}, " in page


def test_an_answer_that_is_no_longer_asked_is_not_compared(own):
    user, ids = own.agent.user, ids_of(own)
    review = released_evaluation(interaction=own.interaction)
    keep(user, own, 0, answers={ids["probes"]: {"value": 1}, ids["offers"]: {"value": 1}})
    assert [pair.key for pair in pairs_of(own, review)] == ["probes", "offers"]
    keep(user, own, 1, answers={ids["probes"]: {"value": 4}})
    assert [pair.key for pair in pairs_of(own, review)] == ["probes"]


@pytest.mark.database
def test_a_double_click_opens_one_form(app, sign_in):
    agent = make_agent(user=make_user("agent"))
    assignment = make_assignment(interaction=make_reviewable(agent=agent))
    db.session.commit()
    where = f"/interactions/{assignment.interaction_id}/score-myself"
    clients, answers = [sign_in(agent.user) for _ in range(2)], []
    db.session.remove()
    ready = threading.Barrier(2)

    def click(client):
        with app.app_context():
            ready.wait()
            answers.append(client.post(where).location)
            db.session.remove()

    clicks = [threading.Thread(target=click, args=(client,)) for client in clients]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(60)
    assert len(answers) == 2 and len(set(answers)) == 1
