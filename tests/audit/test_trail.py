"""The audit trail: one event an act, in the act's own transaction, and a chain in which every tampering shows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update

from legalindia.accounts.models import User
from legalindia.admin.trail import FORMULA_SIGNS, harmless
from legalindia.audit.chain import first_break
from legalindia.audit.models import Act, AuditEvent, ChainHead
from legalindia.audit.trail import record
from legalindia.database import db
from tests.conftest import Browser, Program


@pytest.fixture
def office(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def trail(app: Flask) -> Callable[[], list[AuditEvent]]:
    """Read the whole trail."""

    def read() -> list[AuditEvent]:
        with app.app_context():
            return list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.number)))

    return read


def _acts(events: list[AuditEvent], actor: str = "asha@office.example") -> list[str]:
    return [event.act for event in events if event.actor == actor]


def _write(count: int) -> None:
    chitra = db.session.scalars(select(User)).first()
    for number in range(count):
        record(Act.SEARCHED, by=chitra, detail={"hits": number})
        db.session.commit()


def test_each_act_leaves_one_event_with_who_what_and_where_from(
    asha: Program, trail: Callable[[], list[AuditEvent]]
) -> None:
    client_id = asha.open_client("Hegde")
    document_id = asha.file_text(client_id, "lease.txt", "The rent is due on the fifth.")
    asha.get(f"/documents/{document_id}/content")
    asha.get("/search?q=rent")
    asha.post("/research", json={"question": "When is the rent due?"})
    asha.patch(f"/clients/{client_id}", json={"phone": "080"})
    events = trail()

    assert _acts(events) == ["signed in", "opened", "filed", "downloaded", "searched", "asked", "changed"]
    filed = next(event for event in events if event.act == Act.FILED)
    assert (str(filed.subject_id), str(filed.client_id)) == (document_id, client_id)
    assert (filed.channel, filed.address) == ("api", "127.0.0.1")


def test_looking_at_a_page_is_noted_once_for_one_look(
    asha: Program, as_asha: Browser, client_of_asha: str, trail: Callable[[], list[AuditEvent]]
) -> None:
    document_id = asha.file_text(client_of_asha, "lease.txt", "The rent is due.")
    for _ in range(3):
        as_asha.get(f"/documents/{document_id}?page=1")
    asha.get(f"/documents/{document_id}/pages/1")
    looks = [event for event in trail() if event.act == Act.VIEWED and str(event.subject_id) == document_id]

    assert [look.detail for look in looks] == [{"page": 1}]


def test_no_text_question_password_or_token_gets_into_the_trail(
    asha: Program, stranger: Browser, trail: Callable[[], list[AuditEvent]]
) -> None:
    client_id = asha.open_client("Secretname")
    asha.file_text(client_id, "secretname.txt", "Secretword is due on the fifth.")
    asha.get("/search?q=secretword")
    asha.post("/research", json={"question": "Where is the secretword?"})
    stranger.post("/api/v1/auth/login", json={"email": "secret@typed.example", "password": "secretpass-word"})
    written = " ".join(f"{event.actor} {event.detail} {event.act}" for event in trail()).lower()

    assert "secret" not in written
    assert asha.tokens["refresh_token"] not in written


def test_a_refused_sign_in_and_a_refused_page_are_noted(
    stranger: Browser, bilal: Program, client_of_asha: str, trail: Callable[[], list[AuditEvent]]
) -> None:
    stranger.post("/api/v1/auth/login", json={"email": "asha@office.example", "password": "not the right one"})
    bilal.get(f"/clients/{client_of_asha}")
    events = trail()

    assert "sign-in refused" in _acts(events)
    refused = events[-1]
    assert (refused.act, refused.actor) == ("refused", "bilal@office.example")
    assert refused.detail == {"status": 404, "call": "clients_api.show_client", "client_id": client_of_asha}


def test_an_act_that_is_rolled_back_leaves_no_event(office: Flask) -> None:
    before = db.session.scalar(select(func.count()).select_from(AuditEvent))
    record(Act.SEARCHED, by=None)
    db.session.rollback()
    db.session.commit()

    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == before


def test_writers_that_come_at_once_make_one_chain(office: Flask) -> None:
    def write() -> None:
        with office.app_context():
            _write(10)

    threads = [threading.Thread(target=write) for _ in range(6)]
    before = db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0
    db.session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == before + 60
    assert first_break() is None


TAMPERINGS: dict[str, tuple[list[Any], int, str]] = {
    "another actor": ([update(AuditEvent).where(AuditEvent.number == 5).values(actor="x@y.example")], 5, "altered"),
    "another detail": ([update(AuditEvent).where(AuditEvent.number == 5).values(detail={"hits": 99})], 5, "altered"),
    "another moment": ([text("UPDATE audit_events SET at = '2020-01-01 00:00:00' WHERE number = 5")], 5, "altered"),
    "another hash": ([update(AuditEvent).where(AuditEvent.number == 5).values(sha256="0" * 64)], 5, "altered"),
    "one taken out": ([delete(AuditEvent).where(AuditEvent.number == 5)], 5, "missing"),
    "one taken out and the gap closed": (
        [
            delete(AuditEvent).where(AuditEvent.number == 5),
            update(AuditEvent).where(AuditEvent.number == 6).values(number=5),
        ],
        5,
        "altered",
    ),
    "the last taken out": ([delete(AuditEvent).where(AuditEvent.number == 12)], 12, "missing"),
    "two exchanged": (
        [
            update(AuditEvent).where(AuditEvent.number == 5).values(number=-1),
            update(AuditEvent).where(AuditEvent.number == 6).values(number=5),
            update(AuditEvent).where(AuditEvent.number == -1).values(number=6),
        ],
        5,
        "not in its place",
    ),
    "the end moved": ([update(ChainHead).values(sha256="0" * 64)], 12, "not the row that was written last"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_every_tampering_is_found_at_its_row(office: Flask, name: str) -> None:
    _write(12 - (db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0))
    assert first_break() is None
    statements, number, reason = TAMPERINGS[name]
    for statement in statements:
        db.session.execute(statement)
    db.session.commit()
    broken = first_break()

    assert broken is not None
    assert broken.number == number
    assert reason in broken.reason


def test_the_command_names_the_first_broken_row(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    with app.app_context():
        _write(12)
    assert "holds" in run(args=["audit", "verify"]).output
    with app.app_context():
        db.session.execute(update(AuditEvent).where(AuditEvent.number == 4).values(actor="x"))
        db.session.commit()
    result = run(args=["audit", "verify"])

    assert result.exit_code == 1
    assert "row 4 was altered" in result.output


def test_a_partner_reads_no_other_teams_events_and_the_administrator_reads_all_by_id(
    app: Flask, asha: Program, chitra: Program, as_asha: Browser
) -> None:
    hidden = chitra.open_client("Hiddenname")
    own = asha.open_client("Ownname")
    page = as_asha.get("/admin/audit/").text
    administrator = app.test_client()
    assert isinstance(administrator, Browser)
    administrator.sign_in("chitra")
    whole = administrator.get("/admin/audit/").text

    assert "Ownname" in page
    assert hidden not in page
    assert own in whole
    assert "Ownname" not in whole


def test_whoever_is_neither_partner_nor_administrator_does_not_read_it(as_bilal: Browser) -> None:
    assert as_bilal.get("/admin/audit/").status_code == 403
    assert as_bilal.get("/admin/audit/export.csv").status_code == 403


def test_the_trail_is_walked_page_by_page_and_filtered(app: Flask, as_asha: Browser) -> None:
    with app.app_context():
        _write(60)
    first = as_asha.get("/admin/audit/?act=searched").text

    assert "Earlier events" in first
    assert "signed in" not in first.split("<tbody>")[1].lower()
    assert "Nothing on record" in as_asha.get("/admin/audit/?actor=nobody@office.example").text
    assert as_asha.get("/admin/audit/?subject=nonsense&since=yesterday&until=%00").status_code == 200


def test_the_export_is_whole_and_is_noted_itself(as_asha: Browser) -> None:
    response = as_asha.get("/admin/audit/export.csv")

    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    assert '"trail exported"' in response.text


@given(st.sampled_from(FORMULA_SIGNS), st.text(max_size=20))
def test_nothing_in_the_export_begins_a_formula(sign: str, rest: str) -> None:
    assert harmless(sign + rest) == f"'{sign}{rest}"
    assert not harmless(sign + rest).startswith(FORMULA_SIGNS)


@pytest.mark.parametrize("way", ["find?q=rent", "edit"])
def test_what_shows_words_of_a_paper_or_client_is_a_look(
    asha: Program, as_asha: Browser, client_of_asha: str, trail: Callable[[], list[AuditEvent]], way: str
) -> None:
    document_id = asha.file_text(client_of_asha, "lease.txt", "The rent is due.")
    thing = f"/documents/{document_id}" if way.startswith("find") else f"/clients/{client_of_asha}"
    as_asha.get(f"{thing}/{way}")

    assert trail()[-1].act == Act.VIEWED
    assert str(trail()[-1].subject_id) in thing
