"""A command that is used wrongly ends with one line that says why, and no trace of the program."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app import main


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["draw", "9" * 25], 1, "there is no sampling plan"),
        (["scorecard", "9" * 25], 1, "there is no agent called"),
        (["backup", "no-such-folder/house.tar"], 1, "cannot write no-such-folder/house.tar"),
        (["run", "--port", "99999999"], 2, "99999999 is not in the range 1<=x<=65535"),
        (["demo", "--port", "0"], 2, "0 is not in the range 1<=x<=65535"),
    ],
)
def test_wrong_arguments_are_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, words: str
) -> None:
    monkeypatch.setenv("RUBRICA_DATA", str(tmp_path / "house"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, words in result.output) == (code, True), result.output
