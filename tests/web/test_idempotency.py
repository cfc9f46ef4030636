"""A request that comes twice is done once, whoever repeats it and however."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from legalindia.clients.models import Client
from legalindia.database import db, now
from legalindia.documents.models import Document
from legalindia.drafts.models import Draft
from legalindia.web.idempotency import forget_old_answers
from legalindia.web.models import KeptAnswer
from tests.conftest import Browser, Program

KEY = {"Idempotency-Key": "one"}
NEW = {"email": "devi@office.example", "name": "Devi", "role": "clerk", "password": "four unlikely words here"}
ONCE = re.compile(r'name="once" value="([^"]+)"')


def _count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize(
    ("who", "path", "body"),
    [
        ("asha", "/clients", {"name": "Hegde"}),
        ("asha", "/clients/CLIENT/folders", {"name": "Writs"}),
        ("chitra", "/users", NEW),
    ],
)
def test_the_same_key_and_body_get_the_same_answer(
    request: pytest.FixtureRequest, client_of_asha: str, who: str, path: str, body: dict[str, str]
) -> None:
    program: Program = request.getfixturevalue(who)
    path = path.replace("CLIENT", client_of_asha)
    first = program.post(path, json=body, headers=KEY)
    second = program.post(path, json=body, headers=KEY)

    assert first.status_code == second.status_code == 201
    assert first.data == second.data
    assert second.content_type == "application/json"
    assert second.headers["Idempotent-Replayed"] == "true"


def test_another_body_under_the_same_key_is_refused(app: Flask, asha: Program) -> None:
    asha.post("/clients", json={"name": "Hegde"}, headers=KEY)
    other = asha.post("/clients", json={"name": "Shukla"}, headers=KEY)

    assert other.status_code == 422
    assert "Idempotency-Key" in other.json["detail"]
    assert _count(app, Client) == 1


def test_a_key_is_one_persons_and_one_routes(app: Flask, asha: Program, bilal: Program) -> None:
    made = [program.post("/clients", json={"name": "Hegde"}, headers=KEY).json["id"] for program in (asha, bilal)]
    folder = asha.post(f"/clients/{made[0]}/folders", json={"name": "Writs"}, headers=KEY)

    assert folder.status_code == 201
    assert made[0] != made[1]


def test_twenty_calls_at_once_with_one_key_make_one_thing_and_get_one_answer(app: Flask, asha: Program) -> None:
    answers: list[tuple[int, bytes]] = []
    start = threading.Barrier(20)

    def call() -> None:
        client = app.test_client()
        start.wait()
        answer = client.post("/api/v1/clients", json={"name": "Hegde"}, headers={**asha.headers, **KEY})
        answers.append((answer.status_code, answer.data))

    threads = [threading.Thread(target=call) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 20
    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert _count(app, Client) == 1


def test_an_upload_is_known_by_its_files_and_not_by_its_bytes_on_the_wire(
    app: Flask, asha: Program, client_of_asha: str
) -> None:
    def send(text: bytes) -> Any:
        sent = {"data": f"--{uuid.uuid4().hex}"}
        boundary = sent["data"].removeprefix("--")
        body = (
            f"--{boundary}\r\nContent-Disposition: form-data; name=file; filename=lease.txt\r\n\r\n".encode()
            + text
            + f"\r\n--{boundary}--\r\n".encode()
        )
        kind = f"multipart/form-data; boundary={boundary}"
        return asha.post(f"/clients/{client_of_asha}/upload", data=body, content_type=kind, headers=KEY)

    first, second, other = send(b"The rent is due."), send(b"The rent is due."), send(b"The rent is not due.")

    assert first.status_code == second.status_code == 202
    assert first.data == second.data
    assert other.status_code == 422
    assert _count(app, Document) == 1


def test_a_refused_request_is_judged_anew(asha: Program, client_of_asha: str) -> None:
    path = f"/clients/{client_of_asha}/folders"
    asha.post(path, json={"name": "Writs"})
    assert asha.post(path, json={"name": "Writs"}, headers=KEY).status_code == 409
    assert asha.post(path, json={"name": "Appeals"}, headers=KEY).status_code == 201


def test_whoever_lost_the_client_loses_the_kept_answer(
    asha: Program, chitra: Program, bilal: Program, people: Callable[[str], uuid.UUID], client_of_asha: str
) -> None:
    team = [str(people("asha")), str(people("bilal"))]
    asha.put(f"/clients/{client_of_asha}/team", json={"user_ids": team})
    path = f"/clients/{client_of_asha}/folders"
    assert bilal.post(path, json={"name": "Writs"}, headers=KEY).status_code == 201
    asha.put(f"/clients/{client_of_asha}/team", json={"user_ids": team[:1]})

    assert bilal.post(path, json={"name": "Writs"}, headers=KEY).status_code == 404


def test_a_request_that_died_before_it_did_anything_is_begun_again(app: Flask, asha: Program) -> None:
    assert asha.post("/clients", json={"name": "Hegde"}, headers=KEY).status_code == 201
    with app.app_context():
        db.session.execute(
            update(KeptAnswer).values(status=None, body=None, has_acted=False, begun_at=now() - timedelta(minutes=2))
        )
        db.session.commit()

    assert asha.post("/clients", json={"name": "Hegde"}, headers=KEY).status_code == 201
    assert _count(app, Client) == 2


def test_a_request_that_died_after_it_acted_is_not_done_again(app: Flask, asha: Program) -> None:
    asha.post("/clients", json={"name": "Hegde"}, headers=KEY)
    with app.app_context():
        assert db.session.scalar(select(KeptAnswer.has_acted))
        db.session.execute(update(KeptAnswer).values(status=None, body=None, begun_at=now() - timedelta(minutes=2)))
        db.session.commit()
    answer = asha.post("/clients", json={"name": "Hegde"}, headers=KEY)

    assert answer.status_code == 409
    assert "new key" in answer.json["detail"]
    assert _count(app, Client) == 1


def test_after_a_day_a_key_is_forgotten_and_may_be_used_again(app: Flask, asha: Program) -> None:
    asha.post("/clients", json={"name": "Hegde"}, headers=KEY)
    with app.app_context():
        db.session.execute(update(KeptAnswer).values(expires_at=now() - timedelta(seconds=1)))
        db.session.commit()
    assert asha.post("/clients", json={"name": "Shukla"}, headers=KEY).status_code == 201
    with app.app_context():
        assert forget_old_answers() == 0
        db.session.execute(update(KeptAnswer).values(expires_at=now() - timedelta(seconds=1)))
        db.session.commit()
        assert forget_old_answers() == 1


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_that_is_none_is_refused(app: Flask, asha: Program, key: str) -> None:
    assert asha.post("/clients", json={"name": "Hegde"}, headers={"Idempotency-Key": key}).status_code == 422
    assert _count(app, Client) == 0


def test_a_kept_answer_does_not_lie_open_in_the_database(app: Flask, asha: Program) -> None:
    asha.post("/clients", json={"name": "Secretname"}, headers=KEY)
    with app.app_context(), db.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT body FROM kept_answers").scalar_one()

    assert "Secretname" not in kept


def test_a_second_click_is_the_same_click_and_a_page_opened_anew_another(app: Flask, as_asha: Browser) -> None:
    def fill_in(once: str, name: str = "Hegde") -> Any:
        entered = {"name": name, "kind": "individual", "access": "team", "once": once}
        return as_asha.post("/clients/new", data=entered)

    page = as_asha.get("/clients/new").text
    once = ONCE.search(page)[1]  # type: ignore[index]
    first, second = fill_in(once), fill_in(once)

    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert fill_in(once, "Shukla").headers["Location"] != first.headers["Location"]
    assert fill_in(ONCE.search(as_asha.get("/clients/new").text)[1]).status_code == 303  # type: ignore[index]
    assert _count(app, Client) == 3


def test_whoever_lost_a_client_named_in_the_body_loses_the_kept_answer(
    asha: Program, bilal: Program, people: Callable[[str], uuid.UUID], client_of_asha: str
) -> None:
    team = [str(people("asha")), str(people("bilal"))]
    asha.put(f"/clients/{client_of_asha}/team", json={"user_ids": team})
    draft = {"text": "As held in AIR 1963 SC 666.", "client_id": client_of_asha}
    assert bilal.post("/drafts", json=draft, headers=KEY).status_code == 202
    assert bilal.post("/drafts", json=draft, headers=KEY).headers["Idempotent-Replayed"] == "true"
    asha.put(f"/clients/{client_of_asha}/team", json={"user_ids": team[:1]})

    assert bilal.post("/drafts", json=draft, headers=KEY).status_code == 404


def test_a_second_click_on_a_form_with_a_file_is_the_same_click(app: Flask, as_asha: Browser) -> None:
    once = ONCE.search(as_asha.get("/drafts").text)
    assert once is not None
    sent = {"text": "As held in AIR 1963 SC 666.", "csrf_token": as_asha.token, "once": once[1]}
    addresses = {
        as_asha.post("/drafts", data=sent, content_type="multipart/form-data").headers["Location"] for _ in range(2)
    }

    assert len(addresses) == 1
    assert _count(app, Draft) == 1


def test_a_part_without_a_name_does_not_matter(asha: Program, client_of_asha: str) -> None:
    part = b"--x\r\nContent-Disposition: form-data%b\r\n\r\na\r\n"
    body = part % b"" + part % b"; name=b" + b"--x--\r\n"
    answer = asha.post(
        f"/clients/{client_of_asha}/upload", data=body, content_type="multipart/form-data; boundary=x", headers=KEY
    )

    assert answer.status_code < 500
