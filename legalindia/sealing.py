"""What must be read again but lie open to nobody who gets hold of the database alone: sealed with the office's key.

Passwords of people are hashed, not sealed; sealed is what the office itself has to use again: the secret of a second
factor, the password that opens a file, the answer that is kept for a repeated request. The key is derived from
SECRET_KEY (HKDF, RFC 5869), which stands in a file or a variable and never in the database or a dump of it.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import Dialect, Text, TypeDecorator

# Says what the derived key is for, so that it is no other key derived from the same secret.
_PURPOSE = b"legalindia sealed columns, 1"


class SealBroken(Exception):
    """What was sealed cannot be opened: it was altered, or SECRET_KEY is not the one it was sealed with."""


def seal(text: str) -> str:
    """Return the text sealed (AES and HMAC-SHA256, as Fernet has them)."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed. :raises SealBroken: it was altered, or sealed with a key that is not known here."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken(
            "A sealed value does not open. Set SECRET_KEY to the one it was sealed with, or name that one in "
            "SECRET_KEY_BEFORE and run `flask secrets renew`."
        ) from error


def sealed_anew(sealed: str) -> str:
    """Return the same, sealed with the present key, whichever of the known keys it was sealed with."""
    return seal(unseal(sealed))


class Sealed(TypeDecorator[str]):
    """A text that is sealed in the database and plain in Python. It cannot be searched for."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else unseal(value)


def _keys() -> MultiFernet:
    """Return the keys of this office: the present one seals, and that and the one before it open."""
    settings = current_app.config["SETTINGS"]
    return MultiFernet([_key(secret) for secret in (settings.secret_key, settings.secret_key_before) if secret])


@lru_cache(maxsize=8)
def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
