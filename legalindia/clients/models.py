"""Clients, their teams, their folders; a folder at the top is a matter."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalindia.accounts.models import User
from legalindia.database import Created, Id, Model, Moment, SortKey

MATTER_FIELDS = ("court", "case_number", "cnr", "parties", "stage")


class ClientKind(StrEnum):
    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"


class Access(StrEnum):
    """Who of the firm may see a client: its team, or everybody who works on matters."""

    TEAM = "team"
    FIRM = "firm"


class Client(Model):
    """A person or body the firm acts for.

    :ivar sort_name: the name folded (`law.words.fold`): what lists are ordered by and searched in.
    """

    __tablename__ = "clients"
    __table_args__ = (Index("ix_clients_sort_name", "sort_name", "id"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    sort_name: Mapped[str] = mapped_column(SortKey(400))
    kind: Mapped[ClientKind]
    access: Mapped[Access] = mapped_column(default=Access.TEAM)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[Created]

    team: Mapped[list[TeamMember]] = relationship(back_populates="client", cascade="all, delete-orphan")


class TeamMember(Model):
    """One person on one client's team."""

    __tablename__ = "team_members"

    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    since: Mapped[Created]

    client: Mapped[Client] = relationship(back_populates="team")
    user: Mapped[User] = relationship(lazy="joined")


class WallKind(StrEnum):
    """Why a folder or a paper is for named people alone (BSA 2023, ss. 132 to 134; CPC, Order XXIII, for offers)."""

    PRIVILEGED = "privileged"
    SEALED = "sealed"
    WITHOUT_PREJUDICE = "without prejudice"
    CONFIDENTIAL = "confidential"


class Wall(Model):
    """A restriction to named people, of one folder with all that is in it, or of one paper."""

    __tablename__ = "walls"

    id: Mapped[Id]
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    kind: Mapped[WallKind]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Created]


class WallMember(Model):
    """One person who may pass a wall."""

    __tablename__ = "wall_members"

    wall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("walls.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class GlassBreak(Model):
    """One person's opening of one client's papers in an emergency. :ivar until: when it ends by itself."""

    __tablename__ = "glass_breaks"

    id: Mapped[Id]
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Created]
    until: Mapped[Moment]

    client: Mapped[Client] = relationship()
    user: Mapped[User] = relationship()


class Place:
    """What a folder's own columns say of it.

    :ivar parent_id: of the folder it lies in, None for a matter. :ivar wall_id: of the innermost wall before it.
    """

    parent_id: Any
    wall_id: Any

    @property
    def is_restricted(self) -> bool:
        return self.wall_id is not None

    @property
    def is_matter(self) -> bool:
        return self.parent_id is None

    @property
    def matter(self) -> dict[str, str | None] | None:
        if not self.is_matter:
            return None
        return {name: getattr(self, name) for name in MATTER_FIELDS}


class Folder(Place, Model):
    """A named place for one client's documents. One without a parent is a matter, and may say before which court.

    :ivar cnr: the Case Number Record of the eCourts project: 16 letters and digits.
    :ivar stage: where the matter stands, in the firm's own words ("evidence", "final arguments").
    :ivar wall_id: the innermost wall it stands behind, its own or that of a folder above it.
    """

    __tablename__ = "folders"
    __table_args__ = (
        # A name is one among those that stand behind the same wall: a folder that somebody may not see must not
        # tell of itself by taking its name. SQL holds two NULLs for different, so none is left.
        Index(
            "uq_folders_name",
            "client_id",
            text("coalesce(parent_id, client_id)"),
            "name",
            text("coalesce(wall_id, client_id)"),
            unique=True,
        ),
    )

    id: Mapped[Id]
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("folders.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    court: Mapped[str | None] = mapped_column(String(200))
    case_number: Mapped[str | None] = mapped_column(String(120))
    cnr: Mapped[str | None] = mapped_column(String(16), index=True)
    parties: Mapped[str | None] = mapped_column(String(500))
    stage: Mapped[str | None] = mapped_column(String(120))
    wall_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("walls.id"), index=True)
    created_at: Mapped[Created]

    client: Mapped[Client] = relationship()
    parent: Mapped[Folder | None] = relationship(remote_side="Folder.id", back_populates="folders")
    folders: Mapped[list[Folder]] = relationship(back_populates="parent")

    def with_all_inside(self) -> list[Folder]:
        """Return the folder itself and every folder in it."""
        return [self, *(below for folder in self.folders for below in folder.with_all_inside())]

    def inherited_wall_id(self) -> uuid.UUID | None:
        return self.parent.wall_id if self.parent else None
