"""Files made to hurt: each gets its reason in bounded time and memory, and harms no neighbour."""

import io
import json
import time
import tracemalloc
import zipfile
from typing import Any

import pytest

from transcripts.formats import chat_csv, records, tables
from transcripts.formats.reader import read_path, read_stream
from transcripts.formats.records import InteractionRecord, Outcome, Refusal
from transcripts.formats.values import plain_json, safe_filename, short_id

MAIL = b"From: a@b.example\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n"
SECONDS, MEGABYTES = 20.0, 200


def archive(entry: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(entry, content)
    return target.getvalue()


def lol() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?>\n<!DOCTYPE l [{entities}]><l>&a9;</l>'.encode()


def nested_parts(count: int) -> bytes:
    parts = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(count))
    return MAIL + "".join(parts).encode() + b"\nhello"


def conversation(ident: str = "1", **values: Any) -> dict[str, Any]:
    return {"id": ident, "messages": [{"role": "agent", "text": "Hello"}], **values}


def read(content: bytes) -> list[Outcome]:
    """All outcomes; fails where they cost more than seconds and megabytes."""
    tracemalloc.start()
    began = time.process_time()
    try:
        found = list(read_stream("hostile", io.BytesIO(content)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert time.process_time() - began < SECONDS
    assert peak < MEGABYTES << 20
    return found


def codes(content: bytes) -> list[str]:
    return [o.reason_code for o in read(content) if isinstance(o, Refusal)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (archive("bomb.csv", bytes(20 << 20)), "archive"),
        (archive("inner.zip", archive("../../x", b"x")), "archive"),
        (b"PK\x05\x06" + bytes(18), "archive"),
        (b"\x28\xb5\x2f\xfd\x00", "archive"),
        (lol(), "markup"),
        (b"<!DOCTYPE html>\n<p>a,b", "markup"),
        (b"[" * 3_000_000, "json_too_many"),
        (b'{"a":' * 100_000, "json_too_deep"),
        (b"[" + b"{}," * 1_000_000 + b"{}]", "json_too_many"),
        (b"]" * 100 + b"[]", "unknown_format"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "bad_json"),
        (nested_parts(10_000), "mime_too_complex"),
        (MAIL + b"Content-Type: message/rfc822\n\n" * 10_000 + b"x", "mime_too_complex"),
        (MAIL + b"Content-Type: text/plain" + b';a="' * 100_000 + b"\n\nx", "mime_too_complex"),
        (MAIL + b"X-A: b\n" * 101_000 + b"\nhello", "mime_too_complex"),
        (MAIL + b"\n" * 6_000_000, "mime_too_complex"),
        (MAIL + b"Content-Type: text/html\n\n" + b"<!--" * 200_000, "no_turns"),
        (MAIL + b"Content-Type: text/html\n\n" + b"<![CDATA[" * 200_000, "no_turns"),
        (MAIL + b"Content-Type: text/html\n\n" + b"<a " * 200_000, "no_turns"),
        (b"00:00:01,000 --> 00:00:02,000\nx\n\n" * 60_000, "too_many_turns"),
        (b"WEBVTT\n" + b"\n \n" * 500_000, "no_turns"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(100), "audio_file"),
        (b"RIFF\x00\x00\x00\x00AVI " + bytes(100), "audio_file"),
        (b"FLV\x01" + bytes(100), "audio_file"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(100), "audio_file"),
        (b"id,speaker,text\n1,agent," + b"x" * (2 << 20) + b"\n", "line_too_long"),
        (b"a,b" + b",c" * 2_000 + b"\n1,2\n", "csv_too_many_columns"),
    ],
)
def test_a_hostile_file_gets_its_reason(content: bytes, code: str) -> None:
    assert codes(content) == [code]


def test_a_file_larger_than_a_document_may_be_is_not_read(monkeypatch) -> None:
    monkeypatch.setattr("transcripts.formats.reader.MAX_DOCUMENT_BYTES", 1 << 20)
    assert codes(b'{"a":"' + b"x" * (2 << 20) + b'"}') == ["too_large"]


def test_a_table_without_end_is_read_to_the_limit(monkeypatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 1_000)
    outcomes = read(b"id,text\n" + b"".join(b"%d,Agent: hi\n" % n for n in range(2_000)))
    assert sum(isinstance(o, InteractionRecord) for o in outcomes) == 999
    assert [o.reason_code for o in outcomes if isinstance(o, Refusal)] == ["too_many_rows"]


def test_a_conversation_without_end_is_refused_alone(monkeypatch) -> None:
    monkeypatch.setattr(chat_csv, "MAX_TURNS", 100)
    content = b"id,speaker,text\n" + b"1,agent,hi\n" * 200 + b"2,agent,hi\n"
    first, second = read(content)
    assert (first.place, first.reason_code) == ("row 2", "too_many_turns")
    assert second.external_id == "2"


def test_no_reader_gives_more_turns_than_a_conversation_may_have(monkeypatch) -> None:
    monkeypatch.setattr(records, "MAX_TURNS", 2)
    chats = [conversation("1"), conversation("2", messages=[{"role": "agent", "text": "a"}] * 3)]
    first, second = read(json.dumps(chats).encode())
    assert first.external_id == "1"
    assert (second.place, second.reason_code) == ("record 2", "too_many_turns")


def test_huge_fields_and_unclosed_quotes_lose_only_their_rows() -> None:
    rows = ["id,speaker,text", '1,agent,"' + "x" * 300_000 + '"', "2,agent,Hello"]
    refusal, record = read("\n".join(rows).encode())
    assert (refusal.reason_code, record.external_id) == ("csv_bad_row", "2")
    unclosed = read(b'id,speaker,text\n1,agent,Hello\n2,agent,"' + b"x\n" * 70_000)
    assert unclosed[0].reason_code == "csv_bad_row"
    assert [o.external_id for o in unclosed if isinstance(o, InteractionRecord)] == ["1"]


def test_a_line_without_end_loses_no_other_line(monkeypatch) -> None:
    monkeypatch.setattr("transcripts.formats.reader.MAX_LINE", 1_000)
    lines = [json.dumps(conversation("1")), '{"x":"' + "y" * 5_000, json.dumps(conversation("2"))]
    outcomes = read("\n".join(lines).encode())
    assert [getattr(o, "external_id", None) for o in outcomes] == ["1", None, "2"]
    assert (outcomes[1].place, outcomes[1].reason_code) == ("line 2", "line_too_long")


def test_numbers_that_no_database_keeps_are_left_out() -> None:
    text = '{"id":"1","messages":[{"role":"agent","text":"hi","start":1e999}],'
    text += '"a":NaN,"b":-Infinity,"c":1e999,"d":1' + "0" * 400 + ',"e":1.5}'
    (record,) = read(text.encode())
    assert record.turns[0].start is None
    assert {k: v for k, v in record.metadata.items() if v is not None} == {"e": 1.5}


def test_keys_and_texts_of_facts_are_clean_and_few() -> None:
    facts = {"k\ud800\x00": "v\udc00\x00", "deep": [["x\x00"]], "many": list(range(10_000))}
    kept = plain_json(facts)
    assert kept["k\ufffd"] == "v\ufffd"
    assert kept["deep"] == [["x"]]
    assert len(kept["many"]) < 2_000


def test_long_ids_stay_different() -> None:
    first, second = (read(json.dumps(conversation("x" * 300 + end)).encode()) for end in "ab")
    assert first[0].external_id != second[0].external_id
    assert len(first[0].external_id) == len(short_id("x" * 9_999)) == 200
    assert short_id("x" * 200) == "x" * 200


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("C:\\temp\\a.wav", "a.wav"),
        ("a\x00.wav", "a.wav"),
        ("call\u202evaw.exe", "callvaw.exe"),
        ("zero\u200bwidth.wav", "zerowidth.wav"),
        ("..", "recording"),
        ("a:b|c?.wav", "a_b_c_.wav"),
        ("\ud800.wav", "\ufffd.wav"),
    ],
)
def test_names_lead_nowhere_and_hide_nothing(claimed: str, kept: str) -> None:
    assert safe_filename(claimed) == kept


