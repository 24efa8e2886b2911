"""The words of each channel, from an engine: language first, then all packs of all channels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from transcripts.speech.audio import Channel
from transcripts.speech.engines import Engine, Word
from transcripts.speech.messages import Notice
from transcripts.speech.packing import Pack
from transcripts.speech.results import WordResult
from transcripts.speech.turns import words_within_voice
from transcripts.speech.vad import Region

PACKS_AT_ONCE = 1  # more at once gain nothing on a processor and cost 100 MB each
SURE, UNSURE = 0.7, 0.5  # probabilities of a language


@dataclass
class Voice:
    """One channel on its way: who speaks, when, what language, which words."""

    speaker: str
    number: int
    channel: Channel
    regions: list[Region]
    packs: list[Pack]
    language: str | None = None
    probability: float = 0.0
    words: list[WordResult] = field(default_factory=list)


def choose_languages(voices: Sequence[Voice], engine: Engine, forced: str | None) -> list[Notice]:
    """Set each voice's language; one that is unclear takes that of a voice that is clear."""
    heard = [voice for voice in voices if voice.packs]
    for voice in heard:
        if forced:
            voice.language, voice.probability = forced, 1.0
        else:
            samples = voice.packs[0].read(voice.channel)
            voice.language, voice.probability = engine.detect_language(samples)
    clearest = max(heard, key=lambda voice: voice.probability, default=None)
    notices = []
    for voice in heard:
        differs = clearest and voice.language != clearest.language
        if clearest and differs and voice.probability < UNSURE <= SURE <= clearest.probability:
            voice.language = clearest.language
            params = {"channel": voice.number, "language": clearest.language}
            notices.append(Notice("language_borrowed", params))
    return notices


def recognise(
    voices: Sequence[Voice],
    engine: Engine,
    vocabulary: Sequence[str],
    pool: Executor,
    tell: Callable[[float], None],
) -> None:
    """Fill in the words of all voices, several groups of packs at once; ``tell`` gets 0..1.

    What ``tell`` raises ends the work; of what ``pool`` has not begun by then nothing is done.
    """
    running: dict[Future[list[WordResult]], tuple[Voice, float]] = {}
    for voice in voices:
        for group in _groups(voice.packs):
            seconds = sum(pack.seconds for pack in group)
            future = pool.submit(_words_of, voice, group, engine, vocabulary)
            running[future] = (voice, seconds)
    total = sum(seconds for _, seconds in running.values())
    done = 0.0
    try:
        for future in as_completed(running):
            voice, seconds = running[future]
            voice.words.extend(future.result())
            done += seconds
            tell(done / total)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    for voice in voices:
        voice.words = words_within_voice(voice.words, voice.regions)


def _groups(packs: Sequence[Pack]) -> Iterator[Sequence[Pack]]:
    for first in range(0, len(packs), PACKS_AT_ONCE):
        yield packs[first : first + PACKS_AT_ONCE]


def _words_of(
    voice: Voice, packs: Sequence[Pack], engine: Engine, vocabulary: Sequence[str]
) -> list[WordResult]:
    """The words of some packs, at their times in the call."""
    assert voice.language  # noqa: S101 - set for every voice with packs
    samples = np.concatenate([pack.read(voice.channel) for pack in packs])
    edges = [0.0, *np.cumsum([pack.seconds for pack in packs]).tolist()]
    spans = list(pairwise(edges))
    words = engine.transcribe(samples, voice.language, spans, vocabulary)
    return [_in_call(word, voice.speaker, packs, spans) for word in words]


def _in_call(
    word: Word, speaker: str, packs: Sequence[Pack], spans: Sequence[tuple[float, float]]
) -> WordResult:
    middle = (word.start + word.end) / 2
    number = next((i for i, span in enumerate(spans) if middle < span[1]), len(spans) - 1)
    begin = spans[number][0]
    place = packs[number].original(word.start - begin, word.end - begin)
    return WordResult(speaker, place.start, place.end, word.text, word.probability)
