"""What is done with questions: ask one, and read the answers that one may still see."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.clients.access import (
    Viewer,
    asked_by,
    folders_visible_to,
    get_client,
    get_folder,
    once_a_role,
    visible_to,
)
from legalindia.clients.models import Client, Folder
from legalindia.database import db
from legalindia.documents.access import documents_visible_to
from legalindia.documents.models import Document
from legalindia.errors import Conflict, Invalid, NotFound
from legalindia.jobs import service as jobs
from legalindia.jobs.models import Job, JobKind
from legalindia.jobs.service import Ask
from legalindia.law.counterparts import Mention, code_mentions, mentions_within, section_cited
from legalindia.library.standing import Place, Standing, standings
from legalindia.research.models import KeptAside, KeptSource, KeptStatement, Question
from legalindia.research.questions import LONGEST, SHORTEST
from legalindia.research.since import newer_versions, notes, papers_in_bin, read_otherwise
from legalindia.search.service import Within
from legalindia.web.paging import PAGE_ROWS, Order, PageOf, page_of

NEWEST_FIRST = Order((Question.created_at, Question.id), newest_first=True)
_SHOWN_WITH = (joinedload(Question.job), joinedload(Question.client), joinedload(Question.folder))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question under way. :param is_new: False where the same request had been made before."""

    question: Question
    is_new: bool


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer as this person may see it now.

    :param withheld: statements left out, because they rest on papers that the person may not see any more.
    :param set_aside: what did not pass; nothing of it once one of the papers that were read is out of sight.
    :param provenance: what the answer was made from, as far as the person may see that.
    :param newer: the newest version of each paper that is quoted in an older one, by the older one's id.
    :param in_bin: the papers that were quoted and lie in the bin now.
    :param reread: the sources whose page has been read again since and does not say now what was quoted.
    :param standings: what the sources in the library are in law, by document and page.
    """

    statements: list[KeptStatement]
    sources: list[KeptSource]
    withheld: int
    set_aside: list[KeptAside]
    provenance: dict[str, Any] | None
    newer: dict[uuid.UUID, Document]
    in_bin: list[Document]
    reread: list[KeptSource]
    standings: dict[Place, Standing]

    @property
    def notes(self) -> list[str]:
        """What has become of the papers since, in sentences."""
        return notes(self.newer, self.sources, self.in_bin, self.reread)

    def sections_of(self, statement: KeptStatement) -> list[Mention]:
        """Return the sections of the six criminal codes that a statement names or is taken from, each once."""
        return _each_once([*code_mentions(statement.text), *self._of_its_source(statement)])

    def sections_beside(self, statement: KeptStatement) -> list[Mention]:
        """Return those of them that the statement does not name with their code: the page marks those in the text."""
        inside = {mention.named for mention in code_mentions(statement.text)}
        return [each for each in _each_once(self._of_its_source(statement)) if each.named not in inside]

    def _of_its_source(self, statement: KeptStatement) -> list[Mention]:
        """Return the section of the codes that a statement is taken from, and those of that code that it names."""
        standing = [self.standing_of(source) for source in statement.sources]
        own = [cited for each in standing if each and (cited := section_cited(each.citation))]
        return [each for one in own for each in (one, *mentions_within(statement.text, one))]

    def standing_of(self, source: KeptSource) -> Standing | None:
        return self.standings.get((source.document_id, source.page))


def _each_once(mentions: Iterable[Mention]) -> list[Mention]:
    by_name: dict[str, Mention] = {}
    for mention in mentions:
        by_name.setdefault(mention.named, mention)
    return list(by_name.values())


def ask(text: str, within: Within, *, by: Person, key: str | None = None) -> Asked:
    """Ask a question of the papers in `within`.

    The same key, or the same question on the same scope while one is under way, is the same question.

    :raises Invalid: the question is too short or too long. :raises NotFound: the scope may not be seen.
    """
    require(by, Right.RESEARCH)
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        rule = f"A question has {SHORTEST} to {LONGEST} characters."
        raise Invalid(rule, errors={"question": [rule]})
    client_id, folder_id = _seen_scope(within, by=by)
    request = Ask(key, _fingerprint(text, within))
    known = jobs.same_ask(request, by=by)
    if known is not None:
        return Asked(_question_of(known), is_new=False)
    question = Question(asked_by_id=by.id, text=text, client_id=client_id, folder_id=folder_id, where=within.where)
    return _write_down(question, request, by=by)


def get_question(job_id: uuid.UUID, *, by: Person) -> Question:
    """Return the question with this job.

    :raises NotFound: no such question, somebody else's, or one about a client or folder out of the person's sight.
    """
    return _loaded(_questions_of(by).where(Question.job_id == job_id))


def question_of_job(job: Job, *, by: Person) -> Question:
    """Return what the job was asked, for its asker to learn how it ended, whatever they may see of its scope now.

    :raises NotFound: somebody else asked.
    """
    return _loaded(select(Question).where(Question.job_id == job.id, Question.asked_by_id == by.id))


def list_questions(*, by: Person, cursor: str | None = None, limit: int = PAGE_ROWS) -> PageOf[Question]:
    """Return the person's questions, newest first."""
    return page_of(_all_questions_of(by), NEWEST_FIRST, cursor=cursor, limit=limit, given=asked_by(by))


