"""Everything that keeps a rubric document from being published, not only the first mistake."""

from typing import Any

from evaluation.rubrics.reading import Mistake, Place
from evaluation.rubrics.schema import criterion_in, rubric_from_json

MOST = 50


def mistakes_in(document: Any) -> list[Mistake]:
    """The mistakes of a document, each with its place ("rubric.sections[0]: ..."); [] if none.

    First those inside the questions, all of them; once these are right, what is wrong around them.
    """
    try:
        rubric_from_json(document)
    except Mistake as mistake:
        inner = _inside_questions(document)
        return inner[:MOST] if inner else [mistake]
    return []


def _inside_questions(document: Any) -> list[Mistake]:
    found: list[Mistake] = []
    for s, section in enumerate(_list(document, "sections")):
        for c, criterion in enumerate(_list(section, "criteria")):
            try:
                criterion_in(Place.root(criterion, f"rubric.sections[{s}].criteria[{c}]"))
            except Mistake as mistake:
                found.append(mistake)
    return found


def _list(holder: Any, name: str) -> list[Any]:
    items = holder.get(name) if isinstance(holder, dict) else None
    return items if isinstance(items, list) else []
