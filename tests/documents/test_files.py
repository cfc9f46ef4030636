"""What may come in, by what name, and what is turned away at the door."""

from __future__ import annotations

import os
import resource
import unicodedata
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from legalindia.documents.files import LONGEST_NAME, MediaType, clean_filename
from legalindia.documents.sniffing import sniff
from legalindia.errors import Invalid, Refusal, Unsupported
from tests.conftest import Program
from tests.documents import samples
from tests.documents.samples import put

NASTY_NAMES = st.text(
    st.one_of(st.sampled_from('./\\ \t\r\n\0\u202e\u200b\u200d\ufeff\ud800क्षé\u0301=<"'), st.characters()), max_size=400
)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/abs/plaint.pdf", "plaint.pdf"),
        ("C:\\Users\\asha\\plaint.pdf", "plaint.pdf"),
        ("plaint.pdf/", "unnamed"),
        ("plaint\r\nSet-Cookie: a=b.pdf", "plaint Set-Cookie: a=b.pdf"),
        ("pla\0in\x07t.pdf", "plaint.pdf"),
        ("cod\u202efdp.exe", "codfdp.exe"),
        ("inv\u200boice\ufeff.pdf", "invoice.pdf"),
        ("order.pdf. . .", "order.pdf"),
        ("", "unnamed"),
        (".", "unnamed"),
        ("..", "unnamed"),
        (" \t ", "unnamed"),
        ("\ud800.pdf", "pdf"),
        ("a.pdf.exe", "a.pdf.exe"),
        ("Cafe\u0301.pdf", "Caf\u00e9.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("वाद पत्र.pdf", "वाद पत्र.pdf"),
        ("क्\u200dष.pdf", "क्\u200dष.pdf"),
        ("order 📎.pdf", "order 📎.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(raw: str, shown: str) -> None:
    assert clean_filename(raw) == shown


@pytest.mark.parametrize("length", [255, 5000])
def test_a_long_name_is_cut_and_keeps_its_extension(length: int) -> None:
    name = clean_filename("न" * length + ".docx")

    assert len(name) == LONGEST_NAME
    assert name.endswith("न.docx")


@given(NASTY_NAMES)
@example("a." + "b" * 300)
@example("\u212a\u200d.pdf")
def test_no_name_leaves_more_than_plain_text(raw: str) -> None:
    name = clean_filename(raw)

    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set("/\\")
    assert all(unicodedata.category(each) not in ("Cc", "Cs") for each in name)
    assert not set(name) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u200b\ufeff")
    assert name == name.strip(". ")
    assert unicodedata.is_normalized("NFC", name)
    name.encode()


@given(NASTY_NAMES)
def test_a_clean_name_stays_as_it_is(raw: str) -> None:
    assert clean_filename(clean_filename(raw)) == clean_filename(raw)


def test_an_empty_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="The file is empty"):
        sniff(put(tmp_path, b""))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"MZ\x90\0" + b"\0" * 60 + b"%PDF-1.7 1 0 obj", "a Windows program"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 20, "a Linux program"),
        (b"#!/bin/sh\nrm -rf /\n", "a script"),
        ('<svg xmlns="x" onload="alert(1)">'.encode("utf-16"), "a drawing"),
        (b"GIF89a/*<script>*/", "a GIF image"),
        (b"\0\0\0\x18ftypmp42", "a film"),
        (b"RIFF\x10\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0", "a sound recording"),
        (samples.archive({"META-INF/MANIFEST.MF": "hello"}), "a Java program"),
        (samples.archive({"[Content_Types].xml": "<a/>", "xl/workbook.bin": "x"}), "an Office file of a rare kind"),
        (b"PK\x03\x04 nothing more", "a damaged or empty ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing more", "an old Office file"),
        (bytes(range(256)) * 8, "a file of a kind we do not know"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_content(tmp_path: Path, content: bytes, kind: str) -> None:
    with pytest.raises(Unsupported, match=kind) as refusal:
        sniff(put(tmp_path, content))

    assert "can be taken in" in refusal.value.detail


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"<!DOCTYPE html><html><body>hello", MediaType.HTML),
        (b"\n  <HTML><script>alert(1)</script>", MediaType.HTML),
        (b"<?xml version='1.0'?><a/>", MediaType.TEXT),
        (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
        (b"\xff\xd8\xff\xe0JFIF", MediaType.JPEG),
        (b"RIFF\x10\0\0\0WEBPVP8 ", MediaType.WEBP),
        (b"II*\0\x08\0\0\0", MediaType.TIFF),
        (b"\0\0\0\x18ftypheic", MediaType.HEIC),
        (b"{\\rtf1 hello}", MediaType.RTF),
        (b"Received: from a\nFrom: b@example.org\n\nhello", MediaType.MAIL),
        (b"From asha Mon Mar  4 10:00:00 2024\nReturn-Path: <a@example.org>\n\nhello", MediaType.MAILBOX),
        (samples.archive({"a.txt": "hello"}), MediaType.ZIP),
        (samples.archive({"kept/word/document.xml": "<a/>"}), MediaType.ZIP),
        (samples.archive({"xl/workbook.xml": "<a/>"}), MediaType.XLSX),
        (samples.archive({"ppt/presentation.xml": "<a/>"}), MediaType.PPTX),
    ],
)
def test_a_file_is_known_by_its_content(tmp_path: Path, content: bytes, media_type: MediaType) -> None:
    assert sniff(put(tmp_path, content)) is media_type


