"""What is made from a paper and kept: its print, its searchable PDF.

Revision ID: 0010_renditions
Revises: 0009_sealed_and_once
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_renditions"
down_revision = "0009_sealed_and_once"
branch_labels = None
depends_on = None

KINDS = sa.Enum("print", "searchable", name="renditionkind", native_enum=False, length=20)


def upgrade():
    op.create_table(
        "renditions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("made_from", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=255), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_renditions_document_id_documents"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_renditions_job_id_jobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renditions")),
        sa.UniqueConstraint("document_id", "kind", name=op.f("uq_renditions_document_id")),
    )


def downgrade():
    op.drop_table("renditions")
    op.execute("DELETE FROM jobs WHERE kind = 'rendition'")
