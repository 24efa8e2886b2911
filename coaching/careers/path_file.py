"""A career path as a JSON document: checked on the way in, the same again on the way out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = "rubrica.career_path/1"
LANGUAGES = ("en", "es", "ca")
KEY = re.compile(r"[a-z0-9_]{1,60}")
MOST_STAGES = 30
MOST_MONTHS = 600


class PathFileError(ValueError):
    """A document that is no career path; ``code`` says why, ``where`` in which part."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code} {where}".strip())
        self.code, self.where = code, where


@dataclass(frozen=True)
class StageDocument:
    """One stage; ``requirements`` are levels 1-99 by competency key."""

    name: Mapping[str, str]
    description: Mapping[str, str]
    tenure_months: int
    certificates: tuple[str, ...]
    requirements: Mapping[str, float]


@dataclass(frozen=True)
class PathDocument:
    """A path with its stages, the lowest first."""

    key: str
    name: Mapping[str, str]
    stages: tuple[StageDocument, ...]


def read_path(document: Any, competencies: Iterable[str]) -> PathDocument:
    """Check a document against the format and the known competency keys.

    Raises PathFileError ``format``, ``key``, ``texts``, ``stages``, ``tenure``, ``certificates``,
    ``competency`` or ``level``.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise PathFileError("format")
    key = document.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise PathFileError("key")
    stages = document.get("stages")
    if not isinstance(stages, list) or not 1 <= len(stages) <= MOST_STAGES:
        raise PathFileError("stages")
    known = frozenset(competencies)
    read = [_read_stage(stage, known, f"stages[{n}]") for n, stage in enumerate(stages)]
    return PathDocument(key, _texts(document.get("name"), "name", required=True), tuple(read))


def write_path(path: PathDocument) -> dict[str, Any]:
    """The document that ``read_path`` reads back as the same path."""
    return {
        "format": FORMAT,
        "key": path.key,
        "name": dict(path.name),
        "stages": [
            {
                "name": dict(stage.name),
                "description": dict(stage.description),
                "tenure_months": stage.tenure_months,
                "certificates": list(stage.certificates),
                "requirements": [
                    {"competency": competency, "level": _plain(level)}
                    for competency, level in stage.requirements.items()
                ],
            }
            for stage in path.stages
        ],
    }


def _read_stage(stage: Any, known: frozenset[str], where: str) -> StageDocument:
    if not isinstance(stage, dict):
        raise PathFileError("stages", where)
    months = stage.get("tenure_months", 0)
    if isinstance(months, bool) or not isinstance(months, int) or not 0 <= months <= MOST_MONTHS:
        raise PathFileError("tenure", where)
    certificates = stage.get("certificates", [])
    if not isinstance(certificates, list) or not all(_is_name(name) for name in certificates):
        raise PathFileError("certificates", where)
    return StageDocument(
        _texts(stage.get("name"), where, required=True),
        _texts(stage.get("description", {}), where, required=False),
        months,
        tuple(certificates),
        _requirements(stage.get("requirements", []), known, where),
    )


def _requirements(items: Any, known: frozenset[str], where: str) -> dict[str, float]:
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise PathFileError("level", where)
    levels: dict[str, float] = {}
    for item in items:
        competency, level = item.get("competency"), item.get("level")
        if not isinstance(competency, str) or competency not in known or competency in levels:
            raise PathFileError("competency", where)
        if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 100:
            raise PathFileError("level", where)
        levels[competency] = float(level)
    return levels


def _texts(texts: Any, where: str, *, required: bool) -> dict[str, str]:
    if not isinstance(texts, dict) or not set(texts) <= set(LANGUAGES):
        raise PathFileError("texts", where)
    if not all(isinstance(text, str) and len(text) <= 1000 for text in texts.values()):
        raise PathFileError("texts", where)
    if required and not any(text.strip() for text in texts.values()):
        raise PathFileError("texts", where)
    return dict(texts)


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and 0 < len(name.strip()) <= 120


def _plain(level: float) -> float | int:
    return int(level) if level == int(level) else level
