"""The public collections of judgments, from a local copy and straight from a bucket."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import duckdb
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from legalindia.database import db
from legalindia.documents.models import Document
from legalindia.library import service
from legalindia.library.models import Authority
from tests.library.fixtures import JUDGMENT

ENGLISH = "data/tar/year=2019/english"


def write_collection(folder: Path, *, sha256: str | None = None) -> Path:
    """Write a year of a collection: one archive with two judgments, its index, its metadata."""
    archive = folder / ENGLISH / "english.tar"
    archive.parent.mkdir(parents=True)
    judgments = {"2019_11_902_EN.txt": JUDGMENT, "2019_12_1_EN.txt": JUDGMENT.replace("Meera Textiles", "Usha Mills")}
    with tarfile.open(archive, "w") as tar:
        for name, text in {**judgments, "../../etc/passwd": "root"}.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    part = {"name": "english.tar", "files": list(judgments), "file_count": 2, "size": archive.stat().st_size}
    index = {"year": 2019, "archive_type": "english", "parts": [part | ({"sha256": sha256} if sha256 else {})]}
    (folder / ENGLISH / "english.index.json").write_text(json.dumps(index))
    _write_metadata(folder / "metadata/parquet/year=2019/metadata.parquet")
    return folder


def _write_metadata(path: Path) -> None:
    path.parent.mkdir(parents=True)
    row = (
        "SELECT 'MEERA TEXTILES PVT. LTD. versus KAVERI PORT TRUST' AS title, 'A. Judge, B. Judge' AS judge,"
        " '14-08-2019' AS decision_date, '[2019] 7 S.C.R. 44' AS citation, '2019INSC871' AS nc_display,"
        " 'ESCR010000012019' AS cnr, 'Supreme Court of India' AS court, '2019_11_902' AS path"
    )
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({row}) TO '{path}' (FORMAT parquet)")


class Bucket(BaseHTTPRequestHandler):
    """What of S3 is needed to read a public bucket: listing, and giving out whole files; nobody signs anything."""

    # What was asked for, by all requests.
    asked: ClassVar[list[str]] = []
    # The tag of a file that was sent to the bucket in several parts is no hash of it.
    parts: ClassVar[str] = ""

    def __init__(self, folder: Path, *arguments: object) -> None:
        self.folder = folder
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if "Authorization" in self.headers:
            self.send_error(403)
            return
        asked = urlsplit(self.path)
        self.asked.append(unquote(asked.path))
        _, _, key = unquote(asked.path).lstrip("/").partition("/")
        body = (self.folder / key).read_bytes() if key else self._listing(parse_qs(asked.query))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass

    def _listing(self, query: dict[str, list[str]]) -> bytes:
        below = query.get("prefix", [""])[0]
        files = sorted(one for one in self.folder.rglob("*") if one.is_file())
        keys = {one.relative_to(self.folder).as_posix(): one for one in files}
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{path.stat().st_size}</Size>"
            f'<ETag>"{hashlib.md5(path.read_bytes()).hexdigest()}{self.parts}"</ETag></Contents>'  # noqa: S324
            for key, path in keys.items()
            if key.startswith(below)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>".encode()


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that a server on this machine gives out as the Supreme Court's public bucket."""
    folder = write_collection(tmp_path / "bucket")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Bucket, folder))  # type: ignore[arg-type]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{server.server_port}")
    yield folder
    server.shutdown()


