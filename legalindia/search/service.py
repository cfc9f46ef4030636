"""Find passages: understand the query, ask the index inside what the asker may see, and bring the text.

`find` is the only way to the index for reading: the page, the API, research and drafts all use it. Where an answer by
words alone is better than none, `find_or_by_words` is asked: it goes on without the index.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy import func
from sqlalchemy.orm import contains_eager

from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.adapters.embedding.remembered import query_vector
from legalindia.adapters.index.protocol import Match, Question, Scope, Vector, Wording
from legalindia.adapters.outfit import outfit
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.clients.access import get_client, get_folder, visible_client_ids
from legalindia.clients.folders import tree_of
from legalindia.database import commit_lightly, db
from legalindia.documents.access import documents_visible_to, hidden_from
from legalindia.documents.models import Document, Page, Passage
from legalindia.errors import NotFound, Unavailable
from legalindia.law.counterparts import Mention, section_cited
from legalindia.law.papers import PaperKind
from legalindia.law.words import words
from legalindia.library.standing import Standing, standings
from legalindia.search.by_words import DatabaseWords, index_is_behind
from legalindia.search.crossing import Crossing, find_crossings
from legalindia.search.query import Query

log = structlog.get_logger()

MOST_HITS = 100
# More are fetched than shown: near-copies and one long paper's many passages make way for other papers.
OVERFETCH = 4
MOST_OF_ONE_DOCUMENT = 5
# Pages on which half of a sentence that crosses a page is looked for.
MOST_OF_A_PHRASE = 20


class Where(StrEnum):
    """Which shelves are searched."""

    DOCUMENTS = "documents"
    LIBRARY = "library"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Within:
    """Where a person wants to look, before it is held against what they may see.

    :param folder_id: the folder and everything in it.
    """

    client_id: uuid.UUID | None = None
    folder_id: uuid.UUID | None = None
    where: Where = Where.DOCUMENTS
    kinds: frozenset[PaperKind] | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    :param text: verbatim: the page's `text[start:end]`.
    :param highlights: offsets into `text` of the words that were looked for.
    :param similarity: cosine of query and passage; None where it was not measured.
    :param heading: what its page is called where it has a name of its own: an Act and its section; else empty.
    :param standing: what it is in the library; None for a client's paper.
    :param crossing: where the words that were looked for go on on the next page.
    """

    document: Document
    passage: Passage
    text: str
    highlights: list[tuple[int, int]]
    score: float
    similarity: float | None
    heading: str = ""
    standing: Standing | None = None
    crossing: Crossing | None = None

    @property
    def kind(self) -> str:
        return self.standing.kind if self.standing else "document"

    @property
    def citation(self) -> str | None:
        return self.standing.citation if self.standing else None

    @property
    def in_codes(self) -> Mention | None:
        """What stands in the other code in the place of this section; None where it is none of the six codes."""
        return section_cited(self.citation)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to. :param by_words_only: the index was away, empty or being filled, and took no full part."""

    hits: list[Hit]
    by_words_only: bool = False


class Finder(Protocol):
    """What passages are found with: the index, or what stands in for it."""

    def find(self, question: Question, scope: Scope, *, limit: int) -> list[Match]:
        """Return the best passages in the scope, best first."""


@dataclass(frozen=True, slots=True)
class Together:
    """Several finders as one: each is asked, and what all of them find is found."""

    finders: tuple[Finder, ...]

    def find(self, question: Question, scope: Scope, *, limit: int) -> list[Match]:
        found = [match for finder in self.finders for match in finder.find(question, scope, limit=limit)]
        return sorted({match.passage_id: match for match in found}.values(), key=lambda match: -match.score)


def find(
    query: Query, within: Within, *, by: Person, limit: int = 20, of_one_document: int = MOST_OF_ONE_DOCUMENT
) -> list[Hit]:
    """Return the best passages, best first; those that hold a pasted sentence as it stands come before all others.

    The clients' papers and the library are asked apart, so that neither drowns the other: a passage's score is its
    rank on its own shelf.

    :param of_one_document: at most so many passages of one paper.

    :raises NotFound: the client or folder named in `within` is not one this person may see.
    :raises Unavailable: the index cannot be read.
    """
    if query.is_empty:
        return []
    question = Question(query.wording, _vector(query), query.lexical_weight)
    return _found_with(outfit().index, query, question, within, by=by, most=(limit, of_one_document))


def find_or_by_words(
    query: Query, within: Within, *, by: Person, limit: int = 20, of_one_document: int = MOST_OF_ONE_DOCUMENT
) -> Found:
    """Return what `find` does, and while the index is away, empty or being filled, what the words alone find.

    :raises NotFound: as for `find`.
    """
    most = (limit, of_one_document)
    words = DatabaseWords(by, query.text)
    in_words = Question(query.wording)
    try:
        hits = find(query, within, by=by, limit=limit, of_one_document=of_one_document)
        if query.is_empty or not index_is_behind(at_once=not hits):
            return Found(hits)
        both = Together((outfit().index, words))
        return Found(_found_with(both, query, in_words, within, by=by, most=most), by_words_only=True)
    except Unavailable as error:
        log.warning("search.by_words_only", error=type(error).__name__)
        return Found(_found_with(words, query, in_words, within, by=by, most=most), by_words_only=True)


def _found_with(
    finder: Finder, query: Query, question: Question, within: Within, *, by: Person, most: tuple[int, int]
) -> list[Hit]:
    """Return the best passages. :param most: of them all, and of one paper."""
    limit, of_one_document = min(most[0], MOST_HITS), most[1]
    shelves = list(_shelves(scope_of(within, by=by)))
    matches = [match for shelf in shelves for match in _matches_on(shelf, finder, question, query, limit)]
    phrases = [partial(_phrase_on, shelf, finder) for shelf in shelves]
    crossings = [found for find_phrase in phrases for found in find_crossings(query, find_phrase, by=by)]
    found = _naming_first(_hits(matches, query, by=by), query, limit)
    hits = _spread(_crossing_first(found, crossings), of_one_document)[:limit]
    # Words are marked in what is shown only: cutting the words of all that was fetched took half of a search's time.
    marked = [hit if hit.crossing else replace(hit, highlights=_highlights(hit.text, query)) for hit in hits]
    return _standing(marked)


def _shelves(scope: Scope) -> Iterator[Scope]:
    """Walk through the shelves of a scope, one at a time; the library has no folders and no walls."""
    if scope.clients:
        yield replace(scope, library=False)
    if scope.library:
        yield Scope(library=True, kinds=scope.kinds, since=scope.since, until=scope.until)


def _matches_on(shelf: Scope, finder: Finder, question: Question, query: Query, limit: int) -> list[Match]:
    matches = finder.find(question, shelf, limit=limit * OVERFETCH)
    verbatim = finder.find(Question(Wording(phrases=(query.run,))), shelf, limit=limit) if query.run else []
    return _verbatim_first([*_naming(shelf, finder, question, query, limit), *matches], verbatim)


def _naming(shelf: Scope, finder: Finder, question: Question, query: Query, limit: int) -> list[Match]:
    """Find passages that may name the sections of the query. They are read before they are held for better."""
    wordings = query.provisions.wordings if query.provisions else ()
    asked = (replace(question, wording=wording, lexical_weight=1.0) for wording in wordings)
    return [replace(match, score=0.0) for one in asked for match in finder.find(one, shelf, limit=limit)]


def _phrase_on(shelf: Scope, finder: Finder, phrase: tuple[str, ...]) -> list[Match]:
    return finder.find(Question(Wording(phrases=(phrase,))), shelf, limit=MOST_OF_A_PHRASE)


def _standing(hits: list[Hit]) -> list[Hit]:
    """Say of the library's passages what they are in law."""
    known = standings({(hit.document.id, hit.passage.page) for hit in hits if hit.document.is_in_library})
    return [replace(hit, standing=known.get((hit.document.id, hit.passage.page))) for hit in hits]


