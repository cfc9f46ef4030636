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
from tests.conftest import Browser

# Tables that grow with the papers. Clients, folders and walls are few, and are read whole where that is quicker.
LARGE = ("documents", "pages", "passages", "audit_events", "jobs", "questions", "sign_ins")
WHEN = datetime(2024, 5, 1, tzinfo=UTC)
PAGES = ("/", "/clients", "/clients/{client}", "/clients/{client}?q=lease", "/clients/{client}/folders/{folder}",
         "/clients/{client}/bin", "/documents/{document}", "/search?q=rent", "/research")  # fmt: skip


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
            db.session.commit()
            return {"client": str(clients[0].id), "folder": str(folder.id), "document": str(papers[0].id)}

    return open_firm


@pytest.mark.parametrize("page", PAGES)
def test_sixty_rows_take_no_more_questions_than_ten(
    app: Flask, as_asha: Browser, firm: Callable[[int], dict[str, str]], page: str
) -> None:
    counts = []
    for rows in (10, 50):
        path = page.format(**firm(rows))
        as_asha.get(path)
        with asked(app) as statements:
            assert as_asha.get(path).status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_walks_through_a_table_that_grows_with_the_papers(
    app: Flask, as_asha: Browser, firm: Callable[[int], dict[str, str]], page: str
) -> None:
    path = page.format(**firm(60))
    with asked(app) as statements:
        as_asha.get(path)

    with app.app_context():
        walks = [walk for statement in statements for walk in _walks(*statement)]
    assert walks == []


def test_what_is_being_read_is_not_looked_for_among_all_that_was(app: Flask, as_asha: Browser) -> None:
    with asked(app) as statements:
        as_asha.get("/")

    with app.app_context(), db.engine.connect() as connection:
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
            for statement, values in statements
            if "NOT IN ('failed'" in statement
        ]
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
    """Return the steps of the database's plan that read a whole large table. One in the order of an index, which
    ends as soon as the page is full, is none."""
    if not statement.startswith("SELECT"):
        return []
    if db.engine.dialect.name == "postgresql":
        return _walks_of_postgresql(statement, values)
    with db.engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    return [step for step in plan for table in LARGE if step.startswith(f"SCAN {table}") and "INDEX" not in step]


def _walks_of_postgresql(statement: str, values: Any) -> list[str]:
    # A table of sixty rows is best read whole; what is asked is whether there is an index for when it is not.
    with db.engine.connect() as connection:
        connection.execute(text("SET enable_seqscan = off"))
        plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values)]
    return [step for step in plan for table in LARGE if f"Seq Scan on {table}" in step]


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
