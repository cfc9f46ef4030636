"""Who may do what. This table is the only place where a role is turned into a right.

A right says what may be done with what one may see; what one may see is decided in `clients.access`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from legalindia.accounts.models import Person, Role
from legalindia.errors import Forbidden


class Right(StrEnum):
    """Something a role may allow, in the words of the refusal: "Your role does not let you …"."""

    OPEN_CLIENTS = "open clients"
    ORGANISE = "change clients, matters and papers"
    UPLOAD = "file papers"
    SEARCH = "search papers"
    RESEARCH = "ask questions of the papers"
    CHECK_DRAFTS = "check drafts"
    BRING_IN = "bring in judgments for money"
    DELETE = "delete papers"
    BUILD_LIBRARY = "bring judgments and statutes into the library"
    MANAGE_TEAMS = "set the team of a client"
    RESTRICT = "say who may see a client, a folder or a paper"
    BREAK_GLASS = "open papers in an emergency"
    READ_TRAIL = "read the audit trail"
    MANAGE_PEOPLE = "add, change and deactivate people"
    RUN_OFFICE = "look after the system"


_EVERYBODY = frozenset(Role)
_LAWYERS = frozenset({Role.PARTNER, Role.ASSOCIATE})

# The administrator works only where they are on the team: then with a partner's hands, else with none at all.
RIGHTS: Mapping[Right, frozenset[Role]] = {
    Right.OPEN_CLIENTS: _EVERYBODY,
    Right.ORGANISE: _EVERYBODY,
    Right.UPLOAD: _EVERYBODY,
    Right.SEARCH: _EVERYBODY,
    Right.RESEARCH: _LAWYERS | {Role.ADMIN},
    # Whoever prepares a filing, a clerk too, is who should see that a citation does not hold.
    Right.CHECK_DRAFTS: _EVERYBODY,
    Right.BRING_IN: _LAWYERS | {Role.ADMIN},
    Right.DELETE: _LAWYERS | {Role.ADMIN},
    Right.BUILD_LIBRARY: frozenset({Role.PARTNER, Role.ADMIN}),
    Right.MANAGE_TEAMS: frozenset({Role.PARTNER, Role.ADMIN}),
    Right.RESTRICT: frozenset({Role.PARTNER, Role.ADMIN}),
    Right.BREAK_GLASS: frozenset({Role.PARTNER, Role.ADMIN}),
    Right.READ_TRAIL: frozenset({Role.PARTNER, Role.ADMIN}),
    Right.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
    Right.RUN_OFFICE: frozenset({Role.ADMIN}),
}


def has_right(user: Person, right: Right) -> bool:
    """Say whether the person's role has the right."""
    return user.role in RIGHTS[right]


def require(user: Person, right: Right) -> None:
    """Make sure of the right. :raises Forbidden: the person's role does not have it."""
    if not has_right(user, right):
        raise Forbidden(f"Your role does not let you {right}. Ask a partner or the administrator.")
