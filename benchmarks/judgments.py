"""Measure the office on real judgments, through the doors people use: upload, search, question, source.

    python -m benchmarks.judgments --data DIR

DIR holds judgments/pdf/*.pdf, 70 judgments of the Supreme Court. Ends with 1 when something is not as it should be.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from benchmarks.office import Browser, Memory, Office, Program, Reply, open_office
from benchmarks.questions import ANSWERED, UNANSWERED, Asked
from legalindia.law.sentences import sentences

# The page sends two files at a time, too.
SENT_AT_ONCE = 2
SETTLE_WITHIN_SECONDS = 900
ANSWER_WITHIN_SECONDS = 60
SEARCHES = 10
CALLS = 60
SETTLED = {"ready", "failed", "quarantined"}
MOST_LISTED = 100


@dataclass(slots=True)
class Report:
    """What is printed, and what was not as it should be."""

    faults: list[str] = field(default_factory=list)

    def line(self, name: str, value: object) -> None:
        print(f"{name:<46} {value}", flush=True)

    def expect(self, is_so: bool, fault: str) -> None:
        if not is_so:
            self.faults.append(fault)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    files = sorted((options.parse_args().data / "judgments" / "pdf").glob("*.pdf"))
    if not files:
        sys.exit("DIR/judgments/pdf holds no PDFs.")
    report = Report()
    report.line("load average at the start", load())
    with open_office() as office:
        measure(office, files, report)
    report.line("load average at the end", load())
    for fault in report.faults:
        print(f"NOT AS IT SHOULD BE: {fault}")
    return 1 if report.faults else 0


def measure(office: Office, files: Sequence[Path], report: Report) -> None:
    browser, program = Browser(office), Program(office)
    browser.sign_in()
    with Memory(office) as memory:
        opened = browser.post("/clients/new", {"name": "Judgments", "kind": "organisation", "access": "team"})
        client_id = opened.location.rpartition("/")[2]
        documents = take_in(files, client_id, browser, program, report)
        search_by_sentences(documents, browser, program, report)
        ask_what_is_answered(client_id, browser, program, report)
        ask_what_is_not(client_id, program, report)
    for part, peak in memory.peak.items():
        report.line(f"peak memory of {part} (PSS, all its processes)", f"{peak / 1024**2:.0f} MiB")


def take_in(
    files: Sequence[Path], client_id: str, browser: Browser, program: Program, report: Report
) -> list[dict[str, Any]]:
    """Send the files and wait until each is settled; return those that are ready, in the order of their names."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(SENT_AT_ONCE) as senders:
        replies = list(senders.map(lambda file: browser.upload(f"/clients/{client_id}/upload", file), files))
    taken = [reply for reply in replies if reply.status == 200 and "data-refused" not in reply.text]
    report.line("files sent, taken in", f"{len(files)}, {len(taken)} in {time.perf_counter() - begun:.1f} s")
    report.expect(len(taken) == len(files), "a file was refused")
    documents = wait_until_settled(client_id, program, begun, report)
    seconds = time.perf_counter() - begun
    pages = sum(document["page_count"] or 0 for document in documents)
    report.line("pages", pages)
    report.line("all ready after", f"{seconds:.1f} s, {pages / seconds:.1f} pages/s")
    report.line("statuses", dict(Counter(document["status"] for document in documents)))
    for document in documents:
        if document["status"] != "ready":
            report.line(f"  {document['filename']}", document["error"])
            report.expect(bool(document["error"]), f"{document['filename']} is not ready and does not say why")
    report.expect(len(documents) == len(files), "the list does not have every file")
    return sorted((one for one in documents if one["status"] == "ready"), key=lambda one: str(one["filename"]))


def wait_until_settled(client_id: str, program: Program, begun: float, report: Report) -> list[dict[str, Any]]:
    by_word: set[str] = set()
    known = 0
    while time.perf_counter() - begun < SETTLE_WITHIN_SECONDS:
        documents = list_documents(client_id, program)
        by_word |= {one["id"] for one in documents if is_found_by_word(one, program)}
        if by_word and not known:
            report.line("first searchable by word after", f"{time.perf_counter() - begun:.1f} s")
        if len(by_word) == len(documents) > known:
            report.line("all searchable by word after", f"{time.perf_counter() - begun:.1f} s")
        known = len(by_word)
        if all(one["status"] in SETTLED for one in documents):
            return documents
        time.sleep(0.5)
    raise TimeoutError(f"Not all files were settled within {SETTLE_WITHIN_SECONDS} seconds.")


def is_found_by_word(document: dict[str, Any], program: Program) -> bool:
    """Words are indexed before meaning: with the latter begun, the former are there."""
    if document["status"] != "indexing":
        return document["status"] in SETTLED
    progress = program.get(f"/documents/{document['id']}").json["progress"]
    return bool(progress and progress["step"] == "indexing meaning")


def list_documents(client_id: str, program: Program) -> list[dict[str, Any]]:
    documents: list[dict[str, Any]] = []
    following: dict[str, str] = {}
    while True:
        page = program.get(f"/clients/{client_id}/documents", limit=str(MOST_LISTED), **following).json
        documents += page["items"]
        if not page["next"]:
            return documents
        following = {"cursor": page["next"]}


