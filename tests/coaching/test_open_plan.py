"""Opening a plan from a gap."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coaching.models import Plan
from core.clock import now
from core.db import db
from people.models import AuditEvent
from tests.coaching.factories import make_competency, make_gap, make_moment, make_plan
from tests.factories import add
from transcripts.models import Recording
from transcripts.privacy.models import Redaction


def address(floor, competency: str = "probing") -> str:
    return f"/agents/{floor.agent.id}/plans/new?competency={competency}"


def answers(**values: object) -> dict[str, object]:
    due = now().date() + timedelta(28)
    return {
        "title": "Ask before answering",
        "target": "70",
        "due_on": due.isoformat(),
        "agent_action": "listen again",
        "lead_action": "sit beside",
    } | values


def test_the_form_is_filled_in_from_the_gap(floor, browse) -> None:
    reviews = make_gap(floor.agent)
    for n, review in enumerate(reviews[:4]):
        make_moment(review, note=f"moment {n}", praise=n == 3)
    make_moment(reviews[0], "empathy", note="about empathy")
    page = browse(floor.lead).get(address(floor)).text
    assert "27 points below target; that it really lies below is 99 in 100 sure" in page
    assert "from 12 reviews" in page
    assert page.count(" checked>") == 3
    assert page.index("moment 3") < page.index("moment 0") < page.index("moment 2")
    assert "about empathy" not in page
    assert "#t=12.5" in page


def test_without_a_competency_the_surest_gap_is_proposed(floor, browse) -> None:
    make_gap(floor.agent, key="empathy")
    page = browse(floor.lead).get(f"/agents/{floor.agent.id}/plans/new").text
    assert "Empathy is 27 points below target" in page


def test_a_plan_keeps_its_baseline_evidence_and_first_steps(floor, browse) -> None:
    reviews = make_gap(floor.agent)
    kept = make_moment(reviews[0]).id
    make_moment(reviews[1])
    response = browse(floor.lead).post(address(floor), data=answers(moments=[kept]))
    plan = db.session.scalars(select(Plan)).one()
    assert (response.status_code, response.location) == (302, f"/plans/{plan.id}")
    assert (plan.state, plan.target, plan.baseline_reviews) == ("agreed", 70, 12)
    assert plan.baseline == pytest.approx(48)
    assert plan.baseline_low < 48 < plan.baseline_high
    assert [shown.moment_id for shown in plan.moments] == [kept]
    assert [(a.owner, a.text) for a in plan.actions] == [
        ("agent", "listen again"),
        ("lead", "sit beside"),
    ]
    assert db.session.scalars(select(AuditEvent.verb)).all() == ["plan.opened"]


@pytest.mark.parametrize("is_open", [True, False])
def test_a_moment_plays_only_where_its_sound_is_open(floor, browse, is_open) -> None:
    moment = make_moment(make_gap(floor.agent)[0])
    call = moment.evaluation.interaction
    call.channel, moment.start = "voice", 3.0
    add(
        Recording(
            interaction=call, kind="playback", storage_key="a", media_type="audio/webm", size=4,
            sha256="5" * 64,
        )
    )  # fmt: skip
    if is_open:
        add(Redaction(interaction_id=call.id, rules="1", silences=[]))
    page = browse(floor.lead).get(address(floor)).text
    assert ("<audio" in page) is is_open


def test_a_plan_may_begin_without_a_score(floor, browse) -> None:
    make_competency()
    browse(floor.lead).post(address(floor), data=answers(agent_action="", lead_action=""))
    plan = db.session.scalars(select(Plan)).one()
    assert (plan.baseline, plan.baseline_reviews, plan.actions) == (None, 0, [])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"target": "100"}, "Number must be between 1 and 99."),
        ({"target": "NaN"}, "Number must be between 1 and 99."),
        ({"due_on": "2020-01-01"}, "The day has passed already."),
        ({"due_on": "soon"}, "Not a valid date value."),
        ({"moments": ["999999"]}, "is not a valid choice for this field."),
    ],
)
def test_a_wrong_answer_is_said_and_opens_nothing(floor, browse, wrong, said) -> None:
    make_competency()
    page = browse(floor.lead).post(address(floor), data=answers(**wrong))
    assert page.status_code == 200
    assert said in page.text
    assert db.session.scalars(select(Plan)).all() == []


def test_a_second_click_opens_no_second_plan(floor, browse) -> None:
    make_plan(floor.agent, floor.lead)
    page = browse(floor.lead).post(address(floor), data=answers())
    assert page.text.count("There is already an open plan for this.") == 2
    assert len(db.session.scalars(select(Plan)).all()) == 1


def test_an_unknown_competency_is_nowhere(floor, browse) -> None:
    make_competency()
    assert browse(floor.lead).get(address(floor, "charm")).status_code == 404


@pytest.mark.parametrize(
    ("who", "code"), [("outsider", 404), ("hr", 403), ("user", 403), ("admin", 403)]
)
def test_others_open_no_plan(floor, browse, who, code) -> None:
    make_competency()
    client = browse(getattr(floor, who))
    assert client.get(address(floor)).status_code == code
    assert client.post(address(floor), data=answers()).status_code == code
    assert db.session.scalars(select(Plan)).all() == []


def test_nobody_coaches_themselves(floor, browse) -> None:
    make_competency()
    floor.agent.user = floor.lead
    assert browse(floor.lead).get(address(floor)).status_code == 404
