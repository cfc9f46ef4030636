"""Passwords: how they are kept and compared."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 512

# argon2id with the parameters of RFC 9106, 4 (second recommendation: 64 MiB, three passes).
_hasher = PasswordHasher()
# Checked when there is no such account, so that the answer takes the same time as for one that exists. Of a password
# that nobody was told; made once and for all, because making it took half a second of every start.
NOBODYS_HASH = "$argon2id$v=19$m=65536,t=3,p=4$kljPKFui0EW2r2pETgE6bg$1zXCJBkQT/dWUIl55KjQAJKbHuE54tB3pm6t4XkzMKA"


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(_canonical(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Say whether the password is the one that was hashed; without a hash, say no in the same time."""
    if len(password) > LONGEST:
        return False
    try:
        _hasher.verify(password_hash or NOBODYS_HASH, _canonical(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _canonical(password: str) -> str:
    # The same characters typed on two keyboards must be the same password (RFC 8265, 4.2.2).
    return unicodedata.normalize("NFC", password)
