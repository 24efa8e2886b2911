"""Signed vCons: verified by whom, not verified, or changed since."""

import base64
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from transcripts.formats.reader import read_stream
from transcripts.formats.records import InteractionRecord
from transcripts.formats.vcon_signatures import NOBODY, Trust, read_trust

VCON = {
    "uuid": "019f15a6-a752-826f-b9a2-279e0d16bc46",
    "created_at": "2026-03-02T10:00:00Z",
    "parties": [{"name": "Ana", "role": "agent"}],
    "dialog": [{"type": "text", "start": "2026-03-02T10:00:00Z", "parties": 0, "body": "Hello"}],
}
DAY = timedelta(days=1)


class Wide(jws.JWSRegistry):
    """Lets a chain of certificates into the header."""

    max_header_length = 64_000


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def jwk(key: Any) -> Any:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    kinds = {rsa.RSAPrivateKey: RSAKey, ec.EllipticCurvePrivateKey: ECKey}
    return next((k for base, k in kinds.items() if isinstance(key, base)), OKPKey).import_key(pem)


def signed(key: Any, alg: str = "RS256", chain: list[x509.Certificate] | None = None) -> str:
    """The vCon in compact form, with the certificates in its header if there are any."""
    header: dict[str, Any] = {"alg": alg}
    if chain:
        der = [c.public_bytes(Encoding.DER) for c in chain]
        header["x5c"] = [base64.b64encode(raw).decode() for raw in der]
    known = key if isinstance(key, OctKey) else jwk(key)
    registry = Wide(algorithms=[alg], strict_check_header=False)
    return jws.serialize_compact(header, json.dumps(VCON), known, registry=registry)


def certificate(
    name: str, key: Any, issuer: tuple[str, Any] | None = None, *, ca: bool = False, days: int = 30
) -> x509.Certificate:
    """A certificate, signed by itself unless an issuer is given; expired with ``days`` below 0."""
    by_name, by_key = issuer or (name, key)
    now = datetime.now(UTC)
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, n)]) for n in (name, by_name)]
    return (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 60 * DAY)
        .not_valid_after(now + days * DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(by_key, SHA256())
    )


def trusting(folder: Path, **files: Any) -> Trust:
    """The trust in a folder with these keys and certificates."""
    for name, thing in files.items():
        if isinstance(thing, x509.Certificate):
            raw = thing.public_bytes(Encoding.PEM)
        else:
            form = PublicFormat.SubjectPublicKeyInfo
            raw = thing.public_key().public_bytes(Encoding.PEM, form)
        (folder / f"{name}.pem").write_bytes(raw)
    return read_trust(folder)[0]


def seen(document: str, trust: Trust = NOBODY) -> tuple[str, str, list[str]]:
    """What the record says of its signature: state, by whom, warnings."""
    (record,) = read_stream("signed", io.BytesIO(document.encode()), trust=trust)
    assert isinstance(record, InteractionRecord), record
    fact = record.metadata["signature"]
    warnings = [w for w in record.metadata["warnings"] if w.startswith("signature")]
    return fact["state"], fact["by"], warnings


@pytest.mark.parametrize(
    ("key", "alg"),
    [
        (rsa_key(), "RS256"),
        (rsa_key(), "PS384"),
        (ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
    ],
)
def test_a_signature_by_a_trusted_key_is_verified_under_its_name(tmp_path, key, alg) -> None:
    trust = trusting(tmp_path, recorder=key)
    assert seen(signed(key, alg), trust) == ("verified", "recorder", [])


def test_a_signature_by_nobody_known_is_not_verified(tmp_path) -> None:
    trust = trusting(tmp_path, other=rsa_key())
    assert seen(signed(rsa_key()), trust) == ("unverified", "", ["signature_unverified"])


def test_a_trusted_certificate_counts_until_it_expires(tmp_path) -> None:
    key = rsa_key()
    document = signed(key)
    trust = trusting(tmp_path, a=certificate("pbx.example", key))
    assert seen(document, trust)[:2] == ("verified", "pbx.example")
    trust = trusting(tmp_path, a=certificate("pbx.example", key, days=-1))
    assert seen(document, trust)[0] == "unverified"


def test_a_chain_that_leads_to_a_trusted_authority_is_verified(tmp_path) -> None:
    root, middle, leaf = rsa_key(), rsa_key(), rsa_key()
    chain = [
        certificate("pbx.example", leaf, ("middle", middle)),
        certificate("middle", middle, ("root", root), ca=True),
    ]
    trust = trusting(tmp_path, root=certificate("root", root, ca=True))
    assert seen(signed(leaf, chain=chain), trust) == ("verified", "pbx.example", [])
    assert seen(signed(leaf, chain=chain)) == (
        "unverified",
        "pbx.example",
        ["signature_unverified"],
    )
    assert seen(signed(leaf, chain=chain[:1]), trust)[0] == "unverified"


def test_who_is_no_authority_issues_nothing(tmp_path) -> None:
    root, middle, leaf = rsa_key(), rsa_key(), rsa_key()
    chain = [
        certificate("pbx.example", leaf, ("middle", middle)),
        certificate("middle", middle, ("root", root), ca=False),
    ]
    trust = trusting(tmp_path, root=certificate("root", root, ca=True))
    assert seen(signed(leaf, chain=chain), trust)[0] == "unverified"
    trust = trusting(tmp_path, root=certificate("middle", middle, ca=False))
    assert seen(signed(leaf, chain=chain[:1]), trust)[0] == "unverified"


def test_an_expired_link_breaks_the_chain(tmp_path) -> None:
    root, leaf = rsa_key(), rsa_key()
    chain = [certificate("pbx.example", leaf, ("root", root), days=-1)]
    trust = trusting(tmp_path, root=certificate("root", root, ca=True))
    assert seen(signed(leaf, chain=chain), trust)[0] == "unverified"


def test_a_certificate_of_the_right_name_by_another_key_is_not_enough(tmp_path) -> None:
    leaf = rsa_key()
    chain = [certificate("pbx.example", leaf, ("root", rsa_key()))]
    trust = trusting(tmp_path, root=certificate("root", rsa_key(), ca=True))
    assert seen(signed(leaf, chain=chain), trust)[0] == "unverified"


def test_content_that_was_changed_is_called_so(tmp_path) -> None:
    key = rsa_key()
    own = certificate("pbx.example", key)
    head, _, signature = signed(key, chain=[own]).split(".")
    other = json.dumps(VCON | {"subject": "Changed"}).encode()
    payload = base64.urlsafe_b64encode(other).decode().rstrip("=")
    found = seen(f"{head}.{payload}.{signature}", trusting(tmp_path, a=own))
    assert found == ("wrong", "pbx.example", ["signature_wrong"])


def test_in_json_one_good_signature_of_several_is_enough(tmp_path) -> None:
    known = rsa_key()
    parts = [signed(key).split(".") for key in (rsa_key(), known)]
    document = {
        "payload": parts[0][1],
        "signatures": [{"protected": head, "signature": mark} for head, _, mark in parts],
    }
    trust = trusting(tmp_path, recorder=known)
    assert seen(json.dumps(document), trust) == ("verified", "recorder", [])


@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_a_signature_that_anybody_can_make_proves_nothing(tmp_path, alg) -> None:
    key = rsa_key()
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    payload = base64.urlsafe_b64encode(json.dumps(VCON).encode()).decode().rstrip("=")
    header = base64.urlsafe_b64encode(json.dumps({"alg": alg}).encode()).decode().rstrip("=")
    document = f"{header}.{payload}."
    if alg == "HS256":  # the public key as a shared secret
        secret = OctKey.import_key(base64.urlsafe_b64encode(pem).decode().rstrip("="))
        document = signed(secret, "HS256")
    assert seen(document, trusting(tmp_path, recorder=key))[0] == "unverified"


def test_keys_too_short_to_trust_are_not_trusted(tmp_path) -> None:
    key = rsa_key(1024)
    assert seen(signed(key), trusting(tmp_path, short=key))[0] == "unverified"


def test_files_that_hold_no_key_are_named(tmp_path) -> None:
    (tmp_path / "notes.txt").write_text("Remember to renew.")
    (tmp_path / ".hidden").write_text("x")
    trust = trusting(tmp_path, recorder=rsa_key())
    again, unread = read_trust(tmp_path)
    assert [key.name for key in trust] == [key.name for key in again] == ["recorder"]
    assert unread == ["notes.txt"]


@pytest.mark.parametrize(
    "entry",
    [
        7, {}, {"protected": 1, "signature": "a"}, {"protected": "!!", "signature": "!!"},
        {"protected": "eyJhbGciOiJSUzI1NiIsIng1YyI6WyJub3BlIl19", "signature": "AAAA"},
        {"protected": "e30", "signature": "AAAA", "header": {"x5c": [1, None]}},
    ],
)  # fmt: skip
def test_nonsense_is_not_verified_and_breaks_nothing(tmp_path, entry) -> None:
    payload = base64.urlsafe_b64encode(json.dumps(VCON).encode()).decode().rstrip("=")
    document = json.dumps({"payload": payload, "signatures": [entry]})
    assert seen(document, trusting(tmp_path, a=rsa_key()))[0] == "unverified"
