"""Search over the API."""

from __future__ import annotations

import time
from typing import Any

from legalindia.search import service
from legalindia.search.query import parse
from legalindia.search.schemas import LibraryBody, SearchAnswer, SearchArguments
from legalindia.search.service import Where, Within
from legalindia.web.json_api import JsonBlueprint, caller
from legalindia.web.limits import Pace, paced

bp = JsonBlueprint("search_api", __name__, description="Finding passages")


@bp.get("/search")
@paced(Pace.SEARCH)
@bp.arguments(SearchArguments, location="query")
@bp.response(200, SearchAnswer)
def search(wanted: dict[str, Any]) -> dict[str, Any]:
    """Find passages in what you may see: clients' papers, the library, or both."""
    return _found(wanted, wanted["where"])


@bp.post("/library/search")
@bp.arguments(LibraryBody)
@bp.response(200, SearchAnswer)
def search_library(wanted: dict[str, Any]) -> dict[str, Any]:
    """Find passages in the firm's library."""
    return _found(wanted, Where.LIBRARY)


def _found(wanted: dict[str, Any], where: Where) -> dict[str, Any]:
    began = time.perf_counter()
    within = Within(
        client_id=wanted.get("client_id"),
        folder_id=wanted.get("folder_id"),
        where=where,
        kinds=frozenset(wanted["kind"]) if wanted["kind"] else None,
        since=wanted["since"],
        until=wanted["until"],
    )
    query = parse(wanted["q"])
    found = service.look_up(query, within, by=caller(), limit=wanted["limit"])
    took_ms = round((time.perf_counter() - began) * 1000, 1)
    return {"hits": found.hits, "also": query.also, "by_words_only": found.by_words_only, "took_ms": took_ms}
