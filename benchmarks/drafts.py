"""Measure the check of drafts on real judgments and Acts: every kind of mistake, and what is right.

    python -m benchmarks.drafts --data DIR

DIR holds judgments/ (pdf/*.pdf and meta.jsonl) and statutes/. They are imported into the library of an office of its
own in a temporary folder; then sentences that cite them, right and wrong, are sent through POST /citations/check.
Ends with 1 when anything wrong is called verified, or less than 98 % of the mistakes get their right name.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

import config
from legalindia.accounts import service as people
from legalindia.app import create_app
from legalindia.background import huey
from legalindia.database import db
from legalindia.documents.models import Document, Page
from legalindia.law.citations import normalize

EMAIL = "benchmark@office.example"
ITEMS_A_DRAFT = 60
# More than these to a paragraph, and the numbers are of something else.
WORDS_A_PARAGRAPH = 600
LEAST_RIGHT = 0.98
PAGE_CHARACTERS = 2500
PAGES, CITATIONS = 60, 200
WITHIN_SECONDS = 10
SHORTEST_QUOTATION, LONGEST_QUOTATION = 10, 45
VERIFIED, NOT_HELD = "verified", "not_held"
_NUMBERED = re.compile(r"^(\d{1,3})\. [A-Z]", re.MULTILINE)
_FOOT = re.compile(r"Indian Kanoon - http.*?\n|^.{0,120} on \d{1,2} \w+, \d{4}\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence of a draft, and what has to be said of the citation in it. :param cited: the citation as written."""

    name: str
    text: str
    cited: str
    expected: str


@dataclass(frozen=True, slots=True)
class Judgment:
    """A judgment of the data. :param paragraphs: how many it numbers without a gap; 0 where it does not."""

    title: str
    citations: tuple[str, ...]
    text: str
    paragraphs: int


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--show", action="store_true", help="Print every item that was not judged as expected.")
    given = options.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory(prefix="drafts-") as folder:
        app = open_office(folder)
        with app.app_context():
            fill_library(app, given.data)
            judgments = list(read_judgments(given.data))
            client = sign_in(app)
            items = list(make_items(judgments, read_sections(given.data), chance))
            wrong = measure(client, items, show=given.show)
            slow = time_long_draft(client, items, judgments, chance)
            db.engine.dispose()
    return 1 if wrong or slow else 0


def open_office(folder: str) -> Flask:
    os.environ.update(LEGALINDIA_DATA_DIR=folder, LOG_LEVEL="ERROR")
    app = create_app(config.from_environment())
    huey.immediate = True
    with app.app_context():
        db.create_all()
    return app


def fill_library(app: Flask, data: Path) -> None:
    begun = time.perf_counter()
    paths = [str(data / "judgments"), *(str(data / "statutes" / part) for part in ("en", "repealed", "constitution"))]
    result = app.test_cli_runner().invoke(args=["library", "import", *paths])
    if result.exit_code:
        sys.exit(result.output)
    print(result.output.strip().splitlines()[-1], f"({time.perf_counter() - begun:.0f} s)", flush=True)


def sign_in(app: Flask) -> FlaskClient:
    password = secrets.token_urlsafe(16)
    people.add_user({"email": EMAIL, "name": "Benchmark", "role": "partner", "password": password})
    client = app.test_client()
    tokens = client.post("/api/v1/auth/login", json={"email": EMAIL, "password": password}).json
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {tokens['access_token']}"
    return client


def check(client: FlaskClient, text: str) -> Any:
    answer = client.post("/api/v1/citations/check", json={"text": text})
    if answer.status_code != 200:
        sys.exit(answer.text)
    return answer.json


