"""Drafts: their versions, the checks of these, and what they found.

Revision ID: 0012_drafts
Revises: 0011_tokens_and_names
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_drafts"
down_revision = "0011_tokens_and_names"
branch_labels = None
depends_on = None


def _foreign(table, column, target, **options):
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=op.f(name), **options)


def upgrade():
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("folder_id", sa.Uuid(), nullable=True),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("drafts", "author_id", "users.id"),
        _foreign("drafts", "client_id", "clients.id"),
        _foreign("drafts", "folder_id", "folders.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_author_id_created_at", "drafts", ["author_id", "created_at", "id"])
    op.create_index(op.f("ix_drafts_client_id"), "drafts", ["client_id"])
    _create_versions()
    _create_checks()
    _create_findings()


def _create_versions():
    op.create_table(
        "draft_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=True),
        sa.Column("media_type", sa.String(length=120), nullable=True),
        sa.Column("storage_key", sa.String(length=255), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("draft_versions", "draft_id", "drafts.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_versions")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_draft_versions_draft_id")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_draft_versions_storage_key")),
    )


def _create_checks():
    op.create_table(
        "checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("judgments", sa.Integer(), nullable=True),
        sa.Column("statutes", sa.Integer(), nullable=True),
        sa.Column("library_as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("checks", "version_id", "draft_versions.id", ondelete="CASCADE"),
        _foreign("checks", "asked_by_id", "users.id"),
        _foreign("checks", "job_id", "jobs.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
        sa.UniqueConstraint("job_id", name=op.f("uq_checks_job_id")),
    )
    op.create_index("ix_checks_version_id_created_at", "checks", ["version_id", "created_at", "id"])


def _create_findings():
    kind = sa.Enum("citation", "quotation", "old_law", name="findingkind", native_enum=False, length=20)
    op.create_table(
        "findings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("failure", sa.String(length=20), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("page_start", sa.Integer(), nullable=True),
        sa.Column("page_end", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        _foreign("findings", "check_id", "checks.id", ondelete="CASCADE"),
        _foreign("findings", "document_id", "documents.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("check_id", "ordinal", name=op.f("uq_findings_check_id")),
    )
    op.create_index(op.f("ix_findings_document_id"), "findings", ["document_id"])


def downgrade():
    for table in ("findings", "checks", "draft_versions", "drafts"):
        op.drop_table(table)
    # An older office knows no such kind, and could not read the row.
    op.execute("DELETE FROM jobs WHERE kind = 'check'")
