"""A backup is worth what can be restored from it: onto an empty machine, whole, and without what was purged."""

from __future__ import annotations

import dataclasses
import io
import os
import tarfile
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from flask_migrate import stamp
from pyrage import x25519

from config import Settings
from legalindia.adapters.outfit import outfit
from legalindia.adapters.storage.place import BucketPlace
from legalindia.adapters.storage.s3 import S3Storage
from legalindia.app import create_app
from legalindia.audit import chain
from legalindia.audit.models import Act, AuditEvent
from legalindia.backup import restore
from legalindia.database import db
from legalindia.documents import bin
from legalindia.documents.models import Document
from tests import databases
from tests.conftest import Browser, Program, _outfit

RENT = "The lessee shall pay a rent of Rs 18,000 on the fifth day of each month."
BAIL = "Anticipatory bail was granted on a bond of Rs 50,000."
DRAFT = {"title": "Reply", "text": "As section 302 of the IPC says."}
QUESTIONS = ("rent lessee", "anticipatory bail", '"fifth day"', "bond")

pytestmark = pytest.mark.skipif(bool(databases.SERVER), reason="two offices at once want two databases")


def run(app: Flask, *command: str) -> Result:
    return FlaskCliRunner(app).invoke(args=list(command))


def said(app: Flask, *command: str) -> str:
    result = run(app, *command)
    assert result.exit_code == 0, result.output
    return str(result.output)


@pytest.fixture
def office(app: Flask, asha: Program) -> Flask:
    """An office with two papers, and a draft that was typed."""
    client_id = asha.open_client("Hegde")
    asha.file_text(client_id, "lease.txt", RENT)
    asha.file_text(client_id, "order.txt", BAIL)
    asha.post("/drafts", json=DRAFT)
    with app.app_context():
        stamped()
    return app


def stamped() -> None:
    """Say of a database that was made from the models that it is at the newest migration."""
    db.session.rollback()
    stamp()


