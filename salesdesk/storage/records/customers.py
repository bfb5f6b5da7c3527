"""The firms we sell to."""

from __future__ import annotations

import uuid
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Record, Scaled, Uuid, column, only_where


class Customer(Record):
    """A company we sell to, or want to."""

    __tablename__ = "customer"
    __table_args__ = (Index("ix_customer_name", "name", **only_where("deleted_at IS NULL")),)

    name: Mapped[str] = column("soft", String(200))
    short_name: Mapped[str] = column("soft", String(100), default="")
    code: Mapped[str] = column("hard", String(60), default="")
    uscc: Mapped[str] = column("hard", String(40), default="")
    industry: Mapped[str] = column("soft", String(100), default="")
    region: Mapped[str] = column("soft", String(60), default="")
    province: Mapped[str] = column("soft", String(60), default="")
    city: Mapped[str] = column("soft", String(60), default="")
    district: Mapped[str] = column("soft", String(60), default="")
    address: Mapped[str] = column("soft", String(400), default="")
    phone: Mapped[str] = column("soft", String(60), default="")
    email: Mapped[str] = column("soft", String(200), default="")
    bank: Mapped[str] = column("hard", String(200), default="")
    bank_account: Mapped[str] = column("hard", String(60), default="")
    source: Mapped[str] = column("soft", String(60), default="")
    founded_year: Mapped[int | None] = column("soft")
    employees: Mapped[int | None] = column("soft")
    annual_revenue: Mapped[Decimal | None] = column("soft", Scaled(2))
    parent_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("customer.id", ondelete="RESTRICT"), index=True
    )
    owner_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    remark: Mapped[str] = column("soft", Text, default="")
