"""Two who come at once: one of them wins, and nothing is broken by it. And what tells an attacker nothing."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update

from legalindia.accounts import passwords, people
from legalindia.accounts.models import Role, User
from legalindia.database import db
from tests.conftest import PASSWORD, Browser, Program

LOGIN = "/api/v1/auth/login"
People = Callable[[str], uuid.UUID]


def _at_once(*works: Callable[[], object]) -> None:
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait()
        work()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _with(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_two_administrators_who_remove_each_other_leave_one(
    app: Flask, chitra: Program, asha: Program, people: People
) -> None:
    chitra.patch(f"/users/{people('asha')}", json={"role": "admin"})
    statuses: list[int] = []

    def remove(who: Program, whom: str) -> None:
        body = {"role": "clerk"}
        answer = app.test_client().patch(f"/api/v1/users/{people(whom)}", json=body, headers=who.headers)
        statuses.append(answer.status_code)

    _at_once(lambda: remove(chitra, "asha"), lambda: remove(asha, "chitra"))
    with app.app_context():
        left = db.session.scalar(select(func.count()).select_from(User).where(User.role == Role.ADMIN, User.is_enabled))

    assert left == 1
    # The second is told that one must be left, or is no administrator any more by then: in the middle of the request,
    # or already at its beginning, when nobody else's name is theirs to know.
    done, refused = sorted(statuses)
    assert done == 200
    assert refused in {403, 404, 409}


def test_an_invitation_that_two_take_up_at_once_makes_one_person(app: Flask) -> None:
    with app.app_context():
        admin = db.session.scalars(select(User).where(User.role == Role.ADMIN)).one()
        token = people.invite({"email": "devi@office.example", "name": "Devi", "role": "clerk"}, by=admin).token
    browsers = [app.test_client() for _ in range(4)]
    for browser in browsers:
        assert isinstance(browser, Browser)
        browser.read_token(f"/invited/{token}")
    statuses: list[int] = []

    def take(browser: Browser) -> None:
        answer = browser.post(f"/invited/{token}", data={"password": "four unlikely words here"})
        statuses.append(answer.status_code)

    _at_once(*[lambda browser=browser: take(browser) for browser in browsers])  # type: ignore[misc]
    with app.app_context():
        made = db.session.scalar(select(func.count()).select_from(User).where(User.email == "devi@office.example"))

    assert made == 1
    assert sorted(statuses) == [303, 404, 404, 404]


def test_of_two_programs_with_one_refresh_token_one_is_renewed(app: Flask, asha: Program) -> None:
    statuses: list[int] = []

    def renew() -> None:
        answer = app.test_client().post("/api/v1/auth/refresh", headers=_with(asha.tokens["refresh_token"]))
        statuses.append(answer.status_code)

    _at_once(*[renew] * 4)

    assert sorted(statuses) == [200, 401, 401, 401]


@pytest.mark.parametrize("who", ["wrong password", "unknown address", "disabled", "unknown and too long"])
def test_a_refused_sign_in_costs_the_same_work_whoever_it_was(
    app: Flask, stranger: Browser, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    if who == "disabled":
        with app.app_context():
            db.session.execute(update(User).where(User.email == "bilal@office.example").values(is_enabled=False))
            db.session.commit()
    checked: list[str] = []
    hasher = passwords._hasher

    class Counted:
        def verify(self, known: str, password: str) -> bool:
            checked.append(known)
            return hasher.verify(known, password)

    monkeypatch.setattr(passwords, "_hasher", Counted())
    email = {"disabled": "bilal", "wrong password": "asha"}.get(who, "nobody")
    password = PASSWORD if who == "disabled" else "not the right one"
    answer = stranger.post(LOGIN, json={"email": f"{email}@office.example", "password": password})

    assert len(checked) == 1
    assert answer.status_code == 401
    assert answer.json["detail"] == "The e-mail address or the password is not right."


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What the database is asked, without the values."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def test_what_is_hidden_asks_the_database_what_something_missing_does(
    app: Flask, asha: Program, bilal: Program, client_of_asha: str, statements: list[str]
) -> None:
    document_id = asha.file_text(client_of_asha, "lease.txt", "The rent is due.")
    nobodys = str(uuid.UUID(int=7))
    bilal.get("/clients")
    for path, known in (
        ("/clients/{}", client_of_asha),
        ("/documents/{}", document_id),
        ("/documents/{}/content", document_id),
        ("/documents/{}/pages/1", document_id),
        ("/clients/{}/folders", client_of_asha),
    ):
        asked = []
        for wanted in (known, nobodys):
            statements.clear()
            assert bilal.get(path.format(wanted)).status_code == 404
            asked.append(list(statements))
        assert asked[0] == asked[1], path


def test_a_second_factor_is_given_up_by_no_guessing(app: Flask, as_asha: Browser) -> None:
    with app.app_context():
        db.session.query(User).filter_by(
            email="asha@office.example"
        ).one().totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        db.session.commit()
    answers = [
        as_asha.post("/account/second-factor/remove", data={"code": f"{number:06}"}).status_code for number in range(8)
    ]

    assert answers[0] == 422
    assert answers[-1] == 429
