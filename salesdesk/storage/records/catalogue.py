"""What we sell, and at which prices."""

from __future__ import annotations

import uuid
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Record, Scaled, Uuid, column, only_where


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
    cost: Mapped[Decimal | None] = column("hard", Scaled(6))


class PriceBook(Record):
    """A set of prices for one kind of buyer, such as dealers; `code` tells it from the others."""

    __tablename__ = "price_book"

    name: Mapped[str] = column("soft", String(100))
    name_en: Mapped[str] = column("soft", String(100), default="")
    code: Mapped[str] = column("hard", String(40))
    position: Mapped[int] = column("soft", default=0)


class PriceBookEntry(Record):
    """The unit price (tax included, in the product's currency) of a product from a quantity on."""

    __tablename__ = "price_book_entry"
    __table_args__ = (
        Index(
            "uq_price_book_entry_product_id_price_book_id_min_quantity",
            "product_id",
            "price_book_id",
            "min_quantity",
            unique=True,
            **only_where("deleted_at IS NULL"),
        ),
    )
    title_column = "id"

    price_book_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("price_book.id", ondelete="RESTRICT"), index=True
    )
    product_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("product.id", ondelete="RESTRICT"))
    min_quantity: Mapped[Decimal] = column("hard", Scaled(4), default=Decimal(1))
    unit_price: Mapped[Decimal] = column("hard", Scaled(6))
