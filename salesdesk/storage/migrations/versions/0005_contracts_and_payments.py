"""Contracts with review and seals; payment plans, receipts, invoices; standards; deviations; pictures; welcome packs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the new tables and add the new columns."""
    _clause_template()
    _seal()
    _receipt()
    _contract()
    _contract_event()
    _contract_version()
    _instalment()
    _legal_review_item()
    _contract_clause()
    _contract_file()
    _contract_line()
    _invoice()
    _receipt_allocation()
    _seal_use()
    with op.batch_alter_table("quote_line") as batch:
        batch.add_column(
            sa.Column("picture", sa.String(length=64), server_default=sa.text("''"), nullable=False)
        )
    with op.batch_alter_table("quote_version") as batch:
        batch.add_column(sa.Column("deviations", sa.Text(), server_default=sa.text("''"), nullable=False))
    with op.batch_alter_table("approval_rule") as batch:
        batch.add_column(
            sa.Column("standard", sa.String(length=40), server_default=sa.text("''"), nullable=False)
        )
    with op.batch_alter_table("company") as batch:
        for name in ("letter", "letter_en", "handbook", "handbook_en"):
            batch.add_column(sa.Column(name, sa.Text(), server_default=sa.text("''"), nullable=False))
    foreign = sa.text("currency <> 'CNY' AND deleted_at IS NULL")
    op.create_index(
        "ix_opportunity_foreign",
        "opportunity",
        ["currency", "stage_id"],
        sqlite_where=foreign,
        postgresql_where=foreign,
    )


