"""What the viewer's page is made of: the page that the address asks for, its highlight, and what stands beside it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import abort, get_template_attribute, request
from markupsafe import Markup
from sqlalchemy import bindparam, exists, select

from legalindia.accounts.models import Person
from legalindia.adapters.outfit import outfit
from legalindia.clients.folders import tree_of
from legalindia.database import db
from legalindia.documents import renditions, service, versions, viewing
from legalindia.documents.access import find_page, get_passage
from legalindia.documents.annotations import Span, runs, sections_of
from legalindia.documents.forms import FIND_OUT, LANGUAGES, language_name
from legalindia.documents.meaning import awaits
from legalindia.documents.models import Document, DocumentStatus, Rendition, RenditionKind
from legalindia.documents.rows import MOST_REMEMBERED, OpenedPaper, PaperRow
from legalindia.jobs.models import Job
from legalindia.web.pages import DrawnOnce, address, below

PICTURE_PIXELS = 1400
THUMBNAIL_PIXELS = 140
THUMBNAILS_AROUND = 30
# What is asked for in the address instead of the pages' look.
AS_TEXT = "text"
# What in the address says which words are marked.
_PLACE = ("passage", "from", "to", "to_page", "to_from", "to_to")
_AROUND = select(
    exists().where(Document.parent_id == bindparam("document_id")),
    service.has_pages_of_note(bindparam("document_id")),
    awaits(bindparam("document_id"), bindparam("version")),
)
_ROW = ("documents/_row.html", "row")
_language_options = DrawnOnce("documents/_languages.html", "options")
_settled_row = DrawnOnce(*_ROW, most=MOST_REMEMBERED)


class _Around(NamedTuple):
    """Whether papers lay inside a paper, there is something to say of its pages, its meaning is still to be indexed."""

    encloses: bool
    has_pages_of_note: bool
    awaits_meaning: bool


def page_shown(document: OpenedPaper, *, by: Person) -> dict[str, Any]:
    """Return what the viewer needs to show the page and the highlight that the address asks for."""
    number, mark = _wanted_place(document)
    page = find_page(document, number)
    marks = [mark] if mark else []
    rendition = print_of(document, by=by)
    has_look = document.has_images or bool(rendition and rendition.is_ready)
    as_text = request.args.get("as") == AS_TEXT
    return {
        "document": document,
        "job": service.job_of(document),
        "number": number,
        "page": page,
        "print": rendition,
        "has_look": has_look,
        "as_text": as_text,
        "looks": viewing.looks(document, page, marks) if page and has_look and not as_text else [],
        "runs": runs(page.text, marks) if page else [],
        "sections": sections_of(page.text) if page else [],
        "mark": mark,
        "other_half": _other_half(number, mark),
        "other_form": _other_form(document, number, as_text) if page and page.text and has_look else None,
        "thumbnails": _thumbnails(document, rendition, number),
        "picture_pixels": PICTURE_PIXELS,
        "thumbnail_pixels": THUMBNAIL_PIXELS,
        **_beside(document, by=by),
    }


def print_of(document: OpenedPaper, *, by: Person) -> Rendition | None:
    """Return the paper's print, or the one under way; the first who looks has it made."""
    if not renditions.is_printable(document):
        return None
    return renditions.rendition_of(document, RenditionKind.PRINT) or renditions.begin(
        document, RenditionKind.PRINT, by=by
    )


def identifier(value: str | None) -> uuid.UUID | None:
    """Read an id that came in a form or an address; nonsense names nothing."""
    try:
        return uuid.UUID(value) if value else None
    except ValueError:
        abort(404)


def language_options(asked: str | None, *, or_found_out: bool = True) -> Markup:
    """Return what a field for the languages of scans offers.

    :param asked: those that were asked for the last time, which are chosen, be they among what is offered or not.
    :param or_found_out: offer to leave them to be found out.
    """
    offered = (FIND_OUT, *LANGUAGES) if or_found_out else LANGUAGES
    if asked and asked not in dict(offered):
        offered = (*offered, (asked, language_name(asked)))
    return _language_options(offered, asked)


