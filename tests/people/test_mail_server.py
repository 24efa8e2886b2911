"""Reaching a mail server: encrypted or not, signed in or not, and what cannot work said as such."""

import smtplib
import socket
import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from core.clock import now
from core.settings import SettingError, read_settings
from people import mail
from people.notices.links import public_link
from tests.people.letter_box import LetterBox


def hand_in(to: str = "ana@example.org") -> None:
    mail.send(mail.compose(to, "Hello", "Words", "<p>Words</p>"))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this machine that nobody else vouches for, with its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "mail.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def offer_tls(box: LetterBox, certificate: Path) -> None:
    box.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    box.tls.load_cert_chain(certificate)


def test_a_letter_has_both_texts_its_date_and_no_line_break_in_its_subject(
    app: Flask, with_mail: LetterBox
) -> None:
    mail.send(mail.compose("ana@example.org", "One\r\nBcc: eve@example.org", "Words", "<p>W</p>"))
    letter = with_mail.messages[0]
    assert letter["Subject"] == "One Bcc: eve@example.org"
    assert letter["Bcc"] is None
    assert letter["From"] == "Rubrica <qa@example.org>"
    assert now() - letter["Date"].datetime < timedelta(minutes=1)
    types = [part.get_content_type() for part in letter.walk()]
    assert types == ["multipart/alternative", "text/plain", "text/html"]


def test_starttls_is_used_and_the_certificate_checked(
    app: Flask, letter_box: LetterBox, change_settings, certificate: Path
) -> None:
    offer_tls(letter_box, certificate)
    port = letter_box.server_address[1]
    change_settings(smtp_url=f"smtp+starttls://localhost:{port}?ca={certificate}")
    hand_in()
    assert letter_box.seen[:3] == ["EHLO", "STARTTLS", "EHLO"]
    assert len(letter_box.letters) == 1
    change_settings(smtp_url=f"smtp+starttls://localhost:{port}")
    with pytest.raises(mail.Undeliverable, match="certificate"):
        hand_in()
    assert len(letter_box.letters) == 1


def test_starttls_that_is_asked_for_and_not_offered_sends_nothing(
    app: Flask, letter_box: LetterBox, change_settings
) -> None:
    change_settings(smtp_url=letter_box.url.replace("smtp:", "smtp+starttls:"))
    with pytest.raises(mail.Undeliverable, match="no STARTTLS"):
        hand_in()
    assert letter_box.seen == ["EHLO"]


def test_a_password_is_told_and_a_wrong_one_is_final(
    app: Flask, letter_box: LetterBox, change_settings
) -> None:
    letter_box.login = ("rubrica", "p@ss word")
    address = letter_box.url.removeprefix("smtp://")
    change_settings(smtp_url=f"smtp://rubrica:p%40ss%20word@{address}")
    hand_in()
    assert len(letter_box.letters) == 1
    change_settings(smtp_url=f"smtp://rubrica:wrong@{address}")
    with pytest.raises(mail.Undeliverable, match="535 wrong password"):
        hand_in()


def test_no_password_travels_in_the_clear(
    app: Flask, letter_box: LetterBox, change_settings, monkeypatch
) -> None:
    letter_box.login = ("rubrica", "secret")
    monkeypatch.setattr(mail, "is_this_machine", lambda host: False)
    change_settings(smtp_url=letter_box.url.replace("smtp://", "smtp://rubrica:secret@"))
    with pytest.raises(mail.Undeliverable, match="no encryption"):
        hand_in()
    assert "AUTH" not in letter_box.seen


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_is_final_and_a_delay_is_not(app: Flask, with_mail: LetterBox, verb: str) -> None:
    with_mail.answers[verb] = "550 nobody here"
    with pytest.raises(mail.Undeliverable, match="550 nobody here"):
        hand_in()
    with_mail.answers[verb] = "451 come back later"
    with pytest.raises(smtplib.SMTPException):
        hand_in()


def test_a_server_that_is_away_is_tried_again(app: Flask, change_settings) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        change_settings(smtp_url=f"smtp://127.0.0.1:{nobody.getsockname()[1]}")
        with pytest.raises(OSError, match="refused"):
            hand_in()


@pytest.mark.parametrize("address", ["http://mail", "mail.example.org", "smtp://mail:none"])
def test_an_address_that_cannot_be_one_is_said(app: Flask, change_settings, address: str) -> None:
    change_settings(smtp_url=address)
    with pytest.raises(mail.Undeliverable, match="SMTP_URL must be"):
        hand_in()


def test_an_address_with_a_line_break_is_not_written_to(app: Flask, with_mail: LetterBox) -> None:
    with pytest.raises(mail.Undeliverable, match="header"):
        hand_in("ana@example.org\r\nBcc: eve@example.org")
    assert with_mail.letters == []


@pytest.mark.parametrize("given", ["qa.example.org", "ftp://qa.example.org", "https://x.org/?a=1"])
def test_a_public_address_that_cannot_be_one_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingError, match="RUBRICA_URL"):
        read_settings({"RUBRICA_DATA": str(tmp_path), "RUBRICA_URL": given})


def test_a_public_address_may_have_a_path(app: Flask, change_settings, tmp_path: Path) -> None:
    given = {"RUBRICA_DATA": str(tmp_path), "RUBRICA_URL": "https://example.org/qa/"}
    change_settings(url=read_settings(given).url)
    assert public_link("people.jobs", {"state": "failed"}) == (
        "https://example.org/qa/jobs?state=failed"
    )
