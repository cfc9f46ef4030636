"""The library: authorities, their citations, provisions, imports; and what every document cites.

Revision ID: 0006_library
Revises: 0005_reading
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_library"
down_revision = "0005_reading"
branch_labels = None
depends_on = None

IN_LIBRARY = sa.text("client_id IS NULL AND parent_id IS NULL AND deleted_at IS NULL")
KINDS = ("neutral", "reporter", "online", "case_number", "statute")


def _kind():
    return sa.Enum(*KINDS, name="kind", native_enum=False, length=20)


def upgrade():
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.alter_column("client_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.alter_column("created_by_id", existing_type=sa.Uuid(), nullable=True)
    op.create_index(
        "uq_documents_library_sha256",
        "documents",
        ["sha256"],
        unique=True,
        sqlite_where=IN_LIBRARY,
        postgresql_where=IN_LIBRARY,
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.alter_column("created_by_id", existing_type=sa.Uuid(), nullable=True)
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("label", sa.String(length=80), nullable=True))
    _create_mentions()
    _create_authorities()
    _create_provisions()
    _create_imports()


def _create_mentions():
    op.create_table(
        "mentions",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("normal", sa.String(length=200), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_mentions_document_id_documents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "page", "start", "normal", name=op.f("pk_mentions")),
    )
    op.create_index("ix_mentions_normal", "mentions", ["normal", "document_id", "page"])


def _create_authorities():
    op.create_table(
        "authorities",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("judgment", "statute", name="authoritykind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("court", sa.String(length=200), nullable=True),
        sa.Column("bench", sa.Text(), nullable=True),
        sa.Column("decided", sa.Date(), nullable=True),
        sa.Column("cnr", sa.String(length=16), nullable=True),
        sa.Column("act", sa.String(length=200), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=200), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("contradictions", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_authorities_document_id_documents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_authorities")),
    )
    op.create_index(op.f("ix_authorities_act"), "authorities", ["act"])
    op.create_index(op.f("ix_authorities_cnr"), "authorities", ["cnr"])
    op.create_index("ix_authorities_kind_decided", "authorities", ["kind", "decided"])
    op.create_table(
        "authority_citations",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("normal", sa.String(length=200), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["authorities.document_id"],
            name=op.f("fk_authority_citations_document_id_authorities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "normal", name=op.f("pk_authority_citations")),
    )
    op.create_index(op.f("ix_authority_citations_normal"), "authority_citations", ["normal"])


def _create_provisions():
    op.create_table(
        "provisions",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("normal", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("printed", sa.String(length=20), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("history", sa.Text(), nullable=True),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("is_in_force", sa.Boolean(), nullable=False),
        sa.Column("amendment", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["authorities.document_id"],
            name=op.f("fk_provisions_document_id_authorities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "page", name=op.f("pk_provisions")),
    )
    op.create_index("ix_provisions_normal", "provisions", ["normal", "valid_from"])


def _create_imports():
    op.create_table(
        "library_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("taken_in", "known", "updated", "refused")),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("finished", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_library_imports_created_by_id_users")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_library_imports_job_id_jobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_imports")),
    )


def downgrade():
    for table in ("library_imports", "provisions", "authority_citations", "authorities", "mentions"):
        op.drop_table(table)
    # What is no client's, or nobody's in particular, has no place in the older tables.
    of_library = "(SELECT id FROM documents WHERE client_id IS NULL)"
    for table in ("sources", "passages", "pages"):
        op.execute(f"DELETE FROM {table} WHERE document_id IN {of_library}")  # noqa: S608
    op.execute("DELETE FROM documents WHERE client_id IS NULL")
    op.execute("DELETE FROM jobs WHERE created_by_id IS NULL OR kind IN ('import', 'indexing')")
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.drop_column("label")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.alter_column("created_by_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_index("uq_documents_library_sha256", table_name="documents")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.alter_column("created_by_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column("client_id", existing_type=sa.Uuid(), nullable=False)
