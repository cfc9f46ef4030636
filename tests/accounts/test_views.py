"""Signing in and out, in a browser."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import PASSWORD, Browser

ASHA = {"email": "asha@office.example", "password": PASSWORD}


@pytest.fixture
def visitor(stranger: Browser) -> Browser:
    """Somebody who has the sign-in page open."""
    stranger.read_token("/login")
    return stranger


def test_a_form_without_our_token_is_refused(stranger: Browser) -> None:
    stranger.get("/login")

    assert stranger.post("/login", data=ASHA).status_code == 403


@pytest.mark.parametrize(
    "tried",
    [{**ASHA, "password": "wrong"}, {**ASHA, "email": "nobody@office.example"}, {**ASHA, "password": "x" * 513}],
)
def test_whoever_is_not_let_in_is_told_the_same(visitor: Browser, tried: dict[str, str]) -> None:
    response = visitor.post("/login", data=tried)

    assert response.status_code == 422
    assert visitor.get("/clients").status_code == 303
    assert PASSWORD not in response.text


def test_whoever_is_let_in_comes_to_the_page_they_wanted(visitor: Browser) -> None:
    response = visitor.post("/login", data={**ASHA, "next": "/search?q=rent"})

    assert (response.status_code, response.headers["Location"]) == (303, "/search?q=rent")


def test_a_way_back_to_another_site_is_not_taken(visitor: Browser) -> None:
    assert visitor.post("/login", data={**ASHA, "next": "//evil.example"}).headers["Location"] == "/"


def test_the_session_is_a_new_one_after_signing_in(app: Flask, visitor: Browser) -> None:
    before = visitor.get_cookie("legalindia")
    visitor.post("/login", data=ASHA)
    after = visitor.get_cookie("legalindia")

    assert before is not None
    assert after is not None
    assert before.value != after.value
    fixed = app.test_client()
    fixed.set_cookie("legalindia", before.value)
    assert fixed.get("/clients").status_code == 303


def test_the_cookie_is_for_http_alone_and_stays_on_this_site(visitor: Browser) -> None:
    cookie = visitor.post("/login", data=ASHA).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_copy_of_the_cookie_is_dead_after_signing_out(app: Flask, as_asha: Browser) -> None:
    copied = as_asha.get_cookie("legalindia")
    assert copied is not None
    thief = app.test_client()
    thief.set_cookie("legalindia", copied.value)
    assert thief.get("/clients").status_code == 200
    as_asha.post("/logout")

    assert as_asha.get("/clients").status_code == 303
    assert thief.get("/clients").status_code == 303


def test_whoever_is_signed_in_is_not_asked_again(as_asha: Browser) -> None:
    assert as_asha.get("/login").headers["Location"] == "/"


def test_signing_in_is_tried_only_so_often(visitor: Browser) -> None:
    answers = [visitor.post("/login", data={**ASHA, "password": "wrong"}) for _ in range(25)]

    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"]
