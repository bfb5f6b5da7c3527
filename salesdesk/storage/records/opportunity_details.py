"""What is worked out for one opportunity: its gate, people, needs, rivals, road map and value."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, MappedColumn

from salesdesk.storage.records.base import Instant, Record, Scaled, Uuid, column, only_where

DECISION_ROLES: Final = ("technical", "purchasing", "finance", "executive", "user", "other")
"""What somebody decides of a purchase: 技术, 采购, 财务, 高管, 使用者, 其他."""
LEVELS: Final = ("", "top", "middle", "working")
"""How high somebody stands: 高层, 中层, 执行; empty where nobody has said."""
STANDINGS: Final = ("", "behind", "even", "favoured")
"""How a competitor stands with the customer."""
MET: Final = ("", "yes", "partly", "no")
"""Whether we meet a requirement; empty while nobody has said."""


def _opportunity() -> MappedColumn[Any]:
    """Return the reference of a detail to its opportunity."""
    return column("hard", Uuid, ForeignKey("opportunity.id", ondelete="RESTRICT"))


class OpportunityItem(Record):
    """A tick at an item of a stage, or an item of this opportunity alone (`stage_item_id` is NULL)."""

    __tablename__ = "opportunity_item"
    __table_args__ = (
        Index("ix_opportunity_item_opportunity_id", "opportunity_id", "stage_id"),
        Index(
            "uq_opportunity_item_opportunity_id_stage_item_id",
            "opportunity_id",
            "stage_item_id",
            unique=True,
            **only_where("deleted_at IS NULL"),
        ),
    )
    title_column = "text"

    opportunity_id: Mapped[uuid.UUID] = _opportunity()
    stage_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("stage.id", ondelete="RESTRICT"))
    stage_item_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("stage_item.id", ondelete="RESTRICT")
    )
    position: Mapped[int] = column("soft", default=0)
    text: Mapped[str] = column("soft", String(200), default="")
    required: Mapped[bool] = column("hard", default=False)
    done_at: Mapped[datetime | None] = column("soft", Instant)
    done_by: Mapped[uuid.UUID | None] = column("soft", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))


class Attachment(Record):
    """A file of an opportunity (`hash` names it among the workspace's files) or a quote in its place.

    It fills the evidence slot `stage_item_id`, if any. `purpose` is `signature` for what the customer signed.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("(hash <> '') <> (quote_id IS NOT NULL)", name="file_or_quote"),
        Index("ix_attachment_opportunity_id", "opportunity_id", "stage_item_id"),
        Index("ix_attachment_hash", "hash"),
    )

    opportunity_id: Mapped[uuid.UUID] = _opportunity()
    stage_item_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("stage_item.id", ondelete="RESTRICT")
    )
    quote_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("quote.id", ondelete="RESTRICT"))
    name: Mapped[str] = column("soft", String(200))
    size: Mapped[int] = column("hard", BigInteger, default=0)
    hash: Mapped[str] = column("hard", String(64), default="")
    purpose: Mapped[str] = column("hard", String(20), default="")


class GateWaiver(Record):
    """Somebody let an opportunity leave a stage though something was `missing` (JSON list of texts)."""

    __tablename__ = "gate_waiver"
    __table_args__ = (Index("ix_gate_waiver_opportunity_id", "opportunity_id"),)
    title_column = "reason"

    opportunity_id: Mapped[uuid.UUID] = column(
        "append", Uuid, ForeignKey("opportunity.id", ondelete="RESTRICT")
    )
    stage_id: Mapped[uuid.UUID] = column("append", Uuid, ForeignKey("stage.id", ondelete="RESTRICT"))
    person_id: Mapped[uuid.UUID | None] = column("append", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = column("append", Instant)
    reason: Mapped[str] = column("append", Text)
    missing: Mapped[str] = column("append", Text)


class CloseShift(Record):
    """The expected close was put to another day, and perhaps why."""

    __tablename__ = "close_shift"
    __table_args__ = (Index("ix_close_shift_opportunity_id", "opportunity_id"),)
    title_column = "reason"

    opportunity_id: Mapped[uuid.UUID] = column(
        "append", Uuid, ForeignKey("opportunity.id", ondelete="RESTRICT")
    )
    before: Mapped[date | None] = column("append")
    after: Mapped[date | None] = column("append")
    at: Mapped[datetime] = column("append", Instant)
    reason: Mapped[str] = column("soft", String(200), default="")


class Stakeholder(Record):
    """A contact in the decision chain; `influence` is 1 to 5, `attitude` -2 to 2."""

    __tablename__ = "stakeholder"
    __table_args__ = (
        CheckConstraint(f"role IN {DECISION_ROLES}", name="role"),
        CheckConstraint(f"level IN {LEVELS}", name="level"),
        CheckConstraint("influence BETWEEN 1 AND 5", name="influence"),
        CheckConstraint("attitude BETWEEN -2 AND 2", name="attitude"),
        Index("ix_stakeholder_opportunity_id", "opportunity_id"),
        Index(
            "uq_stakeholder_opportunity_id_contact_id",
            "opportunity_id",
            "contact_id",
            unique=True,
            **only_where("deleted_at IS NULL"),
        ),
    )
    title_column = "role"

    opportunity_id: Mapped[uuid.UUID] = _opportunity()
    contact_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("contact.id", ondelete="RESTRICT"))
    position: Mapped[int] = column("soft", default=0)
    role: Mapped[str] = column("soft", String(12), default="other")
    level: Mapped[str] = column("soft", String(10), default="")
    influence: Mapped[int] = column("soft", default=3)
    attitude: Mapped[int] = column("soft", default=0)
    concern: Mapped[str] = column("soft", Text, default="")
    criteria: Mapped[str] = column("soft", Text, default="")


