"""How far a transcript is from what was said: word errors, and words given to the right speaker."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

Spoken = Sequence[tuple[str, str]]  # (speaker, text or word) in order of time


def plain_words(text: str) -> list[str]:
    """Words without case, punctuation and accents that recognisers set at will."""
    lower = unicodedata.normalize("NFC", text.lower())
    return [word.strip("'·-") for word in re.findall(r"[^\W_]+(?:['’·-][^\W_]+)*", lower)]


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """The fewest insertions, deletions and substitutions that turn one into the other.

    Levenshtein 1966, over words; divided by the number of words said it is the word error rate.
    """
    known = {word: number for number, word in enumerate(dict.fromkeys([*said, *heard]))}
    target = np.array([known[word] for word in heard], int)
    steps = np.arange(len(target) + 1)
    row = steps.copy()
    for number, word in enumerate(said, 1):
        best = np.minimum(row[1:] + 1, row[:-1] + (target != known[word]))
        best = np.concatenate([[number], best])
        row = np.minimum.accumulate(best - steps) + steps
    return int(row[-1])


def rightly_attributed(said: Spoken, heard: Spoken) -> tuple[int, int]:
    """Of the words that were heard as they were said: how many have their speaker, and how many
    there are."""
    truth = [(word, speaker) for speaker, text in said for word in plain_words(text)]
    found = [(word, speaker) for speaker, text in heard for word in plain_words(text)]
    matcher = SequenceMatcher(None, [w for w, _ in truth], [w for w, _ in found], autojunk=False)
    pairs = [
        (truth[block.a + i][1], found[block.b + i][1])
        for block in matcher.get_matching_blocks()
        for i in range(block.size)
    ]
    return sum(one == other for one, other in pairs), len(pairs)
