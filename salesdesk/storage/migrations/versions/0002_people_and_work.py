"""Contacts, activities, stage history, price books, drafts and the search index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ALIVE = sa.text("deleted_at IS NULL")
_TO_DO = sa.text("done_at IS NULL AND deleted_at IS NULL")
# As it was in this version: later ones may make it differently.
_SEARCH_TEXT = (
    "CREATE VIRTUAL TABLE search_text USING fts5(tokens, content='', contentless_delete=1, detail=none, "
    "tokenize='unicode61 remove_diacritics 2', prefix='1 2')"
)


def upgrade() -> None:
    """Create the new tables and add the new columns."""
    _create_tables()
    _add_columns()
    op.execute(_SEARCH_TEXT)


def _create_tables() -> None:
    op.create_table(
        "draft",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("person", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_draft")),
    )
    op.create_table(
        "price_book",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_book")),
    )
    op.create_table(
        "search_doc",
        sa.Column("docid", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("docid", name=op.f("pk_search_doc")),
    )
    op.create_index("uq_search_doc_row_id", "search_doc", ["row_id"], unique=True)
    op.create_table(
        "search_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_search_state_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_state")),
    )
    op.create_table(
        "price_book_entry",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("price_book_id", sa.LargeBinary(16), nullable=False),
        sa.Column("product_id", sa.LargeBinary(16), nullable=False),
        sa.Column("min_quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["price_book_id"],
            ["price_book.id"],
            name=op.f("fk_price_book_entry_price_book_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_price_book_entry_product_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_book_entry")),
    )
    op.create_index(
        op.f("ix_price_book_entry_price_book_id"), "price_book_entry", ["price_book_id"], unique=False
    )
    op.create_index(
        "uq_price_book_entry_product_id_price_book_id_min_quantity",
        "price_book_entry",
        ["product_id", "price_book_id", "min_quantity"],
        unique=True,
        sqlite_where=_ALIVE,
        postgresql_where=_ALIVE,
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("mobile", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("wechat", sa.String(length=100), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "role IN ('', 'decider', 'technical', 'purchasing', 'finance', 'user')",
            name=op.f("ck_contact_role"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_contact_customer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_customer_id"), "contact", ["customer_id"], unique=False)
    op.create_table(
        "activity",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(16), nullable=True),
        sa.Column("contact_id", sa.LargeBinary(16), nullable=True),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=True),
        sa.Column("owner_id", sa.LargeBinary(16), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_time", sa.String(length=5), nullable=False),
        sa.Column("done_at", sa.String(27), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "kind IN ('visit', 'call', 'meeting', 'email', 'wechat', 'note', 'task')",
            name=op.f("ck_activity_kind"),
        ),
        sa.CheckConstraint(
            "due_on IS NOT NULL OR done_at IS NOT NULL", name=op.f("ck_activity_planned_or_done")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_activity_contact_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_activity_customer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_activity_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_activity_owner_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_customer_id", "activity", ["customer_id", "done_at"], unique=False)
    op.create_index(
        "ix_activity_open",
        "activity",
        ["owner_id", "due_on", "done_at", "deleted_at"],
        unique=False,
        sqlite_where=_TO_DO,
        postgresql_where=_TO_DO,
    )
    op.create_index("ix_activity_opportunity_id", "activity", ["opportunity_id", "done_at"], unique=False)
    op.create_table(
        "stage_change",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("from_stage_id", sa.LargeBinary(16), nullable=True),
        sa.Column("to_stage_id", sa.LargeBinary(16), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_stage_id"], ["stage.id"], name=op.f("fk_stage_change_from_stage_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_stage_change_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["to_stage_id"], ["stage.id"], name=op.f("fk_stage_change_to_stage_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_change")),
    )
    op.create_index("ix_stage_change_opportunity_id", "stage_change", ["opportunity_id", "at"], unique=False)


def _add_columns() -> None:
    op.add_column(
        "company", sa.Column("name_en", sa.String(length=200), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "company", sa.Column("website", sa.String(length=200), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "company", sa.Column("logo", sa.String(length=64), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "customer",
        sa.Column("value_class", sa.String(length=20), server_default=sa.text("''"), nullable=False),
    )
    op.add_column(
        "customer", sa.Column("website", sa.String(length=200), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "customer", sa.Column("language", sa.String(length=10), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "customer",
        sa.Column("price_book", sa.String(length=40), server_default=sa.text("''"), nullable=False),
    )
    op.add_column(
        "opportunity", sa.Column("slips", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("product", sa.Column("cost", sa.BigInteger(), nullable=True))
    op.add_column(
        "quote_line", sa.Column("specification", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column("quote_line", sa.Column("remark", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column(
        "quote_version", sa.Column("delivery_terms", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "quote_version", sa.Column("payment_terms", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "quote_version", sa.Column("warranty_terms", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "quote_version", sa.Column("remark", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "quote_version", sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column("quote_version", sa.Column("sent_at", sa.String(27), nullable=True))
    op.add_column("schema_info", sa.Column("demo", sa.Boolean(), server_default=sa.text("0"), nullable=False))
