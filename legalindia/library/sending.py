"""Files that a person sends to the library: taken in one by one, with the lists that came along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.database import db
from legalindia.documents.files import clean_filename
from legalindia.documents.models import Document
from legalindia.errors import Invalid, Refusal
from legalindia.library.accession import Accession, take_in_act, take_in_judgment
from legalindia.library.sources import LISTS, MOST_JSON_BYTES, Listed, act_in, rows_of, said_by
from legalindia.web.uploads import Received


@dataclass(frozen=True, slots=True)
class Became:
    """A file that was taken in. :param title: what it is called in the library."""

    filename: str
    title: str
    accession: Accession


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of each file."""

    became: list[Became] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def take_in_sent(files: Sequence[Received], *, by: Person) -> Sent:
    """Take in what was sent. A file that is refused does not touch the others.

    :raises Forbidden: the person does not build the library.
    """
    require(by, Right.BUILD_LIBRARY)
    outcome = Sent()
    listed = _lists(files, outcome)
    for sent in files:
        name = clean_filename(sent.filename)
        if name.lower() in LISTS:
            continue
        try:
            outcome.became.append(_taken_in(sent, name, listed, by=by))
        except Refusal as refusal:
            db.session.rollback()
            outcome.refused.append((name, refusal.detail))
    return outcome


def _lists(files: Sequence[Received], outcome: Sent) -> dict[str, Listed]:
    """Return what the lists among the files say, by the name of the file they say it of."""
    said: dict[str, Listed] = {}
    for sent in files:
        name = clean_filename(sent.filename)
        if name.lower() not in LISTS:
            continue
        sent.arrival.sync()
        try:
            for row in rows_of(sent.arrival.path, called=name):
                for file in said_by(row):
                    said.setdefault(PurePath(file).name, Listed(row, name))
        except Refusal as refusal:
            outcome.refused.append((name, refusal.detail))
    return said


def _taken_in(sent: Received, name: str, listed: Mapping[str, Listed], *, by: Person) -> Became:
    suffix = PurePath(name).suffix.lower()
    if suffix in {".json", ".jsonl"}:
        document, accession = _act(sent, name, is_lines=suffix == ".jsonl", by=by)
    else:
        found = listed.get(name) or listed.get(PurePath(name).stem) or Listed({}, "")
        document, accession = take_in_judgment(sent.arrival, name, found.row, origin=found.origin, by=by)
    return Became(name, document.title, accession)


def _act(sent: Received, name: str, *, is_lines: bool, by: Person) -> tuple[Document, Accession]:
    if sent.arrival.size_bytes > MOST_JSON_BYTES:
        raise Invalid("This JSON is larger than any Act.")
    sent.arrival.sync()
    try:
        text = sent.arrival.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("This is no text, so it is no JSON either.") from error
    return take_in_act(sent.arrival, name, act_in(text, is_lines=is_lines), by=by)
