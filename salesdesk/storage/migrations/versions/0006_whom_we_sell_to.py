"""What kind of buyer a customer is."""

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
