"""CTranslate2's file of a Whisper model, read back into OpenAI's names and shapes.

CTranslate2 joins the query, key and value projections of attention into one matrix and drops the
zero bias of the keys. Undoing that lets both engines share one set of weights: the text they give
is then the same at full precision.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from transcripts.speech.weights import WeightsError

TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
HEAD_WIDTH = 64  # of every Whisper model
Tensors = dict[str, NDArray[np.float32]]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def number(self, kind: str) -> int:
        value: int = struct.unpack_from(f"<{kind}", self.data, self.at)[0]
        self.at += struct.calcsize(kind)
        return value

    def text(self) -> str:
        length = self.number("H")
        value = self.data[self.at : self.at + length - 1].decode()
        self.at += length
        return value

    def tensor(self) -> NDArray:
        shape = [self.number("I") for _ in range(self.number("B"))]
        kind = np.dtype(TYPES[self.number("B")])
        size = self.number("I")
        values = np.frombuffer(self.data, kind, size // kind.itemsize, self.at)
        self.at += size
        return values.reshape(shape)


def read_tensors(path: Path) -> Tensors:
    """All tensors of a ``model.bin`` as float32, 8-bit ones scaled back, by CTranslate2's names.

    Raises WeightsError (weights_format) for any other file.
    """
    try:
        stored, aliases = _read(path)
    except (struct.error, UnicodeDecodeError, ValueError, IndexError) as error:
        raise WeightsError("weights_format", place=str(path)) from error
    tensors = {name: _unscaled(name, stored) for name in stored if not name.endswith("_scale")}
    return tensors | {alias: tensors[name] for alias, name in aliases.items() if name in tensors}


def _read(path: Path) -> tuple[dict[str, NDArray], dict[str, str]]:
    reader = _Reader(path.read_bytes())
    reader.number("I")  # version of the format
    if not reader.text().startswith("WhisperSpec"):
        raise ValueError("not a Whisper model")
    reader.number("I")  # revision of the specification
    stored = {reader.text(): reader.tensor() for _ in range(reader.number("I"))}
    aliases = {reader.text(): reader.text() for _ in range(reader.number("I"))}
    if reader.at != len(reader.data):
        raise ValueError("data after the end")
    return stored, aliases


def _unscaled(name: str, stored: dict[str, NDArray]) -> NDArray[np.float32]:
    values = stored[name].astype(np.float32)
    scale = stored.get(f"{name}_scale")
    if scale is None:
        return values
    return values / scale.astype(np.float32).reshape(-1, *[1] * (values.ndim - 1))


def openai_dimensions(tensors: Tensors) -> dict[str, int]:
    """The arguments of ``whisper.model.ModelDimensions``."""
    encoder = tensors["encoder/position_encodings/encodings"].shape
    decoder = tensors["decoder/position_encodings/encodings"].shape
    return {
        "n_mels": tensors["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": encoder[0],
        "n_audio_state": encoder[1],
        "n_audio_head": encoder[1] // HEAD_WIDTH,
        "n_audio_layer": _layers(tensors, "encoder"),
        "n_vocab": tensors["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": decoder[0],
        "n_text_state": decoder[1],
        "n_text_head": decoder[1] // HEAD_WIDTH,
        "n_text_layer": _layers(tensors, "decoder"),
    }


def openai_state(tensors: Tensors) -> Tensors:
    """The state dictionary of ``whisper.model.Whisper`` (without torch)."""
    state: Tensors = {
        "encoder.positional_embedding": tensors["encoder/position_encodings/encodings"],
        "decoder.positional_embedding": tensors["decoder/position_encodings/encodings"],
        "decoder.token_embedding.weight": tensors["decoder/embeddings/weight"],
    }
    for conv in ("conv1", "conv2"):
        state.update(_linear(tensors, f"encoder/{conv}", f"encoder.{conv}"))
    state.update(_norm(tensors, "encoder/layer_norm", "encoder.ln_post"))
    state.update(_norm(tensors, "decoder/layer_norm", "decoder.ln"))
    for side in ("encoder", "decoder"):
        for number in range(_layers(tensors, side)):
            source, target = f"{side}/layer_{number}", f"{side}.blocks.{number}"
            state.update(_block(tensors, source, target, crossed=side == "decoder"))
    return state


def _layers(tensors: Tensors, side: str) -> int:
    number = 0
    while f"{side}/layer_{number}/ffn/linear_0/weight" in tensors:
        number += 1
    return number


def _block(
    tensors: Tensors, source: str, target: str, *, crossed: bool
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    own = ("query", "key", "value")
    yield from _norm(tensors, f"{source}/self_attention/layer_norm", f"{target}.attn_ln")
    yield from _split(tensors, f"{source}/self_attention/linear_0", f"{target}.attn", own)
    yield from _linear(tensors, f"{source}/self_attention/linear_1", f"{target}.attn.out")
    if crossed:
        other, place = f"{source}/attention", f"{target}.cross_attn"
        yield from _norm(tensors, f"{other}/layer_norm", f"{place}_ln")
        yield from _linear(tensors, f"{other}/linear_0", f"{place}.query")
        yield from _split(tensors, f"{other}/linear_1", place, ("key", "value"))
        yield from _linear(tensors, f"{other}/linear_2", f"{place}.out")
    yield from _norm(tensors, f"{source}/ffn/layer_norm", f"{target}.mlp_ln")
    yield from _linear(tensors, f"{source}/ffn/linear_0", f"{target}.mlp.0")
    yield from _linear(tensors, f"{source}/ffn/linear_1", f"{target}.mlp.2")


def _linear(
    tensors: Tensors, source: str, target: str
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    yield f"{target}.weight", tensors[f"{source}/weight"]
    yield f"{target}.bias", tensors[f"{source}/bias"]


def _norm(tensors: Tensors, source: str, target: str) -> Iterator[tuple[str, NDArray[np.float32]]]:
    yield f"{target}.weight", tensors[f"{source}/gamma"]
    yield f"{target}.bias", tensors[f"{source}/beta"]


def _split(
    tensors: Tensors, source: str, target: str, names: tuple[str, ...]
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """A fused projection as its parts; keys have no bias in OpenAI's model."""
    weights = np.split(tensors[f"{source}/weight"], len(names))
    biases = np.split(tensors[f"{source}/bias"], len(names))
    for name, weight, bias in zip(names, weights, biases, strict=True):
        yield f"{target}.{name}.weight", weight
        if name != "key":
            yield f"{target}.{name}.bias", bias
