"""Signing in over the API."""

from __future__ import annotations

import uuid
from typing import Any

from flask.typing import ResponseReturnValue
from flask_jwt_extended import get_jwt, verify_jwt_in_request

from legalindia.accounts import people, second_factor, service, tokens
from legalindia.accounts.models import User
from legalindia.accounts.rights import Right, require
from legalindia.accounts.schemas import (
    Credentials,
    InvitationList,
    InvitedAnswer,
    MadeTokenAnswer,
    NewInvitation,
    NewToken,
    NewUser,
    TokenList,
    TokensAnswer,
    UserAnswer,
    UserChange,
    UserList,
)
from legalindia.web.doors import public
from legalindia.web.json_api import JsonBlueprint, ListArguments, caller
from legalindia.web.limits import Pace, paced
from legalindia.web.paging import PageOf

bp = JsonBlueprint("accounts_api", __name__, description="Signing in, and who is signed in")


@bp.post("/auth/login")
@public
@paced(Pace.SIGN_IN)
@bp.arguments(Credentials)
@bp.response(200, TokensAnswer)
@bp.alt_response(401, description="The address or the password is not right")
def login(credentials: dict[str, Any]) -> tokens.Tokens:
    """Sign in with address and password."""
    user = service.authenticate(credentials["email"], credentials["password"], credentials["otp"])
    return tokens.start_family(user, credentials["name"])


@bp.post("/auth/refresh")
@public
@bp.response(200, TokensAnswer)
def refresh() -> tokens.Tokens:
    """Spend a refresh token, sent as the bearer, for a new pair."""
    verify_jwt_in_request(refresh=True, locations=["headers"], skip_revocation_check=True)
    return tokens.renew(get_jwt())


@bp.post("/auth/logout")
@bp.response(204)
def logout() -> ResponseReturnValue:
    """End every token of this sign-in."""
    tokens.end_family()
    return "", 204


@bp.get("/auth/me")
@bp.response(200, UserAnswer)
def me() -> User:
    """Say who is signed in."""
    person: User = caller()
    return person


@bp.get("/tokens")
@bp.response(200, TokenList)
def list_tokens() -> dict[str, Any]:
    """List the programs that may act in your name."""
    return {"items": tokens.programs_of(caller()), "next": None}


@bp.post("/tokens")
@bp.arguments(NewToken)
@bp.response(201, MadeTokenAnswer)
def make_token(details: dict[str, Any]) -> tokens.MadeToken:
    """Make a personal token for a small program. It is shown this once."""
    return tokens.make_token(details, by=caller())


@bp.delete("/tokens/<uuid:family_id>")
@bp.response(204)
def end_token(family_id: uuid.UUID) -> None:
    """End a program of yours: no token of it opens anything after that."""
    tokens.end_program(family_id, by=caller())


@bp.get("/users")
@bp.arguments(ListArguments, location="query")
@bp.response(200, UserList)
def list_users(wanted: dict[str, Any]) -> PageOf[User]:
    """List the people of the firm."""
    return people.list_everybody(by=caller(), **wanted)


@bp.post("/users")
@bp.arguments(NewUser)
@bp.response(201, UserAnswer)
def add_user(details: dict[str, Any]) -> User:
    """Add a person to the firm."""
    require(caller(), Right.MANAGE_PEOPLE)
    return service.add_user(details, by=caller())


@bp.get("/users/<uuid:user_id>")
@bp.response(200, UserAnswer)
def show_user(user_id: uuid.UUID) -> User:
    """Show a person, to the administrator or to themselves."""
    return people.get_person(user_id, by=caller())


@bp.patch("/users/<uuid:user_id>")
@bp.arguments(UserChange)
@bp.response(200, UserAnswer)
def change_user(details: dict[str, Any], user_id: uuid.UUID) -> User:
    """Change a person's name, role or password, or deactivate them."""
    person = people.get_person(user_id, by=caller())
    people.change_person(person, details, by=caller())
    return person


@bp.post("/users/<uuid:user_id>/sign-out")
@bp.response(204)
def sign_out_user(user_id: uuid.UUID) -> None:
    """End every session and every token of a person."""
    people.sign_out_everywhere(people.get_person(user_id, by=caller()), by=caller())


@bp.post("/users/<uuid:user_id>/password-link")
@bp.response(201, InvitedAnswer)
def offer_new_password(user_id: uuid.UUID) -> people.Invited:
    """Make a link by which a person who has forgotten their password chooses another."""
    return people.offer_new_password(people.get_person(user_id, by=caller()), by=caller())


@bp.delete("/users/<uuid:user_id>/second-factor")
@bp.response(204)
def remove_second_factor(user_id: uuid.UUID) -> None:
    """Switch off the second factor of a person who has lost it."""
    person = people.get_person(user_id, by=caller())
    require(caller(), Right.MANAGE_PEOPLE)
    second_factor.remove(person, by=caller())


@bp.get("/invitations")
@bp.response(200, InvitationList)
def list_invitations() -> dict[str, Any]:
    """List the links that nobody has used yet."""
    return {"items": people.open_invitations(by=caller()), "next": None}


@bp.post("/invitations")
@bp.arguments(NewInvitation)
@bp.response(201, InvitedAnswer)
def invite(details: dict[str, Any]) -> people.Invited:
    """Invite somebody to the firm, by a link that works once."""
    return people.invite(details, by=caller())


@bp.delete("/invitations/<uuid:invitation_id>")
@bp.response(204)
def withdraw_invitation(invitation_id: uuid.UUID) -> None:
    """Make a link worthless that nobody has used yet."""
    people.withdraw(invitation_id, by=caller())