def _clause_template() -> None:
    op.create_table(
        "clause_template",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("variant", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("risk", sa.String(length=10), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("title_zh", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("risk IN ('', 'low', 'medium', 'high')", name=op.f("ck_clause_template_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_template")),
    )


def _seal() -> None:
    op.create_table(
        "seal",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("image", sa.String(length=64), nullable=False),
        sa.Column("keeper_id", sa.LargeBinary(16), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "kind IN ('company', 'contract', 'finance', 'invoice', 'legal_person')", name=op.f("ck_seal_kind")
        ),
        sa.ForeignKeyConstraint(
            ["keeper_id"], ["person.id"], name=op.f("fk_seal_keeper_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
    )


def _receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(16), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("bank_key", sa.String(length=100), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("reverses_id", sa.LargeBinary(16), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "method IN ('transfer', 'acceptance', 'cheque', 'cash', 'other')", name=op.f("ck_receipt_method")
        ),
        sa.CheckConstraint(
            "(reverses_id IS NULL) = (amount_minor > 0) AND amount_minor <> 0", name=op.f("ck_receipt_amount")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_receipt_customer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["receipt.id"], name=op.f("fk_receipt_reverses_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    op.create_index(op.f("ix_receipt_customer_id"), "receipt", ["customer_id"], unique=False)
    op.create_index("ix_receipt_received_on", "receipt", ["received_on"], unique=False)
    op.create_index(
        "uq_receipt_bank_key",
        "receipt",
        ["bank_key"],
        unique=True,
        sqlite_where=sa.text("bank_key <> '' AND deleted_at IS NULL"),
        postgresql_where=sa.text("bank_key <> '' AND deleted_at IS NULL"),
    )
    op.create_index(
        "uq_receipt_reverses_id",
        "receipt",
        ["reverses_id"],
        unique=True,
        sqlite_where=sa.text("reverses_id IS NOT NULL AND deleted_at IS NULL"),
        postgresql_where=sa.text("reverses_id IS NOT NULL AND deleted_at IS NULL"),
    )


def _contract() -> None:
    op.create_table(
        "contract",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(16), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=True),
        sa.Column("quote_id", sa.LargeBinary(16), nullable=True),
        sa.Column("framework_id", sa.LargeBinary(16), nullable=True),
        sa.Column("owner_id", sa.LargeBinary(16), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("fx_rate", sa.BigInteger(), nullable=True),
        sa.Column("fx_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("review_asked_at", sa.String(27), nullable=True),
        sa.Column("review_asked_by", sa.LargeBinary(16), nullable=True),
        sa.Column("waived_at", sa.String(27), nullable=True),
        sa.Column("waived_by", sa.LargeBinary(16), nullable=True),
        sa.Column("waiver", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("termination_reason", sa.Text(), nullable=False),
        sa.Column("termination_minor", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("kind IN ('sale', 'framework')", name=op.f("ck_contract_kind")),
        sa.CheckConstraint(
            "signed_on IS NOT NULL OR state IN ('draft', 'in_review', 'issued', 'void')",
            name=op.f("ck_contract_signed_has_day"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'issued', 'signed', 'running', 'completed', 'terminated', 'void')",
            name=op.f("ck_contract_state"),
        ),
        sa.CheckConstraint("gross_minor >= 0", name=op.f("ck_contract_not_negative")),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_contract_sum")),
        sa.CheckConstraint(
            "termination_minor <= 0 AND termination_minor >= -gross_minor",
            name=op.f("ck_contract_termination"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_contract_customer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["contract.id"], name=op.f("fk_contract_framework_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_contract_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_contract_owner_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_contract_quote_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["review_asked_by"], ["person.id"], name=op.f("fk_contract_review_asked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["waived_by"], ["person.id"], name=op.f("fk_contract_waived_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
    )
    op.create_index(op.f("ix_contract_customer_id"), "contract", ["customer_id"], unique=False)
    op.create_index(op.f("ix_contract_framework_id"), "contract", ["framework_id"], unique=False)
    op.create_index(op.f("ix_contract_opportunity_id"), "contract", ["opportunity_id"], unique=False)
    op.create_index(
        "uq_contract_quote_id",
        "contract",
        ["quote_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'void' AND deleted_at IS NULL"),
        postgresql_where=sa.text("state <> 'void' AND deleted_at IS NULL"),
    )


def _contract_event() -> None:
    op.create_table(
        "contract_event",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "kind IN ('advance_received', 'fat_passed', 'before_shipment', 'delivered', 'sat_passed', 'warranty_end')",
            name=op.f("ck_contract_event_kind"),
        ),
        sa.CheckConstraint(
            "result IN ('', 'passed', 'conditional', 'failed')", name=op.f("ck_contract_event_result")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_event_contract_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_event")),
    )
    op.create_index(
        "ix_contract_event_contract_id", "contract_event", ["contract_id", "on_day"], unique=False
    )


def _contract_version() -> None:
    op.create_table(
        "contract_version",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.LargeBinary(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("second_language", sa.String(length=10), nullable=False),
        sa.Column("quote_version_id", sa.LargeBinary(16), nullable=True),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("difference_minor", sa.BigInteger(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("seller", sa.Text(), nullable=False),
        sa.Column("seller_person", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("payment_term", sa.String(length=40), nullable=False),
        sa.Column("payment_lines", sa.Text(), nullable=False),
        sa.Column("template_file", sa.String(length=64), nullable=False),
        sa.Column("template_name", sa.String(length=200), nullable=False),
        sa.Column("design_id", sa.LargeBinary(16), nullable=True),
        sa.Column("issued_at", sa.String(27), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("pdf_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("kind IN ('original', 'amendment')", name=op.f("ck_contract_version_kind")),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'issued', 'signed', 'superseded', 'void')",
            name=op.f("ck_contract_version_state"),
        ),
        sa.CheckConstraint("gross_minor >= 0", name=op.f("ck_contract_version_not_negative")),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_contract_version_sum")),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_contract_version_contract_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["design_id"],
            ["document_design.id"],
            name=op.f("fk_contract_version_design_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["quote_version_id"],
            ["quote_version.id"],
            name=op.f("fk_contract_version_quote_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_version")),
    )
    op.create_index(
        op.f("ix_contract_version_quote_version_id"), "contract_version", ["quote_version_id"], unique=False
    )
    op.create_index(
        "uq_contract_version_contract_id_version",
        "contract_version",
        ["contract_id", "version"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def _instalment() -> None:
    op.create_table(
        "instalment",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("label_en", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=True),
        sa.Column("trigger", sa.String(length=20), nullable=False),
        sa.Column("offset_days", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_retention", sa.Boolean(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("kind IN ('percent', 'amount', 'balance')", name=op.f("ck_instalment_kind")),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_instalment_not_negative")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_instalment_contract_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
    )
    op.create_index("ix_instalment_contract_id", "instalment", ["contract_id", "position"], unique=False)
    op.create_index(
        "ix_instalment_due",
        "instalment",
        ["due_on", "contract_id"],
        unique=False,
        sqlite_where=sa.text("NOT voided AND deleted_at IS NULL"),
        postgresql_where=sa.text("NOT voided AND deleted_at IS NULL"),
    )


def _legal_review_item() -> None:
    op.create_table(
        "legal_review_item",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=True),
        sa.Column("at", sa.String(27), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "result IN ('', 'passed', 'conditional', 'refused', 'not_applicable')",
            name=op.f("ck_legal_review_item_result"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_legal_review_item_contract_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_legal_review_item_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_review_item")),
    )
    op.create_index(
        "ix_legal_review_item_contract_id", "legal_review_item", ["contract_id", "position"], unique=False
    )


def _contract_clause() -> None:
    op.create_table(
        "contract_clause",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("variant", sa.String(length=100), nullable=False),
        sa.Column("risk", sa.String(length=10), nullable=False),
        sa.Column("title_zh", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("risk IN ('', 'low', 'medium', 'high')", name=op.f("ck_contract_clause_risk")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["contract_version.id"],
            name=op.f("fk_contract_clause_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_clause")),
    )
    op.create_index(
        "ix_contract_clause_version_id", "contract_clause", ["version_id", "position"], unique=False
    )


def _contract_file() -> None:
    op.create_table(
        "contract_file",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.LargeBinary(16), nullable=False),
        sa.Column("version_id", sa.LargeBinary(16), nullable=True),
        sa.Column("event_id", sa.LargeBinary(16), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("kind IN ('signed', 'event', 'other')", name=op.f("ck_contract_file_kind")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_file_contract_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["contract_event.id"], name=op.f("fk_contract_file_event_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["contract_version.id"],
            name=op.f("fk_contract_file_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_file")),
    )
    op.create_index(op.f("ix_contract_file_contract_id"), "contract_file", ["contract_id"], unique=False)


def _contract_line() -> None:
    op.create_table(
        "contract_line",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quote_line_id", sa.LargeBinary(16), nullable=True),
        sa.Column("product_id", sa.LargeBinary(16), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("model", sa.String(length=4000), nullable=False),
        sa.Column("brand", sa.String(length=100), nullable=False),
        sa.Column("specification", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=4000), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.BigInteger(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery", sa.String(length=200), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "kind IN ('product', 'section', 'note', 'charge')", name=op.f("ck_contract_line_kind")
        ),
        sa.CheckConstraint("gross_minor >= 0 AND net_minor >= 0", name=op.f("ck_contract_line_not_negative")),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_contract_line_sum")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_contract_line_product_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["quote_line_id"],
            ["quote_line.id"],
            name=op.f("fk_contract_line_quote_line_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["contract_version.id"],
            name=op.f("fk_contract_line_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_line")),
    )
    op.create_index(op.f("ix_contract_line_product_id"), "contract_line", ["product_id"], unique=False)
    op.create_index("ix_contract_line_version_id", "contract_line", ["version_id", "position"], unique=False)


def _invoice() -> None:
    op.create_table(
        "invoice",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.LargeBinary(16), nullable=False),
        sa.Column("instalment_id", sa.LargeBinary(16), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("requested_by", sa.LargeBinary(16), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("red_of_id", sa.LargeBinary(16), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("kind IN ('special', 'ordinary')", name=op.f("ck_invoice_kind")),
        sa.CheckConstraint(
            "state <> 'issued' OR (number <> '' AND issued_on IS NOT NULL)",
            name=op.f("ck_invoice_issued_has_number"),
        ),
        sa.CheckConstraint("state IN ('requested', 'issued', 'void')", name=op.f("ck_invoice_state")),
        sa.CheckConstraint(
            "net_minor + tax_minor = gross_minor AND gross_minor <> 0", name=op.f("ck_invoice_sum")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_invoice_contract_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_invoice_instalment_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["red_of_id"], ["invoice.id"], name=op.f("fk_invoice_red_of_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["person.id"], name=op.f("fk_invoice_requested_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
    )
    op.create_index(op.f("ix_invoice_contract_id"), "invoice", ["contract_id"], unique=False)
    op.create_index(op.f("ix_invoice_instalment_id"), "invoice", ["instalment_id"], unique=False)
    op.create_index(
        "uq_invoice_number",
        "invoice",
        ["number"],
        unique=True,
        sqlite_where=sa.text("number <> '' AND deleted_at IS NULL"),
        postgresql_where=sa.text("number <> '' AND deleted_at IS NULL"),
    )


def _receipt_allocation() -> None:
    op.create_table(
        "receipt_allocation",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.LargeBinary(16), nullable=False),
        sa.Column("instalment_id", sa.LargeBinary(16), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_receipt_allocation_amount")),
        sa.ForeignKeyConstraint(
            ["instalment_id"],
            ["instalment.id"],
            name=op.f("fk_receipt_allocation_instalment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_allocation_receipt_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_allocation")),
    )
    op.create_index(
        op.f("ix_receipt_allocation_instalment_id"), "receipt_allocation", ["instalment_id"], unique=False
    )
    op.create_index(
        op.f("ix_receipt_allocation_receipt_id"), "receipt_allocation", ["receipt_id"], unique=False
    )


def _seal_use() -> None:
    op.create_table(
        "seal_use",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("seal_id", sa.LargeBinary(16), nullable=False),
        sa.Column("contract_id", sa.LargeBinary(16), nullable=True),
        sa.Column("version_id", sa.LargeBinary(16), nullable=True),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("used_by", sa.LargeBinary(16), nullable=True),
        sa.Column("approved_by", sa.LargeBinary(16), nullable=True),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("way IN ('stamp', 'image')", name=op.f("ck_seal_use_way")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_seal_use_approved_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_seal_use_contract_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["seal_id"], ["seal.id"], name=op.f("fk_seal_use_seal_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["used_by"], ["person.id"], name=op.f("fk_seal_use_used_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["contract_version.id"], name=op.f("fk_seal_use_version_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_use")),
        sa.UniqueConstraint("number", name=op.f("uq_seal_use_number")),
    )
    op.create_index(op.f("ix_seal_use_contract_id"), "seal_use", ["contract_id"], unique=False)
