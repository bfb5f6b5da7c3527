"""What kind of buyer a customer is; seals that are in use or not, their size on paper, and their use on quotes; Word templates."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the new tables and add the new columns."""
    _word_template()
    with op.batch_alter_table("customer") as batch:
        batch.add_column(
            sa.Column("buyer_kind", sa.String(length=10), server_default=sa.text("''"), nullable=False)
        )
    with op.batch_alter_table("seal") as batch:
        batch.add_column(sa.Column("size_mm", sa.Integer(), server_default=sa.text("40"), nullable=False))
        batch.add_column(sa.Column("active", sa.Boolean(), server_default=sa.text("1"), nullable=False))
    with op.batch_alter_table("seal_use") as batch:
        batch.add_column(sa.Column("quote_version_id", sa.LargeBinary(16), nullable=True))
        batch.create_foreign_key(
            op.f("fk_seal_use_quote_version_id"),
            "quote_version",
            ["quote_version_id"],
            ["id"],
            ondelete="RESTRICT",
        )


def _word_template() -> None:
    op.create_table(
        "word_template",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_template")),
    )
    op.create_index(op.f("ix_word_template_hash"), "word_template", ["hash"], unique=False)
