"""People: added, invited, changed and signed out; passwords, second factors and how often a sign-in may be tried."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select, update

from legalindia.accounts.common import is_common
from legalindia.accounts.models import SignInFailures, User
from legalindia.accounts.passwords import NOBODYS_HASH
from legalindia.database import db, now
from tests.conftest import PASSWORD, Browser, Program

LOGIN = "/api/v1/auth/login"
ASHA = {"email": "asha@office.example", "password": PASSWORD}
NEW = {"email": "Devi@Office.example", "name": "Devi", "role": "clerk", "password": "four unlikely words here"}
People = Callable[[str], uuid.UUID]


@pytest.fixture
def as_chitra(app: Flask) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    client.sign_in("chitra")
    client.read_token("/account")
    return client


def test_the_administrator_adds_lists_shows_and_changes_people(chitra: Program, stranger: Browser) -> None:
    made = chitra.post("/users", json=NEW)
    assert made.status_code == 201
    assert made.json == {
        "id": made.json["id"],
        "email": "devi@office.example",
        "name": "Devi",
        "role": "clerk",
        "active": True,
    }
    assert len(chitra.get("/users").json["items"]) == 4
    assert chitra.get(f"/users/{made.json['id']}").json == made.json
    assert chitra.patch(f"/users/{made.json['id']}", json={"role": "associate"}).json["role"] == "associate"
    tokens = stranger.post(LOGIN, json={"email": NEW["email"], "password": NEW["password"]})

    assert tokens.status_code == 200
    assert chitra.post("/users", json=NEW).status_code == 409


def test_nobody_else_lists_adds_or_changes_people_and_each_may_read_themselves(
    asha: Program, bilal: Program, people: People
) -> None:
    own, other = people("bilal"), people("asha")
    assert asha.post("/users", json=NEW).status_code == 403
    assert bilal.get("/users").status_code == 403
    assert bilal.get(f"/users/{own}").json["email"] == "bilal@office.example"
    assert bilal.get(f"/users/{other}").status_code == 404
    assert bilal.patch(f"/users/{own}", json={"role": "admin"}).status_code == 403
    assert bilal.patch(f"/users/{other}", json={"role": "admin"}).status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"is_admin": True}, {"id": str(uuid.uuid4())}, {"role": "owner"}, {"password_hash": "x"}, {"password": "short"}],
)
def test_what_is_no_field_of_a_person_is_refused(chitra: Program, people: People, change: dict[str, object]) -> None:
    assert chitra.patch(f"/users/{people('bilal')}", json=change).status_code == 422


def test_who_is_deactivated_is_out_at_once_and_the_last_administrator_stays(
    chitra: Program, bilal: Program, as_bilal: Browser, people: People
) -> None:
    assert chitra.patch(f"/users/{people('bilal')}", json={"active": False}).status_code == 200
    assert bilal.get("/auth/me").status_code == 401
    assert as_bilal.get("/clients").status_code == 303
    for change in ({"active": False}, {"role": "partner"}):
        assert chitra.patch(f"/users/{people('chitra')}", json=change).status_code == 409


def test_a_lowered_role_counts_from_the_next_request_on(chitra: Program, asha: Program, people: People) -> None:
    client_id = asha.open_client()
    chitra.patch(f"/users/{people('asha')}", json={"role": "clerk"})

    assert asha.put(f"/clients/{client_id}/team", json={"user_ids": [str(people("asha"))]}).status_code == 403


@pytest.mark.parametrize("password", ["password1234", "P@ssw0rd!2026", "aaaaaaaaaaaa", "welcome-welcome"])
def test_a_password_that_is_tried_first_is_refused(chitra: Program, password: str) -> None:
    response = chitra.post("/users", json={**NEW, "password": password})

    assert response.status_code == 422
    assert "password" in response.json["errors"]


@pytest.mark.parametrize("password", [PASSWORD, "four unlikely words here", "gT7-qmXv_3Lp", "चार अनजान शब्द यहाँ"])
def test_a_password_of_ones_own_is_taken(password: str) -> None:
    assert not is_common(password)


def test_wrong_passwords_make_the_next_try_wait_for_a_known_and_an_unknown_account_alike(
    app: Flask, stranger: Browser
) -> None:
    answers = {}
    for email in ("asha@office.example", "nobody@office.example"):
        tried = [stranger.post(LOGIN, json={"email": email, "password": "not the right one"}) for _ in range(7)]
        answers[email] = [answer.status_code for answer in tried]
        assert int(tried[-1].headers["Retry-After"]) >= 1

    assert answers["asha@office.example"] == answers["nobody@office.example"] == [401] * 6 + [429]
    assert stranger.post(LOGIN, json=ASHA).status_code == 429
    with app.app_context():
        db.session.execute(update(SignInFailures).values(until=now() - timedelta(seconds=1)))
        db.session.commit()
    assert stranger.post(LOGIN, json=ASHA).status_code == 200
    assert stranger.post(LOGIN, json={**ASHA, "password": "not the right one"}).status_code == 401


def test_one_address_that_tries_many_accounts_has_to_wait_too(stranger: Browser) -> None:
    answers = [
        stranger.post(LOGIN, json={"email": f"n{number}@office.example", "password": "x"}).status_code
        for number in range(52)
    ]

    assert answers[:50] == [401] * 50
    assert answers[-1] == 429


def test_a_changed_password_ends_every_other_session_and_token(app: Flask, as_asha: Browser, asha: Program) -> None:
    other = app.test_client()
    assert isinstance(other, Browser)
    other.sign_in("asha")
    form = {"current": PASSWORD, "password": "four unlikely words here"}
    assert as_asha.post("/account/password", data={**form, "current": "wrong"}).status_code == 422
    assert as_asha.post("/account/password", data={**form, "password": "password1234"}).status_code == 422
    assert as_asha.post("/account/password", data=form).status_code == 303

    assert as_asha.get("/clients").status_code == 200
    assert other.get("/clients").status_code == 303
    assert asha.get("/auth/me").status_code == 401


def test_sessions_are_shown_with_their_device_and_each_can_be_ended(
    app: Flask, as_asha: Browser, as_bilal: Browser
) -> None:
    other = app.test_client()
    assert isinstance(other, Browser)
    other.environ_base["HTTP_USER_AGENT"] = "Telephone/1.0"
    other.sign_in("asha")
    page = as_asha.get("/account").text
    assert "Telephone/1.0" in page
    ends = re.findall(r'action="(/account/sessions/[^"]+/end)"', page)
    assert len(ends) == 2
    for address in ends:
        as_bilal.post(address)
    assert other.get("/clients").status_code == 200
    as_asha.post(ends[0])

    assert other.get("/clients").status_code == 303
    assert as_asha.get("/clients").status_code == 200


def test_an_invitation_works_once_and_makes_the_role_it_names(
    app: Flask, as_chitra: Browser, stranger: Browser
) -> None:
    form = {"email": "new@office.example", "name": "Nila", "role": "clerk"}
    page = as_chitra.post("/admin/people/invite", data=form).text
    link = re.search(r"(/invited/[\w-]+)", page)
    assert link is not None
    stranger.read_token(link[1])
    assert stranger.post(link[1], data={"password": "password1234", "role": "admin"}).status_code == 422
    assert stranger.post(link[1], data={"password": "four unlikely words here", "role": "admin"}).status_code == 303
    assert stranger.get("/clients").status_code == 200

    assert stranger.get(link[1]).status_code == 404
    with app.app_context():
        assert db.session.scalar(select(User.role).where(User.email == "new@office.example")) == "clerk"


def test_the_people_page_changes_roles_and_signs_out(as_chitra: Browser, as_bilal: Browser, people: People) -> None:
    assert "Bilal Khan" in as_chitra.get("/admin/people/").text
    assert as_chitra.post(f"/admin/people/{people('bilal')}/sign-out").status_code == 303
    assert as_bilal.get("/clients").status_code == 303
    own = f"/admin/people/{people('chitra')}"
    assert as_chitra.post(own, data={"role": "clerk", "active": "y"}).status_code == 409
    assert (
        as_chitra.post(f"/admin/people/{people('bilal')}", data={"role": "partner", "active": "y"}).status_code == 303
    )
    assert as_chitra.get("/admin/").status_code == 200


def test_with_a_second_factor_the_password_alone_opens_nothing_and_no_code_works_twice(
    app: Flask, as_asha: Browser, stranger: Browser
) -> None:
    as_asha.post("/account/second-factor")
    page = as_asha.get("/account").text
    found = re.search(r"or type <code>(\w+)</code>", page)
    assert found is not None
    assert "data:image/svg+xml" in page
    codes = pyotp.TOTP(found[1])
    assert as_asha.post("/account/second-factor/confirm", data={"code": "000000"}).status_code == 422
    shown = as_asha.post("/account/second-factor/confirm", data={"code": codes.now()}).text
    recovery = re.search(r"<code>([0-9a-f ]+)</code>", shown)
    assert recovery is not None
    first = recovery[1].split()[0]
    later = codes.generate_otp(int(time.time()) // 30 + 1)

    assert stranger.post(LOGIN, json=ASHA).status_code == 401
    assert stranger.post(LOGIN, json={**ASHA, "otp": later}).status_code == 200
    assert stranger.post(LOGIN, json={**ASHA, "otp": later}).status_code == 401
    assert stranger.post(LOGIN, json={**ASHA, "otp": first}).status_code == 200
    assert stranger.post(LOGIN, json={**ASHA, "otp": first}).status_code == 401
    assert as_asha.post("/account/second-factor/remove", data={"code": recovery[1].split()[1]}).status_code == 303
    assert stranger.post(LOGIN, json=ASHA).status_code == 200


def test_a_sign_in_for_nobody_costs_what_one_for_somebody_does() -> None:
    assert not PasswordHasher().check_needs_rehash(NOBODYS_HASH)


INVITED = {"email": "Devi@Office.example", "name": "Devi", "role": "clerk"}
CHOSEN = "five words nobody would guess"


def _path(link: str) -> str:
    return link[link.index("/invited/") :]


def _choose(browser: Browser, link: str) -> int:
    browser.read_token("/login")
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(_path(link)).text)
    data = {"password": CHOSEN, "csrf_token": found[1] if found else ""}
    return browser.post(_path(link), data=data).status_code


def test_a_program_invites_lists_and_withdraws(chitra: Program, stranger: Browser) -> None:
    made = chitra.post("/invitations", json=INVITED)
    assert made.status_code == 201
    listed = chitra.get("/invitations").json["items"]
    assert [each["email"] for each in listed] == ["devi@office.example"]
    assert "link" not in listed[0]
    assert stranger.get(_path(made.json["link"])).status_code == 200
    assert chitra.delete(f"/invitations/{listed[0]['id']}").status_code == 204

    assert stranger.get(_path(made.json["link"])).status_code == 404
    assert chitra.delete(f"/invitations/{listed[0]['id']}").status_code == 404
    assert chitra.get("/invitations").json["items"] == []


def test_of_two_invitations_to_one_address_the_newer_one_counts(chitra: Program, stranger: Browser) -> None:
    older, newer = (chitra.post("/invitations", json=INVITED).json["link"] for _ in range(2))

    assert stranger.get(_path(older)).status_code == 404
    assert _choose(stranger, newer) == 303
    assert stranger.get("/clients").status_code == 200


def test_an_invitation_is_withdrawn_on_the_page_of_people(as_chitra: Browser, chitra: Program) -> None:
    chitra.post("/invitations", json=INVITED)
    found = re.search(r"/admin/people/invitations/[\w-]+/withdraw", as_chitra.get("/admin/people/").text)
    assert found is not None
    assert as_chitra.post(found[0]).status_code == 303

    assert "devi@office.example" not in as_chitra.get("/admin/people/").text


def test_whoever_forgot_their_password_chooses_another_by_a_link_that_opens_nothing_else(
    chitra: Program, bilal: Program, as_bilal: Browser, stranger: Browser, people: People
) -> None:
    link = chitra.post(f"/users/{people('bilal')}/password-link").json["link"]
    assert bilal.get("/auth/me").status_code == 200
    assert _choose(stranger, link) == 303
    assert stranger.get("/clients").status_code == 303
    assert (bilal.get("/auth/me").status_code, as_bilal.get("/clients").status_code) == (401, 303)
    assert _choose(stranger, link) == 404

    assert stranger.post(LOGIN, json={"email": "bilal@office.example", "password": CHOSEN}).status_code == 200


def test_a_link_for_a_password_opens_nothing_to_whoever_was_deactivated_since(
    chitra: Program, stranger: Browser, people: People
) -> None:
    link = chitra.post(f"/users/{people('bilal')}/password-link").json["link"]
    chitra.patch(f"/users/{people('bilal')}", json={"active": False})

    assert _choose(stranger, link) == 404
    assert chitra.post(f"/users/{people('bilal')}/password-link").status_code == 409


def test_a_program_signs_somebody_out_and_takes_a_lost_second_factor_away(
    chitra: Program, bilal: Program, as_bilal: Browser, people: People
) -> None:
    assert bilal.delete(f"/users/{people('bilal')}/second-factor").status_code == 403
    assert bilal.post(f"/users/{people('bilal')}/password-link").status_code == 403
    assert chitra.delete(f"/users/{people('bilal')}/second-factor").status_code == 204
    assert chitra.post(f"/users/{people('bilal')}/sign-out").status_code == 204

    assert (bilal.get("/auth/me").status_code, as_bilal.get("/clients").status_code) == (401, 303)
