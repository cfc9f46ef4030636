"""What a page costs the database: no more questions for sixty rows than for ten, and no walk through whole tables."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from legalindia.accounts.models import User
from legalindia.clients.models import Client, Folder, TeamMember
from legalindia.database import db
from legalindia.documents.models import Document, DocumentStatus, Page, Passage
from legalindia.drafts.models import Check, Draft, DraftVersion
from legalindia.jobs.models import Job, JobKind, JobStatus
from legalindia.library.models import Authority, AuthorityKind
from legalindia.research.models import KeptSource, KeptStatement, Outcome, Question, Support
from tests.conftest import Browser, Program

# Tables that grow with the papers. Clients, folders and walls are few, and are read whole where that is quicker.
LARGE = ("documents", "pages", "passages", "audit_events", "jobs", "questions", "sign_ins", "sources", "statements",
         "mentions", "authorities", "authority_citations", "drafts", "draft_versions", "checks",
         "findings")  # fmt: skip
# Indexes of a few rows of a large table.
OF_FEW = ("ix_documents_in_work", "ix_documents_quarantined")
WHEN = datetime(2024, 5, 1, tzinfo=UTC)
PAGES = ("/", "/clients", "/clients/{client}", "/clients/{client}?q=lease", "/clients/{client}/folders/{folder}",
         "/clients/{client}/bin", "/documents/{document}", "/search?q=rent", "/research", "/research/{question}",
         "/library", "/library?q=rent", "/library/{judgment}", "/drafts", "/drafts/{draft}")  # fmt: skip
ADMIN_PAGES = ("/admin/", "/admin/quarantine/", "/admin/audit/", "/metrics")
CALLS = ("/clients", "/clients/{client}/documents", "/documents/{document}", "/search?q=rent", "/search?q=rent&in=all",
         "/jobs", "/jobs/{question}", "/library", "/drafts", "/drafts/{draft}")  # fmt: skip


@pytest.fixture
def firm(app: Flask, people: Callable[[str], uuid.UUID]) -> Callable[[int], dict[str, str]]:
    """Open so many clients, and file so many papers with one of them; return the ids that addresses are made of."""

    def open_firm(rows: int) -> dict[str, str]:
        with app.app_context():
            asha = db.session.get_one(User, people("asha"))
            clients = [_client(number, asha.id) for number in range(rows)]
            folder = Folder(client=clients[0], name="Lease")
            db.session.add_all([*clients, folder])
            db.session.flush()
            papers = [_paper(number, folder, asha.id) for number in range(rows)]
            db.session.add_all(papers)
            db.session.flush()
            for paper in papers:
                db.session.add(Page(document_id=paper.id, number=1, text="The monthly rent."))
                db.session.add(Passage(document_id=paper.id, page=1, start=0, end=17))
            judgments = [_judgment(number) for number in range(rows)]
            drafts = [_draft(number, asha.id) for number in range(rows)]
            questions = [_question(number, papers, asha.id) for number in range(rows)]
            db.session.add_all([*judgments, *drafts, *questions])
            db.session.commit()
            named = {"client": clients[0], "folder": folder, "document": papers[0], "draft": drafts[0].version.draft}
            ids = {name: str(one.id) for name, one in named.items()}
            return {**ids, "judgment": str(judgments[0].document_id), "question": str(questions[0].job_id)}

    return open_firm


@pytest.fixture
def opens(app: Flask, as_asha: Browser, asha: Program) -> Callable[[str], int]:
    """Open a page, or make a call, as whoever may; give the status."""
    as_chitra = app.test_client()
    assert isinstance(as_chitra, Browser)
    as_chitra.sign_in("chitra")

    def open_one(path: str) -> int:
        if path.startswith("API "):
            return int(asha.get(path.removeprefix("API ")).status_code)
        person = as_chitra if path.startswith(("/admin", "/metrics")) else as_asha
        return int(person.get(path).status_code)

    return open_one


EVERYTHING = [*PAGES, *ADMIN_PAGES, *(f"API {call}" for call in CALLS)]


@pytest.mark.parametrize("page", EVERYTHING)
def test_sixty_rows_take_no_more_questions_than_ten(
    app: Flask, opens: Callable[[str], int], firm: Callable[[int], dict[str, str]], page: str
) -> None:
    counts = []
    for rows in (10, 50):
        path = page.format(**firm(rows))
        opens(path)
        with asked(app) as statements:
            assert opens(path) == 200
        counts.append(len(statements))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", EVERYTHING)
def test_no_page_walks_through_a_table_that_grows_with_the_papers(
    app: Flask, opens: Callable[[str], int], firm: Callable[[int], dict[str, str]], page: str
) -> None:
    path = page.format(**firm(60))
    # What is counted over whole tables is counted once in half a minute, and not by each who asks.
    opens(path)
    with asked(app) as statements:
        opens(path)

    with app.app_context():
        walks = [walk for statement in statements for walk in _walks(*statement)]
    assert walks == []


def test_what_is_being_read_is_not_looked_for_among_all_that_was(app: Flask, as_asha: Browser) -> None:
    with asked(app) as statements:
        as_asha.get("/")

    with app.app_context():
        plans = [str(_plan(*one)) for one in statements if "NOT IN ('failed'" in one[0]]
    assert len(plans) == 1
    assert "ix_documents_in_work" in plans[0]


@contextmanager
def asked(app: Flask) -> Iterator[list[tuple[str, Any]]]:
    """Gather what the database is asked, with the values."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        statements.append((statement, values))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _walks(statement: str, values: Any) -> list[str]:
    """Return the steps of the database's plan that read a whole large table, or a whole index of one. One in order,
    which ends as soon as the page is full, is none."""
    if not statement.startswith("SELECT"):
        return []
    plan = _plan(statement, values)
    if db.engine.dialect.name == "postgresql":
        return [step for step in plan for table in LARGE if f"Seq Scan on {table}" in step]
    if "LIMIT" in statement and not any("TEMP B-TREE" in step for step in plan):
        return []
    walks = [step for step in plan if step.startswith("SCAN") and step.split()[1] in LARGE]
    return [step for step in walks if step.split()[-1] not in OF_FEW]


