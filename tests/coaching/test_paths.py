"""The ladders: who reads them, who edits them, and in which way they are refused."""

import io
import json

import pytest
from sqlalchemy import select

from coaching.careers.actions import DEFAULT_PATH, install_default_path
from coaching.careers.models import AgentStage, CareerPath, Stage
from core.clock import now
from core.db import db
from people.models import AuditEvent
from tests.coaching.factories import make_competency
from tests.factories import add

ATTRIBUTES = ("product_knowledge", "probing", "empathy", "adaptability")


@pytest.fixture
def ladder(app) -> CareerPath:
    """The default path with its four attributes."""
    for position, key in enumerate(ATTRIBUTES):
        make_competency(key, position=position)
    return install_default_path()


def stage_answers(**values: str) -> dict[str, str]:
    return {"name_en": "Guru", "tenure_months": "3", "level_probing": "88"} | values


def names(path_id: int) -> list[str]:
    wanted = select(Stage).where(Stage.path_id == path_id).order_by(Stage.position)
    return [stage.name["en"] for stage in db.session.scalars(wanted)]


def upload(client, content: bytes):
    data = {"file": (io.BytesIO(content), "path.json")}
    return client.post("/paths/import", data=data, follow_redirects=True)


def test_the_default_path_is_installed_once(ladder) -> None:
    assert install_default_path() is ladder
    assert names(ladder.id) == ["Agent", "Senior agent", "Specialist", "Team coach"]


def test_hr_begins_with_the_default_path(floor, browse) -> None:
    client = browse(floor.hr)
    page = client.post("/paths/default", follow_redirects=True)
    assert "A rubric with the four attributes comes first." in page.text
    for key in ATTRIBUTES:
        make_competency(key)
    page = browse(floor.hr).post("/paths/default", follow_redirects=True)
    assert "Team coach" in page.text


def test_a_lead_sees_the_people_of_their_team_on_the_first_stage(floor, ladder, browse) -> None:
    page = browse(floor.lead).get("/paths").text
    assert "1 person here" in page
    assert "Ari Agent" in page
    assert "Olga Other" not in page


def test_a_promoted_agent_is_shown_where_they_stand(floor, ladder, browse) -> None:
    for stage in ladder.stages[:2]:
        add(AgentStage(agent=floor.agent, stage=stage, since=now().date()))
    page = browse(floor.hr).get("/paths").text
    assert page.index("Olga Other") < page.index("Senior agent") < page.index("Ari Agent")


def test_an_agent_reads_the_ladder_without_other_people(floor, ladder, browse) -> None:
    page = browse(floor.user).get("/paths").text
    assert "Senior agent" in page
    assert "Olga Other" not in page
    assert "person here" not in page


def test_without_a_path_each_is_told_what_to_do(floor, browse) -> None:
    assert "Begin with the default path" in browse(floor.hr).get("/paths").text
    assert "HR writes the paths" in browse(floor.user).get("/paths").text


def test_a_path_is_created_with_its_first_stage(floor, browse) -> None:
    data = {"key": "sales", "name_en": "Sales", "name_ca": "Vendes", "first_stage": "Seller"}
    assert browse(floor.hr).post("/paths/new", data=data).location == "/paths"
    path = db.session.scalars(select(CareerPath)).one()
    assert (path.key, path.name) == ("sales", {"en": "Sales", "ca": "Vendes"})
    assert names(path.id) == ["Seller"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"key": "Big Key"}, "Small letters, digits and _ only."),
        ({"key": "support"}, "There is already a path with the key"),
        ({"name_en": ""}, "This field is required."),
        ({"first_stage": ""}, "This field is required."),
    ],
)
def test_a_wrong_path_is_refused(floor, ladder, browse, wrong, said) -> None:
    data = {"key": "sales", "name_en": "Sales", "first_stage": "Seller"} | wrong
    page = browse(floor.hr).post("/paths/new", data=data)
    assert page.status_code == 200
    assert said in page.text


