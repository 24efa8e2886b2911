"""What is taken out of turns: a correction must not show it, in whatever turn it stands."""

from collections.abc import Iterable, Mapping

from transcripts.models import Turn
from transcripts.privacy.words import MARK

Hidden = Mapping[Turn, int]


def taken_out(text: str, original: str | None) -> int:
    """How many characters, spaces aside, are taken out of a text."""
    if original is None:
        return 0
    return len("".join(original.split())) - len("".join(MARK.sub("", text).split()))


def taken_out_of(turns: Iterable[Turn]) -> dict[Turn, int]:
    """How much is taken out of each turn."""
    return {turn: taken_out(turn.text, turn.original) for turn in turns}


def show_more(turns: Iterable[Turn], hidden: Hidden) -> bool:
    """Say whether less is taken out of any of the turns than was ``hidden`` before."""
    return any(now < hidden.get(turn, 0) for turn, now in taken_out_of(turns).items())
