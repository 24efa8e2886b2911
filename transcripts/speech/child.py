"""A transcription in a process of its own: it can be stopped, and its memory is given back.

The process may stay for the next call, since starting it and loading the model take as long as a
minute of speech; it ends by itself when it is not needed, and with its parent, however that ends.
:mod:`transcripts.speech.child_main` is what runs in it.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from core.processes import child_environment
from transcripts.speech.audio import MAX_SECONDS, AudioError
from transcripts.speech.engines import EngineError
from transcripts.speech.messages import SpeechError
from transcripts.speech.results import UNKNOWN, TranscriptionResult
from transcripts.speech.weights import WeightsError

MODULE = "transcripts.speech.child_main"
LOOK_SECONDS = 0.2  # how often the parent asks whether to stop
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
ERRORS = {kind.__name__: kind for kind in (AudioError, EngineError, SpeechError, WeightsError)}
_of_this_thread = threading.local()


@dataclass(frozen=True)
class TranscriptionOptions:
    """What :func:`run_in_child` may be told; see ``open_engine``, ``Hints`` and ``Opening``.

    ``idle_seconds`` is how long the process waits for another call before it ends.
    """

    engine: str = "faster-whisper"
    model: str = "base"
    mode: str = "fast"
    threads: int | None = None
    weights: str | None = None
    cache: str | None = None
    allow_download: bool = False
    language: str | None = None
    agent_channel: int = 0
    first_speaker: str = UNKNOWN
    first_speaker_certain: bool = False
    vocabulary: tuple[str, ...] = ()
    max_seconds: float = MAX_SECONDS
    idle_seconds: float = 0.0


class StoppedError(SpeechError):
    """The transcription was stopped because the caller wished so."""


def run_in_child(
    paths: Sequence[str | Path],
    options: TranscriptionOptions,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> TranscriptionResult:
    """Transcribe in this thread's child process and return its result.

    ``on_progress`` gets 0..1; ``should_stop`` is asked five times a second, and when it says True
    the child is killed and StoppedError raised. Both are called from this thread; what they raise
    kills the child too. Raises the child's AudioError, EngineError or WeightsError as its own, and
    SpeechError (child_died) if it ended without a word.
    """
    waiting: Child | None = getattr(_of_this_thread, "child", None)
    child = waiting if waiting and waiting.is_alive else Child()
    _of_this_thread.child = child
    telling, asking = on_progress or (lambda _: None), should_stop or (lambda: False)
    try:
        if child is waiting:
            try:
                return child.transcribe(paths, options, telling, asking)
            except _GoneError:  # it ended for want of work just now
                child = _of_this_thread.child = Child()
        return child.transcribe(paths, options, telling, asking)
    finally:
        if not options.idle_seconds:
            child.end()


class _GoneError(SpeechError):
    """The process ended before it had taken the call."""


class Child:
    """A process that transcribes one call after the other; used by one thread at a time."""

    def __init__(self) -> None:
        # The engine is told its share of the cores instead.
        environment = child_environment(**dict.fromkeys(ONE_THREAD, "1"))
        self._complaints: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._process = subprocess.Popen(
            [sys.executable, "-m", MODULE, str(os.getpid())],
            stdin=subprocess.PIPE,  # its end tells the child that we are gone
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=environment,
            text=True,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def transcribe(
        self,
        paths: Sequence[str | Path],
        options: TranscriptionOptions,
        on_progress: Callable[[float], None],
        should_stop: Callable[[], bool],
    ) -> TranscriptionResult:
        """One call, as :func:`run_in_child`; the process goes on unless it had to be killed."""
        with tempfile.TemporaryDirectory(prefix="rubrica-transcribe-") as folder:
            result = Path(folder) / "result.json"
            job = {
                "paths": [str(Path(path).resolve()) for path in paths],
                "options": asdict(options),
                "result": str(result),
            }
            try:
                error = self._follow(job, on_progress, should_stop)
            except BaseException:
                self.end()
                raise
            if error:
                raise ERRORS[error["kind"]](error["code"], **error["params"])
            return TranscriptionResult.from_json(json.loads(result.read_text(encoding="utf-8")))

    def _follow(
        self,
        job: dict[str, Any],
        on_progress: Callable[[float], None],
        should_stop: Callable[[], bool],
    ) -> dict[str, Any] | None:
        """Hand in a job and follow it to its end; the error that the child tells of, if any."""
        taken = self._hand_in(job)
        for line in self._told(should_stop):
            message = json.loads(line)
            taken = True
            if "progress" in message:
                on_progress(message["progress"])
            elif "done" in message or "error" in message:
                error: dict[str, Any] | None = message.get("error")
                return error
        self._wait()
        if not taken:
            raise _GoneError("child_died", reason=self._reason())
        raise SpeechError("child_died", reason=self._reason())

    def _hand_in(self, job: dict[str, Any]) -> bool:
        """Write the job; False, as nobody has taken it yet."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe by construction
        try:
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            self._wait()
            raise _GoneError("child_died", reason=self._reason()) from error
        return False

    def _told(self, should_stop: Callable[[], bool]) -> Iterator[str]:
        """Lines of the child as they come, asking in between whether to stop."""
        while True:
            if should_stop():
                raise StoppedError("stopped")
            try:
                line = self._lines.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                continue
            if line is None:
                return
            yield line

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - a pipe by construction
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def end(self) -> None:
        """Kill the process and wait for its end; it has nothing to tidy up."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin and not self._process.stdin.closed:
            with suppress(BrokenPipeError):  # half a job was still to be written
                self._process.stdin.close()
        self._complaints.close()

    def _wait(self) -> None:
        """Wait for a process that has said its last word."""
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _reason(self) -> str:
        code = self._process.returncode
        if code is not None and code < 0:
            return signal.Signals(-code).name
        self._complaints.seek(0)
        lines = self._complaints.read().strip().splitlines()
        return lines[-1] if lines else f"exit code {code}"
