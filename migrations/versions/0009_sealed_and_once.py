"""What lay open is sealed, and answers are kept for requests that come twice.

Revision ID: 0009_sealed_and_once
Revises: 0008_large_lists
"""

import sqlalchemy as sa
from alembic import op

from legalindia.sealing import seal, unseal

revision = "0009_sealed_and_once"
down_revision = "0008_large_lists"
branch_labels = None
depends_on = None

# table, column, how long it might be while it lay open
SEALED = (("users", "totp_secret", 64), ("users", "totp_pending", 64), ("documents", "password", 512))


def upgrade():
    for table, column, length in SEALED:
        with op.batch_alter_table(table) as changed:
            changed.alter_column(column, type_=sa.Text(), existing_type=sa.String(length=length), existing_nullable=True)
        _rewrite(table, column, seal)
    op.create_table(
        "kept_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("has_acted", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_kept_answers_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answers")),
        sa.UniqueConstraint("user_id", "place", "key", name=op.f("uq_kept_answers_user_id")),
    )
    op.create_index(op.f("ix_kept_answers_expires_at"), "kept_answers", ["expires_at"])


def downgrade():
    op.drop_table("kept_answers")
    for table, column, length in SEALED:
        _rewrite(table, column, unseal)
        with op.batch_alter_table(table) as changed:
            changed.alter_column(column, type_=sa.String(length=length), existing_type=sa.Text(), existing_nullable=True)


def _rewrite(table, column, anew):
    """Write every value of the column in its new form; there are as many as people and locked files, so few."""
    known = sa.table(table, sa.column("id", sa.Uuid()), sa.column(column, sa.Text()))
    connection = op.get_bind()
    rows = connection.execute(sa.select(known.c.id, known.c[column]).where(known.c[column].is_not(None))).all()
    for identifier, value in rows:
        connection.execute(sa.update(known).where(known.c.id == identifier).values({column: anew(value)}))
