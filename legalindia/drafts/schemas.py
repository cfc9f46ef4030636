"""What is said about a check over the API: the answer's shape is a contract."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length

from legalindia.drafts.findings import CitationVerdict, Failure, Findings
from legalindia.drafts.kept import ShownFindings
from legalindia.drafts.models import Check, Draft
from legalindia.drafts.tasks import LONGEST_DRAFT
from legalindia.jobs.models import JobStatus
from legalindia.jobs.schemas import ProgressAnswer
from legalindia.law.citations import Kind
from legalindia.law.codes import Relation
from legalindia.law.comparison import Verdict
from legalindia.web.json_api import Answer, Body, Text

# 200 pages; a longer draft is filed as one and checked by the worker.
LONGEST_TEXT = 600_000


class DraftText(fields.String):
    """A draft's text, unchanged: the offsets of the answer count in what was sent."""


class CheckBody(Body):
    text = DraftText(
        required=True,
        validate=Length(1, LONGEST_TEXT, error="A text has {min} to {max} characters; upload a longer one as a draft."),
    )


class FoundAnswer(Answer):
    document_id = fields.UUID()
    title = fields.String()
    page = fields.Integer()


class CheckedCitationAnswer(Answer):
    text = fields.String()
    start = fields.Integer()
    end = fields.Integer()
    kind = fields.Enum(Kind, by_value=True)
    normalized = fields.String(allow_none=True)
    cause_title = fields.String(allow_none=True)
    pinpoint = fields.String(allow_none=True)
    verdict = fields.Enum(CitationVerdict, by_value=True)
    failure = fields.Enum(Failure, by_value=True, allow_none=True)
    found = fields.Nested(FoundAnswer, allow_none=True)
    note = fields.String()


class CheckedQuotationAnswer(Answer):
    text = fields.String()
    start = fields.Integer()
    end = fields.Integer()
    verdict = fields.Enum(Verdict, by_value=True)
    document_id = fields.UUID(attribute="found.document_id", dump_default=None, allow_none=True)
    page = fields.Integer(attribute="found.page", dump_default=None, allow_none=True)
    similarity = fields.Float()
    difference = fields.String(allow_none=True)


class SuccessorAnswer(Answer):
    act = fields.String()
    section = fields.String()
    note = fields.String()


class OldLawAnswer(Answer):
    text = fields.String()
    start = fields.Integer()
    end = fields.Integer()
    act = fields.String()
    section = fields.String()
    successors = fields.List(fields.Nested(SuccessorAnswer))
    relation = fields.Enum(Relation, by_value=True)


class LibraryAnswer(Answer):
    judgments = fields.Integer(allow_none=True)
    statutes = fields.Integer(allow_none=True)
    as_of = fields.AwareDateTime(allow_none=True)


class CheckedAnswer(Answer):
    citations = fields.List(fields.Nested(CheckedCitationAnswer))
    quotations = fields.List(fields.Nested(CheckedQuotationAnswer))
    old_law = fields.List(fields.Nested(OldLawAnswer))
    library = fields.Nested(LibraryAnswer)


def laid_out(checked: Any) -> dict[str, Any]:
    """Return a check as the API gives it."""
    answer: dict[str, Any] = CheckedAnswer().dump(checked)
    return answer


class DraftBody(Body):
    text = DraftText(required=True, validate=Length(1, LONGEST_DRAFT, error="A draft has {min} to {max} characters."))
    title = Text(load_default="", validate=Length(max=200, error="A title has at most {max} characters."))
    client_id = fields.UUID(load_default=None, allow_none=True)
    folder_id = fields.UUID(load_default=None, allow_none=True)


class DraftAnswer(Answer):
    id = fields.UUID()
    title = fields.String()
    client_id = fields.UUID(allow_none=True)
    folder_id = fields.UUID(allow_none=True)
    version = fields.Integer(attribute="newest")
    created_at = fields.AwareDateTime()


class DraftCheckAnswer(CheckedAnswer):
    id = fields.UUID()
    job_id = fields.UUID()
    status = fields.Enum(JobStatus, by_value=True)
    error = fields.String(allow_none=True)
    progress = fields.Nested(ProgressAnswer)
    version = fields.Integer()
    sha256 = fields.String()
    notes = fields.List(fields.String())
    withheld = fields.Integer()
    created_at = fields.AwareDateTime()


class DraftWithCheck(DraftAnswer):
    check = fields.Nested(DraftCheckAnswer)


def with_check(draft: Draft, made: Check, shown: ShownFindings | None) -> dict[str, Any]:
    """Return a draft with a check of it, for the schema to lay out; without findings while there are none."""
    found = shown.findings if shown else Findings((), (), ())
    check = {
        "id": made.id,
        "job_id": made.job_id,
        "status": made.job.status,
        "error": made.job.error,
        "progress": made.job.progress,
        "version": made.version.number,
        "sha256": made.version.sha256,
        "notes": made.version.notes,
        "withheld": shown.withheld if shown else 0,
        "created_at": made.created_at,
        "citations": found.citations,
        "quotations": found.quotations,
        "old_law": found.old_law,
        "library": {"judgments": made.judgments, "statutes": made.statutes, "as_of": made.library_as_of},
    }
    names = ("id", "title", "client_id", "folder_id", "newest", "created_at")
    return {**{name: getattr(draft, name) for name in names}, "check": check}
