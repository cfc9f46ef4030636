"""Importing into the library, and what is done for an Act after its words can be found: as jobs."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import structlog
from flask import current_app

from legalindia.accounts.models import User
from legalindia.adapters.outfit import outfit
from legalindia.adapters.storage.arrival import Arrival
from legalindia.database import db
from legalindia.documents import ingest
from legalindia.documents.models import Document
from legalindia.errors import Invalid, Refusal
from legalindia.jobs.lease import Work
from legalindia.library.accession import Accession, take_in_act, take_in_judgment
from legalindia.library.models import Import
from legalindia.library.sources import Item, Shape, act_in, items_at

log = structlog.get_logger()

MOST_NOTES = 100


def import_files(work: Work) -> None:
    """Take in what lies at the path of an import. What was taken in before is known again, so it may be repeated."""
    run = db.session.get_one(Import, work.subject_id)
    run.taken_in = run.known = run.updated = run.refused = 0
    run.notes = []
    work.progress("looking what is there")
    items = items_at(Path(run.source))
    for done, item in enumerate(items):
        work.progress("taking in", done, len(items))
        take_in(run, item)
    work.progress("taking in", len(items), len(items))


def leave_import(_import_id: uuid.UUID, _reason: str) -> None:
    """An import that failed keeps what it took in; why it failed stands on its job."""


def index_act(work: Work) -> None:
    """Note what an Act of the library cites, and make it findable by meaning."""
    document = db.session.get_one(Document, work.subject_id)
    ingest.note_mentions(document, work)
    embedding = outfit().embedding
    if embedding is not None:
        ingest.embed_passages(document, work, outfit().index, embedding)


def leave_findable(_document_id: uuid.UUID, _reason: str) -> None:
    """An Act that could not be indexed by meaning is found by its words."""


def take_in(run: Import, item: Item) -> None:
    """Take in one file, and count what became of it. A file that is refused does not touch the others."""
    limit = current_app.config["SETTINGS"].max_upload_bytes
    run_id = run.id
    try:
        if item.trouble:
            raise Invalid(item.trouble)
        with outfit().storage.arrival(limit_bytes=limit) as arrival, item.path.open("rb") as file:
            shutil.copyfileobj(file, arrival)
            became = _taken_in(arrival, item, by=run.created_by)
    except Refusal as refusal:
        db.session.rollback()
        log.info("library.refused", import_id=str(run_id))
        run.refused += 1
        run.notes = [*run.notes, f"{item.path.name}: {refusal.detail}"][:MOST_NOTES]
    else:
        name = {Accession.TAKEN_IN: "taken_in", Accession.KNOWN: "known", Accession.UPDATED: "updated"}[became]
        setattr(run, name, getattr(run, name) + 1)
    db.session.commit()


def _taken_in(arrival: Arrival, item: Item, *, by: User | None) -> Accession:
    name = item.path.name
    if item.shape == Shape.JUDGMENT:
        return take_in_judgment(arrival, name, item.row, origin=item.origin, by=by)[1]
    try:
        text = item.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("This is no text, so it is no JSON either.") from error
    return take_in_act(arrival, name, act_in(text, is_lines=item.shape == Shape.VERSIONS), by=by)[1]