def read_judgments(data: Path) -> Iterator[Judgment]:
    """Walk through the judgments that have a citation and a title that is not cut off, with the office's own text."""
    for line in (data / "judgments" / "meta.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        # What the law's parser does not read is another benchmark's affair (benchmarks/citations.py).
        written = (each.strip() for each in row["equivalent_citations"].split(","))
        citations = tuple(each for each in written if normalize(each))
        document = db.session.query(Document).filter_by(sha256=row["sha256"]).one_or_none()
        if not citations or document is None or "..." in row["title"]:
            continue
        pages = db.session.query(Page.text).filter_by(document_id=document.id).order_by(Page.number).all()
        text = "\n".join(page.text for page in pages)
        yield Judgment(row["title"], citations, text, count_paragraphs(text))


def count_paragraphs(text: str) -> int:
    """Count what is numbered 1, 2, 3 … without a gap; fewer than six may be anything."""
    expected = 1
    for match in _NUMBERED.finditer(text):
        number = int(match[1])
        if number in {expected, expected + 1} and number <= expected + (expected == 1):
            expected = number + 1
    is_numbered = expected > 6 and len(text.split()) < WORDS_A_PARAGRAPH * expected
    return expected - 1 if is_numbered else 0


def read_sections(data: Path) -> list[tuple[str, str, str]]:
    """Return sections of Acts in force: Act, number, text."""
    sections = []
    for name in (
        "negotiable-instruments",
        "indian-contract",
        "transfer-of-property",
        "specific-relief",
        "bns",
        "nyaya",
    ):
        for path in sorted((data / "statutes" / "en").glob(f"*{name}*.json")):
            act = json.loads(path.read_text(encoding="utf-8"))
            plain = [row for row in act["sections"] if row["unit"] == "section" and len(row["text"].split()) > 40]
            sections += [(act["title"].removeprefix("The "), str(row["no"]), row["text"]) for row in plain]
    return sections


def make_items(
    judgments: Sequence[Judgment], sections: Sequence[tuple[str, str, str]], chance: random.Random
) -> Iterator[Item]:
    for number, judgment in enumerate(judgments):
        other = judgments[(number + 7) % len(judgments)]
        cited = chance.choice(judgment.citations)
        if len({one for one in judgments if cited in one.citations}) > 1:
            continue
        yield from right(judgment, cited, chance)
        yield from wrong_names(judgment, other, cited)
        yield from wrong_paragraphs(judgment, cited, chance)
        yield from wrong_words(judgment, other, cited, chance)
        yield from nowhere(judgment, cited, chance)
    for act, section, text in chance.sample(list(sections), min(40, len(sections))):
        yield from of_acts(act, section, text, chance)


def right(judgment: Judgment, cited: str, chance: random.Random) -> Iterator[Item]:
    name = f"{judgment.title}, {cited}"
    yield Item("right: bare", f"Reliance is placed on {name}.", cited, VERIFIED)
    yield Item("right: by its citation alone", f"The law is settled ({cited}).", cited, VERIFIED)
    for quotation in quotations(judgment, chance, 2):
        yield Item("right: quotation", f'In {name}, this Court held: "{quotation}"', cited, VERIFIED)
        yield Item("right: quotation behind", f"It is settled that “{quotation}” [{name}].", cited, VERIFIED)
    for quotation in quotations(judgment, chance, 1):
        yield Item(
            "right: marked changes", f'In {name} it was observed that "{shortened(quotation)}".', cited, VERIFIED
        )
    if judgment.paragraphs:
        number = chance.randint(2, judgment.paragraphs)
        yield Item("right: paragraph", f"See {name}, para {number}.", cited, VERIFIED)


def wrong_names(judgment: Judgment, other: Judgment, cited: str) -> Iterator[Item]:
    ours, theirs = parties(judgment.title), parties(other.title)
    if ours[0].lower()[:5] == theirs[0].lower()[:5] or ours[1].lower()[:5] == theirs[1].lower()[:5]:
        return
    for name, title in (
        ("(a) another case's name", f"{theirs[0]} v. {theirs[1]}"),
        ("(a) another petitioner", f"{theirs[0]} v. {ours[1]}"),
        ("(a) another respondent", f"{ours[0]} v. {theirs[1]}"),
    ):
        yield Item(name, f"Reliance is placed on {title}, {cited}.", cited, "mismatch/cause_title")


def parties(title: str) -> list[str]:
    first, _, second = re.sub(r"\bvs\.?\b", "vs", title).partition(" vs ")
    return [first.strip(), second.strip()]


def wrong_paragraphs(judgment: Judgment, cited: str, chance: random.Random) -> Iterator[Item]:
    if not judgment.paragraphs:
        return
    for beyond in (40, 300):
        number = judgment.paragraphs + beyond + chance.randint(0, 50)
        text = f"See {judgment.title}, {cited}, para {number}."
        yield Item("(b) a paragraph that does not exist", text, cited, "mismatch/paragraph")


def wrong_words(judgment: Judgment, other: Judgment, cited: str, chance: random.Random) -> Iterator[Item]:
    name = f"{judgment.title}, {cited}"
    for quotation in quotations(judgment, chance, 1):
        for kind, altered in alterations(quotation, chance):
            yield Item(f"(c) {kind}", f'In {name}, this Court held: "{altered}"', cited, "mismatch/quotation")
            text = f'In {name}, while considering article 21, it was observed that "{altered}".'
            yield Item(f"(c) {kind}, an article between", text, cited, "mismatch/quotation")
    for quotation in quotations(other, chance, 1):
        text = f'In {name}, it was laid down that "{quotation}".'
        yield Item("(c) another judgment's words", text, cited, "mismatch/quotation")
    text = f'In {name}, this Court held: "{chance.choice(INVENTED)}"'
    yield Item("(c) invented words", text, cited, "mismatch/quotation")


INVENTED = (
    "a litigant who sleeps upon a digital right for three monsoons shall be taken to have waived the whole of it",
    "the doctrine of reciprocal silence binds every tribunal that has not been constituted by an express charter",
    "no court below may in any circumstance revisit a concession made in jest before the learned registrar",
)


def alterations(quotation: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    words = quotation.split()
    # A dash, or the number of a paragraph, is no word: who quotes may leave it out.
    at = chance.choice([at for at in range(2, len(words) - 2) if len(re.findall(r"[^\W\d_]", words[at])) > 1])
    yield "a word changed", " ".join([*words[:at], "wholly" if words[at] != "wholly" else "partly", *words[at + 1 :]])
    yield "a not put in", " ".join([*words[:at], "not", *words[at:]])
    yield "a word left out", " ".join([*words[:at], *words[at + 1 :]])
    numbers = [place for place, word in enumerate(words) if word.isdigit()]
    if numbers:
        place = numbers[0]
        yield "a number changed", " ".join([*words[:place], str(int(words[place]) + 7), *words[place + 1 :]])


def nowhere(judgment: Judgment, cited: str, chance: random.Random) -> Iterator[Item]:
    mutated = re.sub(r"\d+(?=(?: SC)?$)", lambda page: str(int(page.group()) + chance.randint(4000, 9000)), cited)
    if normalize(mutated) not in {None, normalize(cited)}:
        yield Item("(d) no such page", f"Reliance is placed on {judgment.title}, {mutated}.", mutated, NOT_HELD)
    invented = f"{chance.randint(2014, 2025)} INSC {chance.randint(5000, 9999)}"
    yield Item("(d) no such case", f"Reliance is placed on Hari Om v. State of Assam, {invented}.", invented, NOT_HELD)


def of_acts(act: str, section: str, text: str, chance: random.Random) -> Iterator[Item]:
    cited = f"Section {section} of the {act}"
    yield Item("right: section", f"The complaint is under {cited}.", cited, VERIFIED)
    missing = f"Section {chance.randint(900, 990)} of the {act}"
    yield Item("a section that does not exist", f"The complaint is under {missing}.", missing, "mismatch/citation")
    quotation = clean(" ".join(re.sub(r"\^\d+|[\[\]*]", "", text).split()[4:30]))
    yield Item("right: section quoted", f'{cited} provides: "{quotation}"', cited, VERIFIED)
    words = quotation.split()
    altered = " ".join([*words[:9], "never", *words[9:]])
    yield Item("a section misquoted", f'{cited} provides: "{altered}"', cited, "mismatch/quotation")


def quotations(judgment: Judgment, chance: random.Random, count: int) -> Iterator[str]:
    """Walk through stretches of the judgment's own words, without a page's foot in them."""
    body = _FOOT.sub("\0", judgment.text[len(judgment.text) // 6 :])
    stretches = [part for part in body.split("\0") if len(part.split()) > 2 * LONGEST_QUOTATION]
    for _ in range(count if stretches else 0):
        words = chance.choice(stretches).split()
        length = chance.randint(SHORTEST_QUOTATION, LONGEST_QUOTATION)
        begin = chance.randrange(10, len(words) - length)
        yield clean(" ".join(words[begin : begin + length]))


def clean(quotation: str) -> str:
    """Leave out marks of quotation, which a draft would print otherwise, and square brackets, which mean something."""
    return re.sub(r"[\"“”‘’'\[\]]", "", quotation)


def shortened(quotation: str) -> str:
    """Leave words out and mark it, as lawyers do."""
    words = quotation.split()
    third = len(words) // 3
    return " ".join([f"[{words[0][:1].lower()}]{words[0][1:]}", *words[1:third], "…", *words[third + 3 :]])


def measure(client: FlaskClient, items: Sequence[Item], *, show: bool) -> bool:
    """Print the table of what was expected and what was said; say whether it is not good enough."""
    table: Counter[tuple[str, str, str]] = Counter()
    begun = time.perf_counter()
    for first in range(0, len(items), ITEMS_A_DRAFT):
        batch = items[first : first + ITEMS_A_DRAFT]
        for item, said in zip(batch, judged(client, batch), strict=True):
            table[item.name, item.expected, said] += 1
            if show and said != item.expected:
                print(f"{item.expected} -> {said}: {item.text[:400]}")
    seconds = time.perf_counter() - begun
    print(f"{len(items)} items in {seconds:.1f} s")
    for (name, expected, said), count in sorted(table.items()):
        print(f"{name:<38} {expected:<22} {'' if said == expected else '-> ' + said:<26} {count}")
    return is_not_good_enough(table)


def is_not_good_enough(table: Counter[tuple[str, str, str]]) -> bool:
    false = sum(count for (_, expected, said), count in table.items() if said == VERIFIED != expected)
    mistakes = sum(count for (_, expected, _), count in table.items() if expected != VERIFIED)
    named = sum(count for (_, expected, said), count in table.items() if expected != VERIFIED and said == expected)
    sound = sum(count for (_, expected, _), count in table.items() if expected == VERIFIED)
    passed = sum(count for (_, expected, said), count in table.items() if expected == VERIFIED == said)
    print(f"mistakes given their right name   {named} of {mistakes} ({named / mistakes:.2%})")
    print(f"what is right called verified     {passed} of {sound} ({passed / sound:.2%})")
    print(f"FALSE VERIFIED                    {false}")
    return bool(false) or named < LEAST_RIGHT * mistakes or mistakes < 500


def judged(client: FlaskClient, batch: Sequence[Item]) -> list[str]:
    """Return what was said of each item's citation, when all of them stand in one draft."""
    starts: list[int] = []
    text = ""
    for item in batch:
        starts.append(len(text))
        text += item.text + "\n\n"
    found = check(client, text)["citations"]
    said = []
    for item, start in zip(batch, starts, strict=True):
        place = start + item.text.index(item.cited)
        ours = [each for each in found if each["start"] < place + len(item.cited) and each["end"] > place]
        said.append("/".join(filter(None, (ours[0]["verdict"], ours[0]["failure"]))) if ours else "not seen")
    return said


def time_long_draft(
    client: FlaskClient, items: Sequence[Item], judgments: Sequence[Judgment], chance: random.Random
) -> bool:
    """Time the check of a draft of 60 pages with 200 citations, a third of them with quotations."""
    chosen = chance.sample(list(items), CITATIONS)
    filler = [line for judgment in judgments for line in judgment.text.splitlines() if len(line) > 60]
    room = PAGES * PAGE_CHARACTERS - sum(len(item.text) for item in chosen)
    paragraphs = [item.text for item in chosen]
    for place in range(CITATIONS):
        pleading = " ".join(re.sub(r"[\d\"“”]|\bv(?:s|ersus)?\.?\s", "", chance.choice(filler)) for _ in range(8))
        paragraphs[place] += "\n\n" + pleading[: max(0, room // CITATIONS)]
    text = "\n\n".join(paragraphs)
    begun = time.perf_counter()
    answer = check(client, text)
    seconds = time.perf_counter() - begun
    counted = f"{len(answer['citations'])} citations, {len(answer['quotations'])} quotations"
    pages = len(text) / PAGE_CHARACTERS
    print(f"a draft of {pages:.0f} pages, {counted}: {seconds:.1f} s (load {os.getloadavg()[0]:.1f})")
    return seconds > WITHIN_SECONDS


if __name__ == "__main__":
    sys.exit(main())
