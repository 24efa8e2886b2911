"""vCon files: current and legacy names, roles, contents, signatures, and what is refused."""

import base64
import hashlib
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from transcripts.formats.reader import read_path, read_stream
from transcripts.formats.records import InteractionRecord, Refusal, TurnRecord

UUID = "019f15a6-a752-826f-b9a2-279e0d16bc46"
PARTIES = [
    {"name": "Ana", "mailto": "ana@shop.example", "meta": {"role": "agent"}},
    {"name": "Bea", "tel": "+34600000000", "role": "customer"},
]
CALL = {
    "type": "recording", "start": "2025-03-04T10:00:00Z", "duration": 60, "parties": [1, 0],
    "mediatype": "audio/x-wav", "url": "https://media.example/calls/one.wav",
}  # fmt: skip


def vcon(**changes: Any) -> dict[str, Any]:
    document = {
        "vcon": "0.0.2", "uuid": UUID, "created_at": "2025-03-04T12:00:00Z",
        "parties": PARTIES, "dialog": [CALL], "analysis": [], "attachments": [],
    }  # fmt: skip
    document.update(changes)
    return {key: value for key, value in document.items() if value is not ...}


def read(document: Any) -> InteractionRecord | Refusal:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    (outcome,) = read_stream("given", io.BytesIO(content))
    return outcome


def test_a_call_is_read_with_its_people_times_and_recording() -> None:
    record = read(vcon())
    assert (record.external_id, record.channel) == (UUID, "voice")
    assert record.started_at == datetime(2025, 3, 4, 10, 0, tzinfo=UTC)
    assert record.ended_at == datetime(2025, 3, 4, 10, 1, tzinfo=UTC)
    assert (record.agent_ref, record.agent_name) == ("ana@shop.example", "Ana")
    assert record.customer_ref == "+34600000000"
    (medium,) = record.media
    assert (medium.filename, medium.url) == ("one.wav", "https://media.example/calls/one.wav")


def test_without_created_at_the_first_dialog_dates_it_and_a_warning_says_so() -> None:
    record = read(vcon(created_at=...))
    assert record.started_at == datetime(2025, 3, 4, 10, 0, tzinfo=UTC)
    assert record.metadata["warnings"] == ["created_at_missing"]


def test_legacy_names_are_read() -> None:
    digest = base64.urlsafe_b64encode(hashlib.sha512(b"x").digest()).decode().rstrip("=")
    legacy = {**CALL, "mimetype": "audio/mp3", "alg": "SHA-512", "signature": digest}
    del legacy["mediatype"]
    (medium,) = read(vcon(dialog=[legacy], appended=None, must_support=[])).media
    assert (medium.mediatype, medium.sha512) == ("audio/mp3", hashlib.sha512(b"x").hexdigest())


def test_of_two_people_the_second_role_follows_from_the_first() -> None:
    record = read(vcon(parties=[{"name": "Bob", "tel": "1"}, {"name": "Ai", "role": "agent"}]))
    assert (record.agent_name, record.customer_ref) == ("Ai", "1")


def test_names_that_are_roles_count_as_roles() -> None:
    record = read(vcon(parties=[{"name": "Agent", "tel": "1"}, {"name": "Customer", "tel": "2"}]))
    assert (record.agent_ref, record.customer_ref) == ("1", "2")


def test_a_transcript_gives_turns_with_roles() -> None:
    body = [{"speaker": "Agent", "message": "Hello"}, {"speaker": "Bea", "message": "Hi"}]
    record = read(vcon(analysis=[{"type": "transcript", "dialog": 0, "body": body}]))
    assert record.turns == (TurnRecord("agent", "Hello"), TurnRecord("customer", "Hi"))


def test_names_in_a_plain_transcript_are_those_of_the_parties() -> None:
    body = "Ana: Hello\nBea: Hi\nAna: Your card?\nBea: Lost"
    record = read(vcon(analysis=[{"type": "transcript", "dialog": 0, "body": body}]))
    assert [turn.speaker for turn in record.turns] == ["agent", "customer", "agent", "customer"]


def test_a_transcript_with_party_numbers_and_times_and_its_redacted_twin() -> None:
    body = [{"parties": 1, "start": "2025-03-04T10:00:02Z", "duration": 1, "text": "My card"}]
    twin = [{"parties": 1, "text": "My {{CARD}}"}]
    record = read(
        vcon(
            analysis=[
                {"type": "transcript-redacted", "dialog": 0, "body": twin},
                {"type": "transcript", "dialog": 0, "body": json.dumps(body)},
            ]
        )
    )
    at = datetime(2025, 3, 4, 10, 0, 2, tzinfo=UTC)
    assert record.turns == (TurnRecord("customer", "My card", at),)


