"""What is taken out of turns: a correction must not show it, in whatever turn it stands."""

from collections.abc import Callable, Iterable, Mapping

from transcripts.models import Interaction, Turn
from transcripts.privacy.applying import language_in, names_known, said_in
from transcripts.privacy.words import MARK
from transcripts.redaction import redact

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


def hider_of(interaction: Interaction) -> Callable[[str], str]:
    """A function that takes out of an earlier text what is known to be private by now."""
    known = names_known(interaction, said_in(interaction))
    return lambda text: redact(text, language_in(interaction), known)[0]
