"""`flask law …`: what became of a section of the criminal codes, and which code governs."""

from __future__ import annotations

from datetime import date, datetime

import click

from legalindia.law.codes import Code, Counterpart, governing
from legalindia.law.counterparts import Mention, asked_for
from legalindia.ops.commands import Commands

law = Commands("law", help="The old criminal codes and the new.")

DAY = click.DateTime(["%Y-%m-%d"])
NO_SUCH = (
    "No section of one of the six codes is named here that the code has. A number alone belongs to no code: write "
    "302 IPC or 302 BNS, or choose one with --code."
)


@law.command("section")
@click.argument("section", nargs=-1, required=True)
@click.option("--code", type=click.Choice([code.value for code in Code]), help="The code of a number written alone.")
def show_section(section: tuple[str, ...], code: str | None) -> None:
    """Say what stands in the place of SECTION in the other code: 302 IPC, 482 CrPC, 318(4) BNS."""
    mentions = asked_for(" ".join(section), Code(code) if code else None)
    if not mentions:
        raise click.ClickException(NO_SUCH)
    for mention in mentions:
        click.echo(f"{mention.named}: {mention.answer}")
        for line in _lines(mention):
            click.echo(f"  {line}")


@law.command("governs")
@click.option("--conduct", type=DAY, help="The day of the act or omission.")
@click.option("--proceeding", type=DAY, help="The day the investigation, inquiry, trial, application or appeal began.")
def show_governing(conduct: datetime | None, proceeding: datetime | None) -> None:
    """Say which codes govern a case; where a date is missing, ask for it."""
    try:
        chosen = governing(_day(conduct), _day(proceeding))
    except ValueError as error:
        raise click.ClickException("A proceeding cannot begin before the act it is about.") from error
    for what, choice in (("offence", chosen.offence), ("procedure", chosen.procedure), ("evidence", chosen.evidence)):
        click.echo(f"{what}: {choice.code or 'wants a date'}. {choice.reason}")


def _lines(mention: Mention) -> list[str]:
    if mention.unmatched:
        return [*mention.notes, f"Source: {mention.unmatched.source}."]
    return [_line(mention, one) for one in mention.counterparts]


def _line(mention: Mention, one: Counterpart) -> str:
    of = f" (for {', '.join(one.parts)})" if one.parts != (mention.section,) else ""
    note = f" {one.note}" if one.note else ""
    return f"{one.section} {one.code}{of}, {one.relation}.{note} Source: {one.source}."


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
