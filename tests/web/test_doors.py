"""Every door is closed until it is opened, and every answer carries the headers that keep it so."""

from __future__ import annotations

import re
import uuid

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import Rule

from legalindia.web.doors import local_path
from tests.conftest import HTMX, Browser, Program

OPEN = {
    "account.take_up_invitation",
    "accounts.sign_in",
    "accounts.check_sign_in",
    "accounts_api.login",
    "accounts_api.refresh",
    "api-docs.openapi_json",
    "health.alive",
    "health.ready",
    "static",
}


def _address(rule: Rule) -> str:
    """Fill the rule's ids with some that nobody has."""
    path = re.sub(r"<uuid:[^>]+>", str(uuid.UUID(int=7)), rule.rule)
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", path)
    return re.sub(r"<[^>]+>", "1", path)


def _closed(app: Flask) -> list[tuple[str, str]]:
    return [
        (verb, _address(rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN
        for verb in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_no_route_but_the_named_ones_answers_a_stranger(app: Flask, stranger: Browser) -> None:
    closed = _closed(app)
    far = {"REMOTE_ADDR": "192.0.2.7"}
    answers = {(verb, path): stranger.open(path, method=verb, environ_base=far) for verb, path in closed}
    let_in = [
        (key, answer.status_code)
        for key, answer in answers.items()
        if not (
            answer.status_code == 401
            # open to this machine alone, and not even there to any other
            or (answer.status_code == 404 and key == ("GET", "/metrics"))
            or (answer.status_code == 303 and "/login" in answer.headers["Location"])
            # a form without our token goes no further, whoever sent it
            or (answer.status_code == 403 and key[0] == "POST")
        )
    ]

    assert len(closed) > 40
    assert let_in == []


def test_no_api_call_is_opened_by_a_cookie(app: Flask, as_asha: Browser) -> None:
    calls = [(verb, path) for verb, path in _closed(app) if path.startswith("/api/")]

    assert {as_asha.open(path, method=verb).status_code for verb, path in calls} == {401}


def test_a_stranger_comes_back_to_the_page_they_wanted(stranger: Browser) -> None:
    response = stranger.get("/clients?q=a")

    assert response.status_code == 303
    assert response.headers["Location"] == "/login?next=/clients?q%3Da"


def test_an_ended_session_in_a_fragment_leads_to_the_sign_in_page_as_a_whole(stranger: Browser) -> None:
    response = stranger.get("/clients", headers=HTMX)

    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/login"
    assert response.text == ""


def test_whoever_signs_in_again_comes_back_to_the_page_they_were_on(stranger: Browser) -> None:
    on_a_page = {**HTMX, "HX-Current-URL": "http://localhost/search?q=rent"}
    elsewhere = {**HTMX, "HX-Current-URL": "http://localhost//evil.example"}

    assert stranger.get("/clients", headers=on_a_page).headers["HX-Redirect"] == "/login?next=/search?q%3Drent"
    assert stranger.get("/clients", headers=elsewhere).headers["HX-Redirect"] == "/login"


@pytest.mark.parametrize("path", ["/login", "/clients", "/nowhere", "/api/v1/clients", "/health"])
def test_every_answer_carries_the_protecting_headers(as_asha: Browser, path: str) -> None:
    headers = as_asha.get(path).headers
    policy = headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "HX-Request" in headers["Vary"]
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "",
        None,
        "/\tx",
        "x",
    ],
)
def test_a_way_back_that_leads_elsewhere_leads_home(target: str | None) -> None:
    assert local_path(target, otherwise="/") == "/"


@given(st.text(max_size=40))
def test_a_way_back_is_always_a_path_of_this_site(target: str) -> None:
    path = local_path(target, otherwise="/")

    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))


def test_what_is_not_there_is_a_page_to_a_browser_a_notice_to_htmx_and_a_problem_to_a_program(
    as_asha: Browser, asha: Program
) -> None:
    nowhere = f"/documents/{uuid.uuid4()}"
    page, notice, problem = as_asha.get(nowhere), as_asha.get(nowhere, headers=HTMX), asha.get(nowhere)

    assert page.status_code == notice.status_code == problem.status_code == 404
    assert "<html" in page.text
    assert "<html" not in notice.text
    assert problem.content_type == "application/problem+json"
    assert problem.json.keys() == {"type", "title", "status", "detail"}


def test_an_error_of_ours_shows_nothing_of_itself(app: Flask, as_asha: Browser) -> None:
    def fail() -> str:
        raise RuntimeError("a secret detail")

    app.view_functions["clients.index"] = fail
    response = as_asha.get("/clients")

    assert response.status_code == 500
    assert "secret" not in response.text


@pytest.mark.parametrize("body", ["{", "[]", '"text"', "\ufeff{}", "[" * 5000])
def test_a_body_that_is_no_json_object_is_refused(asha: Program, body: str) -> None:
    response = asha.post("/clients", data=body.encode(), content_type="application/json")

    assert response.status_code in {400, 422}
    assert response.content_type == "application/problem+json"


def test_a_verb_that_a_page_does_not_know_is_refused_with_those_it_does(as_asha: Browser) -> None:
    response = as_asha.open("/clients", method="DELETE", headers={"X-CSRFToken": as_asha.token or ""})

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_the_api_describes_itself(stranger: Browser) -> None:
    document = stranger.get("/api/v1/openapi.json").json

    assert document["openapi"].startswith("3.")
    assert {"/api/v1/clients", "/api/v1/search", "/api/v1/research", "/api/v1/auth/login"} <= set(document["paths"])
