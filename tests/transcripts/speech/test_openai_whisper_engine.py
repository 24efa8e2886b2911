"""The reference engine, on the default engine's weights."""

import pytest

from transcripts.speech.audio import SAMPLE_RATE, decode_channels
from transcripts.speech.ct2_weights import openai_dimensions, openai_state, read_tensors
from transcripts.speech.engines import open_engine
from transcripts.speech.weights import WeightsError, find_weights


@pytest.fixture(scope="module")
def tensors(weights_cache):
    return read_tensors(find_weights("tiny.en", cache=weights_cache) / "model.bin")


def test_dimensions_are_those_of_tiny_en(tensors):
    assert openai_dimensions(tensors) == {
        "n_mels": 80,
        "n_audio_ctx": 1500,
        "n_audio_state": 384,
        "n_audio_head": 6,
        "n_audio_layer": 4,
        "n_vocab": 51864,
        "n_text_ctx": 448,
        "n_text_state": 384,
        "n_text_head": 6,
        "n_text_layer": 4,
    }


def test_fused_projections_are_taken_apart(tensors):
    state = openai_state(tensors)

    fused = tensors["decoder/layer_2/self_attention/linear_0/weight"]
    assert (state["decoder.blocks.2.attn.key.weight"] == fused[384:768]).all()
    assert "decoder.blocks.2.attn.key.bias" not in state
    learned = sum(v.size for k, v in state.items() if k != "encoder.positional_embedding")
    assert learned == 37_184_256


def test_any_other_file_is_refused(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"\x06\0\0\0\x05\0abcd\0" + bytes(40))

    with pytest.raises(WeightsError, match="not a model this engine can read"):
        read_tensors(tmp_path / "model.bin")


@pytest.mark.whisper
def test_it_hears_what_the_default_engine_hears(tiny, weights_cache, call_path):
    pytest.importorskip("whisper")
    engine = open_engine("whisper", "tiny.en", cache=weights_cache)
    samples = decode_channels(call_path).channels[0].read(0, 5 * SAMPLE_RATE)

    words = engine.transcribe(samples, "en", [(0.0, 5.0)])
    expected = tiny.transcribe(samples, "en", [(0.0, 5.0)])

    assert [word.text for word in words] == [word.text for word in expected]
    assert all(
        word.start == pytest.approx(other.start, abs=0.3)
        for word, other in zip(words, expected, strict=True)
    )
