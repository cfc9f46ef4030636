"""How Alembic runs our migrations: on the app's own engine, one transaction a migration."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, event

database = current_app.extensions["migrate"].db
# Any number will do, as long as it is always the same: who migrates holds it, and others wait.
LOCK = 7_041_950


def in_plain_types(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as what they are in the database: a migration outlives the code it was made with."""
    plain = {"UtcMoment": "sa.DateTime(timezone=True)", "Sealed": "sa.Text()"}
    return plain.get(type(item).__name__, False) if kind == "type" else False


def prepare(connection: Connection) -> None:
    """Give a migration time, and itself alone."""
    if connection.dialect.name == "sqlite":
        # A table that is copied into a new shape is dropped first, which would take along the rows that hang on it.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
        # Python begins a transaction with the first row that is written, and leaves tables that are made out of it.
        event.listen(connection, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        for setting in ("statement_timeout", "lock_timeout"):
            connection.exec_driver_sql(f"SET {setting} = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
        connection.commit()


def check(connection: Connection) -> None:
    """Make sure that a migration has left nothing in the air: the database did not look at foreign keys meanwhile."""
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise RuntimeError(f"After the migration rows point to nothing: {lost[:10]}")


def run() -> None:
    with database.engine.connect() as connection:
        prepare(connection)
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            # SQLite cannot alter a table in place: it is copied, row by row, into one of the new shape.
            render_as_batch=True,
            compare_type=True,
            render_item=in_plain_types,
            transaction_per_migration=True,
            # In the migration's own transaction: one that leaves rows in the air is taken back. Where nothing is
            # migrated, nothing is looked at, which takes seconds in a large office.
            on_version_apply=lambda *, ctx, **_: check(ctx.connection),
        )
        with context.begin_transaction():
            context.run_migrations()
        # Its settings, and the lock, end with the connection.
        connection.invalidate()


run()
