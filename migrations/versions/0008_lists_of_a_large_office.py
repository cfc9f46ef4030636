"""Indexes for the lists of a large office: by age over all clients, what is in work, what lies in the bin.

Revision ID: 0008_large_lists
Revises: 0007_keys_with_versions
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_large_lists"
down_revision = "0007_keys_with_versions"
branch_labels = None
depends_on = None

IN_WORK = sa.text("status NOT IN ('failed', 'quarantined', 'ready')")
OF_A_CLIENT = sa.text("client_id IS NOT NULL")
IN_BIN = sa.text("deleted_at IS NOT NULL")


def upgrade():
    op.create_index(
        "ix_documents_created_at",
        "documents",
        ["created_at", "id"],
        sqlite_where=OF_A_CLIENT,
        postgresql_where=OF_A_CLIENT,
    )
    op.create_index(
        "ix_documents_in_work", "documents", ["created_at", "id"], sqlite_where=IN_WORK, postgresql_where=IN_WORK
    )
    op.drop_index("ix_documents_deleted_at", table_name="documents")
    op.create_index(
        "ix_documents_deleted_at", "documents", ["deleted_at"], sqlite_where=IN_BIN, postgresql_where=IN_BIN
    )


def downgrade():
    op.drop_index("ix_documents_deleted_at", table_name="documents")
    op.create_index("ix_documents_deleted_at", "documents", ["deleted_at"])
    op.drop_index("ix_documents_in_work", table_name="documents")
    op.drop_index("ix_documents_created_at", table_name="documents")
