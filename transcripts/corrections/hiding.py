"""What is taken out of turns: a correction must not show it, in whatever turn it stands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from transcripts.corrections.neighbours import next_of
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
    shown = MARK.split(text)
    first = early_gaps(shown, original)
    mirrored = early_gaps([piece[::-1] for piece in reversed(shown)], original[::-1])
    if first is None or mirrored is None:
        return None
    last = [(len(original) - end, len(original) - start) for start, end in mirrored]
    early, late = ({at for gap in gaps for at in range(*gap)} for gaps in (first, last))
    return early & late, early | late


def early_gaps(shown: Sequence[str], original: str) -> list[tuple[int, int]] | None:
    """What stands between pieces of a text, at least a sign each, as early as can be.

    The first piece begins the text and the last one ends it. None where they do not fit. A pattern
    would do the same, but in twice the time for each further piece.
    """
    if len(shown) == 1:
        return [] if shown[0] == original else None
    first, *between, last = shown
    gaps, at, end = [], len(first), len(original) - len(last)
    for piece in between:
        found = original.find(piece, at + 1, end)
        if found < 0:
            return None
        gaps.append((at, found))
        at = found + len(piece)
    fits = original.startswith(first) and original.endswith(last) and at < end
    return [*gaps, (at, end)] if fits else None


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
