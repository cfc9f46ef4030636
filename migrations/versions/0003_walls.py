"""Walls around folders and papers, and the glass that is broken in an emergency."""

import sqlalchemy as sa
from alembic import op

revision = "0003_walls"
down_revision = "0002_audit"

_KINDS = sa.Enum("privileged", "sealed", "without prejudice", "confidential", name="wallkind", native_enum=False, length=20)


def upgrade() -> None:
    op.create_table(
        "walls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _KINDS, nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_walls_client_id_clients"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_walls_created_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walls")),
    )
    op.create_index(op.f("ix_walls_client_id"), "walls", ["client_id"])
    op.create_table(
        "wall_members",
        sa.Column("wall_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["wall_id"], ["walls.id"], name=op.f("fk_wall_members_wall_id_walls"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_wall_members_user_id_users")),
        sa.PrimaryKeyConstraint("wall_id", "user_id", name=op.f("pk_wall_members")),
    )
    op.create_index(op.f("ix_wall_members_user_id"), "wall_members", ["user_id"])
    op.create_table(
        "glass_breaks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_glass_breaks_client_id_clients"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_glass_breaks_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glass_breaks")),
    )
    op.create_index(op.f("ix_glass_breaks_client_id"), "glass_breaks", ["client_id"])
    op.create_index(op.f("ix_glass_breaks_user_id"), "glass_breaks", ["user_id"])
    with op.batch_alter_table("folders") as folders:
        folders.add_column(sa.Column("wall_id", sa.Uuid(), nullable=True))
        folders.create_foreign_key(op.f("fk_folders_wall_id_walls"), "walls", ["wall_id"], ["id"])
        folders.create_index(op.f("ix_folders_wall_id"), ["wall_id"])
    with op.batch_alter_table("documents") as documents:
        documents.add_column(sa.Column("wall_id", sa.Uuid(), nullable=True))
        documents.add_column(sa.Column("apart", sa.Integer(), nullable=False, server_default="0"))
        documents.create_foreign_key(op.f("fk_documents_wall_id_walls"), "walls", ["wall_id"], ["id"])
        documents.create_index(op.f("ix_documents_wall_id"), ["wall_id"])
        documents.drop_constraint(op.f("uq_documents_client_id"), type_="unique")
        documents.create_unique_constraint(op.f("uq_documents_client_id"), ["client_id", "sha256", "apart"])


def downgrade() -> None:
    # Papers that were restricted become visible to the whole team, and of one paper filed twice the first stays.
    op.execute("DELETE FROM documents WHERE apart > 0")
    with op.batch_alter_table("documents") as documents:
        documents.drop_constraint(op.f("uq_documents_client_id"), type_="unique")
        documents.create_unique_constraint(op.f("uq_documents_client_id"), ["client_id", "sha256"])
        documents.drop_index(op.f("ix_documents_wall_id"))
        documents.drop_constraint(op.f("fk_documents_wall_id_walls"), type_="foreignkey")
        documents.drop_column("apart")
        documents.drop_column("wall_id")
    with op.batch_alter_table("folders") as folders:
        folders.drop_index(op.f("ix_folders_wall_id"))
        folders.drop_constraint(op.f("fk_folders_wall_id_walls"), type_="foreignkey")
        folders.drop_column("wall_id")
    op.drop_table("glass_breaks")
    op.drop_table("wall_members")
    op.drop_table("walls")
