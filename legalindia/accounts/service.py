"""What is done with people: add them, find them, check who they say they are."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from legalindia.accounts import second_factor, throttle
from legalindia.accounts.models import Person, Role, SignIn, User
from legalindia.accounts.passwords import hash_password, is_password
from legalindia.accounts.sessions import end_everything
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db
from legalindia.errors import Conflict, NotFound, NotSignedIn


def add_user(details: Mapping[str, str], *, by: Person | None = None) -> User:
    """Add a person to the firm.

    :param details: email, name, role and password, checked by `schemas.NewUser`.
    :param by: who adds them; None for the command line.
    :raises Conflict: the address is taken.
    """
    user = User(
        email=details["email"].lower(),
        name=details["name"],
        role=Role(details["role"]),
        password_hash=hash_password(details["password"]),
    )
    db.session.add(user)
    try:
        db.session.flush()
        record(Act.PERSON_ADDED, by=by, subject=user, detail={"role": user.role.value})
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(f"There is already a person with the address {user.email}.") from error
    return user


def authenticate(email: str, password: str, otp: str | None = None) -> User:
    """Return the person whose address and password these are, and whose code, if they have a second factor.

    :raises NotSignedIn: in the same words and time whether the address is unknown or the password wrong.
    :raises TooOften: it failed so often that the next try has to wait.
    """
    # PostgreSQL takes no text with a NUL, not even to find that nobody has such an address.
    email = email.strip().lower().replace("\0", "\ufffd")
    throttle.check(email)
    user: User | None = db.session.scalar(select(User).where(User.email == email))
    is_right = is_password(password, user.password_hash if user else None)
    if not is_right or user is None or not user.is_enabled:
        raise _refused(email, user, "The e-mail address or the password is not right.")
    if user.totp_secret and not second_factor.spend(user, otp or ""):
        raise _refused(email, user, "Please enter the code that your authenticator shows now, or a recovery code.")
    throttle.forgive(email)
    return user


def _refused(email: str, user: User | None, words: str) -> NotSignedIn:
    throttle.note_failure(email)
    record(Act.SIGN_IN_REFUSED, by=user)
    db.session.commit()
    return NotSignedIn(words)


def change_password(user: User, current: str, chosen: str, *, keep: SignIn | None) -> None:
    """Give the person the password they chose, and sign them out everywhere but in the session they are in.

    :raises NotSignedIn: the present password is not right. :raises TooOften: it was tried too often.
    """
    throttle.check(user.email)
    if not is_password(current, user.password_hash):
        raise _refused(user.email, user, "This is not your present password.")
    user.password_hash = hash_password(chosen)
    end_everything(user, but=keep)
    record(Act.PASSWORD_CHANGED, by=user, subject=user)
    db.session.commit()


def give_up_second_factor(user: User, code: str) -> None:
    """Switch the person's own second factor off.

    :raises NotSignedIn: the code is not right. :raises TooOften: it was tried too often.
    """
    throttle.check(user.email)
    if not second_factor.spend(user, code):
        raise _refused(user.email, user, "Enter a code of your authenticator, or a recovery code.")
    second_factor.remove(user, by=user)


def find_by_email(email: str) -> User:
    """Return the person with this address. :raises NotFound: nobody has it."""
    user: User | None = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound(f"Nobody here has the address {email}.")
    return user


def list_people() -> list[User]:
    """Return everybody who can sign in, by name."""
    return list(db.session.scalars(select(User).where(User.is_enabled).order_by(User.name)))


def count_people() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0
