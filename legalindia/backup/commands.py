"""`flask backup …` and `flask office check`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from legalindia.backup import purged
from legalindia.backup.archive import verify
from legalindia.backup.check import MENDABLE, check
from legalindia.backup.create import create, lines_of
from legalindia.backup.restore import restore
from legalindia.errors import Refusal
from legalindia.ops.commands import Commands

backup = Commands("backup", help="The office in one file.")

FILE = click.Path(dir_okay=False, path_type=Path)
KEPT_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
IDENTITY = click.option("--identity", type=KEPT_FILE, help="The file with the private key, for an encrypted backup.")


def _in_words(command: Callable[..., None]) -> Callable[..., None]:
    @wraps(command)
    def said(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except Refusal as refusal:
            raise click.ClickException(refusal.detail) from refusal

    return said


@backup.command("create")
@click.argument("file", type=FILE)
@click.option("--to", "recipients", multiple=True, metavar="AGE1…", help="Encrypt to this public key; may be repeated.")
@_in_words
def create_backup(file: Path, recipients: tuple[str, ...]) -> None:
    """Write database and originals into FILE, while the office works."""
    made = create(file, recipients=list(recipients))
    for line in lines_of(made):
        click.echo(line)
    if not recipients:
        click.echo(
            "It is not encrypted, and SECRET_KEY is not in it: keep that apart, or a restore cannot open all of it."
        )
    if made.lacking:
        raise click.ClickException(
            "The backup is made, but not everything was there to be saved. See flask office check."
        )


@backup.command("verify")
@click.argument("file", type=KEPT_FILE)
@IDENTITY
@_in_words
def verify_backup(file: Path, identity: Path | None) -> None:
    """Read all of FILE and compare it with what was put into it."""
    about = verify(file, _key(identity))
    click.echo(f"The backup is whole. It was made at {about['made_at']} of a {about['database']} database.")


@backup.command("restore")
@click.argument("file", type=KEPT_FILE)
@IDENTITY
@click.option("--purged", "purged_list", type=KEPT_FILE, help="A list of papers that must not come back.")
@click.option("--replace", is_flag=True, help="Put it in the place of the office that is here, which is then lost.")
@_in_words
def restore_backup(file: Path, identity: Path | None, purged_list: Path | None, replace: bool) -> None:
    """Bring the office in FILE back. Stop web server and worker first."""
    done = restore(file, identity=_key(identity), purged_list=purged_list, may_replace=replace)
    click.echo(f"{done.originals} originals are back, {done.indexed} papers are in the index again.")
    click.echo(
        f"{done.purged} papers were in the backup and have been removed for good since; they were removed again."
    )


@backup.command("purged")
@click.argument("file", type=FILE)
@_in_words
def list_purged(file: Path) -> None:
    """Write the list of all papers that were removed for good into FILE. Keep it apart from this machine."""
    click.echo(f"{purged.write_list(file)} papers were removed for good.")


@click.command("check")
@click.option("--fix", is_flag=True, help="Remove what no paper names, and index again what is not indexed.")
@click.option("--quick", is_flag=True, help="Look only whether the originals are there, without reading them.")
@with_appcontext
@_in_words
def check_office(fix: bool, quick: bool) -> None:
    """Compare database, originals and index. Ends with 1 where something is not whole."""
    found = check(mend=fix, bytes_too=not quick)
    click.echo(f"{found.checked} originals were compared.")
    for fault, count in found.counts.items():
        mended = f", mended: {found.mended[fault]}" if fault in MENDABLE else ""
        click.echo(f"{fault}: {count}{mended}")
        for name in found.named[fault]:
            click.echo(f"  {name}")
    if not found.is_whole:
        raise click.ClickException("Not everything is whole. Originals come back from a backup; --fix mends the rest.")


def _key(identity: Path | None) -> str | None:
    if identity is None:
        return None
    lines = [line.strip() for line in identity.read_text().splitlines()]
    return next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")
