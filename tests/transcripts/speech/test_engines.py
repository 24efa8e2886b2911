"""Engines by name, and the words of the default one."""

import sys

import numpy as np
import pytest

from transcripts.speech.audio import SAMPLE_RATE, decode_channels
from transcripts.speech.engines import EngineError, Word, open_engine, words_of_pieces
from transcripts.speech.weights import WeightsError


def test_an_unknown_engine_is_refused():
    with pytest.raises(EngineError, match="faster-whisper, whisper"):
        open_engine("dragon")


def test_an_unknown_mode_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="mode"):
        open_engine(mode="sloppy")


def test_an_engine_that_is_not_installed_says_how_to_get_it(monkeypatch, weights_cache):
    monkeypatch.setitem(sys.modules, "whisper", None)

    with pytest.raises(EngineError, match=r"rubrica\[whisper\]"):
        open_engine("whisper", "tiny.en", cache=weights_cache)


def test_weights_of_another_kind_are_refused(tmp_path):
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"{}")

    with pytest.raises(WeightsError) as caught:
        open_engine(weights=tmp_path)

    assert caught.value.code == "weights_format"


def test_pieces_of_words_are_joined():
    pieces = [(0.0, 0.5, " high", 0.9), (0.5, 0.8, "-end", 0.4), (1.0, 1.2, " audio", 1.0)]

    assert words_of_pieces(pieces) == (Word(0, 0.8, "high-end", 0.4), Word(1.0, 1.2, "audio", 1.0))
    assert words_of_pieces([(0, 1, " ", 0.1)]) == ()


@pytest.mark.parametrize("mode", ["fast", "accurate"])
def test_words_have_times_and_probabilities(mode, weights_cache, call_path):
    engine = open_engine(model="tiny.en", mode=mode, cache=weights_cache)
    samples = decode_channels(call_path).channels[0].read(0, 5 * SAMPLE_RATE)

    words = engine.transcribe(samples, "en", [(0.0, 5.0)])

    assert "good morning" in " ".join(word.text for word in words).lower()
    assert all(0 <= word.start <= word.end <= 5.1 for word in words)
    assert all(0 < word.probability <= 1 for word in words)


def test_an_english_model_knows_one_language(tiny):
    assert list(tiny.languages()) == ["en"]
    assert tiny.detect_language(np.zeros(16_000, np.float32)) == ("en", 1.0)