def test_a_stage_is_added_on_top_and_changed(floor, ladder, browse) -> None:
    client = browse(floor.hr)
    client.post(
        f"/paths/{ladder.id}/stages/new",
        data=stage_answers(certificates="First aid\n\nFirst aid\nCoaching"),
    )
    stage = db.session.scalars(select(Stage).where(Stage.position == 4)).one()
    assert (stage.name, stage.certificates) == ({"en": "Guru"}, ["First aid", "Coaching"])
    levels = {each.competency.key: each.level for each in stage.requirements}
    assert levels == {"probing": 88}
    address = f"/paths/stages/{stage.id}"
    db.session.rollback()
    client.post(address, data=stage_answers(level_probing="", level_empathy="77"))
    changed = db.session.get(Stage, stage.id)
    assert {each.competency.key: each.level for each in changed.requirements} == {"empathy": 77}
    assert db.session.scalars(select(AuditEvent.verb)).all() == [
        "path.created",
        "path.stage_added",
        "path.stage_changed",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"level_probing": "100"}, "Number must be between 1 and 99."),
        ({"level_probing": "nan"}, "Number must be between 1 and 99."),
        ({"level_probing": "much"}, "Not a valid float value."),
        ({"tenure_months": "-1"}, "Number must be between 0 and 600."),
        ({"name_en": ""}, "This field is required."),
    ],
)
def test_a_wrong_stage_is_refused(floor, ladder, browse, wrong, said) -> None:
    page = browse(floor.hr).post(f"/paths/{ladder.id}/stages/new", data=stage_answers(**wrong))
    assert said in page.text
    assert len(names(ladder.id)) == 4


def test_a_stage_moves_up_and_the_highest_stays(floor, ladder, browse) -> None:
    client = browse(floor.hr)
    low, high = ladder.stages[1].id, ladder.stages[3].id
    db.session.rollback()
    client.post(f"/paths/stages/{low}/raise")
    client.post(f"/paths/stages/{high}/raise")
    assert names(ladder.id) == ["Agent", "Specialist", "Senior agent", "Team coach"]


def test_a_stage_is_taken_out_unless_people_stand_there(floor, ladder, browse) -> None:
    empty, stood_on = ladder.stages[3].id, ladder.stages[1]
    add(AgentStage(agent=floor.agent, stage=stood_on, since=now().date()))
    client = browse(floor.hr)
    client.post(f"/paths/stages/{empty}/remove")
    page = client.post(f"/paths/stages/{stood_on.id}/remove", follow_redirects=True)
    assert "it is part of their story" in page.text
    assert names(ladder.id) == ["Agent", "Senior agent", "Specialist"]


def test_a_path_goes_out_and_comes_in_the_same(floor, ladder, browse) -> None:
    client = browse(floor.hr)
    first = client.get(f"/paths/{ladder.id}.json")
    assert first.json == json.loads(DEFAULT_PATH.read_text(encoding="utf-8"))
    copy = json.dumps(first.json | {"key": "copy"}).encode()
    assert "The path is there." in upload(client, copy).text
    path_id = db.session.scalar(select(CareerPath.id).where(CareerPath.key == "copy"))
    assert client.get(f"/paths/{path_id}.json").json == first.json | {"key": "copy"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "This is not JSON."),
        (b"\xff\xfe", "This is not JSON."),
        (b"[" * 100_000, "This is not JSON."),
        (b"[]", "This is not a career path"),
        (DEFAULT_PATH.read_bytes(), "There is already a path with the key"),
        (b" " * 200_001, "That file is too large for a path."),
    ],
)
def test_a_wrong_file_is_refused(floor, ladder, browse, content, said) -> None:
    assert said in upload(browse(floor.hr), content).text
    assert len(db.session.scalars(select(CareerPath)).all()) == 1


@pytest.mark.parametrize("who", ["lead", "user", "qa_lead"])
def test_those_who_only_read_change_nothing(floor, ladder, browse, who) -> None:
    client = browse(getattr(floor, who))
    stage = f"/paths/stages/{ladder.stages[0].id}"
    doors = ("/paths/new", "/paths/import", "/paths/default", stage, f"{stage}/remove")
    assert {client.post(door, data={}).status_code for door in doors} == {403}
    assert client.get("/paths").status_code == 200
