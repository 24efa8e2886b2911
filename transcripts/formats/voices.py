"""Voices that a source told apart but did not name, as agent and customer; words joined to turns.

Which of two nameless voices is the agent's is concluded from what is said, and noted as a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from transcripts.formats.records import Speaker, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.values import seconds, text_or_none
from transcripts.speech.roles import guess_agent

LEAST_SURE = 0.7  # that a voice is the agent's, by what is said
SAME_TURN = 2.5  # seconds of silence within one turn
SAME_BREATH = 0.6  # seconds of silence within one sentence
LONG_TURN = 20.0  # seconds after which a turn ends with its sentence or breath
SENTENCE_ENDS = (".", "?", "!", "…")
_OTHER: dict[Speaker, Speaker] = {"agent": "customer", "bot": "customer", "customer": "agent"}
Said = tuple[str | None, TurnRecord]
"""What the source calls the voice ("A", "spk_0", "Agent"; None for nothing), and a turn."""


def with_roles(
    said: Sequence[Said], language: str | None = None
) -> tuple[tuple[TurnRecord, ...], list[str]]:
    """The turns with their speakers, and the warnings about them.

    A voice that is named by a role has it. Of two voices the second role follows from the first;
    of two without any, the agent is whoever speaks like one (`roles_estimated`). All others stay
    unknown (`roles_unknown`, where nobody is known).
    """
    labels = dict.fromkeys(label for label, _ in said if label not in (None, "unknown"))
    roles: dict[str | None, Speaker] = {label: speaker_of(label) for label in labels}
    people = [label for label in labels if roles[label] != "system"]
    nameless = [label for label in people if roles[label] == "unknown"]
    estimated = False
    if len(people) == 2 and len(nameless) == 1:
        roles[nameless[0]] = next((_OTHER[r] for r in roles.values() if r in _OTHER), "unknown")
    elif len(people) == len(nameless) == 2:
        guess = guess_agent([(who, turn.text) for who, turn in said if who in people], language)
        if guess and guess.confidence >= LEAST_SURE:
            roles |= {label: "agent" if label == guess.agent else "customer" for label in people}
            estimated = True
    turns = tuple(replace(turn, speaker=roles.get(label, "unknown")) for label, turn in said)
    if all(turn.speaker in ("unknown", "system") for turn in turns):
        return turns, ["roles_unknown"]
    return turns, ["roles_estimated"] * estimated


@dataclass(frozen=True, slots=True)
class Word:
    """One word (or several) of a voice, with its seconds; `voice` as in `Said`."""

    voice: str | None
    text: str
    start: float
    end: float


def word_of(voice: object, text: object, start: object, end: object) -> Word | None:
    """A word; None without text or without a time to start. Times are in seconds."""
    written, begin, finish = text_or_none(text), seconds(start), seconds(end)
    if written is None or begin is None:
        return None
    return Word(text_or_none(voice), written, begin, max(begin, finish or begin))


def turns_of_words(words: Iterable[Word | None]) -> list[Said]:
    """Turns out of words, in order of time.

    A turn ends at a pause, where another voice says a word, and, if it is long, with its sentence;
    voices that overlap are not torn into words.
    """
    stretches: list[list[Word]] = []
    current: dict[str | None, list[Word]] = {}
    before: Word | None = None
    for word in sorted((word for word in words if word), key=lambda word: (word.start, word.end)):
        stretch = current.get(word.voice)
        if stretch is None or _ends(stretch, word, before):
            current[word.voice] = stretch = []
            stretches.append(stretch)
        stretch.append(word)
        before = word
    return [_turn(stretch) for stretch in stretches]


def _ends(stretch: Sequence[Word], word: Word, before: Word | None) -> bool:
    last = stretch[-1]
    between = before is not None and before.voice != word.voice
    if before and between and last.end <= before.start and before.end <= word.start:
        return True
    pause = word.start - last.end
    if last.end - stretch[0].start > LONG_TURN:
        return last.text.endswith(SENTENCE_ENDS) or pause > SAME_BREATH
    return pause > SAME_TURN


def _turn(words: Sequence[Word]) -> Said:
    text = " ".join(word.text for word in words)
    end = max(word.end for word in words)
    return words[0].voice, TurnRecord("unknown", text, start=words[0].start, end=end)
