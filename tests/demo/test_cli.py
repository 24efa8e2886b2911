import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from app import main
from demo.cli import may_be_replaced


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUBRICA_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def database(path: Path, *statements: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return path


USERS = ("create table users (id integer)", "insert into users values (1)")
SETTINGS = "create table centre_settings (key text)"


def test_makes_a_centre_in_a_folder_of_its_own_that_may_be_made_anew(data: Path) -> None:
    result = CliRunner().invoke(main, ["demo", "--no-serve", "--seed", "3"])
    assert result.exit_code == 0, result.output
    assert "evaluator@demo.test" in result.output
    assert "rubrica-demo" in result.output
    assert may_be_replaced(data / "demo" / "rubrica.db")
    assert not (data / "rubrica.db").exists()


def test_refuses_to_touch_a_database_with_people_that_is_no_demonstration(data: Path) -> None:
    path = database(data / "demo" / "rubrica.db", *USERS, SETTINGS)
    before = path.read_bytes()
    result = CliRunner().invoke(main, ["demo", "--no-serve"])
    assert result.exit_code == 1
    assert "is not a demonstration" in result.output
    assert path.read_bytes() == before


def test_refuses_a_negative_seed(data: Path) -> None:
    assert CliRunner().invoke(main, ["demo", "--seed", "-1", "--no-serve"]).exit_code == 2


@pytest.mark.parametrize(
    ("statements", "answer"),
    [
        ((), True),
        ((USERS[0], SETTINGS), True),
        ((*USERS, SETTINGS), False),
        ((*USERS, SETTINGS, "insert into centre_settings values ('demonstration')"), True),
    ],
    ids=["empty", "nobody in it", "people in it", "marked"],
)
def test_what_may_be_replaced(tmp_path: Path, statements: tuple[str, ...], answer: bool) -> None:
    assert may_be_replaced(database(tmp_path / "some.db", *statements)) is answer


def test_a_file_that_is_no_database_stays(tmp_path: Path) -> None:
    path = tmp_path / "some.db"
    path.write_text("my notes " * 200)
    assert may_be_replaced(path) is False
