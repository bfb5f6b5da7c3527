"""What was done and what is to be done with a customer."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Instant, Record, Uuid, column, only_where

ACTIVITY_KINDS: Final = ("visit", "call", "meeting", "email", "wechat", "note", "task")
_TO_DO: Final = only_where("done_at IS NULL AND deleted_at IS NULL")


class Activity(Record):
    """A visit, call, message, note or task: planned for a local day (`due_on`), or done at an instant (`done_at`).

    `due_time` is the local time of the plan as `15:00`, empty where only the day is fixed.
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint(f"kind IN {ACTIVITY_KINDS}", name="kind"),
        CheckConstraint("due_on IS NOT NULL OR done_at IS NOT NULL", name="planned_or_done"),
        Index("ix_activity_customer_id", "customer_id", "done_at"),
        Index("ix_activity_opportunity_id", "opportunity_id", "done_at", "deleted_at"),
        Index(
            "ix_activity_open",
            "owner_id",
            "due_on",
            "done_at",
            "deleted_at",
            **_TO_DO,
        ),
        Index("ix_activity_next", "opportunity_id", "due_on", "done_at", "deleted_at", **_TO_DO),
    )
    title_column = "subject"

    kind: Mapped[str] = column("soft", String(10))
    subject: Mapped[str] = column("soft", String(200), default="")
    note: Mapped[str] = column("soft", Text, default="")
    customer_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("customer.id", ondelete="RESTRICT")
    )
    contact_id: Mapped[uuid.UUID | None] = column("soft", Uuid, ForeignKey("contact.id", ondelete="RESTRICT"))
    opportunity_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("opportunity.id", ondelete="RESTRICT")
    )
    owner_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    due_on: Mapped[date | None] = column("soft")
    due_time: Mapped[str] = column("soft", String(5), default="")
    done_at: Mapped[datetime | None] = column("soft", Instant)
