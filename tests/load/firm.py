"""A firm for load: fifty lawyers who all see the same clients, and some papers in each."""

from __future__ import annotations

import uuid

from sqlalchemy import select, update

from benchmarks.large_firm import fill
from legalindia.accounts.models import User
from legalindia.clients.models import Access, Client
from legalindia.database import db

LAWYERS = 50


def open_firm(password: str, papers: int) -> None:
    """Fill an office that is empty; every lawyer has the same password, hashed once."""
    fill("lawyer0@office.example", password, papers)
    db.session.execute(update(Client).values(access=Access.FIRM))
    first = db.session.scalars(select(User)).one()
    for number in range(1, LAWYERS):
        db.session.add(
            User(
                id=uuid.uuid4(),
                email=f"lawyer{number}@office.example",
                name=f"Lawyer {number}",
                role=first.role,
                password_hash=first.password_hash,
            )
        )
    db.session.commit()
