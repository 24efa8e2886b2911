"""A recorded call to its transcript: the whole way, without a database.

Each of two channels is one speaker; on a single one two voices are told apart. Silences are left
out before anything is recognised, so they cost nothing and no words are invented on them; what
remains is packed and shared out over the engine's workers, whichever channel it comes from. Memory
does not grow with the length of the call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from transcripts.speech.audio import MAX_SECONDS, Decoded, decode_channels
from transcripts.speech.engines import Engine, EngineError
from transcripts.speech.messages import Notice, SpeechError
from transcripts.speech.metrics import SpeechMetrics, measure_speech
from transcripts.speech.packing import pack_speech
from transcripts.speech.peaks import PEAKS_PER_SECOND, waveform_peaks
from transcripts.speech.recognition import Voice, choose_languages, recognise
from transcripts.speech.results import AGENT, CUSTOMER, UNKNOWN, TranscriptionResult
from transcripts.speech.separation import TwoVoices, separate_voices
from transcripts.speech.sides import (
    ANYBODY,
    BY_CHANNEL,
    Opening,
    Sides,
    one_side,
    sides_by_channel,
    sides_by_voice,
)
from transcripts.speech.speaker_vectors import open_speaker_network
from transcripts.speech.speaker_weights import REMEDY
from transcripts.speech.vad import speech_regions
from transcripts.speech.weights import WeightsError

DECODED, LISTENED = 0.05, 0.12  # of the progress, when the sound is read and the voices found

# What two voices on one channel cannot tell.
UNMEASURABLE: dict[str, Any] = dict.fromkeys(
    ("overtalk_share", "overtalk_seconds", "interruptions", "customer_interruptions")
)

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Hints:
    """What is known about a call beforehand.

    ``language`` forces a language code; None finds it per channel. ``agent_channel`` (0 or 1) is
    the agent's where there are two; where there is one, ``opening`` may say who speaks first.
    ``vocabulary``: names and words that are likely to be said. ``speaker_weights``: a folder with
    the weights that tell voices apart, if not the usual places.
    """

    language: str | None = None
    agent_channel: int = 0
    opening: Opening = ANYBODY
    vocabulary: tuple[str, ...] = ()
    speaker_weights: str | Path | None = None


def transcribe_files(
    paths: str | Path | Sequence[str | Path],
    engine: Engine,
    hints: Hints | None = None,
    *,
    progress: Progress | None = None,
    max_seconds: float = MAX_SECONDS,
) -> TranscriptionResult:
    """Transcribe one call from one recording, or from two files that are its channels.

    ``progress`` is called with 0..1, never falling, from the calling thread; what it raises ends
    the work. Raises AudioError, EngineError (unknown_language), SpeechError (bad_agent_channel).
    """
    hints = hints or Hints()
    tell = progress or (lambda _: None)
    if hints.language and hints.language not in engine.languages():
        raise EngineError("unknown_language", language=hints.language)
    if hints.agent_channel not in (0, 1):
        raise SpeechError("bad_agent_channel", channel=hints.agent_channel)
    decoded = decode_channels(paths, max_seconds=max_seconds)
    try:
        tell(DECODED)
        return _transcribe(decoded, engine, hints, tell)
    finally:
        decoded.close()


def _transcribe(
    decoded: Decoded, engine: Engine, hints: Hints, tell: Progress
) -> TranscriptionResult:
    voices = _listen(decoded, hints.agent_channel, engine.workers)
    tell(LISTENED)
    notices = [*decoded.notices, *_silences(voices)]
    with ThreadPoolExecutor(max(1, engine.workers)) as pool:
        telling = pool.submit(_two_voices, voices, hints)
        notices += choose_languages(voices, engine, hints.language)
        recognise(
            voices,
            engine,
            hints.vocabulary,
            pool,
            lambda part: tell(LISTENED + (0.98 - LISTENED) * part),
        )
    loudest = max(voices, key=lambda voice: sum(region.seconds for region in voice.regions))
    sides = _sides(voices, loudest.language, hints, telling)
    peaks = [waveform_peaks(channel) for channel in decoded.channels]
    words = [word for said in sides.words.values() for word in said]
    tell(1.0)
    return TranscriptionResult(
        language=loudest.language,
        language_probability=round(loudest.probability, 4),
        duration=round(decoded.duration, 3),
        turns=tuple(sides.turns()),
        words=tuple(sorted(words, key=lambda word: (word.start, word.end))),
        peaks={"per_second": PEAKS_PER_SECOND, "channels": peaks},
        metrics=_measure(sides),
        engine=engine.name,
        model=engine.model,
        channels=len(decoded.channels),
        warnings=(*notices, *sides.notices),
        speaker_method=sides.method,
        speaker_confidence=sides.confidence,
    )


def _listen(decoded: Decoded, agent_channel: int, threads: int) -> list[Voice]:
    """Who speaks when: one voice for each channel."""
    with ThreadPoolExecutor(max(1, min(threads, len(decoded.channels)))) as pool:
        regions = list(pool.map(speech_regions, decoded.channels))
    voices = []
    for number, channel in enumerate(decoded.channels):
        speaker = AGENT if number == agent_channel else CUSTOMER
        voices.append(
            Voice(
                speaker if len(decoded.channels) > 1 else UNKNOWN,
                number,
                channel,
                regions[number],
                pack_speech(regions[number], channel.duration),
            )
        )
    return voices


def _silences(voices: Sequence[Voice]) -> list[Notice]:
    if not any(voice.regions for voice in voices):
        return [Notice("silent_recording")]
    silent = [voice for voice in voices if not voice.regions]
    return [Notice("silent_channel", {"channel": voice.number}) for voice in silent]


def _sides(
    voices: Sequence[Voice], language: str | None, hints: Hints, telling: Future[TwoVoices | None]
) -> Sides:
    """Whose words are whose."""
    if len(voices) == 2:
        words = {voice.speaker: voice.words for voice in voices}
        return sides_by_channel(words, {v.speaker: v.regions for v in voices}, language)
    (alone,) = voices
    if not alone.regions:
        return one_side(alone.words, alone.regions)
    try:
        two = telling.result()
    except WeightsError as error:
        remedy = error.params.get("remedy", REMEDY)
        return one_side(
            alone.words, alone.regions, Notice("voices_not_separated", {"remedy": remedy})
        )
    if two is None:
        return one_side(alone.words, alone.regions, Notice("one_voice"))
    return sides_by_voice(alone.words, alone.regions, two, language, hints.opening)


def _two_voices(voices: Sequence[Voice], hints: Hints) -> TwoVoices | None:
    """The voices of a single channel; None where there are two channels, one voice or none."""
    if len(voices) > 1 or not voices[0].regions:
        return None
    network = open_speaker_network(hints.speaker_weights)
    return separate_voices(voices[0].channel, voices[0].regions, network)


def _measure(sides: Sides) -> SpeechMetrics:
    """Measures of the call; voices of one channel never overlap, so that says nothing there."""
    counts = {speaker: len(words) for speaker, words in sides.words.items()}
    measured = measure_speech(sides.voices, counts)
    return measured if sides.method == BY_CHANNEL else replace(measured, **UNMEASURABLE)
