"""The old criminal codes and the new over the API: what became of a section, and which code governs."""

from __future__ import annotations

from typing import Any

from legalindia.errors import Invalid
from legalindia.law.codes import COMMENCEMENT, governing
from legalindia.law.counterparts import Mention, asked_for
from legalindia.search.law_schemas import GoverningAnswer, GoverningArguments, SectionArguments, SectionsAnswer
from legalindia.web.json_api import JsonBlueprint

bp = JsonBlueprint("law_api", __name__, description="The old criminal codes and the new")

OLDER = "A proceeding cannot begin before the act it is about."


@bp.get("/law/sections")
@bp.arguments(SectionArguments, location="query")
@bp.response(200, SectionsAnswer)
def show_sections(wanted: dict[str, Any]) -> dict[str, list[Mention]]:
    """Say what stands in the place of a section in the other code; a number without a code is nobody's."""
    return {"items": asked_for(wanted["section"], wanted["code"])}


@bp.get("/law/governing")
@bp.arguments(GoverningArguments, location="query")
@bp.response(200, GoverningAnswer)
def show_governing(wanted: dict[str, Any]) -> dict[str, Any]:
    """Say which codes govern offence, procedure and evidence; where a date is missing, `reason` asks for it."""
    try:
        chosen = governing(wanted["conduct"], wanted["proceeding"])
    except ValueError as error:
        raise Invalid(OLDER, errors={"proceeding": [OLDER]}) from error
    return {
        "commencement": COMMENCEMENT,
        "offence": chosen.offence,
        "procedure": chosen.procedure,
        "evidence": chosen.evidence,
    }
