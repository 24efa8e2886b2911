"""Whether the signature of a vCon (JSON Web Signature, RFC 7515) is by somebody who is trusted.

The operator trusts public keys and certificates by putting them, as PEM files, into a folder.
A certificate in the signature's own `x5c` counts only if a chain of issuers leads from it to one
of these. Nothing is ever fetched, so a certificate at an address (`x5u`) counts for nothing.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry, deserialize_compact

from transcripts.formats.encoding import parse_json
from transcripts.formats.records import FormatError

# Only signatures by key pairs: "none" proves nothing, and a secret shared with us neither.
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
    "Ed25519", "EdDSA",
)  # fmt: skip
MAX_SIGNATURES = 8
MAX_CHAIN = 6
MIN_RSA_BITS = 2048
State = Literal["verified", "unverified", "wrong"]
_KEY_TYPES: dict[type, type[RSAKey] | type[ECKey] | type[OKPKey]] = {
    RSAPublicKey: RSAKey,
    EllipticCurvePublicKey: ECKey,
    Ed25519PublicKey: OKPKey,
}


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key that the operator trusts, under the name of its file or its certificate."""

    name: str
    key: Any
    certificate: x509.Certificate | None = None


Trust = tuple[TrustedKey, ...]
NOBODY: Trust = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """What is known of who signed: `by` is a trusted name if verified, else what is claimed."""

    state: State
    by: str = ""

    def to_json(self) -> dict[str, str]:
        """As a fact of the interaction."""
        return {"state": self.state, "by": self.by}


class _Registry(JWSRegistry):
    """Of the sizes of vCons: a chain of certificates in the header, a recording in the content."""

    max_header_length = 64_000
    max_payload_length = 100 << 20
    max_signature_length = 4_000


_REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


def read_trust(folder: Path) -> tuple[Trust, list[str]]:
    """The keys and certificates of a folder's PEM files, and the names of files that hold none."""
    trusted: list[TrustedKey] = []
    unread: list[str] = []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith("."):
            continue
        raw = path.read_bytes()
        try:
            if b"BEGIN CERTIFICATE" in raw:
                found = x509.load_pem_x509_certificates(raw)
                trusted += [TrustedKey(name_of(c), c.public_key(), c) for c in found]
            else:
                trusted.append(TrustedKey(path.stem, load_pem_public_key(raw)))
        except (ValueError, UnsupportedAlgorithm):
            unread.append(path.name)
    return tuple(trusted), unread


def name_of(certificate: x509.Certificate) -> str:
    """The common name of a certificate's subject, or the whole subject if it has none."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def check(document: dict[str, Any], trust: Trust, at: datetime | None = None) -> Signature:
    """The best that can be said of the signatures of a JWS in JSON form, at a moment (now).

    `verified`: one of them is by a trusted key or certificate. `wrong`: one does not fit the
    content by the certificate that it brings itself, so that the content was changed.
    """
    entries = document.get("signatures", [document])
    payload = document.get("payload")
    if not isinstance(entries, list) or not isinstance(payload, str):
        return Signature("unverified")
    moment = at or datetime.now(UTC)
    found = [
        _check_one(entry, payload, trust, moment)
        for entry in entries[:MAX_SIGNATURES]
        if isinstance(entry, dict)
    ]
    order: tuple[State, ...] = ("verified", "wrong", "unverified")
    return min(found, key=lambda s: order.index(s.state), default=Signature("unverified"))


def _check_one(entry: dict[str, Any], payload: str, trust: Trust, at: datetime) -> Signature:
    protected, signature = entry.get("protected"), entry.get("signature")
    if not isinstance(protected, str) or not isinstance(signature, str):
        return Signature("unverified")
    compact = f"{protected}.{payload}.{signature}"
    chain = _chain(protected, entry.get("header"))
    for trusted in trust:
        if _is_valid(trusted.certificate, at) and _fits(compact, trusted.key):
            return Signature("verified", trusted.name)
    if not chain:
        return Signature("unverified")
    claimed = name_of(chain[0])[:200]
    if not _fits(compact, chain[0].public_key()):
        return Signature("wrong", claimed)
    return Signature("verified" if _leads_to(chain, trust, at) else "unverified", claimed)


def _chain(protected: str, header: Any) -> list[x509.Certificate]:
    """The certificates that the signature brings; none where they cannot be read."""
    try:
        inner = parse_json(_decoded(protected).decode())
    except (FormatError, ValueError, binascii.Error):
        return []
    headers = [h for h in (inner, header) if isinstance(h, dict)]
    listed: list[Any] = next((h["x5c"] for h in headers if isinstance(h.get("x5c"), list)), [])
    try:
        return [x509.load_der_x509_certificate(base64.b64decode(c)) for c in listed[:MAX_CHAIN]]
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return []


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _fits(compact: str, key: Any) -> bool:
    """Whether the signature was made with the private half of this key."""
    kind = next((k for base, k in _KEY_TYPES.items() if isinstance(key, base)), None)
    if kind is None or (isinstance(key, RSAPublicKey) and key.key_size < MIN_RSA_BITS):
        return False
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        deserialize_compact(compact.encode(), kind.import_key(pem), registry=_REGISTRY)
    except (JoseError, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True


def _leads_to(chain: list[x509.Certificate], trust: Trust, at: datetime) -> bool:
    """Whether each certificate is issued by the next, and some one by a trusted issuer."""
    anchors = [t.certificate for t in trust if t.certificate is not None]
    for number, certificate in enumerate(chain):
        if not _is_valid(certificate, at):
            return False
        if any(_issued(certificate, anchor) and _is_valid(anchor, at) for anchor in anchors):
            return True
        following = chain[number + 1 : number + 2]
        if not following or not _may_issue(following[0]) or not _issued(certificate, following[0]):
            return False
    return False


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether `issuer` signed the certificate; a trusted one of version 1 may, as it is trusted."""
    if issuer.version is not x509.Version.v1 and not _may_issue(issuer):
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _may_issue(certificate: x509.Certificate) -> bool:
    """Whether a certificate says of itself that it is an authority (RFC 5280, 4.2.1.9)."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return bool(extension.value.ca)


def _is_valid(certificate: x509.Certificate | None, at: datetime) -> bool:
    if certificate is None:
        return True
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
