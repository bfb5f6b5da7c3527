"""What kind of buyer a customer is; seals that are in use or not, their size on paper, and their use on quotes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the new columns."""
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
