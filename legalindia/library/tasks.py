"""Importing into the library, and what is done for an Act after its words can be found: as jobs."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

import structlog
from flask import current_app
from sqlalchemy import select

from legalindia.accounts.models import Person
from legalindia.adapters.outfit import outfit
from legalindia.adapters.storage.arrival import Arrival
from legalindia.database import db
from legalindia.errors import Invalid, Refusal, Unavailable
from legalindia.jobs.lease import Work
from legalindia.library.accession import Accession, take_in_act, take_in_judgment
from legalindia.library.archives import (
    Collection,
    checked_copy,
    collection_at,
    members_of,
    parts_of,
    row_for,
    rows_of_part,
)
from legalindia.library.models import Import
from legalindia.library.sources import Item, Listed, Shape, act_in, items_at

log = structlog.get_logger()

MOST_NOTES = 100


def import_files(work: Work) -> None:
    """Take in what lies at the path of an import. What was taken in before is known again, so it may be repeated."""
    run = db.session.get_one(Import, work.subject_id)
    run.taken_in = run.known = run.updated = run.refused = 0
    run.notes = []
    work.progress("looking what is there")
    collection = collection_at(run.source)
    if collection is not None:
        take_in_collection(run, collection, work)
        return
    items = items_at(Path(run.source))
    for done, item in enumerate(items):
        work.progress("taking in", done, len(items))
        take_in(run, item)
    work.progress("taking in", len(items), len(items))


def take_in_collection(run: Import, collection: Collection, work: Work) -> None:
    """Take in the archives of a public collection, one after the other.

    An archive that an import of the same source has been through, and whose bytes are the same, is not gone through
    again: so an import that was broken off goes on where it was.
    """
    parts = parts_of(collection)
    gone_through = _gone_through(run.source)
    for done, part in enumerate(parts):
        work.progress(f"taking in {part.key[-60:]}", done, len(parts))
        known = gone_through.get(part.key)
        if known is not None and part.is_still(known):
            continue
        try:
            with checked_copy(collection, part) as (path, sha256):
                if known != sha256:
                    _take_in_part(run, rows_of_part(collection, part), path, work)
        except Refusal as refusal:
            _note_refusal(run, part.key, refusal)
        else:
            run.finished = {**run.finished, part.key: part.known_by(sha256)}
        db.session.commit()
    work.progress("taking in", len(parts), len(parts))


def leave_import(_import_id: uuid.UUID, _reason: str) -> None:
    """An import that failed keeps what it took in; why it failed stands on its job."""


def _gone_through(source: str) -> dict[str, str]:
    """Return the archives of a source that imports have been through, with the checksums they had."""
    rows = db.session.scalars(select(Import.finished).where(Import.source == source).order_by(Import.created_at))
    return {key: checksum for finished in rows for key, checksum in finished.items()}


def _take_in_part(run: Import, rows: Mapping[str, Listed], path: Path, work: Work) -> None:
    limit = current_app.config["SETTINGS"].max_upload_bytes
    for name, file in members_of(path):
        said = row_for(name, rows)
        with outfit().storage.arrival(limit_bytes=limit) as arrival:
            shutil.copyfileobj(file, arrival)
            try:
                became = take_in_judgment(arrival, name, said.row, origin=said.origin, by=run.created_by)[1]
            except Unavailable:
                raise
            except Refusal as refusal:
                _note_refusal(run, name, refusal)
            else:
                _count(run, became)
        # The lease is renewed, and a wish to cancel heard, between two files.
        work.commit()


def _count(run: Import, became: Accession) -> None:
    name = {Accession.TAKEN_IN: "taken_in", Accession.KNOWN: "known", Accession.UPDATED: "updated"}[became]
    setattr(run, name, getattr(run, name) + 1)


def _note_refusal(run: Import, name: str, refusal: Refusal) -> None:
    db.session.rollback()
    log.info("library.refused", import_id=str(run.id))
    run.refused += 1
    run.notes = [*run.notes, f"{name}: {refusal.detail}"][:MOST_NOTES]


def take_in(run: Import, item: Item) -> None:
    """Take in one file, and count what became of it. A file that is refused does not touch the others."""
    limit = current_app.config["SETTINGS"].max_upload_bytes
    try:
        if item.trouble:
            raise Invalid(item.trouble)
        with outfit().storage.arrival(limit_bytes=limit) as arrival, item.path.open("rb") as file:
            shutil.copyfileobj(file, arrival)
            became = _taken_in(arrival, item, by=run.created_by)
    except Unavailable:
        raise
    except Refusal as refusal:
        _note_refusal(run, item.path.name, refusal)
    else:
        _count(run, became)
    db.session.commit()


def _taken_in(arrival: Arrival, item: Item, *, by: Person | None) -> Accession:
    name = item.path.name
    if item.shape == Shape.JUDGMENT:
        return take_in_judgment(arrival, name, item.row, origin=item.origin, by=by)[1]
    try:
        text = item.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("This is no text, so it is no JSON either.") from error
    return take_in_act(arrival, name, act_in(text, is_lines=item.shape == Shape.VERSIONS), by=by)[1]
