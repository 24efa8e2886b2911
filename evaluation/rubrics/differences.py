"""What changed between two versions of a rubric, found by keys: pure data, put in words elsewhere.

A question or section keeps its identity by its key; one that went into another section has moved.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

What = Literal["rubric", "section", "question"]
Change = Literal["added", "removed", "moved", "reordered", "changed"]

PLAIN = (
    "quality_weight", "speed_weight", "quality_floor", "weighs", "weight", "floor", "kind",
    "critical", "bonus", "allow_na", "minimum", "maximum", "competency",
)  # fmt: skip
WHOLE = ("bands", "anchors", "options", "shown_if", "automatic", "root_causes")
TEXTS = ("name", "description", "guidance")
MOVING = (
    "quality_weight", "speed_weight", "quality_floor", "weighs", "weight", "floor", "kind",
    "critical", "bonus", "minimum", "maximum", "bands", "shown_if", "automatic",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One change. ``name`` is the texts of what it is about; ``field`` is set where it changed."""

    what: What
    change: Change
    key: str
    name: Mapping[str, str]
    field: str = ""
    before: Any = None
    after: Any = None

    @property
    def moves_scores(self) -> bool:
        """Whether the same answers could score otherwise after this change."""
        if self.change == "changed":
            return self.field in MOVING
        return self.change != "reordered"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The changes from one document to the next (shape of `rubric_to_json`), in form order."""
    old_sections = {s["key"]: s for s in before["sections"]}
    new_sections = {s["key"]: s for s in after["sections"]}
    old = _questions(before)
    new = _questions(after)
    return [
        *_fields("rubric", "", before, after),
        *_of_parts("section", old_sections, new_sections),
        *_of_questions(old, new),
    ]


def _questions(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The questions by key, each with the section it stands in."""
    return {
        criterion["key"]: criterion | {"section": section["key"]}
        for section in document["sections"]
        for criterion in section["criteria"]
    }


def _of_questions(
    old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]]
) -> Iterator[Difference]:
    for key, criterion in new.items():
        if key in old and old[key]["section"] != criterion["section"]:
            yield Difference(
                "question", "moved", key, criterion["name"],
                before=old[key]["section"], after=criterion["section"],
            )  # fmt: skip
    yield from _of_parts("question", old, new)


def _of_parts(
    what: What, old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]]
) -> Iterator[Difference]:
    for key, part in old.items():
        if key not in new:
            yield Difference(what, "removed", key, part["name"])
    for key, part in new.items():
        if key not in old:
            yield Difference(what, "added", key, part["name"])
        else:
            yield from _fields(what, key, old[key], part)
    kept_before = [key for key in old if key in new]
    kept_after = [key for key in new if key in old]
    if kept_before != kept_after:
        yield Difference(what, "reordered", "", {}, before=kept_before, after=kept_after)


def _fields(
    what: What, key: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Difference]:
    for field in (*PLAIN, *WHOLE):
        if old.get(field) != new.get(field):
            yield Difference(
                what, "changed", key, new["name"], field, old.get(field), new.get(field)
            )
    for field in TEXTS:
        before, after = old.get(field) or {}, new.get(field) or {}
        for language in sorted(before.keys() | after.keys()):
            if before.get(language) != after.get(language):
                yield Difference(
                    what, "changed", key, new["name"], f"{field}.{language}",
                    before.get(language), after.get(language),
                )  # fmt: skip