def test_inline_sound_is_decoded_and_its_name_made_safe() -> None:
    sound = {
        "type": "recording", "parties": [0, 1], "mediatype": "audio/x-wav",
        "filename": "../../etc/cron.d/call.wav", "encoding": "base64url",
        "body": base64.urlsafe_b64encode(b"RIFF\xff\xfe").decode().rstrip("="),
    }  # fmt: skip
    (medium,) = read(vcon(dialog=[sound])).media
    assert (medium.filename, medium.data) == ("call.wav", b"RIFF\xff\xfe")


def test_messages_become_turns_in_order_of_time() -> None:
    first = {"type": "text", "start": "2025-03-04T10:00:00Z", "parties": [1, 0], "body": "Help"}
    second = {"type": "text", "start": "2025-03-04T10:01:00Z", "parties": [0, 1],
              "body": "<p>Yes &amp; now</p>", "mediatype": "text/html"}  # fmt: skip
    record = read(vcon(dialog=[second, first]))
    assert [(t.speaker, t.text) for t in record.turns] == [
        ("customer", "Help"),
        ("agent", "Yes & now"),
    ]


def test_a_multipart_mail_gives_its_text_and_its_enclosure() -> None:
    body = (
        "--cut\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee the picture\r\n"
        '--cut\r\nContent-Type: image/png; name="../shot.png"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--cut--\r\n"
    )
    mail = {"type": "text", "start": "2025-03-04T10:00:00Z", "parties": [1, 0], "body": body,
            "mediatype": 'multipart/mixed; \n\tboundary="cut"'}  # fmt: skip
    record = read(vcon(dialog=[mail]))
    assert (record.channel, record.turns[0].text) == ("email", "See the picture")
    assert [(m.filename, m.data) for m in record.media] == [("shot.png", b"\x89PNG")]


@pytest.mark.parametrize("skill", ["billing", ["billing"]])
def test_the_contact_centre_skill_is_read_as_text_and_as_list(skill: Any) -> None:
    assert read(vcon(dialog=[{**CALL, "skill": skill}])).metadata["skills"] == ["billing"]


def test_roles_of_the_contact_centre_extension_win_over_names() -> None:
    people = [
        {"name": "Customer", "role": "agent"},
        {"name": "Agent", "meta": {"role": "customer"}},
    ]
    record = read(vcon(parties=people))
    assert (record.agent_name, record.customer_ref) == ("Customer", "Agent")


def test_sessions_are_kept_in_every_form_they_come_in() -> None:
    both = {"local": "a", "remote": "b"}
    sessions = [both, [both, [{"local": "c"}]], "legacy", {}, 7]
    dialog = [{**CALL, "session_id": session} for session in sessions]
    assert read(vcon(dialog=dialog)).metadata["sessions"] == [
        both, both, {"local": "c"}, {"local": "legacy"}, {"local": "7"},
    ]  # fmt: skip


def test_the_contact_centre_interaction_is_the_case() -> None:
    assert read(vcon(dialog=[{**CALL, "interaction_id": "T-1"}])).case_ref == "T-1"


def test_a_transfer_is_kept_with_who_went_where() -> None:
    people = [*PARTIES, {"name": "Cai", "role": "agent"}]
    transfer = {
        "type": "transfer", "start": "2025-03-04T10:01:00Z",
        "transferee": 1, "transferor": 0, "transfer_target": [2],
    }  # fmt: skip
    record = read(vcon(parties=people, dialog=[CALL, transfer]))
    assert record.metadata["transfers"] == [
        {"transferee": 1, "transferor": 0, "transfer_target": [2]}
    ]
    assert record.channel == "voice"


def test_an_attempt_that_nobody_answered_is_a_contact() -> None:
    attempt = {"type": "incomplete", "start": "2025-03-04T10:00:00Z", "disposition": "no-answer"}
    record = read(vcon(dialog=[attempt]))
    assert (record.channel, record.outcome, record.turns) == ("voice", "no-answer", ())


def test_a_dialog_of_an_unknown_type_is_read_and_said() -> None:
    record = read(vcon(dialog=[{**CALL, "type": "audio"}]))
    assert record.metadata["warnings"] == ["dialog_type_unknown"]
    assert record.media[0].url == CALL["url"]


@pytest.mark.parametrize("mediatype", ["application/wav", "application/octet-stream", None])
def test_a_recording_is_sound_whatever_it_is_called(mediatype: str | None) -> None:
    assert read(vcon(dialog=[{**CALL, "mediatype": mediatype}])).media[0].mediatype == (
        "audio/unknown"
    )


def test_the_application_says_which_channel_it_was() -> None:
    message = {"type": "text", "start": "2025-03-04T10:00:00Z", "parties": [1], "body": "Hi"}
    assert read(vcon(dialog=[{**message, "application": "WhatsApp"}])).channel == "social"


