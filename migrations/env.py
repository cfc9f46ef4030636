"""How Alembic runs our migrations: on the app's own engine, one transaction a migration."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

database = current_app.extensions["migrate"].db


def in_plain_types(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as what they are in the database: a migration outlives the code it was made with."""
    return "sa.DateTime(timezone=True)" if kind == "type" and type(item).__name__ == "UtcMoment" else False


def _leave_references_alone(connection: Connection) -> None:
    """Let SQLite copy a table without taking with the old one whatever refers to it.

    With foreign keys on, dropping the old table deletes its rows first, and `ON DELETE CASCADE` everything that hangs
    on them: a change to `documents` would empty `pages`. The setting belongs to this connection, and is made before a
    transaction begins, for inside one it does nothing.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.execute("PRAGMA foreign_keys=OFF")


def run() -> None:
    with database.engine.connect() as connection:
        _leave_references_alone(connection)
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            # SQLite cannot alter a table in place: it is copied, row by row, into one of the new shape.
            render_as_batch=True,
            compare_type=True,
            render_item=in_plain_types,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
