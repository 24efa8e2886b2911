"""The weights of the speaker network (GE2E, by Resemblyzer), read without torch.

The package ``resemblyzer`` carries them. It asks for torch, librosa and a compiler, none of which
reading 17 MB of numbers needs: it is installed without its dependencies. The file is a pickle, so
its hash is checked first and only the few names that a list of tensors needs are allowed.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import struct
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcripts.speech.weights import WeightsError, file_of_package

PACKAGE, VERSION, FILE = "resemblyzer", "0.1.4", "pretrained.pt"
PUBLISHED = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"
REMEDY = f"pip install --no-deps {PACKAGE}=={VERSION}"
MAGIC = 0x1950A86A20F9469CFC6C
KINDS = {"FloatStorage": np.float32, "LongStorage": np.int64}
Tensors = dict[str, NDArray[np.float32]]


def find_speaker_weights(folder: str | Path | None = None) -> Path:
    """The file of weights: in ``folder`` (or RUBRICA_WEIGHTS), else in the installed package.

    Raises WeightsError (speaker_weights_missing), whose text says what to install.
    """
    named = folder or os.environ.get("RUBRICA_WEIGHTS")
    places = [Path(named) / FILE, Path(named) / PACKAGE / FILE] if named else []
    packaged = file_of_package(PACKAGE, FILE)
    if packaged:
        places.append(packaged)
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise WeightsError("speaker_weights_missing", remedy=REMEDY)
    return found


def read_speaker_weights(path: Path) -> Tensors:
    """The network's tensors by name. Raises WeightsError (weights_mismatch) for another file."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != PUBLISHED:
        raise WeightsError("weights_mismatch", model=PACKAGE, place=str(path))
    return _tensors(io.BytesIO(data))


@dataclass
class _Storage:
    """Numbers that tensors look into; they follow at the end of the file."""

    kind: Any
    values: NDArray = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class _View:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def array(self) -> NDArray[np.float32]:
        values = self.storage.values[self.offset :]
        strides = [step * values.itemsize for step in self.strides]
        return np.lib.stride_tricks.as_strided(values, self.shape, strides).copy()


class _Unpickler(pickle.Unpickler):
    """Reads torch's legacy format, and nothing that could act."""

    def __init__(self, file: io.BytesIO, storages: dict[str, _Storage]) -> None:
        super().__init__(file)
        self._storages = storages

    def find_class(self, module: str, name: str) -> Any:
        if name in KINDS:
            return name
        allowed: dict[tuple[str, str], Callable[..., Any]] = {
            ("torch._utils", "_rebuild_tensor_v2"): lambda storage, offset, shape, strides, *_: (
                _View(storage, offset, shape, strides)
            ),
            ("collections", "OrderedDict"): OrderedDict,
        }
        if (module, name) not in allowed:
            raise pickle.UnpicklingError(f"{module}.{name} is not part of a list of tensors")
        return allowed[module, name]

    def persistent_load(self, pid: Any) -> _Storage:
        _, kind, key, *_ = pid
        return self._storages.setdefault(key, _Storage(np.dtype(KINDS[kind])))


def _tensors(file: io.BytesIO) -> Tensors:
    storages: dict[str, _Storage] = {}
    if _Unpickler(file, storages).load() != MAGIC:
        raise pickle.UnpicklingError("not a torch file")
    for _ in ("protocol", "system"):
        _Unpickler(file, storages).load()
    model = _Unpickler(file, storages).load()
    for key in _Unpickler(file, storages).load():
        storage = storages[key]
        (length,) = struct.unpack("<q", file.read(8))
        data = file.read(length * storage.kind.itemsize)
        storage.values = np.frombuffer(data, storage.kind)
    return {name: view.array() for name, view in model["model_state"].items()}
