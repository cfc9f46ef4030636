"""The session's cookie: known again, and still no better than it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, request
from flask.sessions import SessionMixin

from legalindia.database import now
from legalindia.web import cookies
from tests.conftest import Browser


def cookie_of(browser: Browser) -> str:
    found = browser.get_cookie("legalindia")
    assert found is not None
    return str(found.value)


def opens(app: Flask, cookie: str) -> bool:
    browser = app.test_client()
    browser.set_cookie("legalindia", cookie)
    return browser.get("/clients").status_code == 200


def test_a_cookie_that_was_altered_opens_nothing_though_the_true_one_is_known(app: Flask, as_asha: Browser) -> None:
    cookie = cookie_of(as_asha)
    content, sealed_at, seal = cookie.rsplit(".", 2)

    assert opens(app, cookie)
    assert not opens(app, f"{content}.{sealed_at}.{seal[::-1]}")
    assert not opens(app, f"{content}.{sealed_at[::-1]}.{seal}")
    assert not opens(app, f"{content[:-2]}.{sealed_at}.{seal}")
    assert not opens(app, "")
    assert opens(app, cookie)


def test_a_known_cookie_opens_nothing_when_its_time_is_over(
    app: Flask, as_asha: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = cookie_of(as_asha)
    lasts = app.permanent_session_lifetime
    before = opens(app, cookie)
    monkeypatch.setattr(cookies, "now", lambda: now() + lasts + timedelta(seconds=2))

    assert before
    assert not opens(app, cookie)


def test_what_a_request_leaves_in_its_session_is_not_found_by_the_next(app: Flask) -> None:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookie = serializer.dumps({"list": ["first"]})

    def opened() -> SessionMixin:
        with app.test_request_context(headers={"Cookie": f"legalindia={cookie}"}):
            session = app.session_interface.open_session(app, request)
            assert session is not None
            return session

    one = opened()
    one["list"].append("second")

    assert dict(opened()) == {"list": ["first"]}
