"""The pipelines, their stages with what each asks for, and the opportunities in them."""

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
ITEM_KINDS: Final = ("check", "evidence", "step", "resource", "question", "message", "monitor")
TEAM_ROLES: Final = ("AR", "SR", "FR")
"""The iron triangle: account, solution and fulfilment manager."""
ROADMAP: Final = ("", "solid", "risk", "stretch")
"""How sure a win is for the forecast: 稳, 险, 冲; empty where nobody has said."""
LOST_TO: Final = ("", "competitor", "nobody", "unknown")
_OPEN: Final = only_where("status = 'open' AND deleted_at IS NULL")
_SUMMED: Final = ("status", "deleted_at", "probability", "amount_minor")


class Pipeline(Record):
    """A sequence of stages that opportunities go through.

    `gate_mode`: a closed gate is passed by a manager's waiver (`strict`) or by anybody's reason (`soft`). From
    `team_from_minor` on a team must be named where a stage asks for one; without a touch for more than `touch_days`
    an opportunity counts as left alone.
    """

    __tablename__ = "pipeline"
    __table_args__ = (CheckConstraint("gate_mode IN ('strict', 'soft')", name="gate_mode"),)

    name: Mapped[str] = column("soft", String(100))
    name_en: Mapped[str] = column("soft", String(100), default="")
    code: Mapped[str] = column("soft", String(40), default="")
    position: Mapped[int] = column("soft", default=0)
    gate_mode: Mapped[str] = later("hard", String(10), default="strict")
    team_from_minor: Mapped[int] = later("hard", BigInteger, default=100_000_000)
    touch_days: Mapped[int] = later("soft", default=14)


class Stage(Record):
    """One stage of a pipeline; `probability` is a fraction.

    `required_fields` are the codes of `domain.stage_gate.FIELDS` that must be known to leave it, with blanks between.
    `monitors` is what to watch, `buying_step` what the customer does meanwhile.
    """

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
    required_fields: Mapped[str] = later("hard", String(400), default="")
    activities: Mapped[str] = later("soft", Text, default="")
    activities_en: Mapped[str] = later("soft", Text, default="")
    success: Mapped[str] = later("soft", Text, default="")
    success_en: Mapped[str] = later("soft", Text, default="")
    buying_step: Mapped[str] = later("soft", String(200), default="")
    buying_step_en: Mapped[str] = later("soft", String(200), default="")


class StageItem(Record):
    """What a stage asks for or offers, in its order.

    `check` is ticked, `evidence` is a slot for a file or a quote; both close the gate where they are `required`.
    `step`, `resource`, `question` make the standard procedure, `message` is a text to send, `monitor` something to
    watch; `detail` is how, what for, the answer, the text. `role` is who of the team does it: AR, SR, FR or nobody.
    A resource may have a stored `file` or an address on the web as its `link`.
    """

    __tablename__ = "stage_item"
    __table_args__ = (
        CheckConstraint(f"kind IN {ITEM_KINDS}", name="kind"),
        CheckConstraint(f"role IN {('', *TEAM_ROLES)}", name="role"),
        Index("ix_stage_item_stage_id", "stage_id", "position"),
    )
    title_column = "text"

    stage_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("stage.id", ondelete="RESTRICT"))
    kind: Mapped[str] = column("hard", String(10))
    position: Mapped[int] = column("soft", default=0)
    text: Mapped[str] = column("soft", String(200))
    text_en: Mapped[str] = column("soft", String(200), default="")
    detail: Mapped[str] = column("soft", Text, default="")
    detail_en: Mapped[str] = column("soft", Text, default="")
    required: Mapped[bool] = column("hard", default=False)
    role: Mapped[str] = column("soft", String(2), default="")
    file: Mapped[str] = column("soft", String(64), default="")
    file_name: Mapped[str] = column("soft", String(200), default="")
    link: Mapped[str] = column("soft", String(400), default="")


class Opportunity(Record):
    """A chance to sell: open, won, lost or on hold; its amount is NULL while unknown.

    `slips` counts how often its expected close was put off. The owner is the AR of its team, beside `sr_id` and
    `fr_id`. `lost_to` says whether the loss went to the competitor `lost_to_id`, to nobody, or nobody knows.
    `position` orders the cards of a stage; steps between neighbours leave room for a card in between.
    """

    __tablename__ = "opportunity"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'won', 'lost', 'on_hold')", name="status"),
        CheckConstraint("status <> 'won' OR customer_id IS NOT NULL", name="won_has_customer"),
        CheckConstraint("status <> 'lost' OR loss_reason <> ''", name="lost_has_reason"),
        CheckConstraint(f"roadmap IN {ROADMAP}", name="roadmap"),
        CheckConstraint(f"lost_to IN {LOST_TO}", name="lost_to"),
        CheckConstraint(f"amount_minor BETWEEN 0 AND {MAX_AMOUNT_MINOR}", name="amount"),
        # The conditions' own columns stand in the indexes too: only then does a query never touch the table.
        Index("ix_opportunity_board", "stage_id", "position", "id", "status", "deleted_at", **_OPEN),
        # Of a stage first those that came first: the late ones are counted by a range.
        Index("ix_opportunity_sums", "stage_id", "stage_entered_at", *_SUMMED, "slips", **_OPEN),
        # The cards of an owner or of all, by expected close.
        Index("ix_opportunity_owner", "owner_id", "expected_close_on", "id", "stage_id", *_SUMMED, **_OPEN),
        Index(
            "ix_opportunity_close", "expected_close_on", "id", "stage_id", *_SUMMED, "customer_id", **_OPEN
        ),
        Index(
            "ix_opportunity_won",
            "stage_id",
            "position",
            "id",
            "status",
            "deleted_at",
            "closed_on",
            "stage_entered_at",
            "amount_minor",
            **only_where("status = 'won' AND deleted_at IS NULL"),
        ),
        Index("ix_opportunity_status", "deleted_at", "status", "amount_minor"),
        # The few in a foreign currency, which stand in no sum with the others.
        Index(
            "ix_opportunity_foreign",
            "currency",
            "stage_id",
            **only_where("currency <> 'CNY' AND deleted_at IS NULL"),
        ),
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
    need: Mapped[str] = later("soft", Text, default="")
    budget_min_minor: Mapped[int | None] = column("soft", BigInteger)
    budget_max_minor: Mapped[int | None] = column("soft", BigInteger)
    sr_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    fr_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    roadmap: Mapped[str] = later("soft", String(10), default="")
    lost_to: Mapped[str] = later("hard", String(12), default="")
    lost_to_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("competitor.id", ondelete="RESTRICT")
    )
    reopened_from_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("opportunity.id", ondelete="RESTRICT")
    )


class StageChange(Record):
    """An opportunity came into a stage, or was closed or reopened there; `at` is when that happened."""

    __tablename__ = "stage_change"
    __table_args__ = (
        # Whole ways are read from the index alone, in their order: the figures of the process ask for all of them.
        Index(
            "ix_stage_change_opportunity_id",
            "opportunity_id",
            "at",
            "id",
            "from_stage_id",
            "to_stage_id",
            "status",
            "deleted_at",
        ),
    )
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
