"""Programs that act in a person's name: the list of them, and personal tokens."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from legalindia.accounts.models import TokenFamily
from legalindia.audit.models import AuditEvent
from legalindia.database import db, now
from tests.conftest import PASSWORD, Browser, Program

ME = "/api/v1/auth/me"


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _make(asha: Program, **details: object) -> dict[str, str]:
    made = asha.post("/tokens", json={"name": "Diary", **details})
    assert made.status_code == 201, made.text
    answer: dict[str, str] = made.json
    return answer


def test_a_personal_token_lets_a_program_in_and_is_kept_as_a_hash(app: Flask, asha: Program, stranger: Browser) -> None:
    token = _make(asha)["token"]

    assert stranger.get(ME, headers=_bearer(token)).json["email"] == "asha@office.example"
    with app.app_context(), db.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM token_families").all()
    assert token not in str(rows)


def test_a_token_that_only_looks_changes_nothing(asha: Program, stranger: Browser) -> None:
    looks, does = _make(asha)["token"], _make(asha, read_only=False)["token"]
    body = {"name": "Hegde"}

    assert stranger.get("/api/v1/clients", headers=_bearer(looks)).status_code == 200
    assert stranger.post("/api/v1/clients", json=body, headers=_bearer(looks)).status_code == 403
    assert stranger.post("/api/v1/clients", json=body, headers=_bearer(does)).status_code == 201


def test_a_personal_token_makes_no_other(asha: Program, stranger: Browser) -> None:
    token = _make(asha, read_only=False)["token"]

    assert stranger.post("/api/v1/tokens", json={"name": "More"}, headers=_bearer(token)).status_code == 403


@pytest.mark.parametrize("how", ["ended", "expired", "password", "altered", "disabled"])
def test_a_token_that_has_ended_opens_nothing(
    app: Flask, asha: Program, chitra: Program, as_asha: Browser, stranger: Browser, how: str
) -> None:
    made = _make(asha)
    token = made["token"]
    if how == "ended":
        assert asha.delete(f"/tokens/{made['id']}").status_code == 204
    elif how == "expired":
        with app.app_context():
            db.session.execute(update(TokenFamily).values(expires_at=now() - timedelta(seconds=1)))
            db.session.commit()
    elif how == "password":
        as_asha.read_token("/account")
        change = {"current": PASSWORD, "password": "four unlikely words here"}
        assert as_asha.post("/account/password", data=change).status_code == 303
    elif how == "altered":
        token = token[:-1] + ("a" if token[-1] != "a" else "b")
    else:
        chitra.patch(f"/users/{asha.get('/auth/me').json['id']}", json={"active": False})

    refused = stranger.get(ME, headers=_bearer(token))
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_nobody_ends_a_program_of_somebody_else(asha: Program, bilal: Program, stranger: Browser) -> None:
    made = _make(asha)

    assert bilal.delete(f"/tokens/{made['id']}").status_code == 404
    assert stranger.get(ME, headers=_bearer(made["token"])).status_code == 200


@pytest.mark.parametrize("details", [{"name": ""}, {"days": 0}, {"days": 366}, {"user_id": "x"}, {"token": "li_x"}])
def test_a_token_that_is_not_as_it_must_be_is_not_made(asha: Program, details: dict[str, object]) -> None:
    assert asha.post("/tokens", json={"name": "Diary", **details}).status_code == 422


def test_the_account_page_lists_programs_makes_a_token_once_and_ends_it(
    app: Flask, as_asha: Browser, asha: Program, stranger: Browser
) -> None:
    page = as_asha.post("/account/tokens", data={"name": "<b>Diary</b>", "days": "30", "may": "read"})
    token = re.search(r"<code>(li_[^<]+)</code>", page.text)

    assert token is not None
    assert "&lt;b&gt;Diary&lt;/b&gt;" in page.text
    assert token[1] not in as_asha.get("/account").text
    assert stranger.get(ME, headers=_bearer(token[1])).status_code == 200
    ends = re.findall(r"/account/tokens/[0-9a-f-]+/end", as_asha.get("/account").text)
    assert len(ends) == 2
    for address in ends:
        assert as_asha.post(address).status_code == 303
    assert stranger.get(ME, headers=_bearer(token[1])).status_code == 401
    assert asha.get("/auth/me").status_code == 401
    with app.app_context():
        acts = list(db.session.scalars(select(AuditEvent.act)))
    assert acts.count("token made") == 1
    assert acts.count("token ended") == 2


def test_what_programs_can_do_is_described_on_a_page_of_our_own(as_asha: Browser) -> None:
    page = as_asha.get("/account/api")

    assert page.status_code == 200
    assert "/api/v1/clients/{client_id}/upload" in page.text
    assert "Idempotency-Key" in page.text
    assert "//cdn" not in page.text
