"""How Alembic runs our migrations: on the app's own engine, one transaction a migration."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def in_plain_types(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as what they are in the database: a migration outlives the code it was made with."""
    return "sa.DateTime(timezone=True)" if kind == "type" and type(item).__name__ == "UtcMoment" else False


def run() -> None:
    with database.engine.connect() as connection:
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
