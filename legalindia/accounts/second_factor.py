"""The second factor: codes of an authenticator (RFC 6238), each good once, and recovery codes for a lost telephone."""

from __future__ import annotations

import hashlib
import secrets
import time

import pyotp
import segno
from sqlalchemy import delete, or_, update

from legalindia.accounts.models import Person, RecoveryCode, User
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db, now
from legalindia.errors import Invalid

CODES, CODE_BYTES = 10, 10
STEP_SECONDS = 30


def begin(user: User) -> None:
    """Make a new secret; it counts only once a code of it was entered."""
    user.totp_pending = pyotp.random_base32()
    db.session.commit()


def picture(user: User) -> str:
    """Return the pending secret as a QR code, an SVG in a data address."""
    address = pyotp.TOTP(user.totp_pending or "").provisioning_uri(name=user.email, issuer_name="LegalIndia")
    return str(segno.make(address, error="m").svg_data_uri(scale=5))


def confirm(user: User, code: str) -> list[str]:
    """Switch the second factor on and return the recovery codes, which are shown this once.

    :raises Invalid: the code is not one of the new secret.
    """
    step = _step_of(user.totp_pending, code)
    if step is None:
        raise Invalid("That is not the code your authenticator shows now.", errors={"code": ["Try the next one."]})
    user.totp_secret, user.totp_pending, user.totp_step = user.totp_pending, None, step
    codes = [secrets.token_hex(CODE_BYTES) for _ in range(CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.add_all(RecoveryCode(user_id=user.id, code_sha256=_hash(each)) for each in codes)
    record(Act.SECOND_FACTOR_SET, by=user, subject=user)
    db.session.commit()
    return codes


def remove(user: User, *, by: Person) -> None:
    """Switch the second factor off."""
    user.totp_secret = user.totp_pending = user.totp_step = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    record(Act.SECOND_FACTOR_REMOVED, by=by, subject=user)
    db.session.commit()


def spend(user: User, code: str) -> bool:
    """Say whether the code opens the door, and make sure that it does so once. It does not commit."""
    code = "".join(code.split()).lower()
    step = _step_of(user.totp_secret, code)
    if step is not None:
        # One statement decides: of two that come with the same code, one is too late.
        unused = or_(User.totp_step.is_(None), User.totp_step < step)
        spent = update(User).where(User.id == user.id, unused).values(totp_step=step)
        return bool(db.session.execute(spent).rowcount)  # type: ignore[attr-defined]
    mine = (RecoveryCode.user_id == user.id) & (RecoveryCode.code_sha256 == _hash(code))
    used = update(RecoveryCode).where(mine, RecoveryCode.used_at.is_(None)).values(used_at=now())
    return bool(db.session.execute(used).rowcount)  # type: ignore[attr-defined]


def _step_of(secret: str | None, code: str) -> int | None:
    """Return the time step whose code this is: the present one, or one beside it for clocks that differ."""
    if not secret or not (code.isascii() and code.isdigit()):
        return None
    present = int(time.time()) // STEP_SECONDS
    known = pyotp.TOTP(secret)
    steps = (present, present - 1, present + 1)
    return next((step for step in steps if secrets.compare_digest(known.generate_otp(step), code)), None)


def _hash(code: str) -> str:
    # 80 random bits: there is nothing to guess, and a fast hash lets one statement find and spend the code.
    return hashlib.sha256(code.encode()).hexdigest()
