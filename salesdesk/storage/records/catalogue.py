"""What we sell."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Record, Scaled, column


class Product(Record):
    """A thing or service with a list price (tax included) in one currency."""

    __tablename__ = "product"

    name: Mapped[str] = column("soft", String(200))
    code: Mapped[str] = column("hard", String(60), default="")
    model: Mapped[str] = column("soft", String(200), default="")
    family: Mapped[str] = column("soft", String(100), default="")
    specification: Mapped[str] = column("soft", Text, default="")
    unit: Mapped[str] = column("soft", String(20), default="")
    list_price: Mapped[Decimal | None] = column("hard", Scaled(6))
    currency: Mapped[str] = column("hard", String(3), default="CNY")
    tax_rate: Mapped[Decimal | None] = column("hard", Scaled(4))
    remark: Mapped[str] = column("soft", Text, default="")
