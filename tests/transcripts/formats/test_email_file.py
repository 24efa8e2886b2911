"""An e-mail with what is enclosed: recordings are calls of its case, other files are named."""

from email.message import EmailMessage

import pytest

from tests.transcripts.sounds import wav
from transcripts.formats.email_file import read_email, read_mailbox
from transcripts.formats.records import FormatError, InteractionRecord, MediaRecord

WAV = wav(0.1)


def letter(text: str, *enclosed: tuple[str, str, bytes], number: int = 1) -> bytes:
    """A mail with enclosures: name, type and content."""
    message = EmailMessage()
    message["From"], message["To"] = "PBX <pbx@example.org>", "help@example.net"
    message["Date"], message["Subject"] = "Mon, 02 Mar 2026 10:00:00 +0000", "New voicemail"
    message["Message-ID"] = f"<{number}@example.org>"
    message.set_content(text)
    for name, kind, content in enclosed:
        main, _slash, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def test_a_voicemail_is_a_call_of_the_case_of_its_mail() -> None:
    files = ("bill.pdf", "application/pdf", b"%PDF-"), ("msg0001.wav", "audio/x-wav", WAV)
    mail, call = read_email(letter("You have a voicemail.", *files))
    assert (mail.channel, mail.external_id) == ("email", "<1@example.org>")
    assert mail.turns[0].text == "You have a voicemail."
    assert mail.media == (MediaRecord("bill.pdf", "application/pdf", size=5),)
    assert (call.channel, call.external_id) == ("voice", "<1@example.org>#1")
    assert (call.case_ref, call.customer_ref) == (mail.case_ref, mail.customer_ref)
    assert (call.turns, call.started_at, call.ended_at) == ((), mail.started_at, None)
    assert call.media == (MediaRecord("msg0001.wav", "audio/unknown", data=WAV),)


def test_each_recording_is_a_call() -> None:
    files = [(f"{number}.wav", "audio/wav", wav(0.1, seed=number)) for number in (1, 2)]
    records = list(read_email(letter("Two of them.", *files)))
    assert [record.external_id[-2:] for record in records] == ["g>", "#1", "#2"]
    assert [record.media[0].filename for record in records[1:]] == ["1.wav", "2.wav"]


def test_a_mail_without_a_word_is_its_recording_with_what_else_is_enclosed() -> None:
    files = ("msg.wav", "audio/wav", WAV), ("fax.tif", "image/tiff", b"II*\0")
    (call,) = read_email(letter("", *files))
    assert [medium.filename for medium in call.media] == ["msg.wav", "fax.tif"]


@pytest.mark.parametrize(
    ("content", "calls"), [(WAV, 1), (b"\xff\xfb\x90\x00" * 300, 1), (b"PK\x03\x04" * 9, 0)]
)
def test_of_an_unnamed_type_the_content_decides(content: bytes, calls: int) -> None:
    records = list(read_email(letter("See.", ("m", "application/octet-stream", content))))
    assert len(records) == 1 + calls


def test_a_video_is_named() -> None:
    (mail,) = read_email(letter("See.", ("screen.mp4", "video/mp4", b"\0\0\0\x18ftypmp42")))
    assert mail.media == (MediaRecord("screen.mp4", "video/mp4", size=12),)


def test_an_empty_mail_is_refused() -> None:
    with pytest.raises(FormatError, match="nothing was said"):
        list(read_email(letter("")))


def mail(*headers: str, body: str = "Hola", number: int = 1) -> bytes:
    head = (f"Message-ID: <{number}@x.example>", "Date: Mon, 02 Mar 2026 10:00:00 +0000", *headers)
    return ("\n".join(head) + f"\n\n{body}\n").encode("cp1252")


def test_many_mails_in_one_file_each_with_its_place() -> None:
    first, second = mail("From: bea@x.example", body=">From now on"), mail("To: help", number=2)
    line = b"From bea@x.example Mon Mar  2 10:00:00 2026\n"
    box = line + first + b"\n" + line + b"Subject: none\n\nFrom here\n\n" + line + second
    one, bad, other = read_mailbox(box)
    assert isinstance(one, InteractionRecord) and isinstance(other, InteractionRecord)
    assert (one.external_id, one.place) == ("<1@x.example>", "message 1")
    assert one.turns[0].text == "From now on"
    assert isinstance(bad, FormatError) and (bad.code, bad.place) == ("email_no_date", "message 2")
    assert (other.external_id, other.place) == ("<2@x.example>", "message 3")


def test_letters_beyond_ascii_wherever_they_stand_and_however_they_are_declared() -> None:
    (raw,) = read_email(mail("Subject: Envío", body="“Así” no"))
    assert (raw.subject, raw.turns[0].text) == ("Envío", "“Así” no")
    (latin,) = read_email(mail("Content-Type: text/plain; charset=iso-8859-1", body="“Así” no"))
    assert latin.turns[0].text == "“Así” no"


def test_the_address_of_a_sender_whose_name_has_a_comma() -> None:
    (record,) = read_email(mail("From: =?utf-8?q?P=C3=A9rez=2C_Ana?= <ana@x.example>"))
    assert record.customer_ref == "ana@x.example"


def test_what_a_machine_answers_is_of_nobody() -> None:
    (record,) = read_email(mail("From: ana@x.example", "Auto-Submitted: auto-replied (vacation)"))
    assert (record.turns[0].speaker, record.customer_ref) == ("system", None)
    assert record.metadata["warnings"] == []
