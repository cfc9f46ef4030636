"""The search page."""

from __future__ import annotations

import time
import uuid

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from legalindia.clients.folders import tree_of
from legalindia.clients.service import list_clients
from legalindia.documents.annotations import Span
from legalindia.documents.finding import pieces
from legalindia.law.papers import PaperKind
from legalindia.library import elsewhere
from legalindia.search import service
from legalindia.search.forms import ANY, SearchForm
from legalindia.search.query import parse
from legalindia.search.service import Where, Within
from legalindia.web.limits import Pace, paced
from legalindia.web.pages import render
from legalindia.web.paging import MOST_ROWS

bp = Blueprint("search", __name__)

FIRST_HITS = 20


@bp.get("/search")
@paced(Pace.SEARCH)
def show() -> ResponseReturnValue:
    form = SearchForm(request.args)
    form.validate()
    within = _within(form)
    query = parse(form.q.data or "")
    limit = min(max(request.args.get("limit", FIRST_HITS, type=int), 1), service.MOST_HITS)
    began = time.perf_counter()
    found = service.look_up(query, within, by=current_user, limit=limit)
    shown = [(hit, pieces(hit.text, [Span(*place) for place in hit.highlights])) for hit in found.hits]
    return render(
        "search/show.html",
        block="hits",
        form=_with_choices(form, within),
        query=query,
        papers=[each for each in shown if not each[0].standing],
        library=[each for each in shown if each[0].standing],
        took_ms=(time.perf_counter() - began) * 1000,
        by_words_only=found.by_words_only,
        **elsewhere.offer(form.q.data or "" if within.where != Where.DOCUMENTS else "", by=current_user),
        asked={field.name: request.args[field.name] for field in form if field.name in request.args},
        more=len(found.hits) == limit < service.MOST_HITS and limit * 2,
    )


def _within(form: SearchForm) -> Within:
    """Read the filters; one that is not understood filters nothing."""
    kind = form.kind.data
    where = form.where.data
    return Within(
        where=Where(where) if where in set(Where) else Where.ALL,
        client_id=_identifier(form.client_id.data),
        folder_id=_identifier(form.folder_id.data),
        kinds=frozenset([PaperKind(kind)]) if kind in set(PaperKind) else None,
        since=form.since.data if not form.since.errors else None,
        until=form.until.data if not form.until.errors else None,
    )


def _with_choices(form: SearchForm, within: Within) -> SearchForm:
    clients = list_clients(by=current_user, limit=MOST_ROWS).items
    form.client_id.choices = [(ANY, "All clients"), *((str(client.id), client.name) for client in clients)]
    branches = tree_of(within.client_id, by=current_user).branches() if within.client_id else ()
    form.folder_id.choices = [
        (ANY, "All matters"),
        *((str(branch.folder.id), "\u2003" * branch.depth + branch.folder.name) for branch in branches),
    ]
    return form


def _identifier(value: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if value else None
    except ValueError:
        return None
