"""`rubrica score`: two JSON files in, a score out."""

import json

import pytest
from click.testing import CliRunner

from evaluation.cli import score
from evaluation.rubrics.schema import DEFAULT_RUBRIC
from evaluation.score_file import score_files

RUBRIC = json.loads(DEFAULT_RUBRIC.read_text(encoding="utf-8"))
ANSWERS = {
    "accurate_information": 4,
    "complete_solution": 3,
    "finds_the_cause": 2,
    "acknowledges": "na",
    "clear_and_courteous": 3,
    "adjusts_to_the_customer": 3,
    "identity_verified": "yes",
    "honest_disclosure": True,
}
# 25 * .9 + 20 * .5 + 20 * .75 + 20 * .75 + 15
QUALITY = 77.5


@pytest.fixture
def files(tmp_path):
    def write(answers: dict, **more) -> list[str]:
        path = tmp_path / "answers.json"
        path.write_text(json.dumps({"answers": answers, **more}), encoding="utf-8")
        return [str(DEFAULT_RUBRIC), str(path)]

    return write


def test_answers_are_scored():
    assert score_files(RUBRIC, {"answers": ANSWERS, "handle_time_ratio": 1.25}) == {
        "quality": pytest.approx(QUALITY),
        "speed": 50,
        "composite": pytest.approx(0.8 * QUALITY + 10),
        "unadjusted": pytest.approx(QUALITY),
        "critical_failed": [],
    }


def test_a_critical_failure_shows_what_was_lost():
    found = score_files(RUBRIC, {"answers": ANSWERS | {"identity_verified": "no"}})
    assert found["quality"] == found["composite"] == 0
    assert found["unadjusted"] == pytest.approx(QUALITY - 7.5)
    assert found["critical_failed"] == ["identity_verified"]
    assert found["speed"] is None


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"answers": ANSWERS | {"charm": 1}}, "answers: unknown field 'charm'"),
        ({"answers": ANSWERS | {"acknowledges": 5}}, "acknowledges: 5 is not between 0 and 4"),
        ({"answers": ANSWERS | {"acknowledges": "good"}}, "acknowledges must be a number"),
        ({"answers": ANSWERS | {"identity_verified": "maybe"}}, "must be yes or no"),
        ({"answers": ANSWERS | {"identity_verified": [1]}}, "must be yes or no"),
        ({"answers": ANSWERS | {"acknowledges": None}}, "no answer to acknowledges"),
        ({"answers": {}}, "no answer to accurate_information, complete_solution"),
        ({"answers": ANSWERS, "handle_time_ratio": 0}, "above 0"),
        ({"answers": ANSWERS, "handle_time_ratio": "1"}, "handle_time_ratio must be a number"),
        ({"answers": [1]}, "answers: must be a JSON object"),
        ({}, "answers: must be a JSON object"),
        ([], "answers file: must be a JSON object"),
    ],
)
def test_unusable_answers_are_refused(answers, message):
    with pytest.raises(ValueError, match=message):
        score_files(RUBRIC, answers)


def test_not_applicable_is_refused_where_the_rubric_forbids_it():
    strict = json.loads(json.dumps(RUBRIC))
    strict["sections"][1]["criteria"][0]["allow_na"] = False
    with pytest.raises(ValueError, match="finds_the_cause cannot be answered"):
        score_files(strict, {"answers": ANSWERS | {"finds_the_cause": "na"}})


def test_the_command_prints_json(files):
    outcome = CliRunner().invoke(score, [*files(ANSWERS, handle_time_ratio=1.0), "--json"])
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout)["composite"] == pytest.approx(82)


def test_the_command_prints_words(files):
    outcome = CliRunner().invoke(score, files(ANSWERS | {"honest_disclosure": "no"}))
    assert outcome.exit_code == 0
    assert outcome.stdout.splitlines() == [
        "quality       62.5",
        "speed            -",
        "composite     62.5",
        "unadjusted    70.0",
        "critical failed: honest_disclosure",
    ]


def test_a_bad_answer_fails_with_one_line(files):
    outcome = CliRunner().invoke(score, files(ANSWERS | {"acknowledges": 9}))
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert outcome.stderr == "Error: acknowledges: 9 is not between 0 and 4\n"


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe\x00"])
def test_a_file_that_is_not_json_fails_with_one_line(tmp_path, content):
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    outcome = CliRunner().invoke(score, [str(DEFAULT_RUBRIC), str(path)])
    assert outcome.exit_code == 1
    assert "not JSON" in outcome.stderr
    assert outcome.stderr.count("\n") == 1


def test_wrong_usage_exits_2(tmp_path):
    assert CliRunner().invoke(score, [str(DEFAULT_RUBRIC)]).exit_code == 2
    missing = str(tmp_path / "missing.json")
    assert CliRunner().invoke(score, [str(DEFAULT_RUBRIC), missing]).exit_code == 2
