"""The weights that tell voices apart: found, checked, and read without anything that could act."""

import io
import pickle

import numpy as np
import pytest

from transcripts.speech import speaker_weights
from transcripts.speech.speaker_vectors import open_speaker_network
from transcripts.speech.speaker_weights import (
    find_speaker_weights,
    read_speaker_weights,
)
from transcripts.speech.weights import WeightsError


def test_the_installed_package_carries_them():
    tensors = read_speaker_weights(find_speaker_weights())
    assert tensors["lstm.weight_hh_l2"].shape == (1024, 256)
    assert tensors["linear.weight"].shape == (256, 256)


def test_a_folder_of_ones_own_comes_first(tmp_path, monkeypatch):
    (tmp_path / "resemblyzer").mkdir()
    own = tmp_path / "resemblyzer" / "pretrained.pt"
    own.write_bytes(b"mine")
    monkeypatch.setenv("RUBRICA_WEIGHTS", str(tmp_path))
    assert find_speaker_weights() == own


def test_missing_weights_say_what_to_install(monkeypatch):
    monkeypatch.delenv("RUBRICA_WEIGHTS", raising=False)
    monkeypatch.setattr(speaker_weights, "PACKAGE", "a-package-that-is-not-there")
    with pytest.raises(WeightsError, match="pip install --no-deps resemblyzer"):
        find_speaker_weights()


def test_another_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "pretrained.pt"
    path.write_bytes(pickle.dumps({"model_state": {}}))
    with pytest.raises(WeightsError, match="checksum differs"):
        read_speaker_weights(path)


def test_nothing_but_tensors_is_unpickled(tmp_path):
    class Acts:
        def __reduce__(self):
            return (tmp_path.joinpath("made").mkdir, ())

    with pytest.raises(pickle.UnpicklingError):
        speaker_weights._tensors(io.BytesIO(pickle.dumps(Acts())))
    assert not (tmp_path / "made").exists()


def test_vectors_have_length_one_and_do_not_depend_on_their_company():
    network = open_speaker_network()
    spectra = np.random.default_rng(1).random((3, 120, 40)).astype(np.float32)
    together = network.vectors(spectra)
    assert together.shape == (3, 256)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert network.vectors(spectra[1:2])[0] == pytest.approx(together[1], abs=1e-5)
