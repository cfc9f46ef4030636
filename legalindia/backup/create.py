"""Making a backup while the office works."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import Connection

from legalindia.adapters.outfit import outfit
from legalindia.adapters.storage.protocol import Altered, Missing
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.backup import database, purged
from legalindia.backup.archive import Writer, writing
from legalindia.database import db, now
from legalindia.errors import Conflict
from legalindia.sealing import seal

FORMAT = 1
# Sealed with the office's key, and put into the backup to tell later whether a key is that key.
SEALED = "the office"


@dataclass(slots=True)
class Made:
    """What a backup holds. :ivar lacking: keys of originals that the office itself does not have whole any more."""

    originals: int = 0
    size_bytes: int = 0
    lacking: list[str] = field(default_factory=list)


def create(path: Path, *, recipients: list[str]) -> Made:
    """Write everything the firm owns into one file. People go on working; what they do after the start is not in it.

    :raises Conflict: there is such a file already.
    """
    if path.exists():
        raise Conflict(f"{path} is there already. Choose another name, or remove it first.")
    made = Made()
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder, writing(path, recipients) as writer:
        dump = Path(folder, "database")
        with database.dumped(dump) as connection:
            _add_text(writer, "about.json", json.dumps(_about(connection, recipients)))
            if recipients:
                # It opens what is sealed in the database, so it lies beside it only where both are encrypted.
                _add_text(writer, "secret", current_app.config["SETTINGS"].secret_key)
            with dump.open("rb") as file:
                writer.add("database", file)
            dump.unlink()
            _add_text(writer, "purged.txt", "".join(f"{line}\n" for line in purged.listed(connection)))
            for original in database.originals(connection):
                _add_original(writer, original, made)
    made.size_bytes = path.stat().st_size
    record(Act.BACKED_UP, by=None, detail={"originals": made.originals, "lacking": len(made.lacking)})
    db.session.commit()
    return made


def _about(connection: Connection, recipients: list[str]) -> dict[str, str | int | None]:
    return {
        "format": FORMAT,
        "made_at": now().isoformat(),
        "database": database.kind(),
        "seal": seal(SEALED),
        "has_secret": bool(recipients),
        "revision": MigrationContext.configure(connection).get_current_revision(),
    }


def _add_original(writer: Writer, original: database.Original, made: Made) -> None:
    try:
        with outfit().storage.open(original.key, sha256=original.sha256) as file:
            writer.add(f"originals/{original.key}", file, sha256=original.sha256)
        made.originals += 1
    except (Missing, Altered) as error:
        # One lost file must not keep all others from being saved; it is named at the end.
        made.lacking.append(original.key)
        writer.note({"lacking": original.key, "why": error.title})


def _add_text(writer: Writer, name: str, content: str) -> None:
    writer.add(name, io.BytesIO(content.encode()))


def lines_of(made: Made) -> Iterator[str]:
    """Say what was made."""
    yield f"{made.originals} originals and the database, {made.size_bytes} bytes."
    for key in made.lacking:
        yield f"Not in it, because the office does not have it whole any more: {key}"
