"""How often a sign-in may be tried. Counted in the database, so that all processes count together and a restart
forgets nothing; by account and by address, each with a delay that grows and never lasts for ever."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from flask import has_request_context, request
from sqlalchemy import delete, select, update

from legalindia.accounts.models import SignInFailures
from legalindia.database import db, now, upsert
from legalindia.errors import TooOften

# Wrong passwords before the first delay: a person mistypes; an address may be a whole office behind one router.
FREE_OF_ACCOUNT, FREE_OF_ADDRESS = 5, 50
FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 8, 900
FORGOTTEN_AFTER = timedelta(hours=24)


def check(email: str) -> None:
    """Make sure that this account and this address may try now, before anything costly is done.

    :raises TooOften: not yet; it says for how long, and the same for an account that does not exist.
    """
    rows = db.session.scalars(select(SignInFailures.until).where(SignInFailures.key.in_(_keys(email)))).all()
    waits = max((int((until - now()).total_seconds()) + 1 for until in rows if until and until > now()), default=0)
    if waits:
        raise TooOften("That was tried too often. Please wait and try again.", retry_after_seconds=waits)


def note_failure(email: str) -> None:
    """Count a failure, and let the next try wait longer. It does not commit."""
    for key, free in zip(_keys(email), (FREE_OF_ACCOUNT, FREE_OF_ADDRESS), strict=False):
        first = upsert(SignInFailures).values(key=key, count=1, last_at=now())
        # One statement: of two failures at once neither is lost.
        counted = first.on_conflict_do_update(index_elements=["key"], set_={"count": SignInFailures.count + 1})
        count = db.session.execute(counted.returning(SignInFailures.count)).scalar_one()
        later = update(SignInFailures).where(SignInFailures.key == key)
        db.session.execute(later.values(until=_next_try(count - free), last_at=now()))


def forgive(email: str) -> None:
    """Forget the failures of an account whose owner came in, and all that are long past. It does not commit."""
    past = SignInFailures.last_at < now() - FORGOTTEN_AFTER
    db.session.execute(delete(SignInFailures).where((SignInFailures.key == _keys(email)[0]) | past))


def _next_try(over: int) -> datetime | None:
    if over <= 0:
        return None
    return now() + timedelta(seconds=min(FIRST_DELAY_SECONDS * 2 ** min(over - 1, 10), LONGEST_DELAY_SECONDS))


def _keys(email: str) -> list[str]:
    """Name the account and the address; hashed, because people type passwords into the field for the address."""
    names = [f"account {email}"]
    if has_request_context():
        names.append(f"address {request.remote_addr}")
    return [hashlib.sha256(name.encode()).hexdigest() for name in names]
