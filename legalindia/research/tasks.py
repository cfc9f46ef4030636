"""Answering a question, as a job: understand → retrieve → answer → verify → keep, with its provenance."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import update

from legalindia import __version__
from legalindia.accounts.rights import Right, require
from legalindia.adapters.outfit import outfit
from legalindia.database import db
from legalindia.errors import Forbidden
from legalindia.jobs.lease import Work
from legalindia.jobs.models import Job
from legalindia.research.answer import extract
from legalindia.research.models import KeptAside, KeptSource, KeptStatement, Outcome, Question
from legalindia.research.questions import understand
from legalindia.research.retrieve import count_searched, index_provenance, record_of, retrieve
from legalindia.research.verify import Answer, Source, verify
from legalindia.search.service import Found, Within

STEPS = ("understanding the question", "searching", "reading the passages", "checking each statement")


def leave_as_asked(_question_id: uuid.UUID, _reason: str) -> None:
    """A question that failed stays as it was asked; why it failed stands on its job."""


def answer_question(work: Work) -> None:
    """Answer one question, and keep what the answer was made from.

    Who may see what is asked again here: the person may have left a team since the question was queued.
    """
    question = db.session.get_one(Question, work.subject_id)
    asker = question.asked_by
    if not asker.is_enabled:
        raise Forbidden("The person who asked has no account any more.")
    require(asker, Right.RESEARCH)
    within = Within(question.client_id, question.folder_id, question.where)
    clock = _Clock(work)
    with clock.step(0):
        understood = understand(question.text)
    with clock.step(1):
        found = retrieve(understood, within, by=asker)
        searched = count_searched(within, by=asker)
    with clock.step(2):
        claims = extract(understood, found.hits, outfit().embedding)
    with clock.step(3):
        answer = verify(claims, record_of(found.hits, by=asker))
    _keep(question, answer, searched)
    provenance = _provenance(found, clock.seconds)
    db.session.execute(update(Job).where(Job.id == work.job_id).values(provenance=provenance))


class _Clock:
    """Shows each step on the job, and notes how long it took."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, number: int) -> Iterator[None]:
        self._work.progress(STEPS[number], number, len(STEPS))
        began = time.perf_counter()
        yield
        self.seconds[STEPS[number]] = round(time.perf_counter() - began, 4)


def _keep(question: Question, answer: Answer, searched: int) -> None:
    """Write the answer down, in place of what an earlier attempt may have left."""
    question.statements, question.sources, question.set_aside = [], [], []
    db.session.flush()
    kept = {source.number: _kept_source(source) for source in answer.sources}
    question.sources = list(kept.values())
    question.statements = [
        KeptStatement(
            ordinal=ordinal,
            text=statement.text,
            support=statement.support,
            sources=[kept[source.number] for source in statement.sources],
        )
        for ordinal, statement in enumerate(answer.statements, start=1)
    ]
    question.set_aside = [KeptAside(text=aside.text, reason=aside.reason) for aside in answer.set_aside]
    question.outcome = Outcome.ANSWERED if answer.statements else Outcome.NOT_FOUND
    question.searched = searched


def _kept_source(source: Source) -> KeptSource:
    place = source.place
    return KeptSource(
        number=source.number,
        document_id=place.document_id,
        page=place.page,
        start=place.start,
        end=place.end,
        quote=place.quote,
        sha256=source.sha256,
        score=place.score,
    )


def _provenance(found: Found, seconds: dict[str, float]) -> dict[str, Any]:
    return {
        "software": f"LegalIndia {__version__}",
        "model": None,
        "index": index_provenance(by_words_only=found.by_words_only),
        "retrieved": [
            {
                "document_id": str(hit.document.id),
                **hit.passage.place,
                "sha256": hit.document.sha256,
                "score": round(hit.score, 4),
            }
            for hit in found.hits
        ],
        "seconds": seconds,
    }