def look_up(query: Query, within: Within, *, by: Person, limit: int = 20) -> Found:
    """Find passages for a person who looks for them, and note that they did.

    :raises Forbidden: the person may not search. Otherwise as `find_or_by_words`.
    """
    require(by, Right.SEARCH)
    found = find_or_by_words(query, within, by=by, limit=limit)
    if not query.is_empty:
        where = {"client": within.client_id, "folder": within.folder_id}
        ids = {name: str(each) for name, each in where.items() if each}
        record(Act.SEARCHED, by=by, detail={"hits": len(found.hits), **ids})
        commit_lightly()
    return found


def scope_of(within: Within, *, by: Person) -> Scope:
    """Return the part of `within` that this person may see, as a filter for the index.

    :raises NotFound: the client or folder is not one this person may see.
    """
    clients, folders = _clients_and_folders(within, by=by)
    without_folders, without_documents = hidden_from(by)
    return Scope(
        clients=clients if within.where != Where.LIBRARY else frozenset(),
        library=within.where != Where.DOCUMENTS,
        folders=folders,
        without_folders=without_folders,
        without_documents=without_documents,
        kinds=frozenset(within.kinds) if within.kinds else None,
        since=within.since,
        until=within.until,
    )


def _clients_and_folders(within: Within, *, by: Person) -> tuple[frozenset[uuid.UUID], frozenset[uuid.UUID] | None]:
    if within.folder_id is not None:
        folder = get_folder(within.folder_id, by=by)
        if within.client_id not in {None, folder.client_id}:
            raise NotFound("No such folder of this client.")
        return frozenset([folder.client_id]), tree_of(folder.client_id).below(folder.id)
    if within.client_id is not None:
        return frozenset([get_client(within.client_id, by=by).id]), None
    return visible_client_ids(by), None


