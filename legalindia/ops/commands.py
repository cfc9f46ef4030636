"""How a command of the office ends: in words, with its log lines out of the way of what it prints."""

from __future__ import annotations

from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from config import Settings
from legalindia.database import OUT_OF_REACH, db
from legalindia.ops.logs import kept_in

LOG_FILE = "commands.log"


class Commands(AppGroup):
    """A group of the office's commands."""

    def invoke(self, ctx: click.Context) -> Any:
        app = ctx.ensure_object(ScriptInfo).load_app()
        settings: Settings = app.config["SETTINGS"]
        try:
            with kept_in(settings.data_dir / LOG_FILE):
                return super().invoke(ctx)
        except DBAPIError as error:
            raise click.ClickException(_said(error, app, settings)) from error


def _said(error: DBAPIError, app: Flask, settings: Settings) -> str:
    """Say what the database's refusal means for whoever typed the command; anything but that is an error as before."""
    try:
        with app.app_context():
            is_there = inspect(db.engine).has_table("users")
    except OUT_OF_REACH:
        return "The database does not answer. See whether it runs, and what DATABASE_URL says."
    if is_there:
        raise error
    return f"There is no office in {settings.data_dir} yet: run ./run_local.sh or flask db upgrade."
