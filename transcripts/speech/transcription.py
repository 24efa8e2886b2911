"""A recorded call to its transcript: the whole way, without a database.

Each channel is one speaker. Its silences are left out before anything is recognised, so they cost
nothing and no words are invented on them; what remains is packed and shared out over the engine's
workers, whichever channel it comes from. Memory does not grow with the length of the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from transcripts.speech.audio import MAX_SECONDS, Channel, Decoded, decode_channels
from transcripts.speech.engines import Engine, EngineError, Word
from transcripts.speech.messages import Notice, SpeechError
from transcripts.speech.metrics import SpeechMetrics, measure_speech
from transcripts.speech.packing import Pack, pack_speech
from transcripts.speech.peaks import PEAKS_PER_SECOND, waveform_peaks
from transcripts.speech.results import (
    AGENT,
    CUSTOMER,
    UNKNOWN,
    TranscriptionResult,
    TurnResult,
    WordResult,
)
from transcripts.speech.turns import rebuild_turns, words_within_voice
from transcripts.speech.vad import Region, speech_regions

PACKS_AT_ONCE = 1  # more at once gain nothing on a processor and cost 100 MB each
DECODED, LISTENED = 0.05, 0.12  # of the progress, when the sound is read and the voices found
SURE, UNSURE = 0.7, 0.5  # probabilities of a language

Progress = Callable[[float], None]


@dataclass
class _Voice:
    """One channel on its way: who speaks, when, what language, which words."""

    speaker: str
    number: int
    channel: Channel
    regions: list[Region]
    packs: list[Pack]
    language: str | None = None
    probability: float = 0.0
    words: list[WordResult] = field(default_factory=list)


def transcribe_files(
    paths: str | Path | Sequence[str | Path],
    engine: Engine,
    *,
    language: str | None = None,
    agent_channel: int = 0,
    progress: Progress | None = None,
    max_seconds: float = MAX_SECONDS,
) -> TranscriptionResult:
    """Transcribe one call from one recording, or from two files that are its channels.

    ``language`` forces a language code; None finds it per channel. ``agent_channel`` (0 or 1) is
    the agent's where there are two; with one channel the speaker is "unknown". ``progress`` is
    called with 0..1, never falling, from the calling thread; what it raises ends the work.
    Raises AudioError, EngineError (unknown_language), SpeechError (bad_agent_channel).
    """
    tell = progress or (lambda _: None)
    if language and language not in engine.languages():
        raise EngineError("unknown_language", language=language)
    if agent_channel not in (0, 1):
        raise SpeechError("bad_agent_channel", channel=agent_channel)
    decoded = decode_channels(paths, max_seconds=max_seconds)
    try:
        tell(DECODED)
        return _transcribe(decoded, engine, language, agent_channel, tell)
    finally:
        decoded.close()


def _transcribe(
    decoded: Decoded, engine: Engine, language: str | None, agent_channel: int, tell: Progress
) -> TranscriptionResult:
    voices = _listen(decoded, agent_channel, engine.workers)
    tell(LISTENED)
    notices = [*decoded.notices, *_silences(voices)]
    notices += _choose_languages(voices, engine, language)
    _recognise(voices, engine, tell)
    turns, words = _tell_in_order(voices)
    loudest = max(voices, key=lambda voice: sum(region.seconds for region in voice.regions))
    peaks = [waveform_peaks(channel) for channel in decoded.channels]
    tell(1.0)
    return TranscriptionResult(
        language=loudest.language,
        language_probability=round(loudest.probability, 4),
        duration=round(decoded.duration, 3),
        turns=tuple(turns),
        words=tuple(words),
        peaks={"per_second": PEAKS_PER_SECOND, "channels": peaks},
        metrics=_measure(voices),
        engine=engine.name,
        model=engine.model,
        channels=len(decoded.channels),
        warnings=tuple(notices),
    )


def _listen(decoded: Decoded, agent_channel: int, threads: int) -> list[_Voice]:
    """Who speaks when: one voice for each channel."""
    with ThreadPoolExecutor(max(1, min(threads, len(decoded.channels)))) as pool:
        regions = list(pool.map(speech_regions, decoded.channels))
    voices = []
    for number, channel in enumerate(decoded.channels):
        speaker = AGENT if number == agent_channel else CUSTOMER
        voices.append(
            _Voice(
                speaker if len(decoded.channels) > 1 else UNKNOWN,
                number,
                channel,
                regions[number],
                pack_speech(regions[number], channel.duration),
            )
        )
    return voices


def _silences(voices: Sequence[_Voice]) -> list[Notice]:
    if not any(voice.regions for voice in voices):
        return [Notice("silent_recording")]
    found = [Notice("single_channel")] if len(voices) == 1 else []
    silent = [voice for voice in voices if not voice.regions]
    return found + [Notice("silent_channel", {"channel": voice.number}) for voice in silent]


def _choose_languages(voices: Sequence[_Voice], engine: Engine, forced: str | None) -> list[Notice]:
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


def _recognise(voices: Sequence[_Voice], engine: Engine, tell: Progress) -> None:
    """Fill in the words of all voices, several groups of packs at once."""
    with ThreadPoolExecutor(max(1, engine.workers)) as pool:
        running: dict[Future[list[WordResult]], tuple[_Voice, float]] = {}
        for voice in voices:
            for group in _groups(voice.packs):
                seconds = sum(pack.seconds for pack in group)
                running[pool.submit(_words_of, voice, group, engine)] = (voice, seconds)
        total = sum(seconds for _, seconds in running.values())
        done = 0.0
        try:
            for future in as_completed(running):
                voice, seconds = running[future]
                voice.words.extend(future.result())
                done += seconds
                tell(LISTENED + (0.99 - LISTENED) * done / total)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    for voice in voices:
        voice.words = words_within_voice(voice.words, voice.regions)


def _groups(packs: Sequence[Pack]) -> Iterator[Sequence[Pack]]:
    for first in range(0, len(packs), PACKS_AT_ONCE):
        yield packs[first : first + PACKS_AT_ONCE]


def _words_of(voice: _Voice, packs: Sequence[Pack], engine: Engine) -> list[WordResult]:
    """The words of some packs, at their times in the call."""
    assert voice.language  # noqa: S101 - set for every voice with packs
    samples = np.concatenate([pack.read(voice.channel) for pack in packs])
    edges = [0.0, *np.cumsum([pack.seconds for pack in packs]).tolist()]
    spans = list(pairwise(edges))
    words = engine.transcribe(samples, voice.language, spans)
    return [_in_call(word, voice.speaker, packs, spans) for word in words]


def _in_call(
    word: Word, speaker: str, packs: Sequence[Pack], spans: Sequence[tuple[float, float]]
) -> WordResult:
    middle = (word.start + word.end) / 2
    number = next((i for i, span in enumerate(spans) if middle < span[1]), len(spans) - 1)
    begin = spans[number][0]
    place = packs[number].original(word.start - begin, word.end - begin)
    return WordResult(speaker, place.start, place.end, word.text, word.probability)


def _tell_in_order(voices: Sequence[_Voice]) -> tuple[list[TurnResult], list[WordResult]]:
    turns = rebuild_turns(
        {voice.speaker: voice.words for voice in voices},
        {voice.speaker: voice.regions for voice in voices},
    )
    words = sorted((w for voice in voices for w in voice.words), key=lambda w: (w.start, w.end))
    return turns, words


def _measure(voices: Sequence[_Voice]) -> SpeechMetrics:
    regions: Mapping[str, Sequence[Region]] = {voice.speaker: voice.regions for voice in voices}
    return measure_speech(regions, {voice.speaker: len(voice.words) for voice in voices})