def _vector(query: Query) -> Vector | None:
    embedding = outfit().embedding
    return query_vector(embedding, outfit().cache, query.text) if embedding and query.text else None


def _hits(matches: Sequence[Match], query: Query, *, by: Person) -> list[Hit]:
    """Bring the passages' texts, in one query that asks once more what the person may see."""
    found = {match.passage_id: match for match in matches}
    text = func.substr(Page.text, Passage.start + 1, Passage.end - Passage.start)
    rows = db.session.execute(
        documents_visible_to(by)
        .with_only_columns(Passage, text, Page.label, maintain_column_froms=True)
        .join(Passage, Passage.document_id == Document.id)
        .join(Page, (Page.document_id == Passage.document_id) & (Page.number == Passage.page))
        .where(Passage.id.in_(list(found)))
        .options(contains_eager(Passage.document).contains_eager(Document.client))
    ).all()
    hits = [_hit(found[passage.id], passage, piece, label) for passage, piece, label in rows if _is_exact(piece, query)]
    # Of two at the same rank, each on its shelf, the firm's own paper comes first.
    return sorted(hits, key=lambda hit: (-hit.score, hit.document.is_in_library))


def _hit(match: Match, passage: Passage, text: str, label: str | None) -> Hit:
    heading = f"{passage.document.title}, {label}" if label else ""
    return Hit(passage.document, passage, text, [], match.score, match.similarity, heading)


def _naming_first(hits: list[Hit], query: Query, limit: int) -> list[Hit]:
    """Put what names the sections of the query before what is only like it."""
    if query.provisions is None:
        return hits
    ordered = query.provisions.place_first(hits, lambda hit: (hit.heading, hit.text), most=limit)
    best = max((hit.score for hit in hits), default=0.0)
    # A list is in the order of its scores; those of what was moved say no more than that.
    return [replace(hit, score=best + (len(ordered) - at) / len(ordered)) for at, hit in enumerate(ordered)]


def _crossing_first(hits: list[Hit], crossings: list[Crossing]) -> list[Hit]:
    """Put what holds the very words, on two pages, before all that is only like them."""
    best = max((hit.score for hit in hits), default=0.0) + 1.0
    first = []
    for found in crossings:
        start = found.passage.start
        begun = [(max(0, found.begun.start - start), min(len(found.text), found.begun.end - start))]
        first.append(Hit(found.passage.document, found.passage, found.text, begun, best, None, crossing=found))
    taken = {hit.passage.id for hit in first}
    return [*first, *(hit for hit in hits if hit.passage.id not in taken)]


def _is_exact(text: str, query: Query) -> bool:
    """Say whether the text has the query's phrases and beginnings just so; the index matches more loosely."""
    if not query.exact and not query.beginnings:
        return True
    folded = [word.folded for word in words(text)]
    return all(_stands_in(phrase, folded) for phrase in query.exact) and all(
        any(word.startswith(beginning) for word in folded) for beginning in query.beginnings
    )


def _highlights(text: str, query: Query) -> list[tuple[int, int]]:
    marked = query.marked
    return [
        (word.start, word.end)
        for word in words(text)
        if word.matched in marked or word.folded.startswith(query.beginnings)
    ]


def _stands_in(phrase: tuple[str, ...], folded: list[str]) -> bool:
    ends = len(folded) - len(phrase) + 1
    return any(folded[at] == phrase[0] and tuple(folded[at : at + len(phrase)]) == phrase for at in range(ends))


def _verbatim_first(matches: list[Match], verbatim: list[Match]) -> list[Match]:
    ranked = {match.passage_id: match for match in matches}
    best = max((match.score for match in matches), default=0.0)
    for match in verbatim:
        ranked[match.passage_id] = replace(ranked.get(match.passage_id, match), score=best + match.score)
    return list(ranked.values())


def _spread(hits: list[Hit], of_one_document: int) -> list[Hit]:
    """Keep the best few passages of each paper, and one of those that say the very same."""
    of_document: Counter[uuid.UUID] = Counter()
    texts: set[str] = set()
    kept = []
    for hit in hits:
        of_document[hit.document.id] += 1
        if of_document[hit.document.id] <= of_one_document and hit.text not in texts:
            texts.add(hit.text)
            kept.append(hit)
    return kept
