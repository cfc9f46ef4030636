"""What the library is asked, and what is done with it: look-ups by normal form, and imports.

Every look-up is one query, however many forms it is asked for.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from config import Settings
from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db
from legalindia.documents.access import IN_LIBRARY
from legalindia.documents.models import Document, DocumentStatus, Page
from legalindia.errors import Invalid
from legalindia.jobs import service as jobs
from legalindia.jobs.models import ENDED, Job, JobKind
from legalindia.law.statutes import Unit, section_normal
from legalindia.library.acts import without_levels
from legalindia.library.archives import collection_at
from legalindia.library.models import Authority, AuthorityCitation, AuthorityKind, Import, Provision

# SQLite takes so many values in one statement, and some thousands more; no draft cites as many.
MOST_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the library holds. :param as_of: when something last came in or changed; None while it is empty."""

    judgments: int
    statutes: int
    as_of: datetime | None


def authorities_cited_as(normals: Collection[str]) -> dict[str, list[Authority]]:
    """Return the judgments that go by each of these normal forms, with their documents and citations.

    A form nobody goes by is left out; one that two short judgments on a page share has both.
    """
    query = (
        select(AuthorityCitation.normal, Authority)
        .join(Authority, Authority.document_id == AuthorityCitation.document_id)
        .join(Authority.document)
        .where(AuthorityCitation.normal.in_(list(normals)[:MOST_AT_ONCE]))
        .where(IN_LIBRARY, Document.is_current, Document.deleted_at.is_(None))
        .options(contains_eager(Authority.document), selectinload(Authority.citations))
        .order_by(Authority.document_id)
    )
    found: dict[str, list[Authority]] = {}
    for normal, authority in db.session.execute(query).unique():
        found.setdefault(normal, []).append(authority)
    return found


def pages_of(authority: Authority) -> Sequence[tuple[int, str]]:
    """Return the pages of an authority: number and text, in order."""
    query = select(Page.number, Page.text).where(Page.document_id == authority.document_id)
    return [(number, text) for number, text in db.session.execute(query.order_by(Page.number))]


def provision(act: str, unit: Unit, number: str, *, as_of: date | None = None) -> Provision | None:
    """Return a section or article of an Act that is held; sub-sections are taken off its number.

    :param act: its canonical name. :param as_of: the wording in force on that day, where versions are dated.
    """
    normal = section_normal(act, unit, number)
    return provisions_cited_as([normal], as_of=as_of).get(normal)


def provisions_cited_as(normals: Collection[str], *, as_of: date | None = None) -> dict[str, Provision]:
    """Return the provision that each of these normal forms cites; a form whose provision is not held is left out.

    Without a day it is the newest text that is held; with one, the version in force on it, where versions are dated
    and reach so far, else the undated text.
    """
    wanted = {normal: without_levels(normal) for normal in normals}
    query = (
        select(Provision)
        .join(Provision.authority)
        .join(Authority.document)
        .where(Provision.normal.in_(list(set(wanted.values()))[:MOST_AT_ONCE]))
        .where(IN_LIBRARY, Document.is_current, Document.deleted_at.is_(None))
        .options(contains_eager(Provision.authority).contains_eager(Authority.document))
    )
    by_normal: dict[str, list[Provision]] = {}
    for held_one in db.session.scalars(query):
        by_normal.setdefault(held_one.normal, []).append(held_one)
    reach = latest_dated() if as_of else None
    chosen = {normal: choose(each, as_of=as_of, reach=reach) for normal, each in by_normal.items()}
    return {normal: one for normal, plain in wanted.items() if (one := chosen.get(plain)) is not None}


def choose(versions: Iterable[Provision], *, as_of: date | None, reach: date | None) -> Provision | None:
    """Return the version that answers: without a day the undated one, else the newest.

    With a day, the version in force on it; none, where the provision came into being later. Beyond the last day that
    the dated versions know of they say nothing, and the undated text answers.

    :param reach: that last day.
    """
    versions = sorted(versions, key=lambda one: (one.authority.language != "en", one.valid_from or date.min))
    undated = next((one for one in versions if one.valid_from is None), None)
    dated = [one for one in versions if one.valid_from is not None]
    if as_of is None:
        return undated or (dated[-1] if dated else None)
    on_day = next((one for one in dated if _is_on(one, as_of)), None)
    if dated and reach is not None and as_of <= reach:
        return on_day
    return undated or on_day


def holdings() -> Holdings:
    """Count what the library holds that can be read."""
    query = (
        select(Authority.kind, func.count(), func.max(Authority.updated_at))
        .join(Authority.document)
        .where(IN_LIBRARY, Document.is_current, Document.deleted_at.is_(None))
        .where(Document.status == DocumentStatus.READY)
        .group_by(Authority.kind)
    )
    rows = {kind: (count, latest) for kind, count, latest in db.session.execute(query)}
    latest = [moment for _, moment in rows.values()]
    judgments, statutes = (rows.get(kind, (0, None))[0] for kind in (AuthorityKind.JUDGMENT, AuthorityKind.STATUTE))
    return Holdings(judgments, statutes, max(latest, default=None))


def _is_on(version: Provision, day: date) -> bool:
    begins, ends = version.valid_from, version.valid_until
    return begins is not None and begins <= day and (ends is None or day < ends)


def latest_dated() -> date | None:
    """Return the last day on which a dated version that is held begins: later amendments are not known of."""
    reach: date | None = db.session.scalar(select(func.max(Provision.valid_from)))
    return reach


def begin_import(source: str, *, by: Person | None) -> Import:
    """Have what lies at a path or in a bucket taken into the library, as a job.

    :param by: None for the office itself, from the command line.
    :raises Forbidden: the person does not build the library.
    """
    if by is not None:
        require(by, Right.BUILD_LIBRARY)
    run = Import(source=source, created_by_id=by.id if by else None)
    db.session.add(run)
    db.session.flush()
    job = jobs.accept(JobKind.IMPORT, run.id, by=by)
    db.session.flush()
    run.job_id = job.id
    record(Act.IMPORTED, by=by, subject=run)
    db.session.commit()
    return run


def import_folder(settings: Settings) -> Path:
    """Return the one folder on the server out of which an import may be begun from a page or over the API."""
    return settings.data_dir / "import"


def source_in(folder: Path, name: str) -> str:
    """Return the path of something in the folder, or the address of a public bucket as it is.

    :raises Invalid: it is not there, lies outside, or is another bucket.
    """
    if name.startswith("s3://") and collection_at(name) is not None:
        return name
    path = (folder / name).resolve()
    if not path.exists() or not path.is_relative_to(folder.resolve()):
        rule = f"There is nothing of this name in {folder}."
        raise Invalid(rule, errors={"source": [rule]})
    return str(path)


def waiting_to_be_read() -> list[uuid.UUID]:
    """Return the jobs of the library's documents that have not been read yet."""
    query = select(Job.id).join(Document, Document.job_id == Job.id)
    waiting = query.where(IN_LIBRARY, Job.kind == JobKind.READING, Job.status.not_in(list(ENDED)))
    return list(db.session.scalars(waiting.order_by(Job.created_at)))
