"""Indian Kanoon's paid interface: look a judgment up by its citation, and fetch it.

Off unless the firm has given its own token. What is sent is a citation as the law's grammar reads it, and nothing
else: the name beside it is read more freely, and might carry a word of the draft along. The requests are those of its
documentation: POST to `search/?formInput=` and `doc/<id>/`, the token in the header `Authorization: Token …`, answers
in JSON.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from legalindia.errors import NotFound, Unavailable

ADDRESS = "https://api.indiankanoon.org"
PUBLIC = "https://indiankanoon.org/doc/{tid}/"
# As its price list had them in 2026, in paise; the account of the firm says what was charged.
SEARCH_PAISE, DOCUMENT_PAISE = 50, 20
SECONDS = 20
LONGEST_QUESTION = 300
MOST_BYTES = 20 << 20
MOST_FOUND = 10
_TAG = re.compile(r"<[^<>]{0,200}>")
NO_ANSWER = "Indian Kanoon does not answer. Nothing was charged that we know of; try again in a while."
REFUSED = "Indian Kanoon refused the firm's token. The administrator should look at INDIAN_KANOON_TOKEN."


@dataclass(frozen=True, slots=True)
class Listed:
    """A judgment that Indian Kanoon lists. :param tid: its number there. :param dated: as it is written there."""

    tid: int
    title: str
    court: str
    dated: str
    citation: str

    @property
    def address(self) -> str:
        return PUBLIC.format(tid=self.tid)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A judgment as it was fetched. :param page: a whole page of HTML, to be read like any stranger's file."""

    listed: Listed
    page: bytes


class Reports(Protocol):
    """Where judgments that the library does not hold can be looked up, for money."""

    def look_up(self, citation: str) -> Sequence[Listed]:
        """Return the judgments listed for a citation. :raises Unavailable: no answer."""

    def fetch(self, tid: int) -> Fetched:
        """Return a judgment. :raises NotFound: there is none of this number. :raises Unavailable: no answer."""


@dataclass(frozen=True, slots=True)
class IndianKanoon:
    """The interface itself. :param token: the firm's own; never logged."""

    token: str
    address: str = ADDRESS

    def look_up(self, citation: str) -> Sequence[Listed]:
        asked = question_for(citation)
        query = urlencode({"formInput": asked, "pagenum": 0})
        answer = self._ask(f"search/?{query}")
        rows = answer.get("docs")
        return [_listed(row) for row in rows[:MOST_FOUND] if isinstance(row, dict) and "tid" in row] if rows else []

    def fetch(self, tid: int) -> Fetched:
        answer = self._ask(f"doc/{int(tid)}/")
        if not isinstance(answer.get("doc"), str) or not answer["doc"]:
            raise NotFound("Indian Kanoon has no judgment of this number.")
        listed = _listed({**answer, "tid": tid})
        return Fetched(listed, _as_page(listed, answer["doc"]))

    def _ask(self, path: str) -> dict[str, Any]:
        """Ask, and follow no redirection: the token goes to this address alone."""
        headers = {"Authorization": f"Token {self.token}", "Accept": "application/json", "Content-Length": "0"}
        place = urlsplit(self.address)
        kind = HTTPConnection if place.scheme == "http" else HTTPSConnection
        with closing(kind(place.netloc, timeout=SECONDS)) as line:
            try:
                line.request("POST", f"{place.path.rstrip('/')}/{path}", headers=headers)
                answer = line.getresponse()
                status, said = answer.status, answer.read(MOST_BYTES)
            except (OSError, HTTPException) as error:
                raise Unavailable(NO_ANSWER) from error
        return _understood(status, said)


def _understood(status: int, said: bytes) -> dict[str, Any]:
    if status in {401, 403}:
        raise Unavailable(REFUSED)
    if status == 404:
        raise NotFound("Indian Kanoon has no judgment of this number.")
    try:
        known = json.loads(said) if status == 200 else None
    except ValueError as error:
        raise Unavailable(NO_ANSWER) from error
    if not isinstance(known, dict):
        raise Unavailable(NO_ANSWER)
    return known


def question_for(citation: str) -> str:
    """Return all that is sent of a look-up: the citation, in one line."""
    return " ".join(citation.split())[:LONGEST_QUESTION]


def _listed(row: dict[str, Any]) -> Listed:
    return Listed(
        tid=int(row["tid"]),
        title=_plain(row.get("title")),
        court=_plain(row.get("docsource")),
        dated=_plain(row.get("publishdate")),
        citation=_plain(row.get("citation")),
    )


def _plain(value: object) -> str:
    """Return a field as text: the search marks the words that were found with tags."""
    return " ".join(html.unescape(_TAG.sub("", str(value or ""))).split())


def _as_page(listed: Listed, body: str) -> bytes:
    title = html.escape(listed.title)
    head = f"<meta charset=utf-8><title>{title}</title>"
    return f"<!doctype html><html><head>{head}</head><body><h1>{title}</h1>{body}</body></html>".encode()
