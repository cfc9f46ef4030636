"""Scans, files inside files, versions and the bin.

Revision ID: 0005_reading
Revises: 0004_people
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_reading"
down_revision = "0004_people"
branch_labels = None
depends_on = None

LIVE = sa.text("parent_id IS NULL AND deleted_at IS NULL")


def upgrade():
    op.create_table(
        "recognitions",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("languages", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("width", sa.Double(), nullable=False),
        sa.Column("height", sa.Double(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "page", "languages", name=op.f("pk_recognitions")),
    )
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ocr_languages", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("confidence", sa.Double(), nullable=True))
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_languages", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("page_languages", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("parent_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("root_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("is_current", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("unread_count", sa.Integer(), nullable=False, server_default="0"))
        for column in ("parent_id", "root_id", "replaces_id"):
            batch_op.create_foreign_key(op.f(f"fk_documents_{column}_documents"), "documents", [column], ["id"])
        batch_op.drop_constraint(op.f("uq_documents_client_id"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_documents_parent_id"), ["parent_id", "sha256"])
        for column in ("root_id", "replaces_id", "deleted_at"):
            batch_op.create_index(op.f(f"ix_documents_{column}"), [column], unique=False)
    op.create_index(
        "uq_documents_client_id_sha256",
        "documents",
        ["client_id", "sha256", "apart"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    # How many pages were not read stood only on the pages until now.
    op.execute(
        "UPDATE documents SET unread_count = (SELECT count(*) FROM pages"
        " WHERE pages.document_id = documents.id AND pages.problem IS NOT NULL)"
    )


def downgrade():
    op.drop_index("uq_documents_client_id_sha256", table_name="documents")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        for column in ("root_id", "replaces_id", "deleted_at"):
            batch_op.drop_index(op.f(f"ix_documents_{column}"))
        batch_op.drop_constraint(op.f("uq_documents_parent_id"), type_="unique")
        for column in ("parent_id", "root_id", "replaces_id"):
            batch_op.drop_constraint(op.f(f"fk_documents_{column}_documents"), type_="foreignkey")
        batch_op.create_unique_constraint(op.f("uq_documents_client_id"), ["client_id", "sha256", "apart"])
        for column in (
            "unread_count",
            "deleted_at",
            "is_current",
            "version",
            "replaces_id",
            "root_id",
            "parent_id",
            "page_languages",
            "asked_languages",
        ):
            batch_op.drop_column(column)
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.drop_column("confidence")
        batch_op.drop_column("ocr_languages")
    op.drop_table("recognitions")
