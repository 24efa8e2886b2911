"""The commands that keep the house: each says in one line what it did or why it could not."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import main


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that the commands use, on SQLite."""
    monkeypatch.setenv("RUBRICA_DATA", str(tmp_path / "house"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "house"


def rubrica(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_migrate_says_where_the_database_is(house: Path) -> None:
    result = rubrica("migrate")
    assert result.exit_code == 0
    assert result.output.startswith("The database is at ")


def test_doctor_finds_an_unmigrated_database_and_says_what_to_do(house: Path) -> None:
    result = rubrica("doctor", "--json")
    assert result.exit_code == 1
    checks = {check["name"]: check for check in json.loads(result.stdout)["checks"]}
    assert checks["database"]["well"] is True
    assert (checks["migrations"]["well"], checks["migrations"]["advice"]) == (
        False,
        "run: rubrica migrate",
    )


def test_doctor_never_prints_a_secret(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUBRICA_SECRET_KEY", "hush-hush-hush")
    result = rubrica("doctor")
    assert "hush" not in result.output
    assert "secret_key = set (environment)" in result.output


def test_a_setting_that_cannot_be_used_is_named(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUBRICA_LANGUAGE", "xx")
    result = rubrica("migrate")
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: RUBRICA_LANGUAGE must be one of en, es, ca\n",
    )


def test_a_first_administrator_is_made_by_command_once(house: Path) -> None:
    first = rubrica("create-user", "ana@example.org", "--role", "admin", "--password", "x" * 12)
    assert (first.exit_code, first.output) == (0, "ana@example.org can sign in.\n")
    again = rubrica("create-user", "ana@example.org", "--role", "admin")
    assert (again.exit_code, again.stderr) == (
        1,
        "Error: ana@example.org already has an account\n",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("ana@example.org",),
        ("ana@example.org", "--role", "emperor"),
        ("ana", "--role", "admin"),
        ("ana@example.org", "--role", "admin", "--password", "short"),
    ],
)
def test_a_wrong_call_is_wrong_usage(house: Path, arguments: tuple[str, ...]) -> None:
    assert rubrica("create-user", *arguments).exit_code == 2


def test_a_backup_comes_back_whole(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rubrica("create-user", "ana@example.org", "--role", "admin", "--password", "x" * 12)
    (house / "media" / "calls").mkdir()
    (house / "media" / "calls" / "one.ogg").write_bytes(b"sound")
    archive = tmp_path / "monday.tar"
    assert rubrica("backup", archive).exit_code == 0

    monkeypatch.setenv("RUBRICA_DATA", str(tmp_path / "new"))
    assert rubrica("restore", archive).output.startswith("Restored.")
    assert (tmp_path / "new" / "media" / "calls" / "one.ogg").read_bytes() == b"sound"
    again = rubrica("create-user", "ana@example.org", "--role", "admin")
    assert "already has an account" in again.stderr


def test_a_backup_is_never_restored_over_a_house(house: Path, tmp_path: Path) -> None:
    rubrica("migrate")
    archive = tmp_path / "monday.tar"
    rubrica("backup", archive)
    result = rubrica("restore", archive)
    assert result.exit_code == 1
    assert "restore into an empty data folder" in result.stderr


def test_something_else_than_a_backup_is_refused(house: Path, tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Dear Sir")
    result = rubrica("restore", other)
    assert result.exit_code == 1
    assert "cannot be restored" in result.stderr


def test_a_database_of_a_newer_rubrica_is_refused_in_one_line(house: Path) -> None:
    rubrica("migrate")
    with sqlite3.connect(house / "rubrica.db") as connection:
        connection.execute("update alembic_version set version_num = 'zzz'")
    result = rubrica("migrate")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: the database cannot be migrated: ")
