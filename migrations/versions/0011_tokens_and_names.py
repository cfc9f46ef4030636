"""Personal tokens, what a program is called, and names of folders that a wall keeps to itself.

Revision ID: 0011_tokens_and_names
Revises: 0010_renditions
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_tokens_and_names"
down_revision = "0010_renditions"
branch_labels = None
depends_on = None

AT_THE_TOP = sa.text("parent_id IS NULL")


def upgrade():
    with op.batch_alter_table("token_families") as families:
        families.add_column(sa.Column("name", sa.String(length=80), nullable=False, server_default=""))
        families.add_column(sa.Column("device", sa.String(length=200), nullable=False, server_default=""))
        families.add_column(sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
        families.add_column(sa.Column("token_sha256", sa.String(length=64), nullable=True))
        families.add_column(sa.Column("is_read_only", sa.Boolean(), nullable=False, server_default=sa.false()))
        families.create_unique_constraint(op.f("uq_token_families_token_sha256"), ["token_sha256"])
    op.drop_index("uq_folders_matter_name", table_name="folders")
    with op.batch_alter_table("folders") as folders:
        folders.drop_constraint(op.f("uq_folders_client_id"), type_="unique")
    op.create_index(
        "uq_folders_name",
        "folders",
        ["client_id", sa.text("coalesce(parent_id, client_id)"), "name", sa.text("coalesce(wall_id, client_id)")],
        unique=True,
    )


def downgrade():
    op.drop_index("uq_folders_name", table_name="folders")
    with op.batch_alter_table("folders") as folders:
        folders.create_unique_constraint(op.f("uq_folders_client_id"), ["client_id", "parent_id", "name"])
    op.create_index(
        "uq_folders_matter_name",
        "folders",
        ["client_id", "name"],
        unique=True,
        sqlite_where=AT_THE_TOP,
        postgresql_where=AT_THE_TOP,
    )
    op.execute(sa.text("DELETE FROM token_families WHERE token_sha256 IS NOT NULL"))
    with op.batch_alter_table("token_families") as families:
        families.drop_constraint(op.f("uq_token_families_token_sha256"), type_="unique")
        for column in ("is_read_only", "token_sha256", "last_used_at", "device", "name"):
            families.drop_column(column)
