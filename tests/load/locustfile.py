"""The day of a lawyer, fifty times over.

locust -f tests/load/locustfile.py --headless -u 50 -r 5 -t 20s --reset-stats --host http://127.0.0.1:8000

LOAD_LAWYERS people lawyer0@office.example … with LOAD_PASSWORD work in that office (`tests.load.firm` makes them). A
lawyer reads more than they file: of thirty acts one is an upload, one a question. Between two acts they read.
"""

from __future__ import annotations

import os
import random
import re
from itertools import count
from typing import Any

from locust import HttpUser, between, task

LAWYERS = int(os.environ.get("LOAD_LAWYERS", "50"))
PASSWORD = os.environ.get("LOAD_PASSWORD", "")
WORDS = (
    "rent",
    "notice",
    "possession",
    "arbitration",
    "monthly rent",
    "specific performance",
    "word900",
    "word77 word12",
)
_TOKEN = re.compile(r'"X-CSRFToken": ?"([^"]+)"')
_CLIENT = re.compile(r'href="(/clients/[0-9a-f-]{36})"')
_PAPER = re.compile(r'href="(/documents/[0-9a-f-]{36})"')
_who = count()


class Lawyer(HttpUser):
    """Somebody who signs in in the morning and works until the run ends."""

    wait_time = between(2, 8)

    def on_start(self) -> None:
        self.token = self._token(self.client.get("/login", name="the sign-in page").text)
        form = {"email": f"lawyer{next(_who) % LAWYERS}@office.example", "password": PASSWORD, "csrf_token": self.token}
        with self.client.post("/login", form, name="sign in", allow_redirects=False, catch_response=True) as answer:
            if answer.status_code != 303:
                answer.failure(f"answered {answer.status_code}")
        listed = self._page("/clients", "the clients")
        self.token = self._token(listed)
        self.place = random.choice(_CLIENT.findall(listed))
        self.papers = self._papers()

    @task(6)
    def look_at_today(self) -> None:
        self._page("/", "today")

    @task(3)
    def look_for_a_client(self) -> None:
        self.place = random.choice(_CLIENT.findall(self._page("/clients", "the clients")))
        self.papers = self._papers()

    @task(6)
    def look_through_the_papers(self) -> None:
        self.papers = self._papers()

    @task(8)
    def open_a_paper(self) -> None:
        if self.papers:
            self._page(f"{random.choice(self.papers)}?page={random.randint(1, 5)}", "a paper")

    @task(5)
    def search(self) -> None:
        self._page(f"/search?q={random.choice(WORDS)}", "search")

    @task(1)
    def ask(self) -> None:
        form = {"question": f"What is the monthly {random.choice(WORDS)}?", "scope": "", "csrf_token": self.token}
        self.client.post("/research", form, name="ask")

    @task(1)
    def file_a_note(self) -> None:
        note = f"Note of a call, {random.random()}. The monthly rent is Rs. {random.randint(1, 99)},000."
        files = {"file": ("note.txt", note.encode(), "text/plain")}
        self.client.post(f"{self.place}/upload", files=files, headers={"X-CSRFToken": self.token}, name="upload")

    def _papers(self) -> list[str]:
        return _PAPER.findall(self._page(self.place, "the papers of a client"))

    def _page(self, path: str, name: str) -> str:
        """Open a page; one that sends the lawyer to the sign-in is not the page."""
        with self.client.get(path, name=name, allow_redirects=False, catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"answered {answer.status_code}")
            text: str = answer.text or ""
            return text

    def _token(self, page: str) -> Any:
        return _TOKEN.search(page.replace("&#34;", '"'))[1]  # type: ignore[index]