def _loaded(query: Select[Question]) -> Question:
    question: Question | None = db.session.scalar(query.options(*_SHOWN_WITH))
    if question is None:
        raise NotFound("No such question.")
    return question


@once_a_role
def _all_questions_of(viewer: Viewer) -> Select[Question]:
    return _questions_of(viewer).options(*_SHOWN_WITH)


def _questions_of(user: Person | Viewer) -> Select[Question]:
    """Return the person's questions; one about a client or folder out of their sight is gone with it."""
    clients = visible_to(user).with_only_columns(Client.id)
    folders = folders_visible_to(user).with_only_columns(Folder.id)
    return select(Question).where(
        Question.asked_by_id == user.id,
        or_(Question.client_id.is_(None), Question.client_id.in_(clients)),
        or_(Question.folder_id.is_(None), Question.folder_id.in_(folders)),
    )


def shown_answer(question: Question, *, by: Person) -> ShownAnswer:
    """Return the answer with nothing in it that rests on a paper the person may not see at this moment."""
    visible = _visible_sources(question, by=by)
    reread = read_otherwise(visible)
    sources = [source for source in visible if source not in reread]
    seen = {source.id for source in sources}
    every = db.session.scalars(
        select(KeptStatement)
        .where(KeptStatement.question_id == question.id)
        .options(selectinload(KeptStatement.sources))
        .order_by(KeptStatement.ordinal)
    ).all()
    statements = [one for one in every if one.sources and all(source.id in seen for source in one.sources)]
    provenance, is_whole = _visible_provenance(question.job.provenance, by=by)
    return ShownAnswer(
        statements,
        sources,
        withheld=len(every) - len(statements),
        set_aside=list(question.set_aside) if is_whole else [],
        provenance=provenance,
        newer=newer_versions(sources, by=by),
        in_bin=papers_in_bin(question, by=by),
        reread=reread,
        standings=standings({(one.document_id, one.page) for one in sources if one.document.is_in_library}),
    )


def _visible_sources(question: Question, *, by: Person) -> list[KeptSource]:
    # Of these few papers, not "among all that may be seen": that would read every paper of the office.
    its_paper = documents_visible_to(by).with_only_columns(Document.id).where(Document.id == KeptSource.document_id)
    query = (
        select(KeptSource)
        .where(KeptSource.question_id == question.id, its_paper.correlate(KeptSource).exists())
        .options(joinedload(KeptSource.document).joinedload(Document.client))
        .order_by(KeptSource.number)
    )
    return list(db.session.scalars(query))


def _visible_provenance(provenance: dict[str, Any] | None, *, by: Person) -> tuple[dict[str, Any] | None, bool]:
    """Return the provenance without papers out of sight, and whether that is all of it."""
    if provenance is None:
        return None, True
    retrieved = provenance["retrieved"]
    ids = {uuid.UUID(one["document_id"]) for one in retrieved}
    query = documents_visible_to(by).with_only_columns(Document.id).where(Document.id.in_(ids))
    seen = {str(document_id) for document_id in db.session.scalars(query)}
    return {**provenance, "retrieved": [one for one in retrieved if one["document_id"] in seen]}, len(seen) == len(ids)


def _seen_scope(within: Within, *, by: Person) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    folder = get_folder(within.folder_id, by=by) if within.folder_id else None
    client_id = folder.client_id if folder else within.client_id
    if within.client_id not in {None, client_id}:
        raise NotFound("No such folder of this client.")
    if client_id is not None:
        get_client(client_id, by=by)
    return client_id, within.folder_id


def _fingerprint(text: str, within: Within) -> str:
    asked = "\n".join([str(within.client_id), str(within.folder_id), within.where, " ".join(text.split())])
    return hashlib.sha256(asked.encode()).hexdigest()


def _write_down(question: Question, request: Ask, *, by: Person) -> Asked:
    try:
        db.session.add(question)
        db.session.flush()
        job = jobs.accept(JobKind.RESEARCH, question.id, by=by, ask=request)
        db.session.flush()
        question.job = job
        record(Act.ASKED, by=by, subject=question)
        db.session.commit()
    except IntegrityError as error:
        # The same key came twice at once, and the other was first.
        db.session.rollback()
        known = jobs.same_ask(request, by=by)
        if known is None:
            raise Conflict("This question came twice at the same moment. Please ask it again.") from error
        return Asked(_question_of(known), is_new=False)
    jobs.start(job)
    return Asked(question, is_new=True)


def _question_of(job: Job) -> Question:
    question: Question = db.session.execute(select(Question).where(Question.job_id == job.id)).scalar_one()
    return question