def _beside(document: OpenedPaper, *, by: Person) -> dict[str, Any]:
    around = _around(document)
    noted = service.pages_of_note(document) if around.has_pages_of_note else service.NOTHING_OF_NOTE
    can_be_searchable = bool(noted.scanned) and document.has_images and document.status == DocumentStatus.READY
    return {
        "problems": noted.problems,
        "scanned": noted.scanned,
        "children": service.children(document, by=by) if around.encloses else [],
        "parent": service.parent(document, by=by),
        "newest": versions.newest_version(document, by=by),
        "awaits_meaning": around.awaits_meaning,
        "before": versions.version_before(document, by=by),
        "recogniser": outfit().recogniser,
        "can_be_searchable": can_be_searchable,
        "searchable": renditions.rendition_of(document, RenditionKind.SEARCHABLE) if can_be_searchable else None,
        "folders": _folders(document, by=by),
    }


def _folders(document: OpenedPaper, *, by: Person) -> tuple[tuple[uuid.UUID, str], ...]:
    """Return ids and names of the folders in which the paper lies, from the matter down."""
    if document.folder_id is None:
        return ()
    if document.above_folder_id is None:
        return ((document.folder_id, document.folder_name or ""),)
    path = tree_of(document.client_id, by=by).path(document.folder_id)
    return tuple((folder.id, folder.name) for folder in path)


def _around(document: OpenedPaper) -> _Around:
    """Ask in one question what most papers have nothing of."""
    embedding = outfit().embedding
    given = {"document_id": document.id, "version": embedding.version if embedding else ""}
    encloses, has_pages_of_note, awaits_meaning = db.session.connection().execute(_AROUND, given).one()
    is_indexed = embedding is not None and document.status == DocumentStatus.READY
    return _Around(encloses, has_pages_of_note, awaits_meaning and is_indexed)


def paper_row(paper: PaperRow, job: Job | None) -> Markup:
    """Return the row of a paper in a list, and `job`'s progress in it while the paper is being read."""
    made: Markup = get_template_attribute(*_ROW)(paper, job)
    return made


def paper_rows(papers: Sequence[PaperRow], jobs: Mapping[uuid.UUID, Job]) -> Markup:
    """Return the rows of a list, as `paper_row` makes each.

    Fifty rows were half of the work of a page, and those of settled papers are the same each time.
    """
    settled = _settled_row.one_by_one()
    return below(settled(one, None) if one.is_settled else paper_row(one, jobs.get(one.id)) for one in papers)


def _wanted_place(document: OpenedPaper) -> tuple[int, Span | None]:
    """Return page and highlight: of a passage, of a place (`from`, `to`), or the bare page."""
    number = max(request.args.get("page", 1, type=int), 1)
    first, last = request.args.get("from", type=int), request.args.get("to", type=int)
    if first is not None and last is not None and 0 <= first < last:
        return number, Span(first, last)
    passage_id = identifier(request.args.get("passage"))
    passage = get_passage(document, passage_id) if passage_id else None
    return (passage.page, Span(passage.start, passage.end)) if passage else (number, None)


def _other_half(number: int, mark: Span | None) -> dict[str, int] | None:
    """Return the address of the rest of a highlight that stands on two pages, as the arguments of a link."""
    page, first, last = (request.args.get(name, type=int) for name in ("to_page", "to_from", "to_to"))
    if mark is None or page is None or first is None or last is None or abs(page - number) != 1:
        return None
    back = {"to_page": number, "to_from": mark.start, "to_to": mark.end}
    return {"page": page, "from": first, "to": last, **back}


def _other_form(document: OpenedPaper, number: int, as_text: bool) -> str:
    """Return the address of the page as text where it is shown as it looks, and the other way round."""
    place = {name: request.args[name] for name in _PLACE if name in request.args}
    form = {"page": number, "as": None if as_text else AS_TEXT}
    return address("documents.show", document_id=document.id, **place, **form)


def _thumbnails(document: OpenedPaper, rendition: Rendition | None, number: int) -> list[tuple[int, int]]:
    """Return the pages whose small pictures stand beside this one, each with the number of its picture.

    A long file shows those around it.
    """
    last = document.page_count or 0
    around = range(max(1, number - THUMBNAILS_AROUND), min(last, number + THUMBNAILS_AROUND) + 1)
    if document.has_images:
        return [(at, at) for at in around]
    return [(at, rendition.pages[at - 1][0]) for at in around] if rendition and rendition.is_ready else []
