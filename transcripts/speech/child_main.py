"""What runs in the process of :mod:`transcripts.speech.child`.

``python -m transcripts.speech.child_main PARENT`` takes jobs as lines of JSON on standard input,
tells its progress as lines on standard output and leaves each result in the file the job names.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from transcripts.speech.child import TranscriptionOptions
from transcripts.speech.engines import Engine, open_engine
from transcripts.speech.messages import SpeechError
from transcripts.speech.results import TranscriptionResult
from transcripts.speech.sides import Opening
from transcripts.speech.transcription import Hints, transcribe_files

PR_SET_PDEATHSIG = 1
FIRST_WAIT = 60.0  # seconds: the first job is on its way
OF_THE_ENGINE = ("engine", "model", "mode", "threads", "weights", "cache", "allow_download")


def main(parent: int) -> int:
    """Work jobs until none has come for the time that the last one said."""
    _end_with_parent(parent)
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    engines = _Engines()
    patience = FIRST_WAIT
    while True:
        try:
            job = json.loads(lines.get(timeout=patience))
        except queue.Empty:
            return 0
        options = TranscriptionOptions(**job["options"])
        patience = options.idle_seconds
        _tell({"progress": 0.0})
        try:
            result = _work(job["paths"], options, engines.get(options))
        except SpeechError as error:
            kind = type(error).__name__
            _tell({"error": {"kind": kind, "code": error.code, "params": error.params}})
        else:
            _leave(result, Path(job["result"]))
            _tell({"done": True})


class _Engines:
    """The engine that was used last, kept for the next call."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[Any, ...], Engine] | None = None

    def get(self, options: TranscriptionOptions) -> Engine:
        """The engine that the options ask for; another one that was kept is let go first."""
        wanted = tuple(getattr(options, name) for name in OF_THE_ENGINE)
        if self._kept is None or self._kept[0] != wanted:
            self._kept = None
            self._kept = wanted, _open(options)
        return self._kept[1]


def _open(options: TranscriptionOptions) -> Engine:
    return open_engine(
        options.engine,
        options.model,
        mode=options.mode,
        threads=options.threads,
        weights=options.weights,
        cache=options.cache,
        allow_download=options.allow_download,
    )


def _work(paths: list[str], options: TranscriptionOptions, engine: Engine) -> TranscriptionResult:
    hints = Hints(
        language=options.language,
        agent_channel=options.agent_channel,
        opening=Opening(options.first_speaker, options.first_speaker_certain),
        vocabulary=tuple(options.vocabulary),
        speaker_weights=options.weights,
    )
    return transcribe_files(
        paths,
        engine,
        hints,
        progress=lambda part: _tell({"progress": round(part, 4)}),
        max_seconds=options.max_seconds,
    )


def _leave(result: TranscriptionResult, target: Path) -> None:
    """Write the result, whole or not at all."""
    partial = target.with_suffix(".part")
    partial.write_text(json.dumps(result.to_json()), encoding="utf-8")
    partial.replace(target)


def _tell(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _end_with_parent(parent: int) -> None:
    """Die with the parent: at once by the kernel on Linux, by the closed pipe elsewhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before we asked
        os._exit(1)


def _read(lines: queue.Queue[str]) -> None:
    """Pass on what is handed in; the end of input is the end of the parent."""
    for line in sys.stdin:
        lines.put(line)
    os._exit(1)


if __name__ == "__main__":
    # Not by sys.exit: it would wait for the thread that reads standard input.
    os._exit(main(int(sys.argv[1])))