def test_a_local_copy_of_a_collection_is_taken_in_with_its_metadata(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    said = runner.invoke(args=["library", "import", str(write_collection(tmp_path / "copy"))])

    assert "2 taken in, 0 updated, 0 known, 0 not taken in" in said.output, said.output
    with app.app_context():
        authority = service.authorities_cited_as(["2019 INSC 871"])["2019 INSC 871"][0]
        assert authority.origins["bench"] == "metadata.parquet"
        assert {one.normal for one in authority.citations} >= {"2019 INSC 871", "[2019] 7 SCR 44", "(2019) 11 SCC 902"}
        assert db.session.query(Document).filter(Document.filename.contains("passwd")).count() == 0


def test_a_bucket_is_read_without_a_signature(app: Flask, runner: FlaskCliRunner, bucket: Path) -> None:
    said = runner.invoke(args=["library", "import", "s3://indian-supreme-court-judgments/data/tar/year=2019/"])

    assert "2 taken in, 0 updated, 0 known, 0 not taken in" in said.output, said.output


def test_an_archive_that_was_gone_through_is_not_fetched_again(
    app: Flask, runner: FlaskCliRunner, bucket: Path
) -> None:
    source = "s3://indian-supreme-court-judgments"
    runner.invoke(args=["library", "import", source])
    again = runner.invoke(args=["library", "import", source])
    assert "0 taken in, 0 updated, 0 known, 0 not taken in" in again.output

    more = bucket / ENGLISH / "part-20240101T000000.tar"
    with tarfile.open(more, "w") as tar:
        text = JUDGMENT.replace("Meera Textiles", "Third Mills").encode()
        member = tarfile.TarInfo("2019_13_1_EN.txt")
        member.size = len(text)
        tar.addfile(member, io.BytesIO(text))
    assert "1 taken in, 0 updated, 0 known" in runner.invoke(args=["library", "import", source]).output


def test_an_archive_without_a_checksum_is_not_fetched_again_either(
    app: Flask, runner: FlaskCliRunner, bucket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bucket, "parts", "-2")
    source = "s3://indian-supreme-court-judgments"
    first = runner.invoke(args=["library", "import", source])
    Bucket.asked.clear()
    again = runner.invoke(args=["library", "import", source])

    assert "2 taken in" in first.output, first.output
    assert "0 taken in, 0 updated, 0 known, 0 not taken in" in again.output
    assert not [address for address in Bucket.asked if address.endswith(".tar")]


@pytest.mark.parametrize(
    "prefix", ["year=2019", "data/tar/year=2019", "/data/tar/year=2019/english/english.tar", "data"]
)
def test_a_part_of_a_bucket_is_named_in_several_ways(
    app: Flask, runner: FlaskCliRunner, bucket: Path, prefix: str
) -> None:
    said = runner.invoke(args=["library", "import", f"s3://indian-supreme-court-judgments/{prefix}"])

    assert "2 taken in" in said.output, said.output


@pytest.mark.parametrize("prefix", ["2019/", "metadata/parquet/year=2019/", "data/tar/year=2091/", "data/tars/"])
def test_a_part_that_is_not_there_never_means_the_whole_bucket(
    app: Flask, runner: FlaskCliRunner, bucket: Path, prefix: str
) -> None:
    said = runner.invoke(args=["library", "import", f"s3://indian-supreme-court-judgments/{prefix}"])

    assert said.exit_code == 1
    assert "No archive" in said.output
    with app.app_context():
        assert db.session.query(Authority).count() == 0


def test_an_import_that_was_broken_off_goes_on_where_it_was(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    folder = write_collection(tmp_path / "copy")
    whole = (folder / ENGLISH / "english.tar").read_bytes()
    (folder / ENGLISH / "english.tar").write_bytes(whole[:3000])
    cut = runner.invoke(args=["library", "import", str(folder)])
    (folder / ENGLISH / "english.tar").write_bytes(whole)
    after = runner.invoke(args=["library", "import", str(folder)])

    assert "1 not taken in" in cut.output
    assert "0 not taken in" in after.output
    with app.app_context():
        assert db.session.query(Authority).count() == 2


def test_an_archive_whose_checksum_differs_is_refused_whole(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    said = runner.invoke(args=["library", "import", str(write_collection(tmp_path / "copy", sha256="0" * 64))])

    assert "0 taken in, 0 updated, 0 known, 1 not taken in" in said.output
    assert "The checksum of data/tar/year=2019/english/english.tar differs" in said.output
    with app.app_context():
        assert db.session.query(Authority).count() == 0


def test_another_bucket_is_none_of_ours(runner: FlaskCliRunner) -> None:
    said = runner.invoke(args=["library", "import", "s3://somebody-elses/data/"])

    assert said.exit_code == 1
    assert "Of buckets only these are read" in said.output
