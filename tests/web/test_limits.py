"""How often something may be asked, and what is told to whoever asks more often."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask

from config import Settings
from legalindia.app import create_app
from legalindia.web.limits import PER_MINUTE, Pace, limiter
from tests.conftest import HTMX, Browser, Program, _outfit
from tests.servers import OwnRedis


@pytest.fixture
def counted(settings: Settings) -> Iterator[Flask]:
    """An office that counts requests."""
    app = create_app(dataclasses.replace(settings, ratelimit_enabled=True), _outfit(settings.data_dir))
    app.test_client_class = Browser
    yield app
    limiter.reset()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything be asked three times a minute."""
    for pace in (Pace.PAGES, Pace.READS, Pace.SEARCH):
        monkeypatch.setitem(PER_MINUTE, pace, 3)


def _browser(app: Flask, name: str) -> Browser:
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.sign_in(name)
    return browser


def test_a_program_that_asks_too_often_is_told_when_it_may_ask_again(counted: Flask, few: None) -> None:
    asha = Program(counted, "asha")
    answers = [asha.get("/clients") for _ in range(4)]
    refused = answers[-1]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert refused.content_type == "application/problem+json"
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert refused.json["status"] == 429
    assert "Retry-After" not in answers[0].headers


def test_a_person_is_told_in_a_sentence_on_the_page_and_in_the_notice(counted: Flask, few: None) -> None:
    as_asha = _browser(counted, "asha")
    for _ in range(3):
        as_asha.get("/clients")
    page, notice = as_asha.get("/clients"), as_asha.get("/clients", headers=HTMX)

    assert page.status_code == notice.status_code == 429
    assert "Please wait a little" in page.text
    assert "<html" not in notice.text
    assert "Retry-After" in page.headers


def test_one_person_does_not_use_up_what_is_anothers_at_the_same_address(counted: Flask, few: None) -> None:
    asha, bilal = Program(counted, "asha"), Program(counted, "bilal")
    while asha.get("/clients").status_code == 200:
        pass

    assert bilal.get("/clients").status_code == 200


def test_what_is_used_up_of_one_class_leaves_the_others(counted: Flask, few: None) -> None:
    asha = Program(counted, "asha")
    while asha.get("/search?q=rent").status_code == 200:
        pass

    assert asha.get("/clients").status_code == 200


def test_pages_are_counted_together_whichever_of_them_is_asked_for(counted: Flask, few: None) -> None:
    asha = Program(counted, "asha")
    answers = [asha.get(path).status_code for path in ("/clients", "/jobs", "/auth/me", "/clients")]

    assert answers == [200, 200, 200, 429]


def test_a_thousand_uploads_and_fifty_sign_ins_from_one_office_stay_below() -> None:
    assert PER_MINUTE[Pace.UPLOADS] >= 1000
    assert PER_MINUTE[Pace.SIGN_IN] >= 50


def test_when_the_store_of_the_counters_is_lost_the_pages_stay_and_sign_ins_are_still_throttled(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody_there = dataclasses.replace(settings, ratelimit_enabled=True, ratelimit_storage_uri="redis://127.0.0.1:1/0")
    app = create_app(nobody_there, _outfit(settings.data_dir))
    app.test_client_class = Browser
    as_asha = _browser(app, "asha")
    monkeypatch.setitem(PER_MINUTE, Pace.PAGES, 3)
    answers = [as_asha.get("/clients").status_code for _ in range(5)]
    wrong = {"email": "bilal@office.example", "password": "not the right one"}
    refusals = [app.test_client().post("/api/v1/auth/login", json=wrong).status_code for _ in range(8)]
    limiter._storage_dead = False
    limiter._storage_options.clear()

    assert 200 in answers
    assert not [status for status in answers if status >= 500]
    assert refusals[-1] == 429


def test_processes_that_share_a_store_count_together(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    server = OwnRedis()
    shared = dataclasses.replace(settings, ratelimit_enabled=True, ratelimit_storage_uri=server.url)
    monkeypatch.setitem(PER_MINUTE, Pace.READS, 3)
    answers = []
    for _ in range(2):
        asha = Program(create_app(shared, _outfit(settings.data_dir)), "asha")
        answers += [asha.get("/clients").status_code for _ in range(2)]
    limiter.reset()
    limiter._storage_options.clear()
    server.stop()

    assert answers == [200, 200, 200, 429]
