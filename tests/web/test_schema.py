"""The API does what its own description says, whatever is sent: schemathesis asks, and finds nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.conftest import Browser, Program

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
    ignored_auth,
]
BOUNDED = settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# It would end the very session that asks.
LEFT_OUT = {"/api/v1/auth/logout"}


@pytest.fixture
def known(asha: Program, client_of_asha: str) -> dict[str, str]:
    """Ids that are there, so that more is asked of the API than for what is missing."""
    folder_id = asha.post(f"/clients/{client_of_asha}/folders", json={"name": "Writs"}).json["id"]
    document_id = asha.file_text(client_of_asha, "lease.txt", "The rent is due on the fifth.", folder_id=folder_id)
    job_id = asha.post("/research", json={"question": "When is the rent due?"}).json["job_id"]
    return {"client_id": client_of_asha, "folder_id": folder_id, "document_id": document_id, "job_id": job_id}


def _asking(asha: Program, known: dict[str, str], heard: list[int]) -> Callable[[schemathesis.Case], None]:
    def ask(case: schemathesis.Case) -> None:
        named = {name: known[name] for name in case.path_parameters if name in known}
        if len(heard) % 2:
            case.path_parameters.update(named)
        response = case.call(headers=asha.headers)
        heard.append(response.status_code)
        case.validate_response(response, checks=CHECKS, headers=asha.headers)

    return ask


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_schemathesis_finds_nothing(app: Flask, asha: Program, known: dict[str, str], mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    found, heard = {}, []
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path in LEFT_OUT:
            continue
        try:
            BOUNDED(given(operation.as_strategy(generation_mode=mode))(_asking(asha, known, heard)))()
        except Unsatisfiable:
            # Nothing can be sent to it that its description forbids.
            continue
        except BaseExceptionGroup as faults:
            found[operation.label] = [str(fault)[:600] for fault in faults.exceptions]
        except Exception as fault:
            found[operation.label] = [f"{type(fault).__name__}: {str(fault)[:600]}"]

    assert len(heard) > 50
    assert found == {}


def test_every_call_is_described_with_words_examples_and_refusals(stranger: Browser) -> None:
    document = stranger.get("/api/v1/openapi.json").json
    operations = {
        f"{verb} {path}": operation
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
        if verb != "parameters"
    }

    assert len(operations) > 35
    for name, operation in operations.items():
        assert operation["summary"], name
        assert "application/problem+json" in operation["responses"]["422"]["content"], name
        assert {"401", "404", "429", "503"} <= set(operation["responses"]), name
        for media in operation.get("requestBody", {}).get("content", {}).values():
            assert "example" in media, name
    keyed = [each["name"] for each in operations["post /api/v1/clients"]["parameters"]]
    assert "Idempotency-Key" in keyed
    assert "parameters" not in operations["post /api/v1/auth/login"]
