"""Whom the operator trusts, and what a signed record's page says of its signature."""

import base64
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from flask import Flask
from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import select

from core.db import db
from core.settings import read_settings
from tests.factories import make_source, make_user
from transcripts.actions import import_records
from transcripts.formats.reader import read_stream
from transcripts.models import Interaction
from transcripts.signers import trusted_signers

KEY = generate_private_key(SECP256R1())
VCON = {
    "uuid": "019f15a6-a752-826f-b9a2-279e0d16bc46",
    "created_at": "2026-03-02T10:00:00Z",
    "parties": [{"name": "Ana", "role": "agent"}, {"name": "Bea", "role": "customer"}],
    "dialog": [{"type": "text", "start": "2026-03-02T10:00:00Z", "parties": 0, "body": "Hello"}],
}


def public_pem() -> bytes:
    return KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def signed() -> bytes:
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return jws.serialize_compact({"alg": "ES256"}, json.dumps(VCON), ECKey.import_key(pem)).encode()


@pytest.fixture
def trusted(app: Flask, tmp_path: Path) -> Path:
    """The folder of whom this application trusts."""
    folder = tmp_path / "signers"
    folder.mkdir()
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], trusted_signers=folder)
    return folder


def page_after_import(sign_in) -> str:
    """Import the signed vCon and return the page of its interaction."""
    records = read_stream("signed", io.BytesIO(signed()), trust=trusted_signers())
    assert import_records(records, make_source()).refused == []
    user = make_user("qa_lead")
    db.session.commit()
    number = db.session.scalar(select(Interaction.id))
    return sign_in(user).get(f"/interactions/{number}").text


def test_nobody_is_trusted_unless_a_folder_is_named(app: Flask) -> None:
    assert trusted_signers() == ()


def test_a_key_counts_from_when_it_is_put_there_until_it_is_taken_away(trusted: Path) -> None:
    assert trusted_signers() == ()
    (trusted / "recorder.pem").write_bytes(public_pem())
    assert [key.name for key in trusted_signers()] == ["recorder"]
    (trusted / "recorder.pem").unlink()
    assert trusted_signers() == ()


def test_a_folder_that_is_gone_trusts_nobody(trusted: Path) -> None:
    trusted.rmdir()
    assert trusted_signers() == ()


def test_the_page_says_by_whom_a_signature_was_verified(trusted: Path, sign_in) -> None:
    (trusted / "recorder.pem").write_bytes(public_pem())
    assert "verified: signed by recorder" in page_after_import(sign_in)


def test_the_page_says_that_a_signature_was_not_verified(trusted: Path, sign_in) -> None:
    page = page_after_import(sign_in)
    assert "not verified" in page
    assert "The signature of the source was not verified." in page


def test_a_changed_content_is_said_on_the_page(app: Flask, sign_in) -> None:
    facts = {"signature": {"state": "wrong", "by": "pbx.example"}}
    head, _, mark = signed().decode().split(".")
    payload = base64.urlsafe_b64encode(json.dumps(VCON | {"subject": "x"}).encode()).decode()
    records = read_stream("signed", io.BytesIO(f"{head}.{payload.rstrip('=')}.{mark}".encode()))
    import_records(records, make_source())
    found = db.session.scalars(select(Interaction)).one()
    found.facts = (found.facts or {}) | facts
    user = make_user("qa_lead")
    db.session.commit()
    assert "does not fit the content" in sign_in(user).get(f"/interactions/{found.id}").text


def test_both_settings_come_from_the_environment(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "RUBRICA_DATA": str(tmp_path),
            "RUBRICA_TRUSTED_SIGNERS": "/etc/rubrica/signers",
            "RUBRICA_FETCH_HOSTS": "Media.example, other.example:8443",
        }
    )
    assert settings.trusted_signers == Path("/etc/rubrica/signers")
    assert settings.fetch_hosts == ("media.example", "other.example:8443")
