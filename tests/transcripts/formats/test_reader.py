"""The door to all formats: what is taken, what is refused and why, files and folders."""

import io
import json

import pytest

from transcripts.formats.reader import read_path, read_stream
from transcripts.formats.records import InteractionRecord, Refusal

CHAT = {"id": "c1", "messages": [{"speaker": "agent", "text": "Hello"}]}


def refusals(content: bytes, **options: object) -> list[tuple[str, str]]:
    outcomes = read_stream("given", io.BytesIO(content), **options)
    return [(o.place, o.reason_code) for o in outcomes if isinstance(o, Refusal)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \n\x00\n", "empty_file"),
        (b"PK\x03\x04rest", "archive"),
        (b"\x1f\x8b\x08rest", "archive"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio_file"),
        (b"ID3\x04\x00rest", "audio_file"),
        (b"\xff\xfb\x90\x44rest", "audio_file"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio_file"),
        (b"Some words, nothing else.", "unknown_format"),
        (b'{"a": 1}', "unknown_json"),
        (b"[]", "unknown_json"),
        (b'{"a": ', "bad_json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "bad_json"),
        (b"[" * 100_000, "json_too_deep"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "json_too_deep"),
    ],
)
def test_what_is_no_conversation_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert refusals(content) == [("", code)]


def test_brackets_inside_strings_are_not_depth() -> None:
    document = {"id": "1", "messages": [{"role": "agent", "text": "[" * 500 + '\\"' * 9}]}
    assert refusals(json.dumps(document).encode()) == []


def test_an_unclosed_string_costs_linear_time() -> None:
    assert refusals(b'{"' + b'\\"' * 2_000_000) == [("", "bad_json")]


def test_the_content_decides_not_the_name(tmp_path) -> None:
    path = tmp_path / "picture.png"
    path.write_text(json.dumps(CHAT))
    assert [outcome.external_id for outcome in read_path(path)] == ["c1"]


def test_a_refusal_says_where_and_why_in_words(tmp_path) -> None:
    path = tmp_path / "empty.json"
    path.touch()
    (refusal,) = read_path(path)
    assert refusal == Refusal(str(path), "", "empty_file", {})
    assert refusal.message() == "the file is empty"


def test_a_missing_path_and_an_unknown_format_are_refused(tmp_path) -> None:
    assert [o.reason_code for o in read_path(tmp_path / "none")] == ["missing_file"]
    assert [o.reason_code for o in read_path(tmp_path, "morse")] == ["unknown_format_name"]


def test_a_folder_is_read_in_order_without_links_hidden_files_and_readmes(tmp_path) -> None:
    for name, ident in (("b.json", "two"), ("a.json", "one"), (".hidden.json", "no")):
        (tmp_path / name).write_text(json.dumps({**CHAT, "id": ident}))
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "c.json").write_text(json.dumps({**CHAT, "id": "three"}))
    (tmp_path / "README.md").write_text("About these files.")
    (tmp_path / "passwd.json").symlink_to("/etc/passwd")
    outcomes = list(read_path(tmp_path))
    assert [o.external_id for o in outcomes if isinstance(o, InteractionRecord)] == [
        "one", "two", "three",
    ]  # fmt: skip
    assert len(outcomes) == 3


def test_one_bad_file_does_not_stop_the_others(tmp_path) -> None:
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_text(json.dumps(CHAT))
    first, second = read_path(tmp_path)
    assert (first.reason_code, second.external_id) == ("bad_json", "c1")


def test_json_lines_are_read_each_on_its_own() -> None:
    lines = [json.dumps(CHAT), "{broken", json.dumps({**CHAT, "id": "c2"})]
    outcomes = list(read_stream("given", io.BytesIO("\n".join(lines).encode())))
    assert [getattr(o, "external_id", None) for o in outcomes] == ["c1", None, "c2"]
    assert (outcomes[1].place, outcomes[1].reason_code) == ("line 2", "bad_json")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le"])
def test_text_is_read_in_the_encoding_it_comes_in(encoding: str) -> None:
    chat = {"id": "1", "messages": [{"role": "agente", "text": "¿Qué día le va bien, señor?"}]}
    content = json.dumps(chat, ensure_ascii=False).encode(encoding)
    (record,) = read_stream("given", io.BytesIO(content))
    assert record.turns[0].text == "¿Qué día le va bien, señor?"


def test_nul_bytes_and_lone_surrogates_never_reach_the_record() -> None:
    content = b'{"id": "1", "messages": [{"role": "agent", "text": "a\\u0000b \\ud800"}]}'
    (record,) = read_stream("given", io.BytesIO(content))
    assert record.turns[0].text == "ab \ufffd"
    record.turns[0].text.encode("utf-8")


def test_reading_twice_gives_the_same_ids() -> None:
    content = json.dumps({"messages": [{"speaker": "agent", "text": "Hello"}]}).encode()
    first, second = (list(read_stream("given", io.BytesIO(content))) for _ in range(2))
    assert first == second
    assert first[0].external_id.startswith("sha256-")
