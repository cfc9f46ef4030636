"""What is said about research over the API."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length

from legalindia.jobs.models import JobStatus
from legalindia.jobs.schemas import JobAnswer
from legalindia.library.models import AuthorityKind
from legalindia.library.standing import Standing
from legalindia.research.models import KeptSource, KeptStatement, Outcome, Question, Support
from legalindia.research.questions import LONGEST, SHORTEST
from legalindia.research.service import ShownAnswer
from legalindia.search.law_schemas import AskedSectionAnswer
from legalindia.search.service import Where
from legalindia.web.json_api import Answer, Body, Text


class QuestionBody(Body):
    question = Text(
        required=True,
        validate=Length(SHORTEST, LONGEST, error="A question has {min} to {max} characters."),
    )
    client_id = fields.UUID(load_default=None, allow_none=True)
    folder_id = fields.UUID(load_default=None, allow_none=True)
    where = fields.Enum(Where, by_value=True, load_default=Where.DOCUMENTS, data_key="in")


class StartedAnswer(Answer):
    job_id = fields.UUID(attribute="id")
    status = fields.Enum(JobStatus, by_value=True)


class StatementAnswer(Answer):
    text = fields.String()
    support = fields.Enum(Support, by_value=True)
    sources = fields.List(fields.Integer())
    sections = fields.List(
        fields.Nested(AskedSectionAnswer),
        metadata={"description": "of the six criminal codes, that it names or is taken from, with their counterparts"},
    )


class SourceAnswer(Answer):
    n = fields.Integer(attribute="number")
    document_id = fields.UUID()
    title = fields.String(attribute="document.title")
    kind = fields.String()
    citation = fields.String(allow_none=True)
    page = fields.Integer()
    start = fields.Integer()
    end = fields.Integer()
    quote = fields.String()
    sha256 = fields.String()
    version = fields.Integer(attribute="document.version")
    is_newest = fields.Boolean(attribute="document.is_current")
    attribution = fields.String()
    url = fields.String()
    score = fields.Float()


class SetAsideAnswer(Answer):
    text = fields.String()
    reason = fields.String()


class ResearchAnswer(Answer):
    outcome = fields.Enum(Outcome, by_value=True)
    statements = fields.List(fields.Nested(StatementAnswer))
    sources = fields.List(fields.Nested(SourceAnswer))
    set_aside = fields.List(fields.Nested(SetAsideAnswer))
    notes = fields.List(fields.String())


class ScopeAnswer(Answer):
    client_id = fields.UUID(allow_none=True)
    folder_id = fields.UUID(allow_none=True)
    where = fields.Enum(Where, by_value=True, data_key="in")


class ResearchJobAnswer(JobAnswer):
    question = fields.String()
    scope = fields.Nested(ScopeAnswer)
    answer = fields.Nested(ResearchAnswer, allow_none=True)
    provenance = fields.Dict(allow_none=True)


def laid_out(source: KeptSource, standing: Standing | None) -> dict[str, Any]:
    """Lay a source out. :param standing: what it is in the library; None for a client's paper."""
    own = ("number", "document_id", "document", "page", "start", "end", "quote", "sha256", "score")
    return {name: getattr(source, name) for name in own} | {
        "kind": standing.kind if standing else "document",
        "citation": standing.citation if standing else None,
        "attribution": attribution(source, standing),
        "url": address(source, standing),
    }


def attribution(source: KeptSource, standing: Standing | None = None) -> str:
    """Say where the words stand, as a person would write it."""
    if standing is None:
        return f"{source.document.title}, page {source.page}"
    of_judgment = standing.citation if standing.kind == AuthorityKind.JUDGMENT else None
    return ", ".join(part for part in (standing.title, of_judgment, standing.name) if part)


def address(source: KeptSource, standing: Standing | None = None) -> str:
    """Return the page that opens with the very words highlighted."""
    if standing is not None:
        return standing.at(source.start, source.end)
    return f"/documents/{source.document_id}?page={source.page}&from={source.start}&to={source.end}"


def _statement(statement: KeptStatement, shown: ShownAnswer) -> dict[str, Any]:
    return {
        "text": statement.text,
        "support": statement.support,
        "sources": [source.number for source in statement.sources],
        "sections": shown.sections_of(statement),
    }


def job_with_answer(question: Question, shown: ShownAnswer) -> dict[str, Any]:
    """Lay the job, its question and the answer out as the contract has them."""
    job = question.job
    about = {name: getattr(job, name) for name in JobAnswer().fields}
    answer = {
        "outcome": question.outcome,
        "statements": [_statement(statement, shown) for statement in shown.statements],
        "sources": [laid_out(source, shown.standing_of(source)) for source in shown.sources],
        "set_aside": shown.set_aside,
        "notes": shown.notes,
    }
    return {
        **about,
        "question": question.text,
        "scope": question,
        "answer": answer if question.outcome else None,
        "provenance": shown.provenance,
    }
