"""Transcription in a child process that can be killed."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from transcripts.speech.audio import AudioError
from transcripts.speech.child import StoppedError, TranscriptionOptions, run_in_child
from transcripts.speech.messages import SpeechError
from transcripts.speech.weights import WeightsError

MODULE = "transcripts.speech.child_main"


def children() -> list[psutil.Process]:
    return [p for p in psutil.Process().children() if MODULE in " ".join(p.cmdline())]


@pytest.fixture
def options(weights_cache: Path) -> TranscriptionOptions:
    return TranscriptionOptions(model="tiny.en", cache=str(weights_cache))


def test_the_result_is_that_of_the_same_process(options, call, call_path):
    seen: list[float] = []

    result = run_in_child([call_path], options, seen.append)

    assert result == call
    assert seen[-1] == 1
    assert children() == []


def test_it_stays_for_the_next_call_and_then_ends_by_itself(options, call, call_path):
    patient = replace(options, idle_seconds=5.0)
    assert run_in_child([call_path], patient) == call
    (first,) = children()

    with pytest.raises(AudioError):
        run_in_child([call_path.with_name("gone.wav")], patient)
    assert run_in_child([call_path], patient) == call

    assert children() == [first]
    psutil.wait_procs([first], timeout=30)
    assert children() == []
    assert run_in_child([call_path], options) == call


def test_one_that_waited_is_killed_like_any_other(options, call_path):
    patient = replace(options, idle_seconds=60.0)
    run_in_child([call_path], patient)

    with pytest.raises(StoppedError):
        run_in_child([call_path], patient, should_stop=lambda: True)

    assert children() == []


def test_it_is_killed_when_asked_to_stop(options, call_path):
    started = time.monotonic()

    with pytest.raises(StoppedError):
        run_in_child([call_path], options, should_stop=lambda: time.monotonic() - started > 0.5)

    assert time.monotonic() - started < 5
    assert children() == []


def test_what_progress_raises_ends_the_child(options, call_path):
    def lost_lease(part: float) -> None:
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        run_in_child([call_path], options, lost_lease)

    assert children() == []


def test_reasons_arrive_as_they_were_raised(options, tmp_path):
    with pytest.raises(AudioError) as caught:
        run_in_child([tmp_path / "gone.wav"], options)
    assert caught.value.code == "missing_file"

    with pytest.raises(WeightsError, match="no weights of the model base"):
        run_in_child([tmp_path / "gone.wav"], TranscriptionOptions(weights=str(tmp_path)))


def test_a_child_that_is_killed_is_reported(options, call_path):
    def kill(part: float) -> None:
        children()[0].kill()

    with pytest.raises(SpeechError, match="SIGKILL") as caught:
        run_in_child([call_path], options, kill)

    assert caught.value.code == "child_died"


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_the_child_dies_with_its_parent(options, call_path, sign):
    code = (
        "from transcripts.speech.child import *\n"
        f"run_in_child([{str(call_path)!r}], TranscriptionOptions(model='tiny.en',"
        f" cache={options.cache!r}), lambda part: print(part, flush=True))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment
    ) as parent:
        assert parent.stdout
        parent.stdout.readline()  # the child is at work
        orphans = psutil.Process(parent.pid).children()
        parent.send_signal(sign)

    assert orphans
    _, alive = psutil.wait_procs(orphans, timeout=5)
    assert alive == []
