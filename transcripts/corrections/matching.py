"""Finding a correction's place in a new transcription: the same words, at the same time.

Pure. Words are [text, start, end, probability]; they are alike if they differ in case or
punctuation only.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from transcripts.corrections.words import bare, retimed
from transcripts.privacy.words import TimedWord

SAME_TIME_SECONDS = 1.0
"""So far apart two transcriptions may place the same word."""

Words = Sequence[TimedWord]


def corrected_again(before: Words, after: Words, heard: Words) -> list[TimedWord] | None:
    """The words of ``heard`` with the same changes that led from ``before`` to ``after``.

    Returns ``heard`` itself where they say so already, and None unless each changed place is
    found: its words where some were replaced, else the words on both sides of what was put in.
    """
    found = list(heard)
    for old, new in changed_places(before, after):
        place = find(old, found)
        if place is not None:
            texts = [word[0] for word in found]
            texts[place : place + len(old)] = [word[0] for word in new]
            found = retimed(found, " ".join(texts))
        elif find(new, found) is None:
            return None
    return found


def changed_places(before: Words, after: Words) -> list[tuple[Words, Words]]:
    """What was replaced by what; an insertion or a deletion comes with its neighbours."""
    texts = ([word[0] for word in before], [word[0] for word in after])
    places: list[tuple[Words, Words]] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, *texts, False).get_opcodes():
        if tag == "equal":
            continue
        left = tag != "replace" and i > 0 and j > 0
        right = tag != "replace" and i_end < len(before) and j_end < len(after)
        places.append((before[i - left : i_end + right], after[j - left : j_end + right]))
    return places


def find(wanted: Words, heard: Words) -> int | None:
    """Where ``wanted`` stands in ``heard``, at its time; None if nowhere."""
    if not wanted:
        return None
    texts = [bare(str(word[0])) for word in wanted]
    places = [
        place
        for place in range(len(heard) - len(wanted) + 1)
        if [bare(str(word[0])) for word in heard[place : place + len(wanted)]] == texts
        and abs(heard[place][1] - wanted[0][1]) <= SAME_TIME_SECONDS
    ]
    return min(places, key=lambda place: abs(heard[place][1] - wanted[0][1]), default=None)


def same_words(first: Words, second: Words) -> bool:
    """Say whether two turns are the same words, begun at the same time."""
    return len(first) == len(second) and find(first, second) == 0
