"""Files of watched folders that were dealt with: those past their time go, as what they brought."""

import math
from collections.abc import Collection, Iterable
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import case, func, select

from core.clock import now
from core.db import db
from transcripts.imports import inbox
from transcripts.imports.models import Import, ImportRecord
from transcripts.imports.watching import watch_root
from transcripts.models import Interaction
from transcripts.privacy.models import Emptied, LegalHold

Group = tuple[Path, str]
SPENT, LIVING, HELD = range(3)


def leftovers(source_id: int, watched: str | None, days: int) -> list[Path]:
    """Files in ``done`` and ``quarantine`` of a source that keeps things for so many days.

    Those that were put there longer ago, and those of which all that they brought is past its
    time, with the files that go with them; none that brought what is under a legal hold. Commits,
    so that a slow folder holds nobody up.
    """
    try:
        folder = inbox.folder_in(watch_root(), watched or "")
    except inbox.FolderError:
        return []
    db.session.commit()
    found = inbox.dealt_with(folder)
    limit = (now() - timedelta(days=days)).timestamp()
    states = states_of(source_id, days, {inside.as_posix() for inside in found.values()})
    db.session.commit()
    return [
        path
        for path, inside in found.items()
        if (state := states.get(group_of(inside), LIVING)) == SPENT
        or (state == LIVING and put_there(path) < limit)
    ]


def put_there(path: Path) -> float:
    """When a file was put where it lies, in seconds; never for one that was taken away since."""
    try:
        return path.lstat().st_ctime
    except FileNotFoundError:
        return math.inf


def group_of(inside: Path) -> Group:
    """What a file, and the reasons beside it, have in common with those that go with it."""
    return inbox.together_with(inside.with_name(inside.name.removesuffix(inbox.REASON)))


def states_of(source_id: int, days: int, names: Collection[str]) -> dict[Group, int]:
    """What is the matter with the interactions that these files brought, by groups of files."""
    if not names:
        return {}
    young = Interaction.started_at >= now() - timedelta(days=days)
    state = case(
        (LegalHold.interaction_id.is_not(None), HELD),
        (young & Emptied.interaction_id.is_(None), LIVING),
        else_=SPENT,
    )
    lines = db.session.execute(
        select(ImportRecord.path, func.max(state))
        .join(Import, Import.id == ImportRecord.import_id)
        .join(Interaction, Interaction.id == ImportRecord.interaction_id)
        .outerjoin(Emptied, Emptied.interaction_id == Interaction.id)
        .outerjoin(LegalHold, LegalHold.interaction_id == Interaction.id)
        .where(Import.source_id == source_id, Import.door == "folder")
        .group_by(ImportRecord.path)
    )
    states: dict[Group, int] = {}
    for path, worst in lines:
        places = [Path(path), *Path(path).parents]
        name = next((place for place in places if place.as_posix() in names), None)
        if name:
            group = group_of(name)
            states[group] = max(states.get(group, SPENT), worst)
    return states


def remove(paths: Iterable[Path]) -> int:
    """Delete files; return how many are gone. What cannot be deleted now is tried again later."""
    gone = 0
    for path in paths:
        try:
            path.unlink(missing_ok=True)
            gone += 1
        except OSError as error:
            log = structlog.get_logger("rubrica.privacy")
            log.warning("watched file left for later", error=type(error).__name__)
    return gone
