"""Indian Kanoon's interface, spoken to a server of our own that answers in its documented shapes."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from legalindia.adapters.indian_kanoon import IndianKanoon
from legalindia.adapters.outfit import equip, outfit
from legalindia.errors import NotFound, Unavailable
from tests.conftest import Browser, Program

TOKEN = "a token of the firm"
LISTED = {
    "tid": 257876,
    "title": "Asha <b>Menon</b> vs State Of Kerala on 4 March, 1987",
    "headline": "… the <b>procedure</b> …",
    "docsource": "Supreme Court of India",
    "publishdate": "1987-03-04",
    "citation": "(1987) 2 SCC 12",
    "docsize": 2048,
}
PAGE = "<p>1. Leave granted.</p><p>2. The facts are few.</p><p>3. The appeal is allowed.</p>"
HELD = "Our library does not hold"


class Kanoon(ThreadingHTTPServer):
    """What was asked of it is kept."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: list[tuple[str, str, bytes]] = []


class _Answers(BaseHTTPRequestHandler):
    server: Kanoon

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.path, self.headers.get("Authorization", ""), body))
        address = urlsplit(self.path)
        if self.headers.get("Authorization") != f"Token {TOKEN}":
            self._say(403, {"detail": "Invalid token."})
        elif address.path == "/search/":
            query = parse_qs(address.query)["formInput"][0]
            self._say(200, {"docs": [LISTED] if "2 SCC 12" in query else [], "found": "1 - 1 of 1", "categories": []})
        elif address.path == "/doc/257876/":
            self._say(200, {**LISTED, "doc": PAGE, "numcites": 3, "numcitedby": 9})
        else:
            self._say(404, {"errmsg": "Document not found"})

    def _say(self, status: int, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture
def kanoon() -> Iterator[Kanoon]:
    server = Kanoon()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def reports(kanoon: Kanoon) -> IndianKanoon:
    return IndianKanoon(TOKEN, f"http://127.0.0.1:{kanoon.server_address[1]}")


def test_a_citation_is_sent_with_the_token_and_nothing_else(kanoon: Kanoon, reports: IndianKanoon) -> None:
    (listed,) = reports.look_up("(1987) 2  SCC 12")
    ((path, authorization, body),) = kanoon.asked

    assert parse_qs(urlsplit(path).query) == {
        "formInput": ["(1987) 2 SCC 12"],
        "pagenum": ["0"],
    }
    assert (authorization, body) == (f"Token {TOKEN}", b"")
    assert (listed.tid, listed.title) == (257876, "Asha Menon vs State Of Kerala on 4 March, 1987")


def test_a_judgment_is_fetched_as_a_page(reports: IndianKanoon) -> None:
    fetched = reports.fetch(257876)

    assert PAGE.encode() in fetched.page
    assert fetched.listed.citation == "(1987) 2 SCC 12"


def test_nothing_listed_is_no_error(reports: IndianKanoon) -> None:
    assert reports.look_up("2031 INSC 999") == []


def test_what_is_not_there_and_a_wrong_token_are_told_apart(kanoon: Kanoon, reports: IndianKanoon) -> None:
    with pytest.raises(NotFound):
        reports.fetch(1)
    with pytest.raises(Unavailable, match="token"):
        dataclasses.replace(reports, token="another").fetch(257876)
    kanoon.shutdown()
    kanoon.server_close()
    with pytest.raises(Unavailable, match="does not answer"):
        reports.fetch(257876)


def test_what_a_draft_cites_and_the_library_lacks_is_brought_in(
    app: Flask, as_asha: Browser, asha: Program, reports: IndianKanoon
) -> None:
    with app.app_context():
        equip(app, dataclasses.replace(outfit(), reports=reports))
    text = "SECRET-OF-THE-CLIENT. See Asha Menon v. State of Kerala, (1987) 2 SCC 12."
    draft_id = asha.post("/drafts", json={"text": text}).json["id"]
    listed = as_asha.post(f"/drafts/{draft_id}/elsewhere?finding=1")

    assert "Bring into our library" in listed.text
    assert as_asha.post(f"/drafts/{draft_id}/elsewhere/257876").status_code == 303
    asha.post(f"/drafts/{draft_id}/check")
    checked = asha.get(f"/drafts/{draft_id}").json["check"]["citations"]
    assert [one["verdict"] for one in checked] == ["verified"]


def test_nothing_of_a_draft_but_the_citation_leaves_the_office(
    app: Flask, as_asha: Browser, asha: Program, kanoon: Kanoon, reports: IndianKanoon
) -> None:
    with app.app_context():
        equip(app, dataclasses.replace(outfit(), reports=reports))
    text = "SECRET-OF-THE-CLIENT. See Asha Menon v. State of Kerala, (1987) 2 SCC 12."
    draft_id = asha.post("/drafts", json={"text": text}).json["id"]
    as_asha.post(f"/drafts/{draft_id}/elsewhere?finding=1")

    assert kanoon.asked
    assert not any("SECRET" in path or b"SECRET" in body for path, _, body in kanoon.asked)


def test_what_a_search_of_the_library_does_not_find_is_looked_up_and_brought_in(
    app: Flask, as_asha: Browser, kanoon: Kanoon, reports: IndianKanoon
) -> None:
    with app.app_context():
        equip(app, dataclasses.replace(outfit(), reports=reports))
    typed = "SECRET-OF-THE-CLIENT (1987) 2 SCC 12"
    found_nothing = as_asha.get("/search", query_string={"q": typed, "in": "library"}).text
    offer = as_asha.get("/library", query_string={"q": typed}).text
    asked_before = list(kanoon.asked)
    listed = as_asha.post("/library/elsewhere", data={"q": typed})
    brought = as_asha.post("/library/elsewhere/257876")

    assert "firm&#39;s account (₹0.50)" in offer or "firm's account (₹0.50)" in offer
    assert "Only the citation is sent to Indian Kanoon: “(1987) 2 SCC 12”." in offer
    assert 'href="/library?q=(1987)+2+SCC+12"' in found_nothing
    assert asked_before == []
    assert "Bring into our library" in listed.text
    assert brought.status_code == 303
    assert "Asha Menon" in as_asha.get(brought.location).text
    assert not any("SECRET" in path or b"SECRET" in body for path, _, body in kanoon.asked)


def test_what_is_no_citation_is_not_sent(app: Flask, as_asha: Browser, kanoon: Kanoon, reports: IndianKanoon) -> None:
    with app.app_context():
        equip(app, dataclasses.replace(outfit(), reports=reports))
    page = as_asha.get("/library?q=Nobody+v.+Anybody").text

    assert "Type its citation" in page
    assert as_asha.post("/library/elsewhere", data={"q": "Nobody v. Anybody"}).status_code == 422
    assert as_asha.post("/library/elsewhere", data={"q": "section 302 IPC"}).status_code == 422
    assert kanoon.asked == []


def test_what_our_papers_want_can_be_looked_up(
    app: Flask, as_asha: Browser, asha: Program, client_of_asha: str, reports: IndianKanoon
) -> None:
    with app.app_context():
        equip(app, dataclasses.replace(outfit(), reports=reports))
    asha.file_text(client_of_asha, "note.txt", "See Asha Menon v. State of Kerala, (1987) 2 SCC 12.")

    assert 'name="q" value="(1987) 2 SCC 12"' in as_asha.get("/library/wanted").text


def test_without_a_token_nothing_is_offered_or_asked(as_asha: Browser, asha: Program) -> None:
    draft_id = asha.post("/drafts", json={"text": "See (1987) 2 SCC 12."}).json["id"]
    shown = as_asha.get(f"/drafts/{draft_id}?finding=1")

    assert HELD in shown.text
    assert "firm&#39;s account" not in shown.text
    assert "firm's account" not in shown.text
    assert as_asha.post(f"/drafts/{draft_id}/elsewhere?finding=1").status_code == 404
    assert "account (₹" not in as_asha.get("/library?q=2031+INSC+999").text
    assert as_asha.post("/library/elsewhere", data={"q": "2031 INSC 999"}).status_code == 404
