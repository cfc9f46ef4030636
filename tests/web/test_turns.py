"""Requests take turns while they are quick, and nobody waits for one that is not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest
from flask import Flask

from legalindia.web import turns
from legalindia.web.turns import take_turns

ENOUGH_SECONDS = 20


class Counted:
    """An app that knows how many of its requests were under way at once."""

    def __init__(self) -> None:
        self.app = Flask(__name__)
        self.app.testing = True
        self.most = self._now = 0
        self.let_go = Event()
        self._lock = Lock()
        self.app.add_url_rule("/quick", view_func=self.quick)
        self.app.add_url_rule("/slow", view_func=self.slow)
        self.app.add_url_rule("/broken", view_func=self.broken)
        take_turns(self.app)

    def quick(self) -> str:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.001)
        with self._lock:
            self._now -= 1
        return "quick"

    def slow(self) -> str:
        return "let go" if self.let_go.wait(ENOUGH_SECONDS) else "still waiting"

    def broken(self) -> str:
        raise LookupError

    def ask(self, path: str) -> str:
        return self.app.test_client().get(path).text


@pytest.fixture
def counted() -> Iterator[Counted]:
    made = Counted()
    yield made
    made.let_go.set()


def test_quick_requests_come_one_after_the_other(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TURN_SECONDS", ENOUGH_SECONDS)
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(counted.ask, ["/quick"] * 80))

    assert answers == ["quick"] * 80
    assert counted.most == 1


def test_nobody_waits_for_requests_that_take_long(counted: Counted) -> None:
    with ThreadPoolExecutor(4) as people:
        slow = [people.submit(counted.ask, "/slow") for _ in range(3)]
        assert [counted.ask("/quick") for _ in range(5)] == ["quick"] * 5
        assert not any(answer.done() for answer in slow)
        counted.let_go.set()
        assert [answer.result() for answer in slow] == ["let go"] * 3


def test_one_that_breaks_has_had_its_turn(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TURN_SECONDS", ENOUGH_SECONDS)
    began = time.monotonic()
    with pytest.raises(LookupError):
        counted.ask("/broken")

    assert counted.ask("/quick") == "quick"
    assert time.monotonic() - began < ENOUGH_SECONDS