@pytest.mark.parametrize("letter", ["x", "é", "😀"])
def test_names_fit_into_every_file_system(letter: str) -> None:
    name = safe_filename(letter * 400 + ".wav")
    assert name.endswith(".wav")
    assert 190 <= len(name.encode()) <= 200


def test_a_name_too_long_for_the_disk_costs_no_record(tmp_path) -> None:
    call = {"type": "recording", "url": "https://a.example/x", "filename": "😀" * 300}
    document = {"uuid": "1", "vcon": "", "parties": [], "dialog": [call]}
    (tmp_path / "a.vcon").write_text(json.dumps(document))
    (record,) = read_path(tmp_path / "a.vcon")
    assert record.external_id == "1"


def test_captions_with_absurd_times_keep_their_words() -> None:
    text = (
        "1\n999:99:99,999 --> 00:00:01,000\nToo late\n\n"
        "2\n99999999:00:00,000 --> 99999999:00:01,000\nNever\n\n"
        "3\n00:00:05,000 --> 00:00:02,000\nBackwards\n"
    )
    (record,) = read(text.encode())
    assert [(t.text, t.start, t.end) for t in record.turns] == [
        ("Too late", None, 1.0),
        ("Backwards", 5.0, 5.0),
    ]
    assert "captions_left_out" in record.metadata["warnings"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbf" + json.dumps(conversation()).encode(), "Hello"),
        (json.dumps(conversation(messages=[{"role": "agent", "text": "ñ😀"}])).encode("utf-32"),
         "ñ😀"),
        ("id,speaker,text\n1,agent,año\n".encode() + "1,agent,día €".encode("cp1252"), "año"),
    ],
)  # fmt: skip
def test_marks_of_byte_order_and_mixed_encodings_are_read(content: bytes, text: str) -> None:
    (record,) = read(content)
    assert record.turns[0].text == text
    if len(record.turns) > 1:
        assert record.turns[1].text == "día €"


def test_one_analysis_of_very_many_dialogs_is_read_once() -> None:
    count = 4_000
    body = json.dumps([{"speaker": "agent", "message": "b"}] * 2_000)
    document = {
        "uuid": "1", "parties": [{"role": "agent"}],
        "dialog": [{"type": "recording"}] * count,
        "analysis": [{"type": "transcript", "dialog": list(range(count)), "body": body}],
    }  # fmt: skip
    (record,) = read(json.dumps(document).encode())
    assert len(record.turns) == 2_000


def test_whatever_lies_beside_them_good_files_come_in(tmp_path) -> None:
    hostile = [archive("x", bytes(1 << 20)), lol(), b"[" * 3_000_000, nested_parts(10_000), b"\x00"]
    for number, content in enumerate(hostile):
        (tmp_path / f"{number}.csv").write_bytes(content)
    (tmp_path / "9.json").write_text(json.dumps(conversation("good")))
    outcomes = list(read_path(tmp_path))
    assert [o.external_id for o in outcomes if isinstance(o, InteractionRecord)] == ["good"]
    assert len(outcomes) == len(hostile) + 1