@pytest.fixture
def other_machine(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """A machine on which nothing has ever been."""
    folder = tmp_path / "other machine"
    folder.mkdir()
    bare = dataclasses.replace(settings, data_dir=folder, database_url=f"sqlite:///{folder / 'office.sqlite3'}")
    app = create_app(bare, _outfit(folder))
    app.test_client_class = Browser
    app.config["RATELIMIT_ENABLED"] = False
    yield app
    with app.app_context():
        db.engine.dispose()


def answers(app: Flask) -> list[list[tuple[Any, ...]]]:
    asha = Program(app, "asha")
    found = [asha.get(f"/search?q={question}").json["hits"] for question in QUESTIONS]
    return [
        [(hit["document_id"], hit["page"], hit["start"], hit["text"], hit["score"]) for hit in hits] for hits in found
    ]


def originals(app: Flask) -> dict[str, bytes]:
    asha = Program(app, "asha")
    (client,) = asha.get("/clients").json["items"]
    listed = asha.get(f"/clients/{client['id']}/documents").json["items"]
    return {one["id"]: asha.get(f"/documents/{one['id']}/content").data for one in listed}


def test_an_office_comes_back_on_an_empty_machine_and_finds_the_same(
    office: Flask, other_machine: Flask, tmp_path: Path
) -> None:
    file = str(tmp_path / "office.backup")
    before = answers(office), originals(office)
    assert "2 originals and the database" in said(office, "backup", "create", file)
    assert "whole" in said(other_machine, "backup", "verify", file)
    assert "2 originals are back, 2 papers are in the index again" in said(other_machine, "backup", "restore", file)

    assert (answers(other_machine), originals(other_machine)) == before
    assert all(hits for hits in before[0])
    assert "2 originals were compared" in said(other_machine, "office", "check")
    with other_machine.app_context():
        assert chain.first_break() is None
        acts = [event.act for event in db.session.query(AuditEvent).order_by(AuditEvent.number)]
        assert acts.count(str(Act.RESTORED_FROM_BACKUP)) == 1


def test_drafts_come_back_typed_ones_and_files(
    office: Flask, as_asha: Browser, other_machine: Flask, tmp_path: Path
) -> None:
    paper = (io.BytesIO(b"The accused was arrested under section 302 IPC."), "petition.txt")
    fields = {"title": "Petition", "text": "", "file": paper, "csrf_token": as_asha.token}
    assert as_asha.post("/drafts", data=fields, content_type="multipart/form-data").status_code == 303
    file = str(tmp_path / "office.backup")
    assert "3 originals and the database" in said(office, "backup", "create", file)
    said(other_machine, "backup", "restore", file)
    before, after = (Program(app, "asha").get("/drafts").json["items"] for app in (office, other_machine))

    assert sorted(draft["title"] for draft in before) == ["Petition", "Reply"]
    assert after == before
    for draft in before:
        path = f"/drafts/{draft['id']}"
        assert Program(other_machine, "asha").get(path).json == Program(office, "asha").get(path).json


def test_an_encrypted_backup_opens_with_its_key_alone(office: Flask, other_machine: Flask, tmp_path: Path) -> None:
    key, wrong = x25519.Identity.generate(), x25519.Identity.generate()
    for name, identity in (("key", key), ("wrong", wrong)):
        (tmp_path / name).write_text(f"# made today\n{identity}\n")
    file = tmp_path / "office.backup"
    said(office, "backup", "create", str(file), "--to", str(key.to_public()))

    assert file.read_bytes().startswith(b"age-encryption.org/")
    assert b"Anticipatory" not in file.read_bytes()
    assert "--identity" in run(other_machine, "backup", "restore", str(file)).output
    refused = run(other_machine, "backup", "restore", str(file), "--identity", str(tmp_path / "wrong"))
    assert "does not open with that key" in refused.output
    said(other_machine, "backup", "verify", str(file), "--identity", str(tmp_path / "key"))
    said(other_machine, "backup", "restore", str(file), "--identity", str(tmp_path / "key"))
    assert answers(other_machine) == answers(office)


def test_what_is_sealed_opens_on_a_machine_with_another_secret(
    office: Flask, other_machine: Flask, tmp_path: Path
) -> None:
    other = dataclasses.replace(
        other_machine.config["SETTINGS"], secret_key="another secret, as a new machine makes one"
    )
    other_machine.config["SETTINGS"] = other
    key = x25519.Identity.generate()
    (tmp_path / "key").write_text(str(key))
    with office.app_context():
        db.session.query(Document).first().password = "the file's own"  # type: ignore[union-attr]
        db.session.commit()
    said(office, "backup", "create", str(tmp_path / "plain"))
    said(office, "backup", "create", str(tmp_path / "encrypted"), "--to", str(key.to_public()))

    assert "SECRET_KEY_BEFORE" in run(other_machine, "backup", "restore", str(tmp_path / "plain")).output
    said(other_machine, "backup", "restore", str(tmp_path / "encrypted"), "--identity", str(tmp_path / "key"))
    other_machine.config["SETTINGS"] = other
    with other_machine.app_context():
        assert "the file's own" in {document.password for document in db.session.query(Document)}


def test_what_is_no_key_is_said_to_be_none(office: Flask, tmp_path: Path) -> None:
    result = run(office, "backup", "create", str(tmp_path / "b"), "--to", "ssh-rsa AAAA")

    assert "begins with age1" in result.output
    assert not list(tmp_path.glob("b*"))


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "other"])
@pytest.mark.parametrize("is_encrypted", [False, True])
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    office: Flask, other_machine: Flask, tmp_path: Path, harm: str, is_encrypted: bool
) -> None:
    key = x25519.Identity.generate()
    (tmp_path / "key").write_text(str(key))
    file = tmp_path / "office.backup"
    said(office, "backup", "create", str(file), *(["--to", str(key.to_public())] if is_encrypted else []))
    content = bytearray(file.read_bytes())
    if harm == "flip":
        content[content.find(b"Anticipatory") if not is_encrypted else len(content) // 2] ^= 1
    file.write_bytes({"cut": content[: len(content) // 2], "empty": b"", "other": b"PK" * 999}.get(harm, content))
    for command in ("verify", "restore"):
        result = run(other_machine, "backup", command, str(file), "--identity", str(tmp_path / "key"))

        assert result.exit_code == 1, result.output
        assert "backup" in result.output
        assert "Traceback" not in result.output
    assert not Path(other_machine.config["SETTINGS"].data_dir, "originals").exists()


def test_an_office_is_not_overwritten_by_mistake(office: Flask, asha: Program, tmp_path: Path) -> None:
    file = str(tmp_path / "office.backup")
    said(office, "backup", "create", file)
    later = asha.file_text(asha.open_client("Menon"), "later.txt", "Filed after the backup.")

    assert "--replace" in run(office, "backup", "restore", file).output
    assert asha.get(f"/documents/{later}").status_code == 200
    said(office, "backup", "restore", file, "--replace")
    assert Program(office, "asha").get(f"/documents/{later}").status_code == 404
    assert len(originals(office)) == 2


def test_a_backup_does_not_write_over_another(office: Flask, tmp_path: Path) -> None:
    file = tmp_path / "office.backup"
    file.write_bytes(b"last week's")

    assert "is there already" in run(office, "backup", "create", str(file)).output
    assert file.read_bytes() == b"last week's"


@pytest.fixture
def purged_bail(office: Flask, tmp_path: Path) -> str:
    """The id of a paper that is in the backup and was removed for good after it."""
    said(office, "backup", "create", str(tmp_path / "office.backup"))
    asha = Program(office, "asha")
    document_id = next(key for key, content in originals(office).items() if b"bail" in content)
    asha.delete(f"/documents/{document_id}")
    with office.app_context():
        bin.purge(days=-1)
    return document_id


class TestWhatWasPurged:
    def test_a_restore_over_the_office_does_not_revive_it(
        self, office: Flask, purged_bail: str, tmp_path: Path
    ) -> None:
        text = said(office, "backup", "restore", str(tmp_path / "office.backup"), "--replace")

        assert "1 papers were in the backup" in text
        assert purged_bail not in originals(office)
        assert not any(hit[0] == purged_bail for hits in answers(office) for hit in hits)

    def test_nor_does_one_on_an_empty_machine_that_is_given_the_list(
        self, office: Flask, other_machine: Flask, purged_bail: str, tmp_path: Path
    ) -> None:
        assert "1 papers" in said(office, "backup", "purged", str(tmp_path / "purged.txt"))
        file, listed = str(tmp_path / "office.backup"), str(tmp_path / "purged.txt")
        said(other_machine, "backup", "restore", file, "--purged", listed)

        assert list(originals(other_machine)) != []
        assert purged_bail not in originals(other_machine)
        with other_machine.app_context():
            assert len(list(outfit().storage.held())) == 1

    def test_a_list_that_is_none_is_refused(self, other_machine: Flask, purged_bail: str, tmp_path: Path) -> None:
        (tmp_path / "list").write_text("the lease\n")
        file = str(tmp_path / "office.backup")

        assert "not a list" in run(other_machine, "backup", "restore", file, "--purged", str(tmp_path / "list")).output


class PowerCut(BaseException):
    """What ends the program in the middle of a step; nothing in it can hold that off."""


# Just after a step is just before the next, but for what a step is itself made of.
STEPS = [
    ("database.put_back", "before"),
    ("database.put_back", "after"),
    ("upgrade", "after"),
    ("_keep", "after"),
    ("renew_all", "after"),
    ("purged.purge_again", "after"),
    ("rebuild", "after"),
    ("record", "after"),
    ("purged.let_go", "before"),
    ("purged.let_go", "after"),
]


@contextmanager
def power_cut(monkeypatch: pytest.MonkeyPatch, step: str, moment: str) -> Iterator[None]:
    """Cut the power before or after a step of the restore that is done inside."""
    module, _, name = step.rpartition(".")
    place = getattr(restore, module) if module else restore
    whole = getattr(place, name)

    def cut(*arguments: Any, **named: Any) -> Any:
        if moment == "after":
            done = whole(*arguments, **named)
            if isinstance(done, Iterator):
                deque(done, maxlen=0)
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(place, name, cut)
        with pytest.raises(PowerCut):
            yield


class TestARestoreThatIsBrokenOff:
    @pytest.mark.parametrize(("step", "moment"), STEPS)
    def test_revives_nothing_when_it_is_begun_again(
        self,
        office: Flask,
        purged_bail: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        step: str,
        moment: str,
    ) -> None:
        file = str(tmp_path / "office.backup")
        with power_cut(monkeypatch, step, moment):
            run(office, "backup", "restore", file, "--replace")
        is_done = (step, moment) == ("purged.let_go", "after")
        assert ("A restore was broken off" in run(office, "office", "prepare").output) is not is_done
        text = said(office, "backup", "restore", file, "--replace")

        assert "1 papers were in the backup" in text
        assert list(originals(office)) not in ([], [purged_bail])
        assert not any(hit[0] == purged_bail for hits in answers(office) for hit in hits)
        assert not list(office.config["SETTINGS"].data_dir.glob("purged-before*"))

    def test_remembers_the_list_it_was_given(
        self,
        office: Flask,
        other_machine: Flask,
        purged_bail: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        file, listed = str(tmp_path / "office.backup"), str(tmp_path / "purged.txt")
        said(office, "backup", "purged", listed)
        with power_cut(monkeypatch, "renew_all", "before"):
            run(other_machine, "backup", "restore", file, "--purged", listed)
        said(other_machine, "backup", "restore", file, "--replace")

        assert list(originals(other_machine)) not in ([], [purged_bail])

    def test_a_backup_that_is_refused_leaves_the_office_open(self, office: Flask, tmp_path: Path) -> None:
        (tmp_path / "torn").write_bytes(b"half of a backup")
        run(office, "backup", "restore", str(tmp_path / "torn"), "--replace")

        assert not list(office.config["SETTINGS"].data_dir.glob("purged-before*"))


def test_a_backup_names_what_the_office_itself_has_lost(office: Flask, tmp_path: Path) -> None:
    folder = office.config["SETTINGS"].data_dir / "originals"
    lost = next(path for path in folder.rglob("*/*") if path.is_file())
    lost.unlink()
    result = run(office, "backup", "create", str(tmp_path / "office.backup"))

    assert result.exit_code == 1
    assert lost.name in result.output
    assert "whole" in said(office, "backup", "verify", str(tmp_path / "office.backup"))


def test_a_backup_of_another_kind_of_database_is_refused_in_words(
    office: Flask, other_machine: Flask, tmp_path: Path
) -> None:
    file, turned = tmp_path / "office.backup", tmp_path / "turned.backup"
    said(office, "backup", "create", str(file))
    with tarfile.open(file) as tar:
        about = tar.extractfile("about.json").read()  # type: ignore[union-attr]

    assert b'"database": "sqlite"' in about
    _rewrite(file, turned, "about.json", about.replace(b"sqlite", b"oracle"))
    assert "not what was put into it" in run(other_machine, "backup", "verify", str(turned)).output


def _rewrite(file: Path, other: Path, name: str, content: bytes) -> None:
    with tarfile.open(file) as source, tarfile.open(other, "w") as target:
        for entry in source:
            data = content if entry.name == name else source.extractfile(entry).read()  # type: ignore[union-attr]
            entry.size = len(data)
            target.addfile(entry, io.BytesIO(data))


def test_people_work_on_while_it_is_made(idle: Flask, asha: Program, tmp_path: Path) -> None:
    client_id = asha.open_client("Hegde")
    asha.file_text(client_id, "lease.txt", RENT)
    with idle.app_context():
        stamped()
    said(idle, "backup", "create", str(tmp_path / "office.backup"))

    assert asha.file_text(client_id, "order.txt", BAIL)
    assert "whole" in said(idle, "backup", "verify", str(tmp_path / "office.backup"))


def test_an_office_moves_from_a_disk_into_a_bucket(
    office: Flask, other_machine: Flask, bucket: str, s3_server: str, tmp_path: Path
) -> None:
    storage = S3Storage(BucketPlace.at(f"s3://{bucket}/firm?endpoint={s3_server}"), tmp_path / "transit")
    storage.prepare()
    worn = other_machine.extensions["outfit"]
    other_machine.extensions["outfit"] = dataclasses.replace(worn, storage=storage)
    file, again = str(tmp_path / "office.backup"), str(tmp_path / "again.backup")
    said(office, "backup", "create", file)
    said(other_machine, "backup", "restore", file)

    assert originals(other_machine) == originals(office)
    assert all("@" in one.key for one in storage.held())
    assert "2 originals and the database" in said(other_machine, "backup", "create", again)
    assert "whole" in said(other_machine, "backup", "verify", again)


class TestTheCheck:
    def test_an_office_that_is_whole_is_said_to_be(self, office: Flask) -> None:
        assert said(office, "office", "check").splitlines() == ["2 originals were compared."]
        assert said(office, "office", "check", "--quick").splitlines() == ["2 originals were compared."]

    @pytest.mark.parametrize("is_quick", [False, True])
    def test_a_missing_original_is_named(self, office: Flask, is_quick: bool) -> None:
        path = self._original(office)
        path.unlink()
        result = run(office, "office", "check", *(["--quick"] if is_quick else []))

        assert result.exit_code == 1
        assert "original missing: 1" in result.output
        assert path.name in result.output

    def test_one_flipped_bit_is_found(self, office: Flask) -> None:
        path = self._original(office)
        content = bytearray(path.read_bytes())
        content[5] ^= 4
        path.write_bytes(content)
        result = run(office, "office", "check", "--fix")

        assert result.exit_code == 1
        assert "original altered: 1" in result.output
        assert path.exists()

    def test_a_file_that_no_paper_names_is_found_and_removed_when_asked(self, office: Flask) -> None:
        folder = office.config["SETTINGS"].data_dir / "originals"
        stray, coming = (folder / "ab" / ("ab" + digit * 30) for digit in "01")
        stray.parent.mkdir(exist_ok=True)
        stray.write_bytes(b"never written down")
        coming.write_bytes(b"being written down")
        os.utime(stray, (0, 0))

        assert "file that no paper names: 1" in run(office, "office", "check").output
        assert stray.exists()
        assert "mended: 1" in said(office, "office", "check", "--fix")
        assert not stray.exists()
        assert coming.exists()

    def test_passages_and_vectors_that_are_missing_or_too_many_are_found_and_mended(
        self, office: Flask, drift: Callable[[], None]
    ) -> None:
        before = answers(office)
        drift()
        result = run(office, "office", "check")

        assert result.exit_code == 1
        for fault in ("not in the index: 1", "without a vector: 1", "not to be found any more: 1"):
            assert fault in result.output
        said(office, "office", "check", "--fix")
        assert said(office, "office", "check").splitlines() == ["2 originals were compared."]
        assert answers(office) == before

    @pytest.fixture
    def drift(self, office: Flask) -> Callable[[], None]:
        """Take a paper out of the index, another's vectors too, and put one in that does not exist."""

        def drifted() -> None:
            with office.app_context():
                index = outfit().index
                first, second = {one.document_id for one in index.passages()}
                index.remove_document(first)
                bare = [held.entry for held in index._passages.values() if held.entry.document_id == second]  # type: ignore[attr-defined]
                index.add([dataclasses.replace(entry, vector=None) for entry in bare])
                ghost = dataclasses.replace(bare[0], passage_id=uuid.uuid4(), document_id=uuid.uuid4())
                index.add([ghost])

        return drifted

    @staticmethod
    def _original(app: Flask) -> Path:
        folder = app.config["SETTINGS"].data_dir / "originals"
        return next(path for path in folder.rglob("*/*") if path.is_file())
