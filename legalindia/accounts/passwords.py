"""Passwords: how they are kept and compared."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 512

# argon2id with the parameters of RFC 9106, 4 (second recommendation: 64 MiB, three passes).
_hasher = PasswordHasher()
# Checked when there is no such account, so that the answer takes the same time as for one that exists.
_NOBODYS_HASH = _hasher.hash("no account has this password")


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(_canonical(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Say whether the password is the one that was hashed; without a hash, say no in the same time."""
    if len(password) > LONGEST:
        return False
    try:
        _hasher.verify(password_hash or _NOBODYS_HASH, _canonical(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _canonical(password: str) -> str:
    # The same characters typed on two keyboards must be the same password (RFC 8265, 4.2.2).
    return unicodedata.normalize("NFC", password)
