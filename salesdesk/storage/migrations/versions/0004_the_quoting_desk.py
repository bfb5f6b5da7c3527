"""Products in full, price books with rules, line kinds, approvals, designs of documents."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_PRIMARY = sa.text("is_primary AND deleted_at IS NULL")


def upgrade() -> None:
    """Create the new tables and add the new columns."""
    _create_tables()
    _create_more_tables()
    _add_columns()
    _add_columns_of_quotes()


def _create_tables() -> None:
    op.create_table(
        "approval_rule",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=20), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "metric IN ('line_discount', 'document_discount', 'discount', 'margin', 'floor_price', 'amount', 'payment_term', 'validity', 'typed_price', 'other_book')",
            name=op.f("ck_approval_rule_metric"),
        ),
        sa.CheckConstraint(
            "role IN ('director', 'regional_manager', 'sales', 'assistant', 'legal', 'service_manager', 'analyst')",
            name=op.f("ck_approval_rule_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_rule")),
    )
    op.create_table(
        "document_design",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_design")),
    )
    op.create_table(
        "quote_template",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_template")),
    )
    op.create_table(
        "tax_rate",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("tax_class", sa.String(length=20), nullable=False),
        sa.Column("taxpayer", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("taxpayer IN ('general', 'small')", name=op.f("ck_tax_rate_taxpayer")),
        sa.CheckConstraint("rate BETWEEN 0 AND 10000", name=op.f("ck_tax_rate_rate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rate")),
    )
    op.create_table(
        "product_part",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.LargeBinary(16), nullable=False),
        sa.Column("part_id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("kind IN ('part', 'option')", name=op.f("ck_product_part_kind")),
        sa.ForeignKeyConstraint(
            ["part_id"], ["product.id"], name=op.f("fk_product_part_part_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_part_product_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_part")),
    )
    op.create_index("ix_product_part_product_id", "product_part", ["product_id", "position"], unique=False)


def _create_more_tables() -> None:
    op.create_table(
        "product_spec",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.String(length=400), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_spec_product_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_spec")),
    )
    op.create_index("ix_product_spec_product_id", "product_spec", ["product_id", "position"], unique=False)
    op.create_table(
        "quote_scenario",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.LargeBinary(16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_quote_scenario_quote_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_scenario")),
    )
    op.create_index("ix_quote_scenario_quote_id", "quote_scenario", ["quote_id"], unique=False)
    op.create_table(
        "approval_request",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.LargeBinary(16), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.LargeBinary(16), nullable=True),
        sa.Column("asked_at", sa.String(27), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'approved', 'refused', 'withdrawn', 'void')",
            name=op.f("ck_approval_request_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_approval_request_asked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["quote_version.id"],
            name=op.f("fk_approval_request_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_request")),
    )
    op.create_index("ix_approval_request_version_id", "approval_request", ["version_id"], unique=False)
    op.create_table(
        "approval_step",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=True),
        sa.Column("at", sa.String(27), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("by_self", sa.Boolean(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("decision IN ('', 'approved', 'refused')", name=op.f("ck_approval_step_decision")),
        sa.CheckConstraint(
            "role IN ('director', 'regional_manager', 'sales', 'assistant', 'legal', 'service_manager', 'analyst')",
            name=op.f("ck_approval_step_role"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_approval_step_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["approval_request.id"],
            name=op.f("fk_approval_step_request_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_step")),
    )
    op.create_index("ix_approval_step_request_id", "approval_step", ["request_id", "position"], unique=False)


def _add_columns() -> None:
    with op.batch_alter_table("company") as batch:
        batch.create_check_constraint(op.f("ck_company_taxpayer"), "taxpayer IN ('general', 'small')")
        batch.add_column(
            sa.Column("taxpayer", sa.String(length=10), server_default=sa.text("'general'"), nullable=False)
        )

    with op.batch_alter_table("person") as batch:
        batch.add_column(
            sa.Column("pin_hash", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("public_key", sa.String(length=100), server_default=sa.text("''"), nullable=False)
        )

    with op.batch_alter_table("price_book") as batch:
        batch.create_check_constraint(op.f("ck_price_book_kind"), "kind IN ('sale', 'floor')")
        batch.create_check_constraint(op.f("ck_price_book_breaks"), "breaks IN ('range', 'slab')")
        batch.create_check_constraint(
            op.f("ck_price_book_rounding_mode"), "rounding_mode IN ('half_up', 'up', 'down')"
        )
        batch.add_column(
            sa.Column("kind", sa.String(length=10), server_default=sa.text("'sale'"), nullable=False)
        )
        batch.add_column(
            sa.Column("currency", sa.String(length=3), server_default=sa.text("'CNY'"), nullable=False)
        )
        batch.add_column(sa.Column("parent_id", sa.LargeBinary(16), nullable=True))
        batch.add_column(sa.Column("customer_id", sa.LargeBinary(16), nullable=True))
        batch.add_column(
            sa.Column("value_class", sa.String(length=20), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch.add_column(sa.Column("valid_until", sa.Date(), nullable=True))
        batch.add_column(
            sa.Column("breaks", sa.String(length=5), server_default=sa.text("'range'"), nullable=False)
        )
        batch.add_column(sa.Column("factor", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("rounding_to", sa.BigInteger(), nullable=True))
        batch.add_column(
            sa.Column(
                "rounding_mode", sa.String(length=7), server_default=sa.text("'half_up'"), nullable=False
            )
        )
        batch.add_column(sa.Column("ending", sa.BigInteger(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_price_book_parent_id"), "price_book", ["parent_id"], ["id"], ondelete="RESTRICT"
        )
        batch.create_foreign_key(
            batch.f("fk_price_book_customer_id"), "customer", ["customer_id"], ["id"], ondelete="RESTRICT"
        )

    with op.batch_alter_table("product") as batch:
        batch.add_column(
            sa.Column("brand", sa.String(length=100), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("tax_class", sa.String(length=20), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("picture", sa.String(length=64), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("data_sheet", sa.String(length=64), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("data_sheet_name", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(sa.Column("active", sa.Boolean(), server_default=sa.text("1"), nullable=False))


def _add_columns_of_quotes() -> None:
    with op.batch_alter_table("quote") as batch:
        batch.add_column(sa.Column("is_primary", sa.Boolean(), server_default=sa.text("0"), nullable=False))
        batch.create_index(
            "uq_quote_opportunity_id",
            ["opportunity_id"],
            unique=True,
            sqlite_where=_PRIMARY,
            postgresql_where=_PRIMARY,
        )

    with op.batch_alter_table("quote_line") as batch:
        batch.create_check_constraint(
            op.f("ck_quote_line_kind"), "kind IN ('product', 'section', 'note', 'charge')"
        )
        batch.add_column(
            sa.Column("kind", sa.String(length=10), server_default=sa.text("'product'"), nullable=False)
        )
        batch.add_column(sa.Column("alternative", sa.Boolean(), server_default=sa.text("0"), nullable=False))
        batch.add_column(sa.Column("charge", sa.BigInteger(), nullable=True))
        batch.add_column(
            sa.Column("brand", sa.String(length=100), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("delivery", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("price_source", sa.String(length=10), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(sa.Column("base_price", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("list_price", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("floor_price", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("cost", sa.BigInteger(), nullable=True))
        batch.create_index("ix_quote_line_product_id", ["product_id"], unique=False)

    with op.batch_alter_table("quote_version") as batch:
        batch.add_column(sa.Column("fx_rate", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("fx_on", sa.Date(), nullable=True))
        batch.add_column(
            sa.Column("fx_source", sa.String(length=100), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("payment_term", sa.String(length=40), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("tender", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(sa.Column("greeting", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(
            sa.Column("hidden", sa.String(length=100), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("second_language", sa.String(length=10), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(sa.Column("design_id", sa.LargeBinary(16), nullable=True))
        batch.add_column(
            sa.Column("content_hash", sa.String(length=64), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("pdf_hash", sa.String(length=64), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(sa.Column("decided_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("decision_note", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.create_foreign_key(
            batch.f("fk_quote_version_design_id"),
            "document_design",
            ["design_id"],
            ["id"],
            ondelete="RESTRICT",
        )
