"""`rubrica bench`: its names, and rows that name their peer."""

import json

import pytest
from click.testing import CliRunner

from app import create_app
from bench import pages, sampling
from bench.cli import bench, known_names


def test_an_unknown_bench_is_wrong_usage_and_the_known_ones_are_listed() -> None:
    result = CliRunner().invoke(bench, ["nonsense"], obj=create_app)
    assert result.exit_code == 2
    assert all(name in result.stderr for name in ("pages", "sampling", "transcribe"))


def test_files_are_for_transcribe_alone(tmp_path) -> None:
    file = tmp_path / "a.wav"
    file.touch()
    assert CliRunner().invoke(bench, ["pages", str(file)], obj=create_app).exit_code == 2


def test_help_shows_an_example() -> None:
    result = CliRunner().invoke(bench, ["--help"])
    assert (result.exit_code, "rubrica bench pages" in result.output) == (0, True)
    assert all(name in result.output for name in known_names())


def test_pages_measures_every_page_in_both_centres() -> None:
    rows = pages.run(create_app, small=300, large=400, requests=2)
    assert [row["name"] for row in rows] == [page.name for page in pages.PAGES]
    for row in rows:
        assert row["queries_large"] == row["queries_small"] > 0
        assert row["ratio"] == pytest.approx(row["p50_ms_large"] / row["p50_ms_small"], rel=0.05)
        assert row["peer"] == "the same page with 300 interactions"


def test_a_bench_prints_json_for_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, small in {"REPEATS": 2, "LARGE": 50_000, "SMALL_REPEATS": 50}.items():
        monkeypatch.setattr(sampling, name, small)
    result = CliRunner().invoke(bench, ["sampling", "--json"], obj=create_app)
    rows = json.loads(result.stdout)
    assert all({"name", "ratio", "peer"} <= row.keys() for row in rows)