def search_by_sentences(
    documents: Sequence[dict[str, Any]], browser: Browser, program: Program, report: Report
) -> None:
    """Search by a sentence of ten judgments, then time searches by these and by parts of them."""
    chosen = documents[:: max(1, len(documents) // SEARCHES)][:SEARCHES]
    wanted = {one["id"]: middle_sentence(one, program) for one in chosen}
    first = sum(document_id == first_found(sentence, program) for document_id, sentence in wanted.items())
    report.line("searches by a sentence, right document first", f"{first} of {len(wanted)}")
    report.expect(first == len(wanted), "a search by a sentence did not find its document first")
    parts = [" ".join(sentence.split()[start : start + 3]) for sentence in wanted.values() for start in (0, 4)]
    queries = list(islice(cycle([*wanted.values(), *parts]), CALLS))
    report_times("search, page", [browser.get(f"/search?q={quote_plus(query)}") for query in queries], report)
    report_times("search, API", [program.get("/search", q=query) for query in queries], report)


def middle_sentence(document: dict[str, Any], program: Program) -> str:
    """Return the middle one of the sentences with 12 to 30 words, from the middle page or the next that has any."""
    for number in range((document["page_count"] + 1) // 2, document["page_count"] + 1):
        text = program.get(f"/documents/{document['id']}/pages/{number}").json["text"]
        found = [" ".join(text[span.start : span.end].split()) for span in sentences(text)]
        fitting = [sentence for sentence in found if 12 <= len(sentence.split()) <= 30]
        if fitting:
            return fitting[len(fitting) // 2]
    raise ValueError(f"{document['filename']} has no sentence of 12 to 30 words.")


def first_found(sentence: str, program: Program) -> str | None:
    hits = program.get("/search", q=sentence).json["hits"]
    return str(hits[0]["document_id"]) if hits else None


def ask_what_is_answered(client_id: str, browser: Browser, program: Program, report: Report) -> None:
    names = {one["id"]: one["filename"] for one in list_documents(client_id, program)}
    right, opened, checked, seconds = 0, 0, 0, []
    for asked in ANSWERED:
        answer, took = ask(asked.text, client_id, program)
        seconds.append(took)
        sources = answer["sources"]
        is_right = any(is_expected(source, asked, names) for source in sources)
        exact = sum(opens_at_its_place(source, browser, program) for source in sources)
        right, opened, checked = right + is_right, opened + exact, checked + len(sources)
        found = "right source" if is_right else answer["outcome"]
        report.line(f"  {found}, {exact} of {len(sources)} open, {took:.1f} s", asked.text)
    report.line("questions answered from the right source", f"{right} of {len(ANSWERED)}")
    report.line("sources that open at their very place", f"{opened} of {checked}")
    report.line("answer, seconds", f"p50 {statistics.median(seconds):.2f}, p95 {highest_but(seconds, 0.05):.2f}")
    report.expect(right >= 0.9 * len(ANSWERED), "too few questions were answered from the right source")
    report.expect(opened == checked > 0, "a source does not open at its place")


def ask_what_is_not(client_id: str, program: Program, report: Report) -> None:
    answered = [text for text in UNANSWERED if ask(text, client_id, program)[0]["outcome"] != "not_found"]
    report.line("questions nothing answers, said to be so", f"{len(UNANSWERED) - len(answered)} of {len(UNANSWERED)}")
    for text in answered:
        report.line("  answered all the same", text)
    report.expect(len(answered) <= 0.1 * len(UNANSWERED), "questions were answered that the judgments do not answer")


def ask(text: str, client_id: str, program: Program) -> tuple[dict[str, Any], float]:
    """Return the answer, and how many seconds after the question it was seen."""
    begun = time.perf_counter()
    job_id = program.post("/research", {"question": text, "client_id": client_id}).json["job_id"]
    while time.perf_counter() - begun < ANSWER_WITHIN_SECONDS:
        job = program.get(f"/jobs/{job_id}").json
        if job["finished_at"]:
            assert job["status"] == "done", f"“{text}” ended {job['status']}: {job['error']}"
            return job["answer"], time.perf_counter() - begun
        time.sleep(0.05)
    raise TimeoutError(f"“{text}” was not answered within {ANSWER_WITHIN_SECONDS} seconds.")


def is_expected(source: dict[str, Any], asked: Asked, names: dict[str, str]) -> bool:
    quote = " ".join(source["quote"].split())
    is_there = names[source["document_id"]].startswith(asked.file) and source["page"] in asked.pages
    return is_there and asked.says in quote


def opens_at_its_place(source: dict[str, Any], browser: Browser, program: Program) -> bool:
    """Say whether page and original bear the source out, and the viewer marks a place for it."""
    path = f"/documents/{source['document_id']}"
    text = program.get(f"{path}/pages/{source['page']}").json["text"]
    content = program.get(f"{path}/content").body
    viewer = browser.get(f"{path}?page={source['page']}&from={source['start']}&to={source['end']}")
    return (
        text[source["start"] : source["end"]] == source["quote"]
        and hashlib.sha256(content).hexdigest() == source["sha256"]
        and viewer.status == 200
        and "<rect data-mark" in viewer.text
    )


def report_times(name: str, replies: Sequence[Reply], report: Report) -> None:
    report.expect(all(reply.status == 200 for reply in replies), f"{name}: not every call was answered 200")
    times = [1000 * reply.seconds for reply in replies]
    spread = f"p50 {statistics.median(times):.0f} ms, p95 {highest_but(times, 0.05):.0f} ms, {len(times)} calls"
    report.line(name, spread)


def highest_but(values: Iterable[float], share: float) -> float:
    """Return the value that this share of them lies above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int((1 - share) * len(ordered)))]


def load() -> str:
    return " ".join(f"{average:.1f}" for average in os.getloadavg())


if __name__ == "__main__":
    sys.exit(main())
