"""What we sell, with what and at which prices, and which taxes there are."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Record, Scaled, Uuid, column, later, only_where

TAX_CLASSES: Final = ("", "goods", "transport", "construction", "service", "export", "exempt")
"""What the tax law sees in a product (domain rules 3.2); empty where nobody has said."""


class Product(Record):
    """A thing or service with a list price (tax included) in one currency.

    `picture` and `data_sheet` are hashes of files of the workspace. One that is no longer `active` isn't offered.
    """

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
    brand: Mapped[str] = later("soft", String(100), default="")
    tax_class: Mapped[str] = later("soft", String(20), default="")
    picture: Mapped[str] = later("soft", String(64), default="")
    data_sheet: Mapped[str] = later("soft", String(64), default="")
    data_sheet_name: Mapped[str] = later("soft", String(200), default="")
    active: Mapped[bool] = later("soft", default=True)


class ProductSpec(Record):
    """A parameter of a product, as data sheets list them."""

    __tablename__ = "product_spec"
    __table_args__ = (Index("ix_product_spec_product_id", "product_id", "position"),)

    product_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("product.id", ondelete="RESTRICT"))
    position: Mapped[int] = column("soft", default=0)
    name: Mapped[str] = column("soft", String(200))
    value: Mapped[str] = column("soft", String(400), default="")
    unit: Mapped[str] = column("soft", String(40), default="")


class ProductPart(Record):
    """A product that goes with another: `part` of a set, or an `option` that can be chosen to it."""

    __tablename__ = "product_part"
    __table_args__ = (
        CheckConstraint("kind IN ('part', 'option')", name="kind"),
        Index("ix_product_part_product_id", "product_id", "position"),
    )
    title_column = "kind"

    product_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("product.id", ondelete="RESTRICT"))
    part_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("product.id", ondelete="RESTRICT"))
    kind: Mapped[str] = column("soft", String(10), default="part")
    position: Mapped[int] = column("soft", default=0)
    quantity: Mapped[Decimal] = column("soft", Scaled(4), default=Decimal(1))


class TaxRate(Record):
    """A rate of value-added tax and the days on which it holds; `taxpayer` is `general` or `small`."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        CheckConstraint("rate BETWEEN 0 AND 10000", name="rate"),
        CheckConstraint("taxpayer IN ('general', 'small')", name="taxpayer"),
    )

    name: Mapped[str] = column("soft", String(100))
    name_en: Mapped[str] = column("soft", String(100), default="")
    rate: Mapped[Decimal] = column("hard", Scaled(4))
    tax_class: Mapped[str] = column("soft", String(20), default="")
    taxpayer: Mapped[str] = column("soft", String(10), default="general")
    valid_from: Mapped[date | None] = column("soft")
    valid_until: Mapped[date | None] = column("soft")
    position: Mapped[int] = column("soft", default=0)


class PriceBook(Record):
    """A set of prices for one kind of buyer, such as dealers; `code` tells it from the others.

    `kind` is `sale`, or `floor` for prices below which nobody sells without asking. What isn't in the book is the
    parent's price times `factor`, rounded `rounding_mode` to a multiple of `rounding_to`, plus `ending`. Quantity
    breaks are a `range` (one price for all) or a `slab` (each part at its own). A book may be for one customer or
    one value class, and hold for some days only.
    """

    __tablename__ = "price_book"
    __table_args__ = (
        CheckConstraint("kind IN ('sale', 'floor')", name="kind"),
        CheckConstraint("breaks IN ('range', 'slab')", name="breaks"),
        CheckConstraint("rounding_mode IN ('half_up', 'up', 'down')", name="rounding_mode"),
    )

    name: Mapped[str] = column("soft", String(100))
    name_en: Mapped[str] = column("soft", String(100), default="")
    code: Mapped[str] = column("hard", String(40))
    position: Mapped[int] = column("soft", default=0)
    kind: Mapped[str] = later("hard", String(10), default="sale")
    currency: Mapped[str] = later("hard", String(3), default="CNY")
    parent_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("price_book.id", ondelete="RESTRICT")
    )
    customer_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("customer.id", ondelete="RESTRICT")
    )
    value_class: Mapped[str] = later("soft", String(20), default="")
    valid_from: Mapped[date | None] = column("soft")
    valid_until: Mapped[date | None] = column("soft")
    breaks: Mapped[str] = later("soft", String(5), default="range")
    factor: Mapped[Decimal | None] = column("hard", Scaled(6))
    rounding_to: Mapped[Decimal | None] = column("hard", Scaled(6))
    rounding_mode: Mapped[str] = later("hard", String(7), default="half_up")
    ending: Mapped[Decimal | None] = column("hard", Scaled(6))


class PriceBookEntry(Record):
    """The unit price (tax included, in the book's currency) of a product from a quantity on."""

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