def test_a_signed_vcon_is_read_and_marked_unverified() -> None:
    payload = base64.urlsafe_b64encode(json.dumps(vcon()).encode()).decode().rstrip("=")
    for signed in (
        {"payload": payload, "signatures": [{"signature": "AAAA"}]},
        f"eyJhbGciOiJSUzI1NiJ9.{payload}.AAAA".encode(),
    ):
        record = read(signed)
        assert record.external_id == UUID
        assert record.metadata["warnings"] == ["signature_unverified"]


def test_a_known_critical_extension_is_taken() -> None:
    assert isinstance(read(vcon(critical=["CC"])), InteractionRecord)


@pytest.mark.parametrize(
    ("document", "place", "code"),
    [
        ({"ciphertext": "x", "recipients": []}, "", "vcon_encrypted"),
        (b"eyJhbGciOiJSU0EifQ.AAAA.AAAA.AAAA.AAAA", "", "vcon_encrypted"),
        ({"payload": "!!", "signatures": []}, "", "vcon_bad_signature_envelope"),
        (vcon(critical=["lawful_basis"]), "", "vcon_unknown_critical"),
        (vcon(must_support=["x"]), "", "vcon_unknown_critical"),
        (vcon(uuid=""), "", "vcon_no_uuid"),
        (vcon(uuid=...), "", "vcon_no_uuid"),
        (vcon(parties=None), "", "vcon_no_parties"),
        (vcon(parties="me"), "", "not_a_list"),
        (vcon(parties=[1]), "parties[0]", "not_an_object"),
        (vcon(dialog=None), "", "not_a_list"),
        (vcon(dialog=[]), "", "vcon_empty"),
        (vcon(analysis="text"), "", "not_a_list"),
        (vcon(dialog=[7]), "dialog[0]", "not_an_object"),
        (vcon(dialog=[CALL, {**CALL, "type": 1}]), "dialog[1]", "vcon_bad_dialog_type"),
        (vcon(dialog=[{**CALL, "parties": [0, 2]}]), "dialog[0]", "vcon_bad_party"),
        (vcon(dialog=[{**CALL, "parties": [[0], [True]]}]), "dialog[0]", "vcon_bad_party"),
        (vcon(dialog=[{**CALL, "originator": -1}]), "dialog[0]", "vcon_bad_party"),
        (vcon(dialog=[{"type": "transfer", "transferor": 2}]), "dialog[0]", "vcon_bad_party"),
        (vcon(dialog=[{**CALL, "start": "soon"}]), "dialog[0]", "bad_time"),
        (vcon(dialog=[{**CALL, "duration": -30}]), "dialog[0]", "vcon_bad_duration"),
        (vcon(dialog=[{**CALL, "duration": "long"}]), "dialog[0]", "vcon_bad_duration"),
        (vcon(dialog=[{**CALL, "mediatype": "not valid!"}]), "dialog[0]", "vcon_bad_mediatype"),
        (vcon(dialog=[{**CALL, "mediatype": 12}]), "dialog[0]", "vcon_bad_mediatype"),
        (vcon(dialog=[{**CALL, "url": "not-a-url"}]), "dialog[0]", "vcon_bad_url"),
        (vcon(dialog=[{**CALL, "url": "file:///etc/passwd"}]), "dialog[0]", "vcon_bad_url"),
        (
            vcon(dialog=[{"type": "text", "body": "a!", "encoding": "base64url"}]),
            "dialog[0]",
            "vcon_bad_body",
        ),
    ],
)
def test_what_would_be_wrong_is_refused(document: Any, place: str, code: str) -> None:
    refusal = read(document)
    assert isinstance(refusal, Refusal)
    assert (refusal.place, refusal.reason_code) == (place, code)
    assert refusal.message()


def test_a_recording_beside_its_vcon_is_attached_if_its_digest_fits(tmp_path) -> None:
    digest = base64.urlsafe_b64encode(hashlib.sha512(b"sound").digest()).decode()
    call = {**CALL, "content_hash": f"sha512-{digest}"}
    (tmp_path / "call.vcon").write_text(json.dumps(vcon(dialog=[call])))
    sound = tmp_path / "one.wav"
    sound.write_bytes(b"sound")
    (record,) = read_path(tmp_path / "call.vcon")
    assert (record.media[0].path, record.media[0].url) == (str(sound), None)
    sound.write_bytes(b"another")
    (record,) = read_path(tmp_path / "call.vcon")
    assert (record.media[0].path, record.media[0].url) == (None, CALL["url"])


def test_in_a_folder_a_named_recording_is_not_reported_on_its_own(tmp_path) -> None:
    (tmp_path / "call.vcon").write_text(json.dumps(vcon()))
    for name in ("one.wav", "other.wav"):
        (tmp_path / name).write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt ")
    record, refusal = read_path(tmp_path)
    assert record.media[0].path == str(tmp_path / "one.wav")
    assert (refusal.path, refusal.reason_code) == (str(tmp_path / "other.wav"), "audio_file")
