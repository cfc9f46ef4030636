"""Signing in over the API."""

from __future__ import annotations

import base64
import json

import pytest
from flask import Flask

from legalindia.accounts.models import User
from legalindia.database import db
from tests.conftest import PASSWORD, Browser, Program

LOGIN = "/api/v1/auth/login"


def _with(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _unsigned(token: str) -> str:
    """The same claims under `alg: none`."""
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


@pytest.mark.parametrize(
    ("email", "password"),
    [("asha@office.example", "wrong"), ("nobody@office.example", PASSWORD), ("asha@office.example", "x" * 512)],
)
def test_a_wrong_password_and_an_unknown_address_are_refused_in_the_same_words(
    stranger: Browser, email: str, password: str
) -> None:
    response = stranger.post(LOGIN, json={"email": email, "password": password})

    assert response.status_code == 401
    assert response.content_type == "application/problem+json"
    assert response.json["detail"] == "The e-mail address or the password is not right."


def test_a_disabled_person_cannot_sign_in_and_old_tokens_open_nothing(app: Flask, asha: Program) -> None:
    with app.app_context():
        db.session.query(User).filter_by(email="asha@office.example").update({"is_enabled": False})
        db.session.commit()

    assert asha.get("/auth/me").status_code == 401
    answer = app.test_client().post(LOGIN, json={"email": "asha@office.example", "password": PASSWORD})
    assert answer.status_code == 401


def test_a_session_cookie_opens_nothing_in_the_api(as_asha: Browser) -> None:
    assert as_asha.get("/clients").status_code == 200
    assert as_asha.get("/api/v1/clients").status_code == 401


def test_an_unsigned_or_altered_token_is_refused(stranger: Browser, asha: Program) -> None:
    token = asha.tokens["access_token"]

    assert stranger.get("/api/v1/auth/me", headers=_with(_unsigned(token))).status_code == 401
    assert stranger.get("/api/v1/auth/me", headers=_with(token[:-3] + "abc")).status_code == 401
    assert stranger.get("/api/v1/auth/me", headers=_with("nonsense")).status_code == 401


def test_a_refresh_token_is_no_access_token(stranger: Browser, asha: Program) -> None:
    assert stranger.get("/api/v1/auth/me", headers=_with(asha.tokens["refresh_token"])).status_code == 401


def test_the_address_may_be_typed_in_any_case_and_me_says_who_it_is(stranger: Browser) -> None:
    tokens = stranger.post(LOGIN, json={"email": " ASHA@Office.Example ", "password": PASSWORD}).json

    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] > 0
    me = stranger.get("/api/v1/auth/me", headers=_with(tokens["access_token"])).json
    assert {"email": "asha@office.example", "name": "Asha Rao", "role": "partner"}.items() <= me.items()


def test_a_refresh_gives_a_new_pair_and_a_spent_token_ends_the_whole_family(stranger: Browser, asha: Program) -> None:
    first = asha.tokens["refresh_token"]
    second = stranger.post("/api/v1/auth/refresh", headers=_with(first)).json

    assert stranger.get("/api/v1/auth/me", headers=_with(second["access_token"])).status_code == 200
    assert stranger.post("/api/v1/auth/refresh", headers=_with(first)).status_code == 401
    assert stranger.get("/api/v1/auth/me", headers=_with(second["access_token"])).status_code == 401
    assert stranger.post("/api/v1/auth/refresh", headers=_with(second["refresh_token"])).status_code == 401


def test_after_signing_out_neither_token_opens_anything(stranger: Browser, asha: Program) -> None:
    assert asha.post("/auth/logout").status_code == 204
    assert asha.get("/auth/me").status_code == 401
    assert stranger.post("/api/v1/auth/refresh", headers=_with(asha.tokens["refresh_token"])).status_code == 401


def test_a_missing_field_is_named(stranger: Browser) -> None:
    response = stranger.post(LOGIN, json={"email": "asha@office.example"})

    assert response.status_code == 422
    assert "password" in response.json["errors"]
