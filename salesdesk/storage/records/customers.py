"""The firms we sell to, and the people there."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Record, Scaled, Uuid, column, later, only_where

VALUE_CLASSES: Final = ("strategic", "key", "regular", "potential", "maintained")
"""How much a customer matters, from the most; empty where nobody has said."""
CONTACT_ROLES: Final = ("decider", "technical", "purchasing", "finance", "user")
"""What a contact does in a purchase; empty where it isn't known."""


class Customer(Record):
    """A company we sell to, or want to.

    `price_book` is the code of the price book that it buys by, `language` that of its documents; empty means the usual.
    `buyer_kind` is what the law on late payment goes by (`domain/contract_guards.py`); empty where nobody has said.
    """

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
    value_class: Mapped[str] = later("soft", String(20), default="")
    website: Mapped[str] = later("soft", String(200), default="")
    language: Mapped[str] = later("soft", String(10), default="")
    price_book: Mapped[str] = later("hard", String(40), default="")
    buyer_kind: Mapped[str] = later("soft", String(10), default="")


class Contact(Record):
    """Somebody who works for a customer."""

    __tablename__ = "contact"
    __table_args__ = (CheckConstraint(f"role IN {('', *CONTACT_ROLES)}", name="role"),)

    customer_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("customer.id", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str] = column("soft", String(200))
    title: Mapped[str] = column("soft", String(100), default="")
    department: Mapped[str] = column("soft", String(100), default="")
    role: Mapped[str] = column("soft", String(20), default="")
    phone: Mapped[str] = column("soft", String(60), default="")
    mobile: Mapped[str] = column("soft", String(60), default="")
    email: Mapped[str] = column("soft", String(200), default="")
    wechat: Mapped[str] = column("soft", String(100), default="")
    is_main: Mapped[bool] = column("soft", default=False)
    remark: Mapped[str] = column("soft", Text, default="")