class Requirement(Record):
    """A line of the requirement sheet: what the customer asks for and what we offer."""

    __tablename__ = "requirement"
    __table_args__ = (
        CheckConstraint(f"met IN {MET}", name="met"),
        Index("ix_requirement_opportunity_id", "opportunity_id", "position"),
    )
    title_column = "parameter"

    opportunity_id: Mapped[uuid.UUID] = _opportunity()
    position: Mapped[int] = column("soft", default=0)
    parameter: Mapped[str] = column("soft", String(200))
    required: Mapped[str] = column("soft", String(400), default="")
    unit: Mapped[str] = column("soft", String(40), default="")
    must: Mapped[bool] = column("soft", default=True)
    ours: Mapped[str] = column("soft", String(400), default="")
    met: Mapped[str] = column("soft", String(10), default="")


class Competitor(Record):
    """A firm that sells against us."""

    __tablename__ = "competitor"

    name: Mapped[str] = column("soft", String(200))
    strengths: Mapped[str] = column("soft", Text, default="")
    weaknesses: Mapped[str] = column("soft", Text, default="")
    remark: Mapped[str] = column("soft", Text, default="")


class Rival(Record):
    """A competitor in one opportunity, and how it stands there."""

    __tablename__ = "rival"
    __table_args__ = (
        CheckConstraint(f"standing IN {STANDINGS}", name="standing"),
        Index("ix_rival_opportunity_id", "opportunity_id"),
        Index(
            "uq_rival_opportunity_id_competitor_id",
            "opportunity_id",
            "competitor_id",
            unique=True,
            **only_where("deleted_at IS NULL"),
        ),
    )
    title_column = "note"

    opportunity_id: Mapped[uuid.UUID] = _opportunity()
    competitor_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("competitor.id", ondelete="RESTRICT"))
    position: Mapped[int] = column("soft", default=0)
    standing: Mapped[str] = column("soft", String(10), default="")
    note: Mapped[str] = column("soft", Text, default="")


class Interest(Record):
    """A product that the customer is interested in."""

    __tablename__ = "interest"
    __table_args__ = (Index("ix_interest_opportunity_id", "opportunity_id", "position"),)
    title_column = "remark"

    opportunity_id: Mapped[uuid.UUID] = _opportunity()
    product_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("product.id", ondelete="RESTRICT"))
    position: Mapped[int] = column("soft", default=0)
    quantity: Mapped[Decimal] = column("soft", Scaled(4), default=Decimal(1))
    remark: Mapped[str] = column("soft", String(400), default="")


class Landmark(Record):
    """A dated point on the way to the signature, planned and reached."""

    __tablename__ = "landmark"
    __table_args__ = (Index("ix_landmark_opportunity_id", "opportunity_id", "position"),)

    opportunity_id: Mapped[uuid.UUID] = _opportunity()
    position: Mapped[int] = column("soft", default=0)
    name: Mapped[str] = column("soft", String(200))
    planned_on: Mapped[date | None] = column("soft")
    reached_on: Mapped[date | None] = column("soft")
    note: Mapped[str] = column("soft", Text, default="")


class ActionStep(Record):
    """A line of the customer action map: what the customer does next, and what we do for it."""

    __tablename__ = "action_step"
    __table_args__ = (Index("ix_action_step_opportunity_id", "opportunity_id", "position"),)
    title_column = "customer_step"

    opportunity_id: Mapped[uuid.UUID] = _opportunity()
    position: Mapped[int] = column("soft", default=0)
    customer_step: Mapped[str] = column("soft", String(400))
    due_on: Mapped[date | None] = column("soft")
    customer_owner: Mapped[str] = column("soft", String(200), default="")
    our_action: Mapped[str] = column("soft", String(400), default="")
    owner_id: Mapped[uuid.UUID | None] = column("soft", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    evidence: Mapped[str] = column("soft", String(400), default="")
    done_on: Mapped[date | None] = column("soft")


class ValueCase(Record):
    """The positioning of the offer and what it is worth to the customer; one for an opportunity.

    `baseline_minor` is what the present way costs in a year, `improvement` the fraction saved of it;
    `investment_minor` is what the customer spends, NULL for the opportunity's amount.
    """

    __tablename__ = "value_case"
    __table_args__ = (
        CheckConstraint("improvement BETWEEN 0 AND 10000", name="improvement"),
        Index("ix_value_case_opportunity_id", "opportunity_id"),
        Index(
            "uq_value_case_opportunity_id",
            "opportunity_id",
            unique=True,
            **only_where("deleted_at IS NULL"),
        ),
    )
    title_column = "offer"

    opportunity_id: Mapped[uuid.UUID] = _opportunity()
    segment: Mapped[str] = column("soft", Text, default="")
    need: Mapped[str] = column("soft", Text, default="")
    offer: Mapped[str] = column("soft", Text, default="")
    differentiator: Mapped[str] = column("soft", Text, default="")
    proof: Mapped[str] = column("soft", Text, default="")
    pain: Mapped[str] = column("soft", Text, default="")
    vision: Mapped[str] = column("soft", Text, default="")
    baseline: Mapped[str] = column("soft", Text, default="")
    baseline_minor: Mapped[int | None] = column("soft", BigInteger)
    improvement: Mapped[Decimal | None] = column("soft", Scaled(4))
    investment_minor: Mapped[int | None] = column("soft", BigInteger)


class SavedView(Record):
    """A filter that somebody kept under a name; `content` is JSON that the page itself reads."""

    __tablename__ = "saved_view"

    page: Mapped[str] = column("soft", String(20))
    name: Mapped[str] = column("soft", String(100))
    position: Mapped[int] = column("soft", default=0)
    content: Mapped[str] = column("soft", Text)
