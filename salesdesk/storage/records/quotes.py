"""Quotes: a number, its versions, their lines."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Instant, Record, Scaled, Uuid, column, later, only_where

STATES = ("draft", "pending_approval", "approved", "sent", "accepted", "rejected", "void", "superseded")


class Quote(Record):
    """A quote under its number, which is never reused; what was offered stands in its versions."""

    __tablename__ = "quote"
    title_column = "number"

    number: Mapped[str] = column("issued", String(40), unique=True)
    customer_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("customer.id", ondelete="RESTRICT"), index=True
    )
    opportunity_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("opportunity.id", ondelete="RESTRICT"), index=True
    )


class QuoteVersion(Record):
    """One version of a quote with everything its document prints.

    The parties are kept as they were when the version was saved (JSON), so that a stored version always gives
    the same document. `document_discount` and the lines' `discount` are what the user typed. Amounts are in minor
    units.
    """

    __tablename__ = "quote_version"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("price_mode IN ('tax_included', 'tax_excluded')", name="price_mode"),
        CheckConstraint("rounding IN ('line', 'tax_rate')", name="rounding"),
        CheckConstraint("net_minor + tax_minor = gross_minor", name="sum"),
        Index(
            "uq_quote_version_quote_id_version",
            "quote_id",
            "version",
            unique=True,
            **only_where("deleted_at IS NULL"),
        ),
    )
    title_column = "version"

    quote_id: Mapped[uuid.UUID] = column("aggregate", Uuid, ForeignKey("quote.id", ondelete="RESTRICT"))
    version: Mapped[int] = column("issued")
    state: Mapped[str] = column("hard", String(20), default="draft")
    issued_on: Mapped[date] = column("aggregate")
    valid_until: Mapped[date] = column("aggregate")
    language: Mapped[str] = column("aggregate", String(10), default="zh_CN")
    currency: Mapped[str] = column("aggregate", String(3))
    price_mode: Mapped[str] = column("aggregate", String(20))
    rounding: Mapped[str] = column("aggregate", String(20))
    document_discount: Mapped[str] = column("aggregate", Text, default="")
    discount_minor: Mapped[int] = column("aggregate", BigInteger)
    net_minor: Mapped[int] = column("aggregate", BigInteger)
    tax_minor: Mapped[int] = column("aggregate", BigInteger)
    gross_minor: Mapped[int] = column("aggregate", BigInteger)
    customer: Mapped[str] = column("aggregate", Text)
    seller: Mapped[str] = column("aggregate", Text)
    seller_person: Mapped[str] = column("aggregate", String(200), default="")
    terms: Mapped[str] = column("aggregate", Text)
    delivery_terms: Mapped[str] = later("aggregate", Text, default="")
    payment_terms: Mapped[str] = later("aggregate", Text, default="")
    warranty_terms: Mapped[str] = later("aggregate", Text, default="")
    remark: Mapped[str] = later("aggregate", Text, default="")
    reason: Mapped[str] = later("soft", Text, default="")
    sent_at: Mapped[datetime | None] = column("issued", Instant)


class QuoteLine(Record):
    """A line of a quote version; gross, net and tax are after the document discount."""

    __tablename__ = "quote_line"
    __table_args__ = (
        CheckConstraint("net_minor + tax_minor = gross_minor", name="sum"),
        CheckConstraint("gross_minor >= 0 AND net_minor >= 0", name="not_negative"),
    )

    version_id: Mapped[uuid.UUID] = column(
        "aggregate", Uuid, ForeignKey("quote_version.id", ondelete="RESTRICT"), index=True
    )
    position: Mapped[int] = column("aggregate")
    product_id: Mapped[uuid.UUID | None] = column(
        "aggregate", Uuid, ForeignKey("product.id", ondelete="RESTRICT")
    )
    name: Mapped[str] = column("aggregate", String(200))
    model: Mapped[str] = column("aggregate", String(4000), default="")
    unit: Mapped[str] = column("aggregate", String(4000), default="")
    quantity: Mapped[Decimal] = column("aggregate", Scaled(4))
    unit_price: Mapped[Decimal] = column("aggregate", Scaled(6))
    discount: Mapped[str] = column("aggregate", Text, default="")
    tax_rate: Mapped[Decimal] = column("aggregate", Scaled(4))
    optional: Mapped[bool] = column("aggregate", default=False)
    free: Mapped[bool] = column("aggregate", default=False)
    gross_minor: Mapped[int] = column("aggregate", BigInteger)
    net_minor: Mapped[int] = column("aggregate", BigInteger)
    tax_minor: Mapped[int] = column("aggregate", BigInteger)
    specification: Mapped[str] = later("aggregate", Text, default="")
    remark: Mapped[str] = later("aggregate", Text, default="")
