"""Room for the version that a bucket gives to a file.

Revision ID: 0007_keys_with_versions
Revises: 0006_library
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_keys_with_versions"
down_revision = "0006_library"
branch_labels = None
depends_on = None


def upgrade():
    _resize(before=64, after=255)


def downgrade():
    # A key that names a version is longer than 64 characters: an office that keeps its originals in a bucket brings
    # them back to a disk first (backup, restore).
    _resize(before=255, after=64)


def _resize(*, before, after):
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.alter_column(
            "storage_key",
            existing_type=sa.String(length=before),
            type_=sa.String(length=after),
            existing_nullable=False,
        )
