"""What is said about a job over the API."""

from __future__ import annotations

from marshmallow import fields

from legalindia.jobs.models import JobKind, JobStatus
from legalindia.web.json_api import Answer, ListArguments


class ProgressAnswer(Answer):
    step = fields.String()
    done = fields.Integer()
    total = fields.Integer()


class JobAnswer(Answer):
    id = fields.UUID()
    kind = fields.Enum(JobKind, by_value=True)
    status = fields.Enum(JobStatus, by_value=True)
    progress = fields.Nested(ProgressAnswer)
    error = fields.String(
        allow_none=True, metadata={"description": "why it failed, or, while it is queued, what it waits for"}
    )
    tries_again_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()
    started_at = fields.AwareDateTime(allow_none=True)
    finished_at = fields.AwareDateTime(allow_none=True)


class JobFilter(ListArguments):
    kind = fields.Enum(JobKind, by_value=True, load_default=None)
    status = fields.Enum(JobStatus, by_value=True, load_default=None)
