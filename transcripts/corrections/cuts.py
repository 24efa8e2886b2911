"""Where a turn begins and ends: splitting one at a word, and joining two of the same speaker.

Only what was spoken: there a machine decided where a turn ends; what is written ends where it
ends, and a help desk that is asked again finds its messages by their number.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.db import db
from people.models import User
from transcripts.corrections.actions import (
    LONGEST_TEXT,
    CorrectionRefused,
    change,
    claim,
    fields_of,
)
from transcripts.corrections.hiding import taken_out
from transcripts.corrections.models import SPEAKER, TEXT, TurnCorrection
from transcripts.corrections.neighbours import next_of
from transcripts.corrections.words import full_words, put_back, retimed
from transcripts.models import Turn
from transcripts.privacy.applying import before

CUT = "\0"  # in no text (`core.texts.can_be_kept`)


def split_turn(user: User, turn: Turn, place: int, revision: int) -> TurnCorrection:
    """Make the ``place``-th word of a turn, counted from 0, the first word of a turn of its own.

    It has the same speaker until somebody says otherwise. Raises Overtaken and CorrectionRefused,
    after which the caller rolls back; flushes.
    """
    claim(turn, revision)
    words = turn.text.split()
    if not turn.is_spoken:
        raise CorrectionRefused("written")
    if not 0 < place < len(words):
        raise CorrectionRefused("no_cut")
    text = " ".join(words[:place]) + CUT + " ".join(words[place:])
    if turn.original is not None:
        try:
            text = put_back(text, turn.text, turn.original)
        except ValueError:
            raise CorrectionRefused("taken_out") from None
    first, second = text.split(CUT)
    return cut(user, turn, parted(turn, first, second))


def join_turns(user: User, turn: Turn, revision: int) -> TurnCorrection:
    """Make one turn of this one and the next of the same speaker, which goes.

    Raises Overtaken and CorrectionRefused, after which the caller rolls back; flushes.
    """
    claim(turn, revision)
    following = next_of(turn)
    if not turn.is_spoken:
        raise CorrectionRefused("written")
    if following is None or following.speaker != turn.speaker:
        raise CorrectionRefused("no_join")
    values = joined(turn, following)
    if len(values["text"]) > LONGEST_TEXT:
        raise CorrectionRefused("too_long")
    return cut(user, turn, values)


def cut(user: User, turn: Turn, values: dict[str, Any]) -> TurnCorrection:
    """Change where turns begin and end; refused where less would be hidden than before."""
    hidden = hidden_in(turn, values["next"] is None)
    remember_words_of_speakers(turn, None if values["next"] else next_of(turn))
    correction = change(user, turn, TEXT, **values)
    if hidden_in(turn, values["next"] is not None) < hidden:
        raise CorrectionRefused("would_show")
    return correction


def remember_words_of_speakers(*turns: Turn | None) -> None:
    """Have corrections of speakers keep the words that they were made on, which are cut now."""
    for turn in filter(None, turns):
        rows = select(TurnCorrection).where(
            TurnCorrection.turn_id == turn.id, TurnCorrection.undone_at.is_(None)
        )
        for row in db.session.scalars(rows):
            remember_words(row, turn)


def remember_words(row: TurnCorrection, turn: Turn) -> None:
    """Have a correction of the speaker keep the words of its turn, before they go or are cut."""
    if row.kind == SPEAKER and "words" not in row.before:
        row.before = row.before | fields_of(turn, ("text", "original", "words"))
        row.after = {"speaker": turn.speaker}  # as later corrections and swaps left it


def hidden_in(turn: Turn, with_next: bool) -> int:
    """How much is taken out of a turn, and of the one behind it."""
    following = next_of(turn) if with_next else None
    return sum(taken_out(each.text, each.original) for each in (turn, following) if each)


def parted(turn: Turn, first: str, second: str) -> dict[str, Any]:
    """The fields of a turn whose text before redaction is ``first``, and ``second`` behind it.

    Words keep their times. Where words have none, the parts share the turn's time by length.
    """
    head, tail, until, again = None, None, turn.end, turn.start
    if turn.words is not None:
        words = full_words(fields_of(turn, ("original", "words")))
        words = retimed(words, f"{first} {second}")
        place = len(first.split())
        head, tail = words[:place], words[place:]
        until, again = head[-1][2], tail[0][1]
    elif turn.start is not None and turn.end is not None:  # so it is where something was spoken
        share = len(first) / (len(first) + len(second))
        until = again = round(turn.start + (turn.end - turn.start) * share, 2)
    following = fields_of(turn, ("speaker", "end"))
    following |= {"start": again, "text": second, "original": None, "words": tail}
    return {"text": first, "original": None, "words": head, "end": until, "next": following}


def joined(turn: Turn, following: Turn) -> dict[str, Any]:
    """The fields of a turn that goes on with what the next one says; words only if both have."""
    words = None
    if turn.words is not None and following.words is not None:
        both = (fields_of(each, ("original", "words")) for each in (turn, following))
        words = [word for each in both for word in full_words(each)]
    end = turn.end if following.end is None else following.end
    text = f"{before(turn)} {before(following)}"
    return {"text": text, "original": None, "words": words, "end": end, "next": None}
