"""The database of a test's office: SQLite in its folder, or one on a PostgreSQL server.

`LEGALINDIA_TEST_DATABASE_URL` names the server, as somebody who may create databases: postgresql://user@host/postgres.
There one run makes one database and puts it back before each test to what it was at first, which takes a moment;
a database for each test takes a second.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import psycopg
from psycopg import sql

SERVER = os.environ.get("LEGALINDIA_TEST_DATABASE_URL", "")
# Programs that a test starts find the run's database by it.
_NAME = "LEGALINDIA_TEST_DATABASE_NAME"
_PUT_BACK = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
SET synchronous_commit = off;
DO $$ DECLARE name text; columns text; BEGIN
  FOR name, columns IN SELECT table_name, string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
    WHERE table_schema = 'at_first' GROUP BY table_name LOOP
    EXECUTE format('DELETE FROM public.%I', name);
    EXECUTE format('INSERT INTO public.%I (%s) SELECT %s FROM at_first.%I', name, columns, columns, name);
  END LOOP;
END $$;
"""
_REMEMBER = """
CREATE SCHEMA at_first;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE at_first.%I AS TABLE public.%I', name, name);
  END LOOP;
END $$;
"""


def url_of(folder: Path) -> str:
    """Return the address of the database of the office in this folder."""
    return address(os.environ[_NAME]) if SERVER else f"sqlite:///{folder / 'office.sqlite3'}"


def begin_run() -> None:
    """Make the run's database, empty."""
    if SERVER:
        os.environ[_NAME] = create()


def remember() -> None:
    """Keep what the run's database holds now as what each test begins with."""
    if SERVER:
        with psycopg.connect(_plain(os.environ[_NAME]), autocommit=True) as connection:
            connection.execute(_REMEMBER)


def put_back() -> None:
    """Make the run's database what it was at first. SQLite's comes anew with the folder."""
    if SERVER:
        with psycopg.connect(_plain(os.environ[_NAME]), autocommit=True) as connection:
            connection.execute(_PUT_BACK)


def end_run() -> None:
    if SERVER:
        drop(os.environ.pop(_NAME))


def create() -> str:
    """Make an empty database on the server and return its name."""
    name = f"legalindia_test_{secrets.token_hex(6)}"
    _say(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    return name


def drop(name: str) -> None:
    """Remove the database, whoever is still connected."""
    _say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def address(name: str) -> str:
    """Return the address of a database on the server, as SQLAlchemy wants it."""
    return _plain(name).replace("postgresql://", "postgresql+psycopg://", 1)


def _plain(name: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{name}"


def _say(statement: sql.Composed) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement)
