"""One agent's path: readiness, aim, decision and certificates."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from coaching.careers.actions import install_default_path
from coaching.careers.models import AgentStage, CareerPath, Certificate, GrowthAim
from core.clock import now
from core.db import db
from people.models import AuditEvent
from tests.coaching.factories import make_competency, make_draw, make_review
from tests.factories import add, make_user

TODAY = now().date()


@pytest.fixture
def ladder(app) -> CareerPath:
    """The default path; its second stage asks for probing and six months only."""
    for position, key in enumerate(("product_knowledge", "probing", "empathy", "adaptability")):
        make_competency(key, position=position)
    path = install_default_path()
    stage = path.stages[1]
    stage.requirements = [each for each in stage.requirements if each.competency.key == "probing"]
    return path


def review_times(agent, levels: list[float]) -> None:
    draw = make_draw()
    for n, level in enumerate(levels):
        make_review(agent, draw, n + 1, probing=level)


def test_a_strong_agent_with_tenure_is_ready(floor, ladder, browse) -> None:
    floor.agent.hired_on = TODAY - timedelta(400)
    review_times(floor.agent, [85, 90, 80, 88, 92, 84, 86, 90, 83, 87])
    page = browse(floor.user).get("/my-path").text
    assert "Next: Senior agent. Ready, as far as reviews can tell." in page
    assert "That all levels are reached is 99% likely." in page
    assert "reached, 99% sure" in page


def test_without_tenure_nobody_is_ready(floor, ladder, browse) -> None:
    floor.agent.hired_on = TODAY - timedelta(70)
    review_times(floor.agent, [85, 90, 80, 88, 92, 84, 86, 90, 83, 87])
    page = browse(floor.lead).get(f"/agents/{floor.agent.id}/path").text
    assert "Not yet." in page
    assert "6 months on the present stage (now 2)" in page


def test_too_few_reviews_say_how_many_more_would_tell(floor, ladder, browse) -> None:
    floor.agent.hired_on = TODAY - timedelta(400)
    page = browse(floor.user).get("/my-path").text
    assert "Almost: 4 more reviews would probably tell." in page
    assert "Some of the levels have too few reviews for a score." in page


def test_tenure_counts_from_the_present_stage(floor, ladder, browse) -> None:
    floor.agent.hired_on = TODAY - timedelta(900)
    stage = ladder.stages[1]
    add(AgentStage(agent=floor.agent, stage=stage, since=TODAY - timedelta(100), reason="good"))
    page = browse(floor.lead).get(f"/agents/{floor.agent.id}/path").text
    assert "12 months on the present stage (now 3)" in page
    assert "Certificate: Product specialist" in page


@pytest.mark.parametrize(("expires", "met"), [(None, True), (1, True), (0, True), (-1, False)])
def test_a_certificate_counts_until_it_expires(floor, ladder, browse, expires, met) -> None:
    floor.agent.hired_on = TODAY - timedelta(400)
    ladder.stages[1].certificates = ["First aid"]
    last = None if expires is None else TODAY + timedelta(expires)
    values = {"earned_on": date(2026, 1, 1), "expires_on": last}
    add(Certificate(agent_id=floor.agent.id, name="First aid", **values))
    page = browse(floor.user).get("/my-path").text
    word = "met" if met else "missing"
    assert f'Certificate: First aid<span class="visually-hidden">: {word}</span>' in page


def test_on_the_highest_stage_nothing_is_next(floor, ladder, browse) -> None:
    add(AgentStage(agent=floor.agent, stage=ladder.stages[3], since=TODAY))
    assert "This is the highest stage of the path." in browse(floor.user).get("/my-path").text


def test_without_a_path_the_page_says_who_makes_one(floor, browse) -> None:
    assert "HR writes the paths" in browse(floor.user).get("/my-path").text


def test_an_account_without_an_agent_is_told_so(floor, ladder, browse) -> None:
    nobody = make_user("agent")
    assert browse(nobody).get("/my-path").status_code == 200
    assert browse(nobody).post("/my-path/aim", data={"stage_id": "0"}).status_code == 404


def test_the_agent_states_changes_and_withdraws_an_aim(floor, ladder, browse) -> None:
    first, second = ladder.stages[2].id, ladder.stages[3].id
    client = browse(floor.user)
    for stage_id in (first, second):
        client.post("/my-path/aim", data={"stage_id": stage_id})
    assert db.session.scalars(select(GrowthAim.stage_id)).all() == [second]
    assert (
        "Ari Agent aims at Team coach."
        in browse(floor.hr).get(f"/agents/{floor.agent.id}/path").text
    )
    client.post("/my-path/aim", data={"stage_id": "0"})
    assert db.session.scalars(select(GrowthAim)).all() == []


@pytest.mark.parametrize("stage", ["999999", "", "top"])
def test_an_aim_that_is_no_stage_is_refused(floor, ladder, browse, stage) -> None:
    client = browse(floor.user)
    page = client.post("/my-path/aim", data={"stage_id": stage}, follow_redirects=True)
    assert "That stage is no longer there" in page.text
    assert db.session.scalars(select(GrowthAim)).all() == []


def decision(stage, **values: str) -> dict[str, str]:
    return {"stage_id": str(stage.id), "since": TODAY.isoformat(), "reason": "steady"} | values


def test_hr_decides_with_a_reason(floor, ladder, browse) -> None:
    path = f"/agents/{floor.agent.id}/path"
    browse(floor.hr).post(f"{path}/stage", data=decision(ladder.stages[1]))
    row = db.session.scalars(select(AgentStage)).one()
    assert (row.stage_id, row.decided_by_id, row.reason) == (
        ladder.stages[1].id,
        floor.hr.id,
        "steady",
    )
    verbs = db.session.scalars(select(AuditEvent.verb)).all()
    assert verbs == ["path.created", "stage.decided"]
    assert "steady" in browse(floor.user).get("/my-path").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": " "}, "This field is required."),
        ({"stage_id": "999999"}, "Not a valid choice."),
        ({"since": "2999-01-01"}, "That day has not come yet."),
        ({"since": "2020-01-01"}, "The present stage began later than that day."),
        ({"since": "soon"}, "Not a valid date value."),
    ],
)
def test_a_wrong_decision_is_refused(floor, ladder, browse, wrong, said) -> None:
    add(AgentStage(agent=floor.agent, stage=ladder.stages[0], since=date(2026, 1, 1)))
    path = f"/agents/{floor.agent.id}/path/stage"
    data = decision(ladder.stages[1], **wrong)
    page = browse(floor.hr).post(path, data=data, follow_redirects=True)
    assert said in page.text
    assert len(db.session.scalars(select(AgentStage)).all()) == 1


def test_a_double_click_decides_once(floor, ladder, browse) -> None:
    client = browse(floor.hr)
    data = decision(ladder.stages[1])
    for _click in range(2):
        client.post(f"/agents/{floor.agent.id}/path/stage", data=data)
    assert len(db.session.scalars(select(AgentStage)).all()) == 1


def test_nobody_decides_about_themselves(floor, ladder, browse) -> None:
    floor.agent.user = floor.hr
    path = f"/agents/{floor.agent.id}/path/stage"
    data = decision(ladder.stages[1])
    page = browse(floor.hr).post(path, data=data, follow_redirects=True)
    assert "Somebody else decides about you." in page.text


def test_a_certificate_is_noted_and_renewed(floor, ladder, browse) -> None:
    client = browse(floor.hr)
    address = f"/agents/{floor.agent.id}/path/certificates"
    for day in ("2025-01-01", "2026-01-01"):
        client.post(address, data={"name": "First aid", "earned_on": day})
    row = db.session.scalars(select(Certificate)).one()
    assert (row.name, row.earned_on) == ("First aid", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"earned_on": "2999-01-01"}, "That day has not come yet."),
        ({"expires_on": "2024-01-01"}, "It would expire before it is earned."),
    ],
)
def test_a_wrong_certificate_is_refused(floor, ladder, browse, wrong, said) -> None:
    data = {"name": "First aid", "earned_on": "2025-01-01"} | wrong
    address = f"/agents/{floor.agent.id}/path/certificates"
    page = browse(floor.hr).post(address, data=data, follow_redirects=True)
    assert said in page.text
    assert db.session.scalars(select(Certificate)).all() == []


@pytest.mark.parametrize("who", ["lead", "user", "qa_lead"])
def test_those_who_only_read_decide_nothing(floor, ladder, browse, who) -> None:
    client = browse(getattr(floor, who))
    path = f"/agents/{floor.agent.id}/path"
    data = decision(ladder.stages[1])
    assert client.post(f"{path}/stage", data=data).status_code == 403
    assert client.post(f"{path}/certificates", data={}).status_code == 403
    assert "Decide about the stage" not in client.get(path, follow_redirects=True).text


def test_another_lead_does_not_find_the_path(floor, ladder, browse) -> None:
    assert browse(floor.outsider).get(f"/agents/{floor.agent.id}/path").status_code == 404
