"""Decoding: every format a call comes in, and every way a file can be wrong."""

import struct
from pathlib import Path

import numpy as np
import pytest

from tests.transcripts.speech.sounds import noise, silence, tone
from transcripts.formats.detect import sniff_bytes
from transcripts.speech.audio import AudioError, Channel, decode_channels, probe

FORMATS = [
    ("pcm16.wav", "pcm_s16le", 8000),
    ("mu-law.wav", "pcm_mulaw", 8000),
    ("a-law.wav", "pcm_alaw", 8000),
    ("call.mp3", "libmp3lame", 44100),
    ("call.m4a", "aac", 44100),
    ("call.ogg", "libopus", 48000),
    ("call.webm", "libopus", 48000),
    ("call.flac", "flac", 16000),
    ("call.aac", "aac", 44100),
    ("call.avi", "pcm_s16le", 8000),
]


def refusal(*paths: Path, **options: float) -> AudioError:
    with pytest.raises(AudioError) as caught:
        decode_channels(list(paths), **options)
    return caught.value


def loudness(channel: Channel) -> float:
    samples = channel.read(0, len(channel))
    return float(np.sqrt(np.mean(samples**2)))


@pytest.mark.parametrize(("name", "codec", "rate"), FORMATS)
def test_each_format_gives_two_channels_at_16_khz(sound, name, codec, rate):
    path = sound(name, tone(2, rate), silence(2, rate), rate=rate, codec=codec)

    decoded = decode_channels(path)

    assert sniff_bytes(path.read_bytes()[:512]) == "audio"
    assert len(decoded.channels) == 2
    assert decoded.duration == pytest.approx(2, abs=0.1)
    assert loudness(decoded.channels[0]) == pytest.approx(0.354, abs=0.02)
    assert loudness(decoded.channels[1]) < 0.01
    assert not decoded.truncated


def test_the_header_is_told_without_decoding(sound):
    info = probe(sound("call.wav", tone(3, 8000), rate=8000, codec="pcm_mulaw"))

    assert (info.duration, info.channels, info.codec, info.sample_rate) == (3, 1, "pcm_mulaw", 8000)


def test_the_ending_of_the_name_does_not_matter(sound):
    path = sound("call.mp3", tone(1, 44100), rate=44100, codec="libmp3lame")

    assert probe(path.rename(path.with_suffix(".txt"))).codec.startswith("mp3")


def test_two_files_are_the_channels_of_one_call(sound):
    agent, customer = sound("a.wav", tone(2)), sound("c.wav", silence(1))

    decoded = decode_channels([agent, customer])

    assert [channel.duration for channel in decoded.channels] == [2, 1]
    assert decoded.duration == 2


def test_the_same_sound_on_both_channels_is_one_channel(sound):
    decoded = decode_channels(sound("call.wav", tone(1), tone(1)))

    assert len(decoded.channels) == 1
    assert [notice.code for notice in decoded.notices] == ["same_channels"]


def test_one_conversation_in_stereo_is_one_channel(sound):
    room = noise(2, level=0.2)

    assert len(decode_channels(sound("call.wav", room, room * 0.7 + tone(2) * 0.1)).channels) == 1
    assert len(decode_channels(sound("two.wav", room, room * 0.2 + tone(2))).channels) == 2


def test_two_silent_channels_stay_two(sound):
    assert len(decode_channels(sound("call.wav", silence(1), silence(1))).channels) == 2


def test_of_six_channels_the_first_two_are_used(sound):
    path = sound("call.wav", tone(1), silence(1), *[noise(1)] * 4)

    decoded = decode_channels(path)

    assert loudness(decoded.channels[0]) == pytest.approx(0.354, abs=0.01)
    assert loudness(decoded.channels[1]) < 0.01
    assert decoded.notices[0].code == "channels_left_out"


def test_a_recording_that_breaks_off_gives_what_is_there(sound):
    path = sound("call.wav", tone(10))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    decoded = decode_channels(path)

    assert decoded.truncated
    assert decoded.duration == pytest.approx(5, abs=0.1)
    assert decoded.notices[0].text.startswith("The recording breaks off: 5 of 10 seconds")


def test_a_header_without_sound_is_refused(sound):
    path = sound("call.wav", tone(10))
    path.write_bytes(path.read_bytes()[:60])

    assert refusal(path).code in {"nothing_decoded", "not_audio"}


def test_an_mp4_that_lost_its_index_is_called_incomplete(sound):
    path = sound("call.m4a", tone(5, 44100), rate=44100, codec="aac")
    path.write_bytes(path.read_bytes()[:2000])

    assert refusal(path).code == "incomplete_file"


def test_damage_in_the_middle_costs_only_the_damaged_part(sound):
    path = sound("call.mp3", tone(10, 44100), rate=44100, codec="libmp3lame")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2000] = bytes(2000)
    path.write_bytes(data)

    assert decode_channels(path).duration > 9


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"Dear team, please find attached the recording.\n" * 50, "not_audio"),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", "not_audio"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "not_audio"),
        (bytes(5000), "not_audio"),
    ],
    ids=["empty", "text", "playlist", "picture", "zeros"],
)
def test_what_is_not_audio_is_refused(tmp_path, content, code):
    path = tmp_path / "call.wav"
    path.write_bytes(content)

    assert refusal(path).code == code


def test_a_missing_file_is_refused(tmp_path):
    assert refusal(tmp_path / "gone.wav").code == "missing_file"


def test_ten_hours_are_refused_from_the_header(tmp_path):
    path = tmp_path / "long.wav"
    size = 36_000 * 8000
    form = struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    header = b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + form
    path.write_bytes(header + b"data" + struct.pack("<I", size))
    with path.open("r+b") as file:
        file.truncate(44 + size)  # sparse: takes no room on the disk

    error = refusal(path)

    assert error.code == "too_long"
    assert str(error) == "The recording lasts 10.0 hours; the limit is 4.0 hours."


def test_length_is_limited_while_decoding_where_the_header_is_silent(sound):
    path = sound("call.flac", tone(3), codec="flac")

    assert refusal(path, max_seconds=2).code == "too_long"


def test_three_files_are_not_one_call(sound):
    path = sound("call.wav", tone(1))

    assert refusal(path, path, path).code == "too_many_files"


def test_reading_past_the_end_gives_what_is_there():
    channel = Channel.of(tone(1))

    assert len(channel.read(15_000, 20_000)) == 1000
    assert len(channel.read(20_000, 30_000)) == 0
    assert [len(block) for block in channel.blocks(0.6)] == [9600, 6400]
