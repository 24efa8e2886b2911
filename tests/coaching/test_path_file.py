"""Career paths as files: an exact round trip, and a reason for each wrong one."""

import copy
import json
from datetime import date

import pytest

from coaching.careers.actions import DEFAULT_PATH
from coaching.careers.path_file import PathFileError, read_path, write_path
from coaching.careers.tenure import whole_months

KNOWN = ("product_knowledge", "probing", "empathy", "adaptability")


def default() -> dict:
    return json.loads(DEFAULT_PATH.read_text(encoding="utf-8"))


def test_a_path_is_written_as_it_was_read() -> None:
    assert write_path(read_path(default(), KNOWN)) == default()


def test_the_default_path_speaks_three_languages() -> None:
    stages = default()["stages"]
    assert [stage["name"]["en"] for stage in stages] == [
        "Agent",
        "Senior agent",
        "Specialist",
        "Team coach",
    ]
    for stage in stages:
        assert set(stage["name"]) == set(stage["description"]) == {"en", "es", "ca"}


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (("format",), "other/1", "format"),
        (("key",), "Support!", "key"),
        (("key",), None, "key"),
        (("name",), {}, "texts"),
        (("name",), {"en": "A", "xx": "B"}, "texts"),
        (("name",), {"en": 3}, "texts"),
        (("stages",), [], "stages"),
        (("stages",), [{}] * 31, "stages"),
        (("stages", 0), "Agent", "stages"),
        (("stages", 0, "name"), {"en": " "}, "texts"),
        (("stages", 0, "tenure_months"), -1, "tenure"),
        (("stages", 0, "tenure_months"), True, "tenure"),
        (("stages", 0, "tenure_months"), 1.5, "tenure"),
        (("stages", 0, "certificates"), [""], "certificates"),
        (("stages", 0, "certificates"), "one", "certificates"),
        (("stages", 1, "requirements", 0, "competency"), "charm", "competency"),
        (("stages", 1, "requirements", 0, "competency"), "probing", "competency"),
        (("stages", 1, "requirements", 0, "level"), 0, "level"),
        (("stages", 1, "requirements", 0, "level"), 100, "level"),
        (("stages", 1, "requirements", 0, "level"), float("nan"), "level"),
        (("stages", 1, "requirements"), [3], "level"),
    ],
)
def test_a_wrong_part_is_refused_with_its_reason(place, value, code) -> None:
    document = copy.deepcopy(default())
    *way, last = place
    part = document
    for step in way:
        part = part[step]
    part[last] = value
    with pytest.raises(PathFileError) as refusal:
        read_path(document, KNOWN)
    assert refusal.value.code == code


@pytest.mark.parametrize("document", [None, [], "path", 3])
def test_something_else_is_no_path(document) -> None:
    with pytest.raises(PathFileError):
        read_path(document, KNOWN)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 1, 15), date(2026, 2, 14), 0),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2025, 11, 30), date(2026, 2, 28), 2),
        (date(2024, 2, 29), date(2026, 2, 28), 23),
        (date(2026, 3, 1), date(2026, 2, 1), 0),
    ],
)
def test_only_whole_months_count(start, end, months) -> None:
    assert whole_months(start, end) == months
