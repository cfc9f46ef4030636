"""Research over the API."""

from __future__ import annotations

from typing import Any

from flask import request

from legalindia.audit.trail import record_look
from legalindia.errors import Invalid
from legalindia.jobs.api import describes
from legalindia.jobs.models import Job, JobKind
from legalindia.research import service
from legalindia.research.schemas import QuestionBody, ResearchJobAnswer, StartedAnswer, job_with_answer
from legalindia.search.service import Within
from legalindia.web.idempotency import knows_repeats
from legalindia.web.json_api import JsonBlueprint, caller
from legalindia.web.limits import Pace, paced

bp = JsonBlueprint("research_api", __name__, description="Questions, answered from the papers")

LONGEST_KEY = 200


@bp.post("/research")
@paced(Pace.RESEARCH)
@knows_repeats
@bp.arguments(QuestionBody)
@bp.response(202, StartedAnswer)
@bp.alt_response(200, schema=StartedAnswer, description="The same request was made before; this is its job")
def ask(wanted: dict[str, Any]) -> tuple[Job, int]:
    """Ask a question. The answer is at the job."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        rule = f"An Idempotency-Key has 1 to {LONGEST_KEY} characters."
        raise Invalid(rule, errors={"Idempotency-Key": [rule]})
    within = Within(wanted["client_id"], wanted["folder_id"], wanted["where"])
    asked = service.ask(wanted["question"], within, by=caller(), key=key)
    return asked.question.job, 202 if asked.is_new else 200


@describes(JobKind.RESEARCH)
def describe(job: Job) -> dict[str, Any]:
    """Lay out a research job with its answer, as the person asking may see it now."""
    question = service.question_of_job(job, by=caller())
    shown = service.shown_answer(question, by=caller())
    record_look(question, by=caller())
    laid_out: dict[str, Any] = ResearchJobAnswer().dump(job_with_answer(question, shown))
    return laid_out
