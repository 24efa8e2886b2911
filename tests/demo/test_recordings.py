import json
from pathlib import Path

import av
import pytest

from demo.load_recordings import RECORDINGS

SCRIPTS = sorted(RECORDINGS.glob("*.json"))


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def test_three_languages_and_both_layouts_are_there() -> None:
    scripts = [read(path) for path in SCRIPTS]
    languages = sorted(script["language"] for script in scripts)
    assert languages == ["ca", "en", "en", "en", "en", "es", "es"]
    assert {s["layout"] for s in scripts if s["language"] == "en"} == {"mono", "two_channel"}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_each_recording_is_small_and_as_its_script_says(path: Path) -> None:
    script, sound = read(path), path.with_suffix(".ogg")
    assert sound.stat().st_size < 400_000
    with av.open(str(sound)) as container:
        stream = container.streams.audio[0]
        assert stream.codec_context.name in ("opus", "libopus")
        assert stream.channels == (2 if script["layout"] == "two_channel" else 1)
        assert container.duration is not None
        assert 40 <= container.duration / av.time_base <= 90


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_each_script_is_marked_and_complete(path: Path) -> None:
    script = read(path)
    assert script["simulated"] is True
    assert script["name"] == path.stem
    assert script["agent"]["voice"] and script["customer"]["voice"]
    assert {turn["speaker"] for turn in script["turns"]} == {"agent", "customer"}
    assert set(script["intended"]) == {
        "product_knowledge", "probing", "empathy", "adaptability",
    }  # fmt: skip


def test_there_is_an_overlap_a_silence_and_a_repeat_after_failed_self_service() -> None:
    scripts = [read(path) for path in SCRIPTS]
    pauses = [turn["pause"] for script in scripts for turn in script["turns"]]
    assert min(pauses) < 0
    assert max(pauses) >= 6
    earlier = [contact for s in scripts for contact in s.get("earlier_contacts", ())]
    assert any(c["channel"] == "web" and c["outcome"] == "failed" for c in earlier)
