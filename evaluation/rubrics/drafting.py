"""Writing the next version of a rubric: saved as one types, published when it is right.

A draft counts its saves; a save made on an older count changes nothing (`Stale`), unless it brings
what is there already.
"""

import json
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from core.clock import now
from core.db import db
from core.texts import can_be_kept
from evaluation.refusals import Refused, Stale
from evaluation.rubrics import schema
from evaluation.rubrics.actions import import_rubric, key_from, publish
from evaluation.rubrics.adapters import document_of
from evaluation.rubrics.models import Rubric, RubricDraft, RubricVersion
from evaluation.rubrics.queries import newest_version
from people.audit import record
from people.models import User

LARGEST = 4_000_000  # characters of a document; 200 questions in three languages take 400,000
DEEPEST = 12


def starter_document(name: str, language: str) -> dict[str, Any]:
    """A rubric with one section and one question, to begin with."""
    question: dict[str, Any] = {
        "key": "question_1", "name": {language: _("First question")}, "guidance": {},
        "competency": None, "kind": "scale", "weight": 100, "critical": None, "bonus": False,
        "allow_na": True, "minimum": 0, "maximum": 4, "anchors": [], "options": [],
    }  # fmt: skip
    section = {"key": "section_1", "name": {language: _("First section")}, "weight": 100}
    return {
        "format": schema.FORMAT,
        "name": {language: name},
        "description": {},
        "quality_weight": 100,
        "speed_weight": 0,
        "quality_floor": None,
        "weighs": "sections",
        "sections": [section | {"criteria": [question]}],
    }


def new_rubric(user: User, document: dict[str, Any]) -> RubricDraft:
    """A rubric that so far is only a draft; its key is made of its name."""
    names = _texts(document.get("name"))
    key = wanted = key_from(names)
    taken = set(db.session.scalars(select(Rubric.key)))
    number = 2
    while key in taken:
        key, number = f"{wanted[:55]}_{number}", number + 1
    rubric = Rubric(key=key, name=names, description=_texts(document.get("description")))
    db.session.add(rubric)
    db.session.flush()
    return save_draft(user, rubric, 0, document, [])


def document_to_edit(rubric: Rubric) -> tuple[dict[str, Any], RubricVersion | None]:
    """The draft's document, else that of the newest version; and the version it builds on."""
    if rubric.draft:
        return rubric.draft.document, rubric.draft.based_on
    newest = newest_version(rubric.id)
    if newest is None:
        raise Refused(_("This rubric has neither a version nor a draft."))
    return document_of(newest), newest


def save_draft(
    user: User, rubric: Rubric, revision: int, document: Any, locked: list[str]
) -> RubricDraft:
    """Keep a document as it stands, mistakes and all. The first save makes the draft.

    Raises Stale where another tab or person saved since ``revision``, Refused for what cannot be
    kept at all.
    """
    check_document(document)
    draft = db.session.scalar(
        select(RubricDraft).where(RubricDraft.rubric_id == rubric.id).with_for_update()
    )
    if draft is None:
        newest = newest_version(rubric.id)
        draft = RubricDraft(rubric=rubric, based_on=newest, document={}, revision=0)
        db.session.add(draft)
        record(user, "rubric.draft_begun", rubric)
    if revision != draft.revision:
        if draft.document == document:
            return draft
        raise Stale(_("This draft was changed in another tab or by somebody else."), draft.revision)
    draft.document, draft.locked = document, locked
    draft.revision, draft.saved_at, draft.saved_by_id = draft.revision + 1, now(), user.id
    db.session.flush()
    return draft


def check_document(document: Any) -> None:
    """Refuse what no database should keep: no object, too long, too deep, or broken characters."""
    if not isinstance(document, dict) or _deeper_than(document, DEEPEST):
        raise Refused(_("That could not be read as a rubric."))
    if not _has_shape(document):
        raise Refused(_("That could not be read as a rubric."))
    text = json.dumps(document, ensure_ascii=False)
    if len(text) > LARGEST:
        raise Refused(_("That rubric is too large."))
    if "\\u0000" in text or not can_be_kept(text):
        raise Refused(_("That text could not be read."))


def discard_draft(user: User, rubric: Rubric) -> None:
    """Drop the draft; a rubric that has no version yet goes with it."""
    if rubric.draft is None:
        return
    record(user, "rubric.draft_discarded", rubric, revision=rubric.draft.revision)
    db.session.delete(rubric.draft)
    db.session.flush()
    db.session.expire(rubric)
    if not rubric.versions:
        db.session.delete(rubric)
    db.session.flush()


def publish_draft(
    user: User, rubric: Rubric, revision: int, at: datetime | None = None
) -> RubricVersion:
    """Make the draft the next version, in force now or from ``at`` on.

    Raises Stale where the draft is not the one that was read, ValueError for its first mistake.
    """
    draft = rubric.draft
    if draft is None:
        raise Refused(_("There is no draft to publish."))
    if draft.revision != revision:
        raise Stale(_("This draft was changed in another tab or by somebody else."), draft.revision)
    version = import_rubric(user, draft.document, key=rubric.key)
    publish(user, version, at)
    db.session.delete(draft)
    db.session.flush()
    return version


def _texts(texts: Any) -> dict[str, str]:
    if not isinstance(texts, dict):
        return {}
    return {str(k): text for k, text in texts.items() if isinstance(text, str) and text.strip()}


def _has_shape(document: dict[str, Any]) -> bool:
    """Whether it has sections with questions, each with a key and names: what a page can show."""
    sections = document.get("sections")
    if not isinstance(document.get("name"), dict) or not isinstance(sections, list):
        return False
    parts = list(sections)
    for section in sections:
        if not isinstance(section, dict) or not isinstance(section.get("criteria"), list):
            return False
        parts += section["criteria"]
    return bool(sections) and all(_is_part(part) for part in parts)


def _is_part(part: Any) -> bool:
    return (
        isinstance(part, dict)
        and isinstance(part.get("key"), str)
        and isinstance(part.get("name"), dict)
        and type(part.get("weight")) in (int, float)
    )


def _deeper_than(value: Any, most: int) -> bool:
    if most == 0:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_deeper_than(item, most - 1) for item in inner)
