"""What stages ask for, what is worked out for an opportunity, files, saved filters."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ALIVE = sa.text("deleted_at IS NULL")
_TO_DO = sa.text("done_at IS NULL AND deleted_at IS NULL")
_OPEN = sa.text("status = 'open' AND deleted_at IS NULL")
_WON = sa.text("status = 'won' AND deleted_at IS NULL")
_SUMMED = ["status", "deleted_at", "probability", "amount_minor"]
_OPEN_INDEXES = {
    "ix_opportunity_sums": ["stage_id", "stage_entered_at", *_SUMMED, "slips"],
    "ix_opportunity_owner": ["owner_id", "expected_close_on", "id", "stage_id", *_SUMMED],
    "ix_opportunity_close": ["expected_close_on", "id", "stage_id", *_SUMMED, "customer_id"],
}


def upgrade() -> None:
    """Create the new tables and add the new columns."""
    _create_tables()
    _create_more_tables()
    _create_last_tables()
    _add_columns()


def _create_tables() -> None:
    op.create_table(
        "competitor",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("weaknesses", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competitor")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_table(
        "stage_item",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("text_en", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("detail_en", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=2), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=400), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "kind IN ('check', 'evidence', 'step', 'resource', 'question', 'message', 'monitor')",
            name=op.f("ck_stage_item_kind"),
        ),
        sa.CheckConstraint("role IN ('', 'AR', 'SR', 'FR')", name=op.f("ck_stage_item_role")),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["stage.id"], name=op.f("fk_stage_item_stage_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_item")),
    )
    op.create_index("ix_stage_item_stage_id", "stage_item", ["stage_id", "position"], unique=False)
    op.create_table(
        "action_step",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("customer_step", sa.String(length=400), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("customer_owner", sa.String(length=200), nullable=False),
        sa.Column("our_action", sa.String(length=400), nullable=False),
        sa.Column("owner_id", sa.LargeBinary(16), nullable=True),
        sa.Column("evidence", sa.String(length=400), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_action_step_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_action_step_owner_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_step")),
    )
    op.create_index(
        "ix_action_step_opportunity_id", "action_step", ["opportunity_id", "position"], unique=False
    )
    op.create_table(
        "close_shift",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("before", sa.Date(), nullable=True),
        sa.Column("after", sa.Date(), nullable=True),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_close_shift_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_close_shift")),
    )
    op.create_index("ix_close_shift_opportunity_id", "close_shift", ["opportunity_id"], unique=False)


def _create_more_tables() -> None:
    op.create_table(
        "gate_waiver",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("stage_id", sa.LargeBinary(16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=True),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_gate_waiver_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_gate_waiver_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["stage.id"], name=op.f("fk_gate_waiver_stage_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_waiver")),
    )
    op.create_index("ix_gate_waiver_opportunity_id", "gate_waiver", ["opportunity_id"], unique=False)
    op.create_table(
        "interest",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("product_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.String(length=400), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_interest_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_interest_product_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
    )
    op.create_index("ix_interest_opportunity_id", "interest", ["opportunity_id", "position"], unique=False)
    op.create_table(
        "landmark",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_landmark_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landmark")),
    )
    op.create_index("ix_landmark_opportunity_id", "landmark", ["opportunity_id", "position"], unique=False)
    op.create_table(
        "opportunity_item",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("stage_id", sa.LargeBinary(16), nullable=False),
        sa.Column("stage_item_id", sa.LargeBinary(16), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.String(27), nullable=True),
        sa.Column("done_by", sa.LargeBinary(16), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["done_by"], ["person.id"], name=op.f("fk_opportunity_item_done_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_opportunity_item_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["stage.id"], name=op.f("fk_opportunity_item_stage_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["stage_item_id"],
            ["stage_item.id"],
            name=op.f("fk_opportunity_item_stage_item_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_item")),
    )
    op.create_index(
        "ix_opportunity_item_opportunity_id", "opportunity_item", ["opportunity_id", "stage_id"], unique=False
    )
    op.create_index(
        "uq_opportunity_item_opportunity_id_stage_item_id",
        "opportunity_item",
        ["opportunity_id", "stage_item_id"],
        unique=True,
        sqlite_where=_ALIVE,
        postgresql_where=_ALIVE,
    )
    op.create_table(
        "requirement",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parameter", sa.String(length=200), nullable=False),
        sa.Column("required", sa.String(length=400), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("must", sa.Boolean(), nullable=False),
        sa.Column("ours", sa.String(length=400), nullable=False),
        sa.Column("met", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("met IN ('', 'yes', 'partly', 'no')", name=op.f("ck_requirement_met")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_requirement_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
    )
    op.create_index(
        "ix_requirement_opportunity_id", "requirement", ["opportunity_id", "position"], unique=False
    )


def _create_last_tables() -> None:
    op.create_table(
        "rival",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("competitor_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("standing IN ('', 'behind', 'even', 'favoured')", name=op.f("ck_rival_standing")),
        sa.ForeignKeyConstraint(
            ["competitor_id"], ["competitor.id"], name=op.f("fk_rival_competitor_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_rival_opportunity_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rival")),
    )
    op.create_index("ix_rival_opportunity_id", "rival", ["opportunity_id"], unique=False)
    op.create_index(
        "uq_rival_opportunity_id_competitor_id",
        "rival",
        ["opportunity_id", "competitor_id"],
        unique=True,
        sqlite_where=_ALIVE,
        postgresql_where=_ALIVE,
    )
    op.create_table(
        "stakeholder",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("contact_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("influence", sa.Integer(), nullable=False),
        sa.Column("attitude", sa.Integer(), nullable=False),
        sa.Column("concern", sa.Text(), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("level IN ('', 'top', 'middle', 'working')", name=op.f("ck_stakeholder_level")),
        sa.CheckConstraint(
            "role IN ('technical', 'purchasing', 'finance', 'executive', 'user', 'other')",
            name=op.f("ck_stakeholder_role"),
        ),
        sa.CheckConstraint("attitude BETWEEN -2 AND 2", name=op.f("ck_stakeholder_attitude")),
        sa.CheckConstraint("influence BETWEEN 1 AND 5", name=op.f("ck_stakeholder_influence")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_stakeholder_contact_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_stakeholder_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholder")),
    )
    op.create_index("ix_stakeholder_opportunity_id", "stakeholder", ["opportunity_id"], unique=False)
    op.create_index(
        "uq_stakeholder_opportunity_id_contact_id",
        "stakeholder",
        ["opportunity_id", "contact_id"],
        unique=True,
        sqlite_where=_ALIVE,
        postgresql_where=_ALIVE,
    )
    op.create_table(
        "value_case",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("differentiator", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("pain", sa.Text(), nullable=False),
        sa.Column("vision", sa.Text(), nullable=False),
        sa.Column("baseline", sa.Text(), nullable=False),
        sa.Column("baseline_minor", sa.BigInteger(), nullable=True),
        sa.Column("improvement", sa.BigInteger(), nullable=True),
        sa.Column("investment_minor", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint("improvement BETWEEN 0 AND 10000", name=op.f("ck_value_case_improvement")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_value_case_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_value_case")),
    )
    op.create_index("ix_value_case_opportunity_id", "value_case", ["opportunity_id"], unique=False)
    op.create_index(
        "uq_value_case_opportunity_id",
        "value_case",
        ["opportunity_id"],
        unique=True,
        sqlite_where=_ALIVE,
        postgresql_where=_ALIVE,
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("stage_item_id", sa.LargeBinary(16), nullable=True),
        sa.Column("quote_id", sa.LargeBinary(16), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=True),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=True),
        sa.Column("deleted_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(hash <> '') <> (quote_id IS NOT NULL)", name=op.f("ck_attachment_file_or_quote")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_attachment_opportunity_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_attachment_quote_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["stage_item_id"],
            ["stage_item.id"],
            name=op.f("fk_attachment_stage_item_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_hash", "attachment", ["hash"], unique=False)
    op.create_index(
        "ix_attachment_opportunity_id", "attachment", ["opportunity_id", "stage_item_id"], unique=False
    )


def _add_columns() -> None:
    op.drop_index("ix_activity_opportunity_id", table_name="activity")
    op.create_index(
        "ix_activity_opportunity_id", "activity", ["opportunity_id", "done_at", "deleted_at"], unique=False
    )
    op.create_index(
        "ix_activity_next",
        "activity",
        ["opportunity_id", "due_on", "done_at", "deleted_at"],
        unique=False,
        sqlite_where=_TO_DO,
        postgresql_where=_TO_DO,
    )

    with op.batch_alter_table("opportunity") as batch:
        batch.create_check_constraint(
            op.f("ck_opportunity_roadmap"), "roadmap IN ('', 'solid', 'risk', 'stretch')"
        )
        batch.create_check_constraint(
            op.f("ck_opportunity_lost_to"), "lost_to IN ('', 'competitor', 'nobody', 'unknown')"
        )
        batch.add_column(sa.Column("need", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(sa.Column("budget_min_minor", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("budget_max_minor", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("sr_id", sa.LargeBinary(16), nullable=True))
        batch.add_column(sa.Column("fr_id", sa.LargeBinary(16), nullable=True))
        batch.add_column(
            sa.Column("roadmap", sa.String(length=10), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("lost_to", sa.String(length=12), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(sa.Column("lost_to_id", sa.LargeBinary(16), nullable=True))
        batch.add_column(sa.Column("reopened_from_id", sa.LargeBinary(16), nullable=True))
        batch.drop_index("ix_opportunity_sums")
        batch.drop_index("ix_opportunity_owner")
        for name, columns in _OPEN_INDEXES.items():
            batch.create_index(name, columns, unique=False, sqlite_where=_OPEN, postgresql_where=_OPEN)
        batch.create_index(
            "ix_opportunity_won",
            [
                "stage_id",
                "position",
                "id",
                "status",
                "deleted_at",
                "closed_on",
                "stage_entered_at",
                "amount_minor",
            ],
            unique=False,
            sqlite_where=_WON,
            postgresql_where=_WON,
        )
        batch.create_foreign_key(
            batch.f("fk_opportunity_reopened_from_id"),
            "opportunity",
            ["reopened_from_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_foreign_key(
            batch.f("fk_opportunity_lost_to_id"), "competitor", ["lost_to_id"], ["id"], ondelete="RESTRICT"
        )
        batch.create_foreign_key(
            batch.f("fk_opportunity_sr_id"), "person", ["sr_id"], ["id"], ondelete="RESTRICT"
        )
        batch.create_foreign_key(
            batch.f("fk_opportunity_fr_id"), "person", ["fr_id"], ["id"], ondelete="RESTRICT"
        )

    op.drop_index("ix_stage_change_opportunity_id", table_name="stage_change")
    op.create_index(
        "ix_stage_change_opportunity_id",
        "stage_change",
        ["opportunity_id", "at", "id", "from_stage_id", "to_stage_id", "status", "deleted_at"],
        unique=False,
    )

    with op.batch_alter_table("pipeline") as batch:
        batch.create_check_constraint(op.f("ck_pipeline_gate_mode"), "gate_mode IN ('strict', 'soft')")
        batch.add_column(
            sa.Column("gate_mode", sa.String(length=10), server_default=sa.text("'strict'"), nullable=False)
        )
        batch.add_column(
            sa.Column("team_from_minor", sa.BigInteger(), server_default=sa.text("100000000"), nullable=False)
        )
        batch.add_column(sa.Column("touch_days", sa.Integer(), server_default=sa.text("14"), nullable=False))

    with op.batch_alter_table("stage") as batch:
        batch.add_column(
            sa.Column("required_fields", sa.String(length=400), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(sa.Column("activities", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(sa.Column("activities_en", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(sa.Column("success", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(sa.Column("success_en", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(
            sa.Column("buying_step", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
        batch.add_column(
            sa.Column("buying_step_en", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
