"""What is done with people: add them, find them, check who they say they are."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from legalindia.accounts.models import Role, User
from legalindia.accounts.passwords import hash_password, is_password
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db
from legalindia.errors import Conflict, NotFound, NotSignedIn


def add_user(details: Mapping[str, str], *, by: User | None = None) -> User:
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


def authenticate(email: str, password: str) -> User:
    """Return the person whose address and password these are.

    :raises NotSignedIn: in the same words and time whether the address is unknown or the password wrong.
    """
    user: User | None = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if not is_password(password, user.password_hash if user else None) or user is None or not user.is_enabled:
        record(Act.SIGN_IN_REFUSED, by=user)
        db.session.commit()
        raise NotSignedIn("The e-mail address or the password is not right.")
    return user


def get_colleague(user_id: uuid.UUID) -> User:
    """Return the person with this id. :raises NotFound: nobody has it."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound("No such person.")
    return user


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