def _plan(statement: str, values: Any) -> list[str]:
    """Return the steps in which the database answers."""
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
        # A table of sixty rows is best read whole; what is asked is whether there is an index for when it is not.
        connection.execute(text("SET enable_seqscan = off"))
        return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values)]


def _client(number: int, member: uuid.UUID) -> Client:
    name = f"client {number:03} {uuid.uuid4().hex[:6]}"
    return Client(name=name, sort_name=name, kind="individual", team=[TeamMember(user_id=member)])


def _paper(number: int, folder: Folder, person: uuid.UUID) -> Document:
    key = uuid.uuid4().hex * 2
    return Document(
        client_id=folder.client_id,
        folder_id=folder.id,
        created_by_id=person,
        created_at=WHEN + timedelta(minutes=number),
        filename=f"{number}.txt",
        title=f"Lease {number}",
        sort_title=f"lease {number}",
        storage_key=key,
        sha256=key,
        size_bytes=17,
        media_type="text/plain",
        status=DocumentStatus.READY,
        page_count=1,
    )


def _judgment(number: int) -> Authority:
    key = uuid.uuid4().hex * 2
    document = Document(
        filename=f"{number}.pdf",
        title=f"Rao v Hegde {number}",
        sort_title=f"rao v hegde {number}",
        storage_key=key,
        sha256=key,
        size_bytes=17,
        media_type="text/plain",
        status=DocumentStatus.READY,
        page_count=1,
    )
    return Authority(document=document, kind=AuthorityKind.JUDGMENT, title=document.title, court="Supreme Court")


def _draft(number: int, person: uuid.UUID) -> Check:
    draft = Draft(title=f"Reply {number}", author_id=person, newest=1)
    version = DraftVersion(draft=draft, number=1, text="The rent is due.", sha256=uuid.uuid4().hex * 2, size_bytes=16)
    return Check(version=version, asked_by_id=person, job=_ended_job(JobKind.CHECK, person))


def _question(number: int, papers: list[Document], person: uuid.UUID) -> Question:
    job = _ended_job(JobKind.RESEARCH, person)
    place = {"page": 1, "start": 0, "end": 17}
    retrieved = [{"document_id": str(paper.id), **place, "sha256": paper.sha256, "score": 1} for paper in papers]
    job.provenance = {
        "software": "LegalIndia",
        "model": None,
        "index": {"kind": "memory", "embedding": "none", "version": ""},
        "retrieved": retrieved,
        "seconds": {"searching": 0.1},
    }
    sources = [_source(ordinal, paper) for ordinal, paper in enumerate(papers, start=1)] if number == 0 else []
    return Question(
        asked_by_id=person,
        text=f"What is the monthly rent, and since when, in case {number}?",
        outcome=Outcome.ANSWERED,
        searched=len(papers),
        job=job,
        sources=sources,
        statements=[
            KeptStatement(ordinal=one.number, text=one.quote, support=Support.VERBATIM, sources=[one])
            for one in sources
        ],
    )


def _statement(source: KeptSource) -> KeptStatement:
    return KeptStatement(ordinal=source.number, text=source.quote, support=Support.VERBATIM, sources=[source])


def _source(number: int, paper: Document) -> KeptSource:
    return KeptSource(
        number=number, document=paper, page=1, start=0, end=17, quote="The monthly rent.", sha256=paper.sha256, score=1
    )


def _ended_job(kind: JobKind, person: uuid.UUID) -> Job:
    return Job(
        kind=kind, status=JobStatus.DONE, subject_id=uuid.uuid4(), created_by_id=person, finished_at=WHEN, step="done"
    )
