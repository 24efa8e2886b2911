"""Something a browser can play, from anything."""

import pytest

from tests.transcripts.speech.sounds import silence, tone
from transcripts.speech.audio import AudioError, decode_channels, probe
from transcripts.speech.playback import make_playable


@pytest.mark.parametrize(
    ("name", "codec", "rate", "media_type"),
    [
        ("call.wav", "pcm_s16le", 8000, "audio/wav"),
        ("call.mp3", "libmp3lame", 44100, "audio/mpeg"),
        ("call.m4a", "aac", 44100, "audio/mp4"),
        ("call.ogg", "libopus", 48000, "audio/ogg"),
        ("call.webm", "libopus", 48000, "audio/webm"),
    ],
)
def test_what_browsers_play_is_kept(sound, tmp_path, name, codec, rate, media_type):
    path = sound(name, tone(1, rate), rate=rate, codec=codec)

    playable = make_playable([path], tmp_path / "out.webm")

    assert (playable.path, playable.media_type, playable.made) == (path, media_type, False)
    assert not (tmp_path / "out.webm").exists()


def test_mu_law_becomes_opus(sound, tmp_path):
    path = sound("call.wav", tone(2, 8000), silence(2, 8000), rate=8000, codec="pcm_mulaw")

    playable = make_playable([path], tmp_path / "new" / "out.webm")

    info = probe(playable.path)
    assert (playable.media_type, playable.made) == ("audio/webm", True)
    assert (info.codec, info.channels) == ("opus", 2)
    assert info.duration == pytest.approx(2, abs=0.1)


def test_two_files_become_left_and_right(sound, tmp_path):
    agent, customer = sound("a.wav", tone(2)), sound("c.wav", silence(3))

    playable = make_playable([agent, customer], tmp_path / "out.webm")

    left, right = decode_channels(playable.path).channels
    assert left.duration == pytest.approx(3, abs=0.1)
    assert abs(left.read(0, 32_000)).max() > 0.4
    assert abs(right.read(0, 48_000)).max() < 0.01


def test_nothing_is_left_behind_when_the_sound_cannot_be_read(tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(b"no sound at all")

    with pytest.raises(AudioError):
        make_playable([path], tmp_path / "out.webm")

    assert list(tmp_path.iterdir()) == [path]
