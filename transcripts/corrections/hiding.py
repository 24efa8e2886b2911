"""What is taken out of turns: a correction must not show it, in whatever turn it stands."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from transcripts.corrections.neighbours import next_of
from transcripts.corrections.words import places_of_marks
from transcripts.models import Interaction, Turn
from transcripts.privacy.applying import language_in, names_known, said_in
from transcripts.privacy.words import MARK
from transcripts.redaction import redact

State = tuple[str, str | None]
"""What a turn shows, and its text before redaction where that is another."""
Hidden = Mapping[Turn, State]


def taken_out(text: str, original: str | None) -> int:
    """How many characters, spaces aside, are taken out of a text."""
    if original is None:
        return 0
    return len("".join(original.split())) - len("".join(MARK.sub("", text).split()))


def taken_out_of(turns: Iterable[Turn]) -> Hidden:
    """What is taken out of each turn."""
    return {turn: (turn.text, turn.original) for turn in turns}


def show_more(turns: Iterable[Turn], hidden: Hidden) -> bool:
    """Say whether any of the turns shows what was taken out of it when it was as in ``hidden``."""
    return any(shows_more(hidden[t], (t.text, t.original)) for t in turns if t in hidden)


def shows_more(before: State, now: State) -> bool:
    """Say whether less is taken out ``now``: a place, or of another text, an amount."""
    if before == now or before[1] is None:
        return False
    if before[1] == (now[0] if now[1] is None else now[1]):
        was, is_now = places_taken_out(*before), places_taken_out(*now)
        if was and is_now:
            return not was[1] <= is_now[0]
    return taken_out(*now) < taken_out(*before)


def places_taken_out(text: str, original: str | None) -> tuple[set[int], set[int]] | None:
    """The offsets in the text before redaction that are surely, and that may be, taken out.

    A word that stands on both sides of an edge leaves two ways to read it. None where ``text`` is
    not ``original`` with marks.
    """
    if original is None:
        return set(), set()
    read = places_of_marks(text, original)
    if read is None:
        return None
    early, late = ({at for place in places for at in range(*place)} for places in read)
    return early & late, early | late


def shows_more_than(turn: Turn, before: Mapping[str, Any]) -> bool:
    """Say whether a turn that has its text ``before`` again shows more of it than it did then."""
    pairs = [(before, turn)] + ([(before["next"], next_of(turn))] if before.get("next") else [])
    return any(
        shows_more((was["text"], was["original"]), (each.text, each.original))
        for was, each in pairs
        if each
    )


def hider_of(interaction: Interaction) -> Callable[[str], str]:
    """A function that takes out of an earlier text what is known to be private by now."""
    known = names_known(interaction, said_in(interaction))
    return lambda text: redact(text, language_in(interaction), known)[0]
