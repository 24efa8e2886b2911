"""``rubrica transcribe``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.transcripts.speech.sounds import opening_of_call
from transcripts.cli_transcribe import transcribe


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return opening_of_call(tmp_path_factory.mktemp("cli") / "call.wav", seconds=12)


@pytest.fixture
def run(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("RUBRICA_DATA", str(tmp_path_factory.getbasetemp() / "cli-data"))

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(transcribe, [str(a) for a in ("--model", "tiny.en", *arguments)])

    return run


def test_json_has_the_stable_shape(run, call):
    result = run(call, "--format", "json", "--agent-channel", 1)

    record = json.loads(result.stdout)
    assert result.exit_code == 0
    assert record["path"] == str(call)
    assert record["language"] == "en"
    assert record["turns"][0].keys() == {"speaker", "start", "end", "text"}
    assert record["turns"][0]["speaker"] == "customer"
    assert record["words"][0].keys() == {"speaker", "start", "end", "text", "probability"}


def test_several_files_are_several_calls_and_a_bad_one_costs_only_itself(run, call, tmp_path):
    bad = tmp_path / "notes.wav"
    bad.write_text("not a recording")

    result = run(bad, call, "--format", "vtt", "--out", tmp_path / "out")

    assert result.exit_code == 1
    assert result.stderr.startswith(
        f"rubrica transcribe: {bad}: This is not an audio file that can be read.\n"
    )
    written = (tmp_path / "out" / "call.wav.vtt").read_text()
    assert written.startswith("WEBVTT\n\n00:00:0")
    assert "<v agent>" in written


def test_a_missing_file_fails_in_one_line(run, tmp_path):
    result = run(tmp_path / "gone.wav")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("gone.wav: There is no file at this path.\n")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("a.wav", "--as-channels"),
        ("a.wav", "--format", "docx"),
        ("a.wav", "--agent-channel", "2"),
        ("a.wav", "b.wav", "--format", "srt"),
    ],
)
def test_wrong_usage_exits_with_two(run, arguments):
    assert run(*arguments).exit_code == 2


def test_help_has_an_example(run):
    result = run("--help")

    assert result.exit_code == 0
    assert "rubrica transcribe call.wav" in result.stdout
