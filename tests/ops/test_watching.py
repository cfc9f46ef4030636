"""How the office is watched: what is counted, what is logged, reported and traced, and what never is."""

from __future__ import annotations

import dataclasses
import io
import json
import logging
import sys
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sentry_sdk
from flask import Flask
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sentry_sdk.transport import Transport

from config import Settings, WrongSetting
from legalindia.app import create_app
from legalindia.background import huey
from legalindia.jobs import tasks
from legalindia.jobs.lease import Work
from legalindia.jobs.models import JobKind
from legalindia.ops import remembered, reports, tracing
from legalindia.ops.logs import write_json_lines
from tests.conftest import PASSWORD, Browser, Program, _outfit

# Made up for this, so that it stands nowhere else: one in each place that may hold what is confidential.
WORDS = ("Kanarienvogel", "Zeisigfeder", "Stieglitzruf", "Girlitzschlag")
PAPER, QUESTION, SEARCH, NAME = WORDS


@pytest.fixture
def lines(app: Flask) -> Callable[[], list[dict[str, Any]]]:
    """Everything that was logged since the last time it was asked for."""
    write_json_lines("DEBUG")
    (handler,) = (each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    said = io.StringIO()
    handler.setStream(said)

    def written() -> list[dict[str, Any]]:
        found = [json.loads(line) for line in said.getvalue().splitlines()]
        said.seek(0)
        said.truncate()
        return found

    return written


def _work(asha: Program, as_asha: Browser) -> None:
    """A day's work with a word of its own in each place that must not be told."""
    client_id = asha.open_client(f"{NAME} & Co.")
    asha.file_text(client_id, "notice.txt", f"The tenant {PAPER} shall pay the rent on the fifth of each month.")
    asha.get(f"/search?q={SEARCH}")
    as_asha.get(f"/search?q={SEARCH}")
    asha.post("/research", json={"question": f"When shall {QUESTION} pay the rent of the shop?"})
    asha.post("/research", json={"question": 7})
    asha.get("/clients/" + QUESTION)


def _break(app: Flask) -> None:
    def fail() -> None:
        raise ValueError(f"cannot read {PAPER!r}")

    app.view_functions["search.show"] = fail


def test_the_log_joins_request_person_and_job_by_their_ids(
    lines: Callable[[], list[dict[str, Any]]], asha: Program, client_of_asha: str, people: Callable[[str], uuid.UUID]
) -> None:
    lines()
    asha.file_text(client_of_asha, "a.txt", "The rent is due.")
    said = lines()
    request = next(line for line in said if line.get("route") == "documents_api.upload")
    job = next(line for line in said if line["event"] == "job.left")

    assert request["user_id"] == str(people("asha"))
    assert request["of"]["client_id"] == client_of_asha
    assert request["request_id"] == job["request_id"]
    assert uuid.UUID(job["job_id"])
    assert job["outcome"] == "done"


def test_nothing_confidential_is_logged_also_when_it_breaks(
    lines: Callable[[], list[dict[str, Any]]], app: Flask, asha: Program, as_asha: Browser
) -> None:
    _work(asha, as_asha)
    _break(app)
    assert as_asha.get(f"/search?q={SEARCH}").status_code == 500
    said = json.dumps(lines(), ensure_ascii=False)

    assert "request.failed" in said
    assert [secret for secret in (*WORDS, PASSWORD, asha.tokens["access_token"]) if secret in said] == []


def test_an_error_is_logged_with_its_place(
    lines: Callable[[], list[dict[str, Any]]], app: Flask, as_asha: Browser
) -> None:
    _break(app)
    as_asha.get("/search?q=rent")
    failed = next(line for line in lines() if line["event"] == "request.failed")

    assert failed["exception"][0]["type"] == "ValueError"
    assert failed["exception"][0]["at"][-1].endswith("fail")


def test_metrics_count_what_was_done(
    app: Flask, asha: Program, as_asha: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Asked for twice within the seconds for which counts are remembered.
    monkeypatch.setattr(remembered, "SECONDS", 0)
    before = _measured(app)
    _work(asha, as_asha)
    after = _measured(app)

    def more(name: str) -> float:
        return after.get(name, 0.0) - before.get(name, 0.0)

    assert more('legalindia_requests_total{method="POST",route="documents_api.upload",status="202"}') == 1
    assert more('legalindia_request_seconds_count{route="search.show"}') == 1
    assert more('legalindia_refusals_total{status="422"}') == 1
    assert more("legalindia_uploaded_bytes_total") > 60
    assert more('legalindia_jobs_left_total{kind="reading",outcome="done"}') == 1
    assert more('legalindia_job_seconds_count{kind="research"}') == 1
    assert more('legalindia_step_seconds_count{step="reading"}') >= 1
    assert after['legalindia_jobs{kind="reading",status="done"}'] == 1
    assert after['legalindia_index_entries{what="passages"}'] == 1
    assert after['legalindia_up{service="database"}'] == 1
    assert not [name for name in after if any(word in name for word in WORDS)]


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP"])
def test_metrics_are_not_there_for_whoever_comes_through_a_proxy(stranger: Browser, header: str) -> None:
    assert stranger.get("/metrics").status_code == 200
    assert stranger.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_metrics_are_not_there_for_another_machine_without_the_token(settings: Settings) -> None:
    app = create_app(dataclasses.replace(settings, metrics_token="open sesame"), _outfit(settings.data_dir))
    far = {"REMOTE_ADDR": "192.0.2.7"}
    client = app.test_client()

    assert client.get("/metrics", environ_base=far).status_code == 404
    assert client.get("/metrics", environ_base=far, headers={"Authorization": "Bearer sesame"}).status_code == 404
    assert client.get("/metrics", environ_base=far, headers={"Authorization": "Bearer open sesame"}).status_code == 200


class Kept(Transport):
    """A Sentry server that only remembers."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.events += [item.payload.json for item in envelope.items if item.payload.json]


@pytest.fixture
def reported(app: Flask) -> Any:
    kept = Kept()
    reports.send_reports("https://key@sentry.example/1", release="test", transport=kept)
    write_json_lines("ERROR")
    yield kept.events
    sentry_sdk.init()


def test_an_error_is_reported_with_its_place_and_nothing_it_was_about(
    reported: list[dict[str, Any]], app: Flask, as_asha: Browser, people: Callable[[str], uuid.UUID]
) -> None:
    _break(app)
    as_asha.get(f"/search?q={SEARCH}")
    (event,) = reported

    assert event["exception"]["values"][-1]["type"] == "ValueError"
    assert event["tags"]["user_id"] == str(people("asha"))
    assert [word for word in (*WORDS, "asha@office.example", "127.0.0.1") if word in json.dumps(event)] == []


def test_an_error_in_a_job_is_reported_with_the_job(
    reported: list[dict[str, Any]], asha: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(work: Work) -> None:
        raise ValueError(f"cannot read {PAPER!r}")

    monkeypatch.setitem(tasks._handlers, JobKind.RESEARCH, fail)
    asha.post("/research", json={"question": f"When shall {QUESTION} pay the rent?"})
    (event,) = reported

    assert uuid.UUID(event["tags"]["job_id"])
    assert [word for word in WORDS if word in json.dumps(event)] == []


def test_nothing_is_reported_unless_a_server_is_named(app: Flask, as_asha: Browser) -> None:
    assert not sentry_sdk.is_initialized() or sentry_sdk.get_client().dsn is None


def test_what_is_asked_for_and_not_installed_stops_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    monkeypatch.setattr(tracing, "trace", None)

    with pytest.raises(WrongSetting, match="requirements-sentry"):
        reports.send_reports("https://key@sentry.example/1", release="test")
    with pytest.raises(WrongSetting, match="requirements-otel"):
        tracing.send_traces("http://127.0.0.1:4318")


def test_a_trace_goes_from_the_request_through_the_queue_to_the_worker(
    idle: Flask, asha: Program, client_of_asha: str, work_off: Callable[[], None]
) -> None:
    spans = InMemorySpanExporter()
    tracing.send_traces("", processor=SimpleSpanProcessor(spans))
    try:
        asha.file_text(client_of_asha, "a.txt", f"{PAPER} shall pay the rent.")
        work_off()
    finally:
        tracing.stop_traces()
    # What the first job sets going is traced too; of spans of one name, the first ended is the reading's.
    named = {span.name: span for span in reversed(spans.get_finished_spans())}
    request, queue, work = (named[name] for name in ("documents_api.upload", "queue take_up", "work take_up"))

    assert request.context.trace_id == queue.context.trace_id == work.context.trace_id
    assert queue.parent.span_id == request.context.span_id
    assert work.parent.span_id == queue.context.span_id
    assert PAPER not in str([span.to_json() for span in named.values()])
    assert huey.pending_count() == 0


def _measured(app: Flask) -> dict[str, float]:
    lines = app.test_client().get("/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[:1] != "#")}
