"""Bringing an office back from a backup."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import inspect, select, update

from legalindia.accounts.models import User
from legalindia.adapters.outfit import outfit
from legalindia.admin.seals import renew_all
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.backup import database, purged
from legalindia.backup.archive import reading, verify
from legalindia.backup.create import FORMAT
from legalindia.database import db
from legalindia.documents.rebuild import rebuild
from legalindia.errors import Conflict, Invalid
from legalindia.sealing import SealBroken, unseal

_CHUNK_BYTES = 1024 * 1024
_ORIGINALS = "originals/"


@dataclass(slots=True)
class Restored:
    """What was brought back. :ivar purged: papers that the backup held and that had been removed for good."""

    originals: int = 0
    purged: int = 0
    indexed: int = 0
    gone: set[uuid.UUID] = field(default_factory=set)


def restore(path: Path, *, identity: str | None, purged_list: Path | None, may_replace: bool) -> Restored:
    """Verify the backup, and put its database, its originals and an index of them in place.

    :param purged_list: written by `flask backup purged`: papers that must not come back.
    :param may_replace: also where there is an office already; what it holds is then gone.
    :raises Conflict: there is an office, and it was not said that it may be replaced.
    :raises Invalid: the backup is damaged, or of another kind of database or a later version than this office's.
    """
    about = verify(path, identity)
    _check_fits(about)
    _check_key(about)
    if not may_replace and not _is_empty():
        raise Conflict(
            "There is an office here already. --replace puts the backup in its place; what it holds is lost."
        )
    data_dir: Path = current_app.config["SETTINGS"].data_dir
    done = Restored(gone=_known_gone(purged_list) | purged.kept(data_dir))
    # From here on it may be broken off at any step, and is begun again from the top.
    purged.keep(done.gone, data_dir)
    with reading(path, identity) as entries:
        for name, file in entries:
            _put_in_place(name, file, done)
    renew_all()
    done.purged = purged.purge_again(done.gone)
    done.indexed = sum(1 for _ in rebuild())
    record(Act.RESTORED_FROM_BACKUP, by=None, detail={"originals": done.originals, "purged": done.purged})
    db.session.commit()
    database.forget_before()
    purged.let_go(data_dir)
    return done


def _check_fits(about: dict[str, Any]) -> None:
    if about.get("format") != FORMAT:
        raise Invalid("This backup was made by another version of LegalIndia. Use that version to restore it.")
    if about["database"] != database.kind():
        raise Invalid(
            f"This backup is of a {about['database']} database, and DATABASE_URL names {database.kind()}. "
            "Restore it onto one of the same kind."
        )
    try:
        ScriptDirectory(current_app.extensions["migrate"].directory).get_revision(about["revision"])
    except CommandError as error:
        raise Invalid("This backup is of a later version of LegalIndia. Bring this one up to date first.") from error


def _check_key(about: dict[str, Any]) -> None:
    """Make sure that what is sealed in the database can be opened: by our key or by the one in it."""
    try:
        unseal(about["seal"])
    except SealBroken as error:
        if not about["has_secret"]:
            raise Invalid(
                "This backup was made with another SECRET_KEY, and it is not in it. Set SECRET_KEY_BEFORE to that one: "
                "without it second factors and the passwords of locked files cannot be opened."
            ) from error


def _is_empty() -> bool:
    has_people = inspect(db.engine).has_table("users") and db.session.scalar(select(User.id).limit(1)) is not None
    return not has_people and next(iter(outfit().storage.held()), None) is None


def _known_gone(purged_list: Path | None) -> set[uuid.UUID]:
    gone: set[uuid.UUID] = set()
    if purged_list is not None:
        with purged_list.open() as lines:
            gone |= set(purged.read_list(lines))
    for schema in (None, database.BEFORE):
        if inspect(db.engine).has_table("audit_events", schema=schema):
            with db.engine.connect().execution_options(schema_translate_map={None: schema}) as connection:
                gone |= set(purged.listed(connection))
    return gone


def _put_in_place(name: str, file: IO[bytes], done: Restored) -> None:
    if name == "database":
        with tempfile.NamedTemporaryFile(dir=current_app.config["SETTINGS"].data_dir, prefix=".restore-") as dump:
            shutil.copyfileobj(file, dump, _CHUNK_BYTES)
            dump.flush()
            database.put_back(Path(dump.name))
        upgrade()
    elif name == "secret":
        settings = current_app.config["SETTINGS"]
        before = settings.secret_key_before or file.read().decode()
        current_app.config["SETTINGS"] = replace(settings, secret_key_before=before)
    elif name == "purged.txt":
        done.gone |= set(purged.read_list(line.decode() for line in file))
    elif name.startswith(_ORIGINALS):
        _keep(name.removeprefix(_ORIGINALS), file)
        done.originals += 1


def _keep(key: str, file: IO[bytes]) -> None:
    """Keep an original in this office's store, which gives it a key of its own."""
    storage = outfit().storage
    with storage.arrival(limit_bytes=1 << 50) as arrival:
        for chunk in _chunks(file):
            arrival.write(chunk)
        stored = storage.keep(arrival)
    for table in database.tables_with_originals():
        moved = update(table).where(table.c.storage_key == key, table.c.sha256 == stored.sha256)
        db.session.execute(moved.values(storage_key=stored.key))
    db.session.commit()


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk
