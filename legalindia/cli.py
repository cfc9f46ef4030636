"""The command line: `flask users`, `library`, `index`, `research`, `law`, `drafts`, `storage`, `office` and more."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from config import Settings
from legalindia.accounts import service as people
from legalindia.accounts.models import Role
from legalindia.accounts.schemas import NewUser
from legalindia.adapters.embedding.built import build_apart, build_unless_built
from legalindia.adapters.outfit import outfit
from legalindia.admin.seals import renew_all
from legalindia.audit import chain
from legalindia.backup.commands import backup, check_office
from legalindia.backup.purged import is_broken_off
from legalindia.database import db
from legalindia.demo.load import load_firm
from legalindia.documents import bin, rebuild
from legalindia.documents.meaning import count_awaited
from legalindia.drafts import service as drafts
from legalindia.drafts.printed import lines_of
from legalindia.drafts.schemas import laid_out
from legalindia.drafts.tasks import read_draft
from legalindia.errors import Refusal
from legalindia.jobs.tasks import take_up
from legalindia.library import service
from legalindia.library.models import Import
from legalindia.ops.abilities import abilities
from legalindia.ops.commands import Commands
from legalindia.research import service as research
from legalindia.research.models import Question
from legalindia.research.schemas import attribution
from legalindia.sealing import SealBroken
from legalindia.search.law_commands import law
from legalindia.search.service import Where, Within
from legalindia.web.json_api import checked

users = Commands("users", help="The people of the firm.")
audit = Commands("audit", help="The audit trail.")
library = Commands("library", help="The firm's library of judgments and statutes.")
index = Commands("index", help="The search index.")
questions = Commands("research", help="Questions, answered from the papers.")
draft_papers = Commands("drafts", help="Drafts, checked before they are filed.")
models = Commands("models", help="The embedding model.")
documents = Commands("documents", help="The papers.")
storage = Commands("storage", help="Where the originals are kept.")
demo = Commands("demo", help="The demo firm.")
office = Commands("office", help="The installation as a whole.")
secrets = Commands("secrets", help="What is sealed with the office's key.")


def register(app: Flask) -> None:
    """Give the commands to the app."""
    groups = (
        users,
        audit,
        library,
        index,
        questions,
        law,
        draft_papers,
        models,
        documents,
        storage,
        backup,
        demo,
        office,
        secrets,
    )
    for group in groups:
        app.cli.add_command(group)
    office.add_command(check_office)


@users.command("create")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
def create_user(email: str, name: str, role: str, password_stdin: bool) -> None:
    """Add a person to the firm."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    try:
        entered = {"email": email, "name": name, "role": role, "password": password}
        user = people.add_user(checked(NewUser(), entered))
    except Refusal as refusal:
        raise _said(refusal) from refusal
    click.echo(f"{user.name} <{user.email}> is {user.role} now.")


@secrets.command("renew")
def renew_seals() -> None:
    """Seal with SECRET_KEY what was sealed with SECRET_KEY_BEFORE, which may be forgotten after that."""
    try:
        renewed = renew_all()
    except SealBroken as error:
        raise click.ClickException(f"Nothing was changed. {error}") from error
    click.echo(f"Sealed with the present key: {renewed}.")


@audit.command("verify")
def verify_audit() -> None:
    """Walk the whole audit trail and name the first row that was altered, is missing or is not in its place."""
    broken = chain.first_break()
    if broken is not None:
        raise click.ClickException(f"The audit trail is broken: row {broken.number} {broken.reason}.")
    number, sha256 = chain.head()
    click.echo(f"The audit trail holds: {number} rows. Note down its end elsewhere: {number} {sha256}")


@library.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
def import_library(paths: tuple[str, ...]) -> None:
    """Take judgments and statutes into the library. What it holds already is known again."""
    for path in paths:
        source = path if path.startswith("s3://") else str(Path(path).resolve())
        run = service.begin_import(source, by=None)
        # The same job as the page's, but done here, and so are the readings it brings, beside a worker if there is one.
        take_up.call_local(run.job_id)
        _print_import(run)
    waiting = service.waiting_to_be_read()
    for done, job_id in enumerate(waiting, start=1):
        take_up.call_local(job_id)
        click.echo(f"\r{done} of {len(waiting)} judgments read", nl=False)
    held = service.holdings()
    click.echo(f"\nThe library holds {held.judgments} judgments and {held.statutes} statutes.")


@index.command("rebuild")
@click.option("--document", "document_id", type=click.UUID, help="Only this document.")
def rebuild_index(document_id: uuid.UUID | None) -> None:
    """Fill the index anew from the database, without reading a file again."""
    try:
        for done, total in rebuild.rebuild(document_id):
            click.echo(f"\r{done} of {total} documents", nl=False)
    except Refusal as refusal:
        raise _said(refusal) from refusal
    click.echo()


@index.command("status")
def show_index() -> None:
    """Say what the index holds, and what of the database it does not."""
    state = outfit().index.state()
    click.echo(f"{state.kind}: {state.passages} passages, {state.vectors} vectors, {state.size_bytes} bytes")
    click.echo(f"in the database: {rebuild.count_passages()} passages")
    click.echo(f"still to be indexed by meaning: {count_awaited(outfit().embedding)} passages")


@questions.command("ask")
@click.argument("text", metavar="QUESTION")
@click.option("--client", "client_id", type=click.UUID, help="Only papers of this client.")
@click.option("--in", "where", type=click.Choice([each.value for each in Where]), default=Where.DOCUMENTS.value)
@click.option("--as", "email", required=True, help="Who asks: what they may see is what is searched.")
def ask(text: str, client_id: uuid.UUID | None, where: str, email: str) -> None:
    """Ask a question and print the answer with its sources."""
    try:
        asker = people.find_by_email(email)
        question = research.ask(text, Within(client_id=client_id, where=Where(where)), by=asker).question
        # The same job as the page's, but done here: whoever asks on the command line waits for the answer.
        take_up.call_local(question.job_id)
        # The job has a session of its own; what this one read before is stale now.
        db.session.expire_all()
        _print_answer(research.get_question(question.job.id, by=asker))
    except Refusal as refusal:
        raise _said(refusal) from refusal


@draft_papers.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "email", required=True, help="Who asks: what they may see is what is looked at.")
@click.option("--json", "as_json", is_flag=True, help="Print the check as the API gives it.")
def check_draft(file: Path, email: str, as_json: bool) -> None:
    """Check the citations and quotations of a draft: DOCX, PDF or text. Nothing of it is kept."""
    try:
        text, notes = read_draft(file)
        checked_draft = drafts.check_text(text, by=people.find_by_email(email))
    except Refusal as refusal:
        raise _said(refusal) from refusal
    if as_json:
        click.echo(json.dumps(laid_out(checked_draft), ensure_ascii=False, indent=2))
        return
    for line in [*notes, *lines_of(checked_draft)]:
        click.echo(line)


@models.command("build")
def build_model() -> None:
    """Make the embedding model from its published weights, once."""
    click.echo(build_apart(current_app.config["SETTINGS"].model_dir))


@documents.command("purge")
@click.option("--days", type=click.IntRange(min=0), help="How long they have lain there; BIN_DAYS where not given.")
def purge_bin(days: int | None) -> None:
    """Remove for good what has lain in the bin for long enough. The worker does this every day by itself."""
    settings: Settings = current_app.config["SETTINGS"]
    click.echo(f"{bin.purge(days=settings.bin_days if days is None else days)} papers removed for good.")


@storage.command("prepare")
def prepare_storage() -> None:
    """Set a bucket up: versions, and rules for what is in quarantine or was never finished. Can be repeated."""
    try:
        for line in outfit().storage.prepare():
            click.echo(line)
    except Refusal as refusal:
        raise _said(refusal) from refusal


@demo.command("load")
def load_demo() -> None:
    """Load the demo firm, unless somebody is there already, and print its sign-ins."""
    for line in load_firm():
        click.echo(line)


@office.command("prepare")
def prepare() -> None:
    """Bring database, model and demo firm to where they should be, and say which abilities are off."""
    settings: Settings = current_app.config["SETTINGS"]
    if is_broken_off(settings.data_dir):
        # Papers that were removed for good may be back until the restore has come to its end.
        raise click.ClickException("A restore was broken off. Run `flask backup restore FILE --replace` again first.")
    upgrade()
    build_unless_built(settings.model_dir)
    if settings.demo:
        for line in load_firm():
            click.echo(line)
    for ability in abilities(settings):
        if not ability.is_on:
            click.echo(f"Off: {ability.name}. {ability.missing}")


def _print_answer(question: Question) -> None:
    shown = research.shown_answer(question, by=question.asked_by)
    if question.job.error:
        raise click.ClickException(question.job.error)
    for statement in shown.statements:
        numbers = "".join(f"[{source.number}]" for source in statement.sources)
        click.echo(f"{' '.join(statement.text.split())} {numbers}")
        for section in shown.sections_of(statement):
            click.echo(f"    {section.named} ↔ {section.answer}")
    if not shown.statements:
        click.echo(f"Nothing was found that answers this, in {question.searched} documents.")
    for source in shown.sources:
        click.echo(f"[{source.number}] {attribution(source, shown.standing_of(source))}")


def _print_import(run: Import) -> None:
    db.session.refresh(run)
    if run.job is not None and run.job.error:
        raise click.ClickException(run.job.error)
    for note in run.notes:
        click.echo(f"Not taken in: {note}")
    counts = f"{run.taken_in} taken in, {run.updated} updated, {run.known} known, {run.refused} not taken in"
    click.echo(f"{run.source}: {counts}.")


def _said(refusal: Refusal) -> click.ClickException:
    details = [f"{field}: {' '.join(messages)}" for field, messages in refusal.errors.items() if field]
    return click.ClickException("\n".join([refusal.detail, *details]))
