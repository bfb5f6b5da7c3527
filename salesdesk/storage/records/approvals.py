"""Approvals: the rules, what was asked, and who decided."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Instant, Record, Scaled, Uuid, column, later
from salesdesk.storage.records.firm import ROLES

METRICS: Final = (
    "line_discount",
    "document_discount",
    "discount",
    "margin",
    "floor_price",
    "amount",
    "payment_term",
    "validity",
    "typed_price",
    "other_book",
)
"""What a rule measures on a quote."""
REQUEST_STATES: Final = ("pending", "approved", "refused", "withdrawn", "void")


class ApprovalRule(Record):
    """A quote whose metric is strictly over (a margin: under) the threshold needs somebody of a role.

    `standard` is the key of the terms of payment that others are measured by; empty: the usual ones.
    """

    __tablename__ = "approval_rule"
    __table_args__ = (
        CheckConstraint(f"metric IN {METRICS}", name="metric"),
        CheckConstraint(f"role IN {ROLES}", name="role"),
    )
    title_column = "metric"

    metric: Mapped[str] = column("hard", String(20))
    threshold: Mapped[Decimal | None] = column("hard", Scaled(6))
    role: Mapped[str] = column("hard", String(20))
    active: Mapped[bool] = column("hard", default=True)
    position: Mapped[int] = column("soft", default=0)
    standard: Mapped[str] = later("hard", String(40), default="")


class ApprovalRequest(Record):
    """Somebody asks that a version may go out as it is; `needs` (JSON) says which rules it hit and by how much.

    It is bound to the version's `content_hash`: any later change of what is priced makes it void. `comments` (JSON) are
    what was said while it waited.
    """

    __tablename__ = "approval_request"
    __table_args__ = (
        CheckConstraint(f"state IN {REQUEST_STATES}", name="state"),
        Index("ix_approval_request_version_id", "version_id"),
    )
    title_column = "state"

    version_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("quote_version.id", ondelete="RESTRICT"))
    content_hash: Mapped[str] = column("issued", String(64))
    state: Mapped[str] = column("issued", String(10), default="pending")
    asked_by: Mapped[uuid.UUID | None] = column("append", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    asked_at: Mapped[datetime] = column("append", Instant)
    reason: Mapped[str] = column("append", Text, default="")
    needs: Mapped[str] = column("append", Text)
    comments: Mapped[str] = column("append", Text, default="")


class ApprovalStep(Record):
    """One approval that a request needs, and its decision; `signature` is of a decision that came in a file."""

    __tablename__ = "approval_step"
    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint("decision IN ('', 'approved', 'refused')", name="decision"),
        Index("ix_approval_step_request_id", "request_id", "position"),
    )
    title_column = "role"

    request_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("approval_request.id", ondelete="RESTRICT")
    )
    position: Mapped[int] = column("soft", default=0)
    role: Mapped[str] = column("hard", String(20))
    decision: Mapped[str] = column("issued", String(10), default="")
    person_id: Mapped[uuid.UUID | None] = column("issued", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    at: Mapped[datetime | None] = column("issued", Instant)
    comment: Mapped[str] = column("issued", Text, default="")
    by_self: Mapped[bool] = column("issued", default=False)
    signature: Mapped[str] = column("issued", Text, default="")
