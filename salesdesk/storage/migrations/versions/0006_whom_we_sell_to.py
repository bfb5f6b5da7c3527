"""What kind of buyer a customer is; seals, their size and use; Word templates; service tickets; framework agreements.

Service tickets come with their checklists, tests with open points, framework agreements with how long they hold.
"""

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
    _service_ticket()
    _ticket_item()
    _punch_item()
    with op.batch_alter_table("contract_version") as batch:
        batch.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch.add_column(sa.Column("valid_until", sa.Date(), nullable=True))
    with op.batch_alter_table("company") as batch:
        batch.add_column(sa.Column("handover_list", sa.Text(), server_default=sa.text("''"), nullable=False))


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


def _service_ticket() -> None:
    op.create_table(
        "service_ticket",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(16), nullable=False),
        sa.Column("contract_id", sa.LargeBinary(16), nullable=True),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=True),
        sa.Column("owner_id", sa.LargeBinary(16), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("accepted_at", sa.String(27), nullable=True),
        sa.Column("accepted_by", sa.LargeBinary(16), nullable=True),
        sa.Column("done_at", sa.String(27), nullable=True),
        sa.Column("done_by", sa.LargeBinary(16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *_bookkeeping(),
        sa.CheckConstraint("kind IN ('handover', 'service')", name=op.f("ck_service_ticket_kind")),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'returned', 'done', 'void')",
            name=op.f("ck_service_ticket_state"),
        ),
        sa.CheckConstraint(
            "kind <> 'handover' OR contract_id IS NOT NULL",
            name=op.f("ck_service_ticket_handover_has_contract"),
        ),
        *(
            _reference("service_ticket", f"{name}_id", name)
            for name in ("customer", "contract", "opportunity")
        ),
        *(_reference("service_ticket", name, "person") for name in ("owner_id", "accepted_by", "done_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_ticket")),
        sa.UniqueConstraint("number", name=op.f("uq_service_ticket_number")),
    )
    for name in ("customer_id", "contract_id", "opportunity_id"):
        op.create_index(op.f(f"ix_service_ticket_{name}"), "service_ticket", [name], unique=False)
    op.create_index("ix_service_ticket_state", "service_ticket", ["state", "due_on"], unique=False)
    one = sa.text("kind = 'handover' AND state <> 'void' AND deleted_at IS NULL")
    op.create_index(
        "uq_service_ticket_handover",
        "service_ticket",
        ["contract_id"],
        unique=True,
        sqlite_where=one,
        postgresql_where=one,
    )


def _ticket_item() -> None:
    op.create_table(
        "ticket_item",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=True),
        sa.Column("at", sa.String(27), nullable=True),
        *_bookkeeping(),
        sa.CheckConstraint("result IN ('', 'done', 'not_applicable')", name=op.f("ck_ticket_item_result")),
        _reference("ticket_item", "ticket_id", "service_ticket"),
        _reference("ticket_item", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_item")),
    )
    op.create_index("ix_ticket_item_ticket_id", "ticket_item", ["ticket_id", "position"], unique=False)


def _punch_item() -> None:
    op.create_table(
        "punch_item",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.LargeBinary(16), nullable=True),
        *_bookkeeping(),
        _reference("punch_item", "event_id", "contract_event"),
        _reference("punch_item", "done_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_punch_item")),
    )
    op.create_index("ix_punch_item_event_id", "punch_item", ["event_id", "position"], unique=False)


def _bookkeeping() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
    )


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )
