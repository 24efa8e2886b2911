"""``rubrica transcribe``: recordings to text, without a database."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import click

from transcripts.speech.audio import MAX_SECONDS, probe
from transcripts.speech.captions import to_srt, to_text, to_webvtt
from transcripts.speech.engines import ENGINES, FAST, MODES, Engine, open_engine
from transcripts.speech.messages import SpeechError
from transcripts.speech.results import TranscriptionResult
from transcripts.speech.sides import FIRST_SPEAKERS, Opening
from transcripts.speech.transcription import Hints, transcribe_files

Call = tuple[Path, ...]
WRITERS: dict[str, Callable[[TranscriptionResult], str]] = {
    "vtt": to_webvtt,
    "srt": to_srt,
    "txt": to_text,
}
EXAMPLE = """\b
Examples:
  rubrica transcribe call.wav --language es --format vtt > call.vtt
  rubrica transcribe --as-channels agent.wav customer.wav --format json
"""


@click.command("transcribe", epilog=EXAMPLE)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--engine", type=click.Choice(list(ENGINES)), default="faster-whisper", show_default=True
)
@click.option("--model", default="base", show_default=True, help="Name of the model's weights.")
@click.option(
    "--language", default="auto", show_default=True, help="A code such as es, or auto to find out."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "vtt", "srt", "txt"]),
    default="txt",
    show_default=True,
)
@click.option(
    "--agent-channel",
    type=click.IntRange(0, 1),
    default=0,
    show_default=True,
    help="Which of two channels is the agent's.",
)
@click.option(
    "--first-speaker",
    type=click.Choice(FIRST_SPEAKERS),
    default="unknown",
    show_default=True,
    help="Who speaks first in a recording of one channel.",
)
@click.option(
    "--vocabulary",
    metavar="WORD",
    multiple=True,
    help="A name or word to expect, such as a product; may be given several times.",
)
@click.option("--as-channels", is_flag=True, help="Two files are the two channels of one call.")
@click.option("--mode", type=click.Choice(MODES), default=FAST, show_default=True)
@click.option("--threads", type=click.IntRange(1), help="Processor cores to use, at most.")
@click.option(
    "--max-hours",
    type=click.FloatRange(0, min_open=True),
    default=MAX_SECONDS / 3600,
    show_default=True,
    help="Refuse longer recordings.",
)
@click.option("--download", is_flag=True, help="Allow fetching missing weights from the hub.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a file for each call into this folder instead.",
)
def transcribe(
    files: tuple[Path, ...],
    form: str,
    as_channels: bool,
    language: str,
    agent_channel: int,
    first_speaker: str,
    vocabulary: tuple[str, ...],
    max_hours: float,
    out: Path | None,
    **engine_options: Any,
) -> None:
    """Transcribe recordings: each FILE a call, or with --as-channels both as one call.

    JSON on standard output is one object for one call and a list for several.
    """
    if as_channels and len(files) != 2:
        raise click.UsageError("--as-channels takes exactly two files.")
    calls = [files] if as_channels else [(file,) for file in files]
    if form in ("vtt", "srt") and len(calls) > 1 and not out:
        raise click.UsageError(f"Several {form} captions need a folder: --out FOLDER.")
    hints = Hints(
        language=None if language == "auto" else language,
        agent_channel=agent_channel,
        opening=Opening(first_speaker),
        vocabulary=vocabulary,
    )
    done = _transcribe_all(calls, _opener(**engine_options), hints, max_hours * 3600)
    if out:
        _write(done, form, out)
    else:
        _print(done, form, alone=len(calls) == 1)
    if len(done) < len(calls):
        sys.exit(1)


def _opener(
    engine: str, model: str, mode: str, threads: int | None, download: bool
) -> Callable[[], Engine]:
    """The engine, loaded when the first readable recording needs it."""

    @cache
    def opened() -> Engine:
        return open_engine(engine, model, mode=mode, threads=threads, allow_download=download)

    return opened


def _transcribe_all(
    calls: Sequence[Call], opened: Callable[[], Engine], hints: Hints, max_seconds: float
) -> list[tuple[Call, TranscriptionResult]]:
    """The calls that could be transcribed; one line on standard error for each other."""
    done = []
    for call in calls:
        name = _name(call)
        try:
            for path in call:
                probe(path)
            result = transcribe_files(
                list(call),
                opened(),
                hints,
                progress=_progress_on_stderr(name),
                max_seconds=max_seconds,
            )
        except SpeechError as error:
            click.echo(f"rubrica transcribe: {name}: {error}", err=True)
            continue
        for notice in result.warnings:
            click.echo(f"{name}: note: {notice.text}", err=True)
        done.append((call, result))
    return done


def _name(call: Call) -> str:
    return " + ".join(map(str, call))


def _progress_on_stderr(name: str) -> Callable[[float], None]:
    """A line that is rewritten on a terminal, and one in ten seconds elsewhere."""
    terminal = sys.stderr.isatty()
    last = time.monotonic()

    def show(part: float) -> None:
        nonlocal last
        if terminal:
            click.echo(f"\r{name}: {part:4.0%}", err=True, nl=part >= 1)
        elif time.monotonic() - last >= 10:
            last = time.monotonic()
            click.echo(f"{name}: {part:.0%}", err=True)

    return show


def _record(call: Call, result: TranscriptionResult) -> dict[str, Any]:
    record = {"path": _name(call), **result.to_json()}
    for turn in record["turns"]:
        del turn["words"]  # they stand in the record's own list
    return record


def _text(call: Call, result: TranscriptionResult, form: str) -> str:
    if form == "json":
        return json.dumps(_record(call, result), ensure_ascii=False, indent=1) + "\n"
    return WRITERS[form](result)


def _write(done: Sequence[tuple[Call, TranscriptionResult]], form: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for call, result in done:
        target = folder / f"{call[0].name}.{form}"
        target.write_text(_text(call, result, form), encoding="utf-8")
        click.echo(str(target))


def _print(done: Sequence[tuple[Call, TranscriptionResult]], form: str, *, alone: bool) -> None:
    """One call as itself; several as a JSON list, or texts under the names of their files."""
    if alone:
        for call, result in done:
            click.echo(_text(call, result, form), nl=False)
    elif form == "json":
        records = [_record(call, result) for call, result in done]
        click.echo(json.dumps(records, ensure_ascii=False, indent=1))
    else:
        for call, result in done:
            click.echo(f"# {_name(call)}\n{_text(call, result, form)}")
