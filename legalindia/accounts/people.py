"""What the administrator does with people: list, change, deactivate, sign out, invite."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select, update

from legalindia.accounts.models import Invitation, Person, Role, User
from legalindia.accounts.passwords import hash_password
from legalindia.accounts.rights import Right, has_right, require
from legalindia.accounts.service import add_user
from legalindia.accounts.sessions import end_everything
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db, now
from legalindia.errors import Conflict, NotFound
from legalindia.web.paging import Order, PageOf, page_of

BY_ADDRESS = Order((User.email,))
INVITED_FOR = timedelta(days=7)
PASSWORD_LINK_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation. :param token: of its link, kept only as a hash: it is shown this once."""

    invitation: Invitation
    token: str


def list_everybody(*, by: Person, cursor: str | None, limit: int) -> PageOf[User]:
    """Return the people of the firm. :raises Forbidden: only the administrator lists them."""
    require(by, Right.MANAGE_PEOPLE)
    return page_of(select(User), BY_ADDRESS, cursor=cursor, limit=limit)


def get_person(user_id: uuid.UUID, *, by: Person) -> User:
    """Return a person, to the administrator and to themselves. :raises NotFound: to anybody else, or nobody is it."""
    person = db.session.get(User, user_id) if user_id == by.id or has_right(by, Right.MANAGE_PEOPLE) else None
    if person is None:
        raise NotFound("No such person.")
    return person


def change_person(person: User, details: Mapping[str, Any], *, by: Person) -> None:
    """Change name, role or password, or deactivate somebody; who is deactivated is signed out everywhere.

    :raises Forbidden: only the administrator may. :raises Conflict: no administrator would be left.
    """
    require(by, Right.MANAGE_PEOPLE)
    role = Role(details.get("role", person.role))
    is_enabled = details.get("active", person.is_enabled)
    if person.role == Role.ADMIN and person.is_enabled and (role != Role.ADMIN or not is_enabled):
        _keep_an_administrator(but=person)
    person.name, person.role, person.is_enabled = details.get("name", person.name), role, is_enabled
    if "password" in details:
        person.password_hash = hash_password(details["password"])
    if "password" in details or not is_enabled:
        end_everything(person)
    record(Act.PERSON_CHANGED, by=by, subject=person, detail={"fields": " ".join(sorted(details)), "role": role.value})
    db.session.commit()


def sign_out_everywhere(person: User, *, by: Person) -> None:
    """End every session and token of a person. :raises Forbidden: it is neither oneself nor one's task."""
    if person.id != by.id:
        require(by, Right.MANAGE_PEOPLE)
    end_everything(person)
    record(Act.SESSION_ENDED, by=by, subject=person)
    db.session.commit()


def invite(details: Mapping[str, str], *, by: Person) -> Invited:
    """Invite somebody, by a link that works once; an older one to the same address works no more.

    :raises Conflict: the address is taken.
    """
    require(by, Right.MANAGE_PEOPLE)
    email = details["email"].lower()
    if db.session.scalar(select(User.id).where(User.email == email)):
        raise Conflict(f"There is already a person with the address {email}.")
    invited = _invite(email, details["name"], Role(details["role"]), lasts=INVITED_FOR)
    record(Act.PERSON_INVITED, by=by, subject=invited.invitation, detail={"role": details["role"]})
    db.session.commit()
    return invited


def offer_new_password(person: User, *, by: Person) -> Invited:
    """Make a link by which somebody who has forgotten their password chooses another. It works once, for a day.

    :raises Forbidden: only the administrator may. :raises Conflict: the person is deactivated.
    """
    require(by, Right.MANAGE_PEOPLE)
    if not person.is_enabled:
        raise Conflict("This person may not sign in. Let them in again first.")
    invited = _invite(person.email, person.name, person.role, lasts=PASSWORD_LINK_FOR)
    record(Act.PERSON_CHANGED, by=by, subject=person, detail={"fields": "password link"})
    db.session.commit()
    return invited


def open_invitations(*, by: Person) -> list[Invitation]:
    """Return the links that nobody has used yet, the newest first. :raises Forbidden: only the administrator may."""
    require(by, Right.MANAGE_PEOPLE)
    return list(db.session.scalars(_open_ones().order_by(Invitation.created_at.desc(), Invitation.id)))


def withdraw(invitation_id: uuid.UUID, *, by: Person) -> None:
    """Make a link worthless that nobody has used yet. :raises NotFound: there is no such link any more."""
    require(by, Right.MANAGE_PEOPLE)
    invitation = db.session.scalar(_open_ones().where(Invitation.id == invitation_id))
    if invitation is None:
        raise NotFound("No such invitation.")
    invitation.expires_at = now()
    record(Act.INVITATION_WITHDRAWN, by=by, subject=invitation)
    db.session.commit()


def invitation_of(token: str) -> Invitation:
    """Return the invitation. :raises NotFound: there is none, or it was used, or it is too old."""
    invitation: Invitation | None = db.session.scalar(_open_ones().where(Invitation.token_sha256 == _hash(token)))
    if invitation is None:
        raise NotFound("This invitation is not open any more. Please ask for a new one.")
    return invitation


def is_known(invitation: Invitation) -> bool:
    """Say whether the invitation is for somebody of the firm, who is to choose another password."""
    return db.session.scalar(select(User.id).where(User.email == invitation.email)) is not None


def accept_invitation(invitation: Invitation, password: str) -> User:
    """Make the invited person one of the firm, or give one who is so already the password they chose.

    :raises NotFound: somebody was quicker with the same link, or the person has been deactivated since.
    """
    unused = update(Invitation).where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
    if not db.session.execute(unused.values(used_at=now())).rowcount:  # type: ignore[attr-defined]
        raise NotFound("This invitation is not open any more. Please ask for a new one.")
    known: User | None = db.session.scalar(select(User).where(User.email == invitation.email))
    if known is not None:
        return _renew_password(known, password)
    details = {"email": invitation.email, "name": invitation.name, "role": invitation.role.value}
    return add_user({**details, "password": password})


def _renew_password(person: User, password: str) -> User:
    if not person.is_enabled:
        db.session.rollback()
        raise NotFound("This invitation is not open any more. Please ask for a new one.")
    person.password_hash = hash_password(password)
    end_everything(person)
    record(Act.PASSWORD_CHANGED, by=person, subject=person)
    db.session.commit()
    return person


def _invite(email: str, name: str, role: Role, *, lasts: timedelta) -> Invited:
    """Write an invitation down in place of all older ones to the address. It does not commit."""
    db.session.execute(
        update(Invitation).where(Invitation.email == email, Invitation.used_at.is_(None)).values(expires_at=now())
    )
    token = secrets.token_urlsafe(32)
    invitation = Invitation(email=email, name=name, role=role, token_sha256=_hash(token), expires_at=now() + lasts)
    db.session.add(invitation)
    db.session.flush()
    return Invited(invitation, token)


def _open_ones() -> Select[Invitation]:
    return select(Invitation).where(Invitation.used_at.is_(None), Invitation.expires_at > now())


def _keep_an_administrator(*, but: User) -> None:
    # Writing to the administrators' rows first makes two who remove each other come one after the other.
    administrators = (User.role == Role.ADMIN) & User.is_enabled
    lock = update(User).where(administrators).values(role=User.role).execution_options(synchronize_session=False)
    db.session.execute(lock)
    others = select(func.count()).select_from(User).where(administrators, User.id != but.id)
    if not db.session.scalar(others):
        db.session.rollback()
        raise Conflict("The firm must keep an administrator. Make somebody else one first.")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