def test_a_locked_office_file_is_refused_with_the_word_password(tmp_path: Path) -> None:
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    head[30:32] = (9).to_bytes(2, "little")
    directory = "Root Entry".encode("utf-16-le").ljust(128, b"\0") + "EncryptedPackage".encode("utf-16-le")

    with pytest.raises(Unsupported, match="locked with a password"):
        sniff(put(tmp_path, bytes(head) + directory))


@pytest.mark.parametrize(
    "content",
    [
        samples.pdf("Plaint"),
        b"\x00\x01rubbish of a mail gateway\xff" * 30 + samples.pdf("Plaint"),
        samples.pdf("Plaint")[:400],
        b"%PDF-1.4",
    ],
)
def test_a_pdf_is_known_by_its_header_even_behind_rubbish(tmp_path: Path, content: bytes) -> None:
    assert sniff(put(tmp_path, content)) is MediaType.PDF


def test_a_header_after_more_than_a_kilobyte_makes_no_pdf(tmp_path: Path) -> None:
    with pytest.raises(Unsupported):
        sniff(put(tmp_path, b"\x01\x02" * 600 + samples.pdf("Plaint")))


@pytest.mark.parametrize("content", [samples.word("Lease deed"), samples.word_of("")])
def test_a_word_document_is_known_by_what_is_in_it(tmp_path: Path, content: bytes) -> None:
    assert sniff(put(tmp_path, content)) is MediaType.DOCX


def test_an_archive_of_a_million_entries_costs_no_more_than_a_small_one(tmp_path: Path) -> None:
    entry = b"PK\x01\x02" + b"\0" * 24 + (1).to_bytes(2, "little") + b"\0" * 16 + b"a"
    directory = entry * 1_000_000
    end = b"PK\x05\x06" + b"\0" * 8 + len(directory).to_bytes(4, "little") + (4).to_bytes(4, "little") + b"\0\0"

    assert sniff(put(tmp_path, b"PK\x03\x04" + directory + end)) is MediaType.ZIP


@pytest.mark.parametrize(
    "content",
    [
        b"A",
        b"Plaint of A v. B\n",
        "करारनामा".encode(),
        "करारनामा दिनांक 4 मार्च".encode("utf-16"),
        "करारनामा दिनांक 4 मार्च".encode("utf-16-le"),
        "Plaint of A v. B".encode("utf-16-be"),
        "\ufeffPlaint".encode(),
        "The tenant’s café".encode("cp1252"),
        b"<img src=x onerror=alert(1)> Plaint",
        b"From: Asha\nTo: Bilal\nSubject: Notice\n\nDear Sir",
        b"MZ Khan v. State of Kerala",
        b"See the header %PDF-1.4 for details of the exhibit",
        b"Plaint\0 of A v. B, with a stray NUL in a long enough line of text to be one",
        b"word " * 1637 + "न".encode() * 20,
    ],
)
def test_text_is_known_by_being_text(tmp_path: Path, content: bytes) -> None:
    assert sniff(put(tmp_path, content)) is MediaType.TEXT


@given(content=st.one_of(st.binary(max_size=3000), st.binary(max_size=600).map(lambda rest: b"PK\x03\x04" + rest)))
def test_whatever_comes_is_known_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)

    answer = _answer(path)

    assert answer in set(MediaType) or answer.endswith(".")


def _answer(path: Path) -> str:
    try:
        return sniff(path)
    except Refusal as refusal:
        return refusal.detail


def test_more_files_come_in_at_once_than_may_be_open(idle: Flask, asha: Program, client_of_asha: str) -> None:
    files = [(f"letter {number}.txt", b"Letter %d" % number) for number in range(200)]
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    open_now = len(os.listdir("/proc/self/fd"))
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_now + 50, hard))
    try:
        sent = asha.send(client_of_asha, *files)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert sent.status_code == 202
    assert [one["filename"] for one in sent.json["documents"]] == [name for name, _ in files]
    assert sent.json["rejected"] == []
