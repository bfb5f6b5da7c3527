"""The pipeline, its stages, and the opportunities in them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Instant, Record, Scaled, Uuid, column, later, only_where

MAX_AMOUNT_MINOR: Final = 10**14
"""No single opportunity is larger, and the sum of 90,000 such still fits the database's integers."""
_OPEN: Final = only_where("status = 'open' AND deleted_at IS NULL")


class Pipeline(Record):
    """A sequence of stages that opportunities go through."""

    __tablename__ = "pipeline"

    name: Mapped[str] = column("soft", String(100))
    name_en: Mapped[str] = column("soft", String(100), default="")
    code: Mapped[str] = column("soft", String(40), default="")
    position: Mapped[int] = column("soft", default=0)


class Stage(Record):
    """One stage of a pipeline; `probability` is a fraction."""

    __tablename__ = "stage"
    __table_args__ = (
        CheckConstraint("kind IN ('open', 'won', 'post_sale')", name="kind"),
        CheckConstraint("probability BETWEEN 0 AND 10000", name="probability"),
    )

    # No index: with one, the board's sums would be sorted by stage instead of read in the order of the stages.
    pipeline_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("pipeline.id", ondelete="RESTRICT"))
    name: Mapped[str] = column("soft", String(100))
    name_en: Mapped[str] = column("soft", String(100), default="")
    code: Mapped[str] = column("soft", String(40), default="")
    position: Mapped[int] = column("soft")
    probability: Mapped[Decimal] = column("hard", Scaled(4))
    min_days: Mapped[int | None] = column("soft")
    max_days: Mapped[int | None] = column("soft")
    kind: Mapped[str] = column("hard", String(10), default="open")
    closes_won: Mapped[bool] = column("hard", default=False)


class Opportunity(Record):
    """A chance to sell: open, won, lost or on hold; its amount is NULL while unknown.

    `slips` counts how often its expected close was put off.
    `position` orders the cards of a stage; steps between neighbours leave room for a card in between.
    """

    __tablename__ = "opportunity"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'won', 'lost', 'on_hold')", name="status"),
        CheckConstraint("status <> 'won' OR customer_id IS NOT NULL", name="won_has_customer"),
        CheckConstraint("status <> 'lost' OR loss_reason <> ''", name="lost_has_reason"),
        CheckConstraint(f"amount_minor BETWEEN 0 AND {MAX_AMOUNT_MINOR}", name="amount"),
        # The conditions' own columns stand in the indexes too: only then does a query never touch the table.
        Index("ix_opportunity_board", "stage_id", "position", "id", "status", "deleted_at", **_OPEN),
        Index(
            "ix_opportunity_sums",
            "stage_id",
            "status",
            "deleted_at",
            "probability",
            "amount_minor",
            **_OPEN,
        ),
        Index("ix_opportunity_status", "deleted_at", "status", "amount_minor"),
        Index("ix_opportunity_owner", "owner_id", "stage_id", **_OPEN),
    )

    name: Mapped[str] = column("soft", String(200))
    customer_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("customer.id", ondelete="RESTRICT"), index=True
    )
    stage_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("stage.id", ondelete="RESTRICT"))
    position: Mapped[int] = column("soft", BigInteger)
    status: Mapped[str] = column("hard", String(10), default="open")
    amount_minor: Mapped[int | None] = column("hard", BigInteger)
    currency: Mapped[str] = column("hard", String(3), default="CNY")
    probability: Mapped[Decimal | None] = column("hard", Scaled(4))
    owner_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    product_id: Mapped[uuid.UUID | None] = column("soft", Uuid, ForeignKey("product.id", ondelete="RESTRICT"))
    source: Mapped[str] = column("soft", String(60), default="")
    created_on: Mapped[date] = column("soft")
    stage_entered_at: Mapped[datetime] = column("hard", Instant)
    expected_close_on: Mapped[date | None] = column("hard")
    closed_on: Mapped[date | None] = column("hard")
    loss_reason: Mapped[str] = column("hard", String(20), default="")
    loss_note: Mapped[str] = column("soft", Text, default="")
    remark: Mapped[str] = column("soft", Text, default="")
    slips: Mapped[int] = later("aggregate", default=0)


class StageChange(Record):
    """An opportunity came into a stage, or was closed or reopened there; `at` is when that happened."""

    __tablename__ = "stage_change"
    __table_args__ = (Index("ix_stage_change_opportunity_id", "opportunity_id", "at"),)
    title_column = "status"

    opportunity_id: Mapped[uuid.UUID] = column(
        "append", Uuid, ForeignKey("opportunity.id", ondelete="RESTRICT")
    )
    from_stage_id: Mapped[uuid.UUID | None] = column(
        "append", Uuid, ForeignKey("stage.id", ondelete="RESTRICT")
    )
    to_stage_id: Mapped[uuid.UUID] = column("append", Uuid, ForeignKey("stage.id", ondelete="RESTRICT"))
    status: Mapped[str] = column("append", String(10), default="open")
    at: Mapped[datetime] = column("append", Instant)
