"""Proving a draw: drawn again from its record alone, and compared with what was handed out.

The record holds ids, strata and risks, none of anybody's words; so a draw can be proved for as long
as its row is kept, also when conversations have been emptied or erased since.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from core.db import db
from evaluation.sampling import queries
from evaluation.sampling.design import Proof as Proof
from evaluation.sampling.drawing import draw_from, frames_in, hash_of, numbers_in
from evaluation.sampling.models import Assignment, Draw
from evaluation.sampling.redraws import redrawn
from transcripts.models import Interaction
from transcripts.privacy.models import Emptied

SAME = 1e-12


@dataclass(frozen=True)
class Gone:
    """How many of the conversations drawn from were emptied since, and how many are no more."""

    emptied: int
    missing: int


def prove(row: Draw) -> Proof:
    """Draw again, with all replacements, and say whether it is what was handed out; if not, what
    differs."""
    frames = frames_in(row.frame)
    if hash_of(frames) != row.frame_hash:
        return Proof(False, _("the frame or its risks are not those of the draw"))
    if sum(len(frame.ids) for frame in frames) != row.frame_size:
        return Proof(False, _("the frame is not as large as recorded"))
    drawn = draw_from(frames, numbers_in(row.frame), float(row.frame["eps"]), row.seed)
    again = {pick.interaction: pick.probability for pick in drawn}
    for redraw in queries.redraws_of(row):
        pick = redrawn(row, redraw.replaced.interaction_id, redraw.excluded)
        recorded = redraw.assignment.interaction_id if redraw.assignment else None
        if (pick.interaction if pick else None) != recorded:
            return Proof(False, _("a replacement is not the one that the seed draws"))
        if pick:
            again[pick.interaction] = pick.probability
    return _compared(again, queries.picks_of(row))


def _compared(again: dict[int, float], picks: list[Assignment]) -> Proof:
    recorded = {pick.interaction_id: pick.inclusion_probability or 0.0 for pick in picks}
    missing, added = again.keys() - recorded.keys(), recorded.keys() - again.keys()
    if missing or added:
        words = _("the seed draws other interactions than those recorded")
        return Proof(False, f"{words} ({_listed('-', missing)}{_listed('+', added)})")
    other = [key for key in again if abs(again[key] - recorded[key]) > SAME]
    if other:
        words = _("the recorded probabilities are not those of the design")
        return Proof(False, f"{words} ({_listed('', set(other))})")
    return Proof(True, _("the record follows from its frame, design and seed"))


def _listed(sign: str, ids: set[int], most: int = 5) -> str:
    return " ".join(f"{sign}{key}" for key in sorted(ids)[:most])


def gone_since(row: Draw) -> Gone:
    """What has become of the conversations that a draw was made from."""
    ids = [i for frame in frames_in(row.frame) for i in frame.ids]
    there = emptied = 0
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        there += _count(select(func.count()).where(Interaction.id.in_(part)))
        emptied += _count(select(func.count()).where(Emptied.interaction_id.in_(part)))
    return Gone(emptied, len(ids) - there)


def _count(statement: object) -> int:
    return int(db.session.scalar(statement) or 0)  # type: ignore[call-overload]


def gone_words(gone: Gone) -> str:
    """What has become of the frame, in words; empty where all is there."""
    words = []
    if gone.emptied:
        words.append(
            ngettext(
                "%(num)s conversation of the frame has been emptied since.",
                "%(num)s conversations of the frame have been emptied since.",
                gone.emptied,
            )
        )
    if gone.missing:
        words.append(
            ngettext("%(num)s is no longer there.", "%(num)s are no longer there.", gone.missing)
        )
    if words:
        words.append(_("The proof needs their numbers only, which the record keeps."))
    return " ".join(words)
