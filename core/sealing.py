"""Secrets of other systems, kept so that a copy of the database alone does not give them away."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


class Unsealable(ValueError):
    """A sealed secret cannot be read: the application's own secret is another one than then."""


@lru_cache(maxsize=4)
def key_from(secret: str) -> Fernet:
    """Derive the sealing key (HKDF-SHA256, RFC 5869) from the application's secret."""
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"rubrica sealed secrets")
    return Fernet(base64.urlsafe_b64encode(kdf.derive(secret.encode())))


def seal(text: str) -> str:
    """Encrypt a secret for the database (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return key_from(current_app.config["SECRET_KEY"]).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Read what ``seal`` wrote. Raises Unsealable."""
    try:
        return key_from(current_app.config["SECRET_KEY"]).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unsealable("sealed with another application secret") from error
