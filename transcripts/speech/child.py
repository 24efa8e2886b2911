"""A transcription in a process of its own: it can be stopped, and its memory is given back.

``python -m transcripts.speech.child JOBFILE`` reads a job, tells its progress as lines of JSON on
standard output and leaves the result in the file the job names, whole or not at all. It ends with
its parent, however that ends.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from transcripts.speech.audio import MAX_SECONDS, AudioError
from transcripts.speech.engines import EngineError, default_threads, open_engine
from transcripts.speech.messages import SpeechError
from transcripts.speech.results import TranscriptionResult
from transcripts.speech.transcription import transcribe_files
from transcripts.speech.weights import WeightsError

PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 0.2  # how often the parent asks whether to stop
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
ROOT = Path(__file__).resolve().parents[2]
ERRORS = {kind.__name__: kind for kind in (AudioError, EngineError, SpeechError, WeightsError)}


@dataclass(frozen=True)
class TranscriptionOptions:
    """What :func:`run_in_child` may be told; see ``open_engine`` and ``transcribe_files``."""

    engine: str = "faster-whisper"
    model: str = "base"
    mode: str = "fast"
    threads: int | None = None
    weights: str | None = None
    cache: str | None = None
    allow_download: bool = False
    language: str | None = None
    agent_channel: int = 0
    max_seconds: float = MAX_SECONDS


class StoppedError(SpeechError):
    """The transcription was stopped because the caller wished so."""


def run_in_child(
    paths: Sequence[str | Path],
    options: TranscriptionOptions,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> TranscriptionResult:
    """Transcribe in a child process and return its result.

    ``on_progress`` gets 0..1; ``should_stop`` is asked five times a second, and when it says True
    the child is killed and StoppedError raised. Both are called from this thread; what they raise
    kills the child too. Raises the child's AudioError, EngineError or WeightsError as its own, and
    SpeechError (child_died) if it ended without a word.
    """
    with tempfile.TemporaryDirectory(prefix="rubrica-transcribe-") as folder:
        result = Path(folder) / "result.json"
        job = {
            "paths": [str(Path(path).resolve()) for path in paths],
            "options": asdict(options),
            "result": str(result),
            "parent": os.getpid(),
        }
        job_file = Path(folder) / "job.json"
        job_file.write_text(json.dumps(job), encoding="utf-8")
        with (Path(folder) / "complaints.txt").open("w+", encoding="utf-8") as complaints:
            child = _start(job_file, complaints)
            try:
                _follow(child, on_progress or (lambda _: None), should_stop or (lambda: False))
            finally:
                _end(child)
            if not result.is_file():
                raise SpeechError("child_died", reason=_reason(child.returncode, complaints))
        return TranscriptionResult.from_json(json.loads(result.read_text(encoding="utf-8")))


def _start(job_file: Path, complaints: IO[str]) -> subprocess.Popen[str]:
    environment = dict(os.environ)
    environment.update(dict.fromkeys(ONE_THREAD, "1"))  # the engine is told its share instead
    path = environment.get("PYTHONPATH")
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *([path] if path else [])])
    return subprocess.Popen(
        [sys.executable, "-m", "transcripts.speech.child", str(job_file)],
        stdin=subprocess.PIPE,  # never written to: its end tells the child that we are gone
        stdout=subprocess.PIPE,
        stderr=complaints,
        env=environment,
        text=True,
    )


def _follow(
    child: subprocess.Popen[str],
    on_progress: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> None:
    for line in _lines(child, should_stop):
        message = json.loads(line)
        if "progress" in message:
            on_progress(message["progress"])
        elif "error" in message:
            error = message["error"]
            raise ERRORS[error["kind"]](error["code"], **error["params"])


def _lines(child: subprocess.Popen[str], should_stop: Callable[[], bool]) -> Iterator[str]:
    """Lines of the child as they come, asking in between whether to stop."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read(output: IO[str]) -> None:
        for line in output:
            lines.put(line)
        lines.put(None)

    assert child.stdout is not None  # noqa: S101 - a pipe by construction
    threading.Thread(target=read, args=(child.stdout,), daemon=True).start()
    while True:
        if should_stop():
            raise StoppedError("stopped")
        try:
            line = lines.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            continue
        if line is None:
            return
        yield line


def _end(child: subprocess.Popen[str]) -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(timeout=0.5 if child.poll() is None else 0)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout:
        child.stdout.close()


def _reason(code: int | None, complaints: IO[str]) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    complaints.seek(0)
    lines = complaints.read().strip().splitlines()
    return lines[-1] if lines else f"exit code {code}"


# --- in the child --------------------------------------------------------------------------------


def main(job_file: str) -> int:
    """Work the job in ``job_file``; the exit code is 0, or 1 when a reason was told."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    _end_with_parent(job["parent"])
    options = TranscriptionOptions(**job["options"])
    try:
        result = _work(job["paths"], options)
    except SpeechError as error:
        kind = type(error).__name__
        _tell({"error": {"kind": kind, "code": error.code, "params": error.params}})
        return 1
    target = Path(job["result"])
    partial = target.with_suffix(".part")
    partial.write_text(json.dumps(result.to_json()), encoding="utf-8")
    partial.replace(target)
    return 0


def _work(paths: Sequence[str], options: TranscriptionOptions) -> TranscriptionResult:
    engine = open_engine(
        options.engine,
        options.model,
        mode=options.mode,
        threads=options.threads or default_threads(),
        weights=options.weights,
        cache=options.cache,
        allow_download=options.allow_download,
    )
    return transcribe_files(
        paths,
        engine,
        language=options.language,
        agent_channel=options.agent_channel,
        progress=lambda part: _tell({"progress": round(part, 4)}),
        max_seconds=options.max_seconds,
    )


def _tell(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _end_with_parent(parent: int) -> None:
    """Die with the parent: at once by the kernel on Linux, by the closed pipe elsewhere."""
    threading.Thread(target=_wait_for_end_of_input, daemon=True).start()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before we asked
        os._exit(1)


def _wait_for_end_of_input() -> None:
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
