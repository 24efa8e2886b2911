"""One verb of a page: done and said so, or refused and said why."""

from collections.abc import Callable

from flask import flash

from core.db import db
from evaluation.refusals import Refused


def tried(verb: Callable[[], object], done: str, *, kind: str = "warning") -> bool:
    """Do a verb, commit once and say ``done``; a refusal changes nothing and is shown.

    ``kind`` is that of the refusal's message. True where it was done.
    """
    try:
        verb()
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), kind)
        return False
    db.session.commit()
    flash(done, "success")
    return True
