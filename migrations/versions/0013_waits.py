"""How often a job has waited for what was away; indexes for what the administrator's page and the metrics count.

Revision ID: 0013_waits
Revises: 0012_drafts
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_waits"
down_revision = "0012_drafts"
branch_labels = None
depends_on = None

IN_QUARANTINE = sa.text("status = 'quarantined'")


def upgrade():
    op.add_column("jobs", sa.Column("waits", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_jobs_status_finished_at", "jobs", ["status", "finished_at"])
    op.create_index("ix_jobs_kind_status", "jobs", ["kind", "status"])
    op.create_index(
        "ix_documents_quarantined",
        "documents",
        ["created_at", "id"],
        sqlite_where=IN_QUARANTINE,
        postgresql_where=IN_QUARANTINE,
    )


def downgrade():
    op.drop_index("ix_documents_quarantined", table_name="documents")
    op.drop_index("ix_jobs_kind_status", table_name="jobs")
    op.drop_index("ix_jobs_status_finished_at", table_name="jobs")
    op.drop_column("jobs", "waits")
