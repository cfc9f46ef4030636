"""The way of a document: bytes → pages → passages → index. Every step can be run twice and leaves the same behind.

What is written between two calls of `Work.progress` is committed by the second, and only while the lease holds.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from sqlalchemy import Row, Select, delete, func, insert, select, update

from legalindia.adapters.index.protocol import Entry, SearchIndex
from legalindia.database import db, now
from legalindia.documents.enclosures import Unpacking
from legalindia.documents.languages import LanguageCount
from legalindia.documents.mentions import mentions_in
from legalindia.documents.models import Document, DocumentStatus, Mention, Page, Passage
from legalindia.documents.passages import cut
from legalindia.documents.reading.failures import Unreadable
from legalindia.documents.reading.formats import Told
from legalindia.documents.reading.pages import Enclosure, Header, PageText
from legalindia.documents.unread import unread_pages
from legalindia.jobs.lease import Work
from legalindia.law.papers import PaperKind, date_of, kind_of, title_of
from legalindia.law.statutes import known_act
from legalindia.law.words import fold

PAGES_AT_ONCE = 25
PASSAGES_AT_ONCE = 64


def forget_pages(document: Document) -> None:
    """Remove what an earlier attempt has left in the database."""
    # The number of pages is noted with the first of them.
    if document.page_count is not None:
        for kept in (Mention, Passage, Page):
            db.session.execute(delete(kept).where(kept.document_id == document.id))
    document.status, document.error, document.page_count = DocumentStatus.READING, None, None


def keep_pages(document: Document, reading: Iterable[Told], work: Work, unpacking: Unpacking) -> None:
    """Keep each page and its passages as they are read, and take in the files that lie inside. Those of a paper of few
    pages are committed with whatever comes next."""
    for said in reading:
        if isinstance(said, Header):
            _note_header(document, said)
            unpacking.announced = said.enclosures
        elif isinstance(said, Enclosure):
            unpacking.take(said)
        else:
            _keep_page(document, said)
            if said.number % PAGES_AT_ONCE == 0:
                work.progress("reading", said.number, document.page_count or 0)
    unpacking.finish()
    if (document.page_count or 0) > PAGES_AT_ONCE:
        # To look through many pages takes long, and what is written would keep everybody else from writing.
        work.progress("reading", document.page_count or 0, document.page_count or 0)


def settle_pages(document: Document, work: Work) -> None:
    """Say of the document what its pages say: its languages, its title, and how many were not read.

    :raises Unreadable: not one page has text.
    """
    languages = LanguageCount()
    opening, closing, is_readable = "", "", False
    for number, text in _texts(document):
        languages.add(text)
        is_readable = is_readable or bool(text)
        opening, closing = (text if number == 1 else opening), text
    document.languages = languages.languages(_chosen_languages(document))
    note_unread(document)
    if is_readable:
        _describe(document, opening, closing)
        document.status = DocumentStatus.INDEXING
    # What is known of its pages is kept in any case: they can still be looked at.
    work.progress("reading", document.page_count or 0, document.page_count or 0)
    if not is_readable:
        raise Unreadable(_why_nothing_was_read(document))


def _chosen_languages(document: Document) -> list[str]:
    chosen = [document.asked_languages or "", *document.page_languages.values()]
    return [language for asked in chosen for language in asked.split("+")]


def note_unread(document: Document) -> None:
    """Say on the document which of its pages were not read, and why. It does not commit."""
    db.session.flush()
    query = select(Page.number, Page.problem).where(Page.document_id == document.id, Page.problem.is_not(None))
    problems = [(number, str(problem)) for number, problem in db.session.execute(query.order_by(Page.number))]
    document.unread_count, document.error = len(problems), unread_pages(problems)


def note_mentions(document: Document, work: Work) -> None:
    """Write down what the document cites, page by page."""
    for page in find_mentions(document):
        work.progress("finding citations", page, document.page_count or 0)


def find_mentions(document: Document) -> Iterator[int]:
    """Write down what the document cites, in place of what was found before; say after some pages which was the last.

    It does not commit.
    """
    db.session.execute(delete(Mention).where(Mention.document_id == document.id))
    for rows in _in_batches(_sound_texts(document)):
        _add_mentions(document, rows)
        yield rows[-1].number


def find_mentions_of_page(document: Document, number: int) -> None:
    """Write down what one page cites, in place of what was found on it before. It does not commit."""
    db.session.execute(delete(Mention).where(Mention.document_id == document.id, Mention.page == number))
    _add_mentions(document, db.session.execute(_sound_texts(document).where(Page.number == number)).all())


def _sound_texts(document: Document) -> Select[int, str]:
    return select(Page.number, Page.text).where(Page.document_id == document.id, Page.problem.is_(None))


def _add_mentions(document: Document, texts: Sequence[Row[int, str]]) -> None:
    found = [row for number, text in texts for row in mentions_in(document.id, number, text)]
    if found:
        db.session.execute(insert(Mention), found)


def index_passages(document: Document, work: Work, index: SearchIndex) -> None:
    """Make the document's passages findable by their words."""
    index.remove_document(document.id)
    total = count_passages(document)
    done = 0
    passages = passages_of(document)
    while batch := list(islice(passages, PASSAGES_AT_ONCE)):
        index.add(entries(document, batch))
        done += len(batch)
        note_indexed([passage.id for passage, _ in batch], embedding=None)
        # What the last of them are committed with ends the job as well.
        if done < total:
            work.progress("indexing words", done, total)


