"""What a transcription gives, and its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from transcripts.speech.messages import Notice
from transcripts.speech.metrics import SpeechMetrics

AGENT, CUSTOMER, UNKNOWN = "agent", "customer", "unknown"


@dataclass(frozen=True)
class WordResult:
    """A word as recognised. Times in seconds from the start of the call, probability 0-1."""

    speaker: str
    start: float
    end: float
    text: str
    probability: float


@dataclass(frozen=True)
class TurnResult:
    """What one speaker says until another one, or a long silence, follows."""

    speaker: str
    start: float
    end: float
    text: str
    words: tuple[WordResult, ...] = ()


@dataclass(frozen=True)
class TranscriptionResult:
    """A transcribed call.

    ``duration`` in seconds; ``language`` (a code such as "es", None where nobody speaks) with its
    probability 0-1; ``turns`` and ``words`` in order of time; ``peaks`` as
    ``{"per_second": n, "channels": [[0..100, ...], ...]}``; ``warnings`` are notices by code;
    ``speaker_method`` and ``speaker_confidence`` as :class:`transcripts.speech.sides.Sides` has
    them.
    """

    language: str | None
    language_probability: float
    duration: float
    turns: tuple[TurnResult, ...]
    words: tuple[WordResult, ...]
    peaks: Mapping[str, Any]
    metrics: SpeechMetrics
    engine: str
    model: str
    channels: int
    warnings: tuple[Notice, ...] = field(default=())
    speaker_method: str | None = None
    speaker_confidence: float | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain values for ``json.dumps``."""
        return {
            "language": self.language,
            "language_probability": self.language_probability,
            "duration": self.duration,
            "turns": [_turn_json(turn) for turn in self.turns],
            "words": [asdict(word) for word in self.words],
            "peaks": dict(self.peaks),
            "metrics": self.metrics.to_json(),
            "engine": self.engine,
            "model": self.model,
            "channels": self.channels,
            "warnings": [notice.to_json() for notice in self.warnings],
            "speaker_method": self.speaker_method,
            "speaker_confidence": self.speaker_confidence,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TranscriptionResult:
        """The reverse of :meth:`to_json`."""
        return cls(
            language=data["language"],
            language_probability=data["language_probability"],
            duration=data["duration"],
            turns=tuple(_turn_from(turn) for turn in data["turns"]),
            words=tuple(WordResult(**word) for word in data["words"]),
            peaks=data["peaks"],
            metrics=SpeechMetrics.from_json(data["metrics"]),
            engine=data["engine"],
            model=data["model"],
            channels=data["channels"],
            warnings=tuple(Notice.from_json(notice) for notice in data["warnings"]),
            speaker_method=data["speaker_method"],
            speaker_confidence=data["speaker_confidence"],
        )


def _turn_json(turn: TurnResult) -> dict[str, Any]:
    words = [[w.text, w.start, w.end, w.probability] for w in turn.words]
    return {
        "speaker": turn.speaker,
        "start": turn.start,
        "end": turn.end,
        "text": turn.text,
        "words": words,
    }


def _turn_from(data: Mapping[str, Any]) -> TurnResult:
    words = tuple(
        WordResult(data["speaker"], start, end, text, probability)
        for text, start, end, probability in data["words"]
    )
    return TurnResult(data["speaker"], data["start"], data["end"], data["text"], words)