def forget_page(document: Document, number: int, index: SearchIndex) -> None:
    """Make one page's passages findable no more. They must stand in the database until this is done: were the work
    stopped in between, nobody would know any more what to remove."""
    ids = select(Passage.id).where(Passage.document_id == document.id, Passage.page == number)
    index.remove_passages(db.session.scalars(ids).all())


def index_page(document: Document, number: int, index: SearchIndex) -> None:
    """Make one page's passages findable by their words. It does not commit."""
    passages = list(passages_of(document, page=number))
    if passages:
        index.add(entries(document, passages))
        note_indexed([passage.id for passage, _ in passages], embedding=None)


def passages_of(document: Document, *, page: int | None = None) -> Iterator[tuple[Passage, str]]:
    """Walk through the document's passages, or those of one page, with their texts, without holding more than a few
    pages in memory.

    A text is given as it is indexed: a page with a name of its own, as a section of an Act has it, says the name
    before each of its passages, so that "103 BNS" finds every part of the section.
    """
    text = func.substr(Page.text, Passage.start + 1, Passage.end - Passage.start)
    query = (
        select(Passage, text, Page.label)
        .join(Page, (Page.document_id == Passage.document_id) & (Page.number == Passage.page))
        .where(Passage.document_id == document.id)
        .order_by(Passage.page, Passage.start)
    )
    if page is not None:
        query = query.where(Passage.page == page)
    last = (0, -1)
    while True:
        after = (Passage.page > last[0]) | ((Passage.page == last[0]) & (Passage.start > last[1]))
        rows = db.session.execute(query.where(after).limit(4 * PASSAGES_AT_ONCE)).all()
        for passage, piece, label in rows:
            last = (passage.page, passage.start)
            yield passage, as_indexed(document, label, piece)
        if len(rows) < 4 * PASSAGES_AT_ONCE:
            return


def as_indexed(document: Document, label: str | None, piece: str) -> str:
    """Return a passage's text as the index takes it in."""
    if label is None:
        return piece
    return "\n".join([f"{document.title}, {label}", *_short_names(document.title), piece])


@lru_cache(maxsize=1024)
def _short_names(title: str) -> tuple[str, ...]:
    """Return how lawyers shorten an Act's name, and how they call it in Hindi; few, for every passage bears them."""
    act = known_act(title)
    names = act.aliases if act else ()
    return (*[name for name in names if name.isascii()][:2], *[name for name in names if not name.isascii()][:1])


def entries(document: Document, passages: Sequence[tuple[Passage, str]]) -> list[Entry]:
    """Say to the index what it needs to know of these passages."""
    return [
        Entry(
            passage_id=passage.id,
            document_id=document.id,
            client_id=document.client_id,
            folder_id=document.folder_id,
            kind=document.kind,
            dated=document.day,
            text=text,
        )
        for passage, text in passages
    ]


def _texts(document: Document) -> Iterator[tuple[int, str]]:
    """Walk through the pages, without holding more than a few in memory: number and text of each."""
    for rows in _in_batches(select(Page.number, Page.text).where(Page.document_id == document.id)):
        yield from ((number, text) for number, text in rows)


def _in_batches(pages: Select[int, str]) -> Iterator[Sequence[Row[int, str]]]:
    """Give numbers and texts of pages a few at a time, in order."""
    pages, last = pages.order_by(Page.number).limit(PAGES_AT_ONCE), 0
    while rows := db.session.execute(pages.where(Page.number > last)).all():
        yield rows
        if len(rows) < PAGES_AT_ONCE:
            return
        last = rows[-1].number


def _note_header(document: Document, header: Header) -> None:
    document.page_count = header.page_count
    document.has_images = header.has_images
    document.notes = list(header.notes)


def _keep_page(document: Document, page: PageText) -> None:
    db.session.add(Page(document_id=document.id, number=page.number, text=page.text, problem=page.problem))
    # What cannot be what the page shows is not to be found or quoted either.
    if page.problem is None:
        db.session.add_all(cut(document.id, page.number, page.text))


def _why_nothing_was_read(document: Document) -> str:
    db.session.flush()
    reasons = select(Page.problem).where(Page.document_id == document.id, Page.problem.is_not(None)).distinct().limit(2)
    found = "; ".join(str(reason) for reason in db.session.scalars(reasons))
    return f"No page of it could be read: {found or 'there is no text in it'}. The original is kept and can be opened."


def _describe(document: Document, opening: str, closing: str) -> None:
    """Give the paper the kind, title and date it claims for itself, unless a person has said otherwise.

    :param opening: its first page. :param closing: its last one.
    """
    if document.kind == PaperKind.OTHER:
        document.kind = kind_of(opening)
    if document.title == document.filename:
        document.title = title_of(opening, document.filename)
        document.sort_title = fold(document.title)
    # A paper bears its date at its head, or at its end beside the signature.
    document.dated = document.dated or date_of(f"{opening}\n\n{closing}")


def count_passages(document: Document) -> int:
    """Count the document's passages."""
    query = select(func.count()).select_from(Passage).where(Passage.document_id == document.id)
    return db.session.scalar(query) or 0


def note_indexed(passage_ids: list[uuid.UUID], *, embedding: str | None) -> None:
    """Note that the index holds these passages. :param embedding: whose vectors it holds for them; None for none."""
    noted = update(Passage).where(Passage.id.in_(passage_ids)).values(indexed_at=now(), embedding=embedding)
    db.session.execute(noted.execution_options(synchronize_session=False))
