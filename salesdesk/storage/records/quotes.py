"""Quotes: a number, its versions, their lines."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Instant, Record, Scaled, Uuid, column, later, only_where

LINE_KINDS = ("product", "section", "note", "charge")
STATES = ("draft", "pending_approval", "approved", "sent", "accepted", "rejected", "void", "superseded")


class Quote(Record):
    """A quote under its number, which is never reused; what was offered stands in its versions.

    The primary quote of an opportunity gives it its amount.
    """

    __tablename__ = "quote"
    __table_args__ = (
        Index(
            "uq_quote_opportunity_id",
            "opportunity_id",
            unique=True,
            **only_where("is_primary AND deleted_at IS NULL"),
        ),
    )
    title_column = "number"

    number: Mapped[str] = column("issued", String(40), unique=True)
    customer_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("customer.id", ondelete="RESTRICT"), index=True
    )
    opportunity_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("opportunity.id", ondelete="RESTRICT"), index=True
    )
    is_primary: Mapped[bool] = later("hard", default=False)


class QuoteVersion(Record):
    """One version of a quote with everything its document prints.

    The parties are kept as they were when the version was saved (JSON), the seller with the design, so that a version
    that went out always gives the same document; a draft looks as its design says now. `document_discount` and the
    lines' `discount` are what the user typed. Amounts are in minor units. `fx_rate` is CNY for one unit of a foreign
    currency, frozen with its day and source. `hidden` names what the document leaves out. `content_hash` is of
    everything price-relevant when it was approved or sent, `pdf_hash` of the document that was sent. `decision_note`
    (JSON) says what the customer decided, `deviations` (JSON) is the technical deviation list.
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
    fx_rate: Mapped[Decimal | None] = column("aggregate", Scaled(8))
    fx_on: Mapped[date | None] = column("aggregate")
    fx_source: Mapped[str] = later("aggregate", String(100), default="")
    payment_term: Mapped[str] = later("aggregate", String(40), default="")
    tender: Mapped[str] = later("aggregate", String(200), default="")
    greeting: Mapped[str] = later("aggregate", Text, default="")
    hidden: Mapped[str] = later("aggregate", String(100), default="")
    second_language: Mapped[str] = later("aggregate", String(10), default="")
    design_id: Mapped[uuid.UUID | None] = column(
        "aggregate", Uuid, ForeignKey("document_design.id", ondelete="RESTRICT")
    )
    content_hash: Mapped[str] = later("issued", String(64), default="")
    pdf_hash: Mapped[str] = later("issued", String(64), default="")
    decided_on: Mapped[date | None] = column("issued")
    decision_note: Mapped[str] = later("issued", Text, default="")
    deviations: Mapped[str] = later("aggregate", Text, default="")


class QuoteLine(Record):
    """A line of a quote version; gross, net and tax are after the document discount.

    A `section` heads the lines below it, a `note` only says something, a `charge` is a fraction of the counted lines
    above it. `base_price` is what the price book granted when the line was priced, `price_source` whether the price
    still is the book's or was typed; `floor_price` and `cost` (without tax) are kept for margin and approval. `picture`
    is the hash of the product's, as it was then.
    """

    __tablename__ = "quote_line"
    __table_args__ = (
        CheckConstraint("net_minor + tax_minor = gross_minor", name="sum"),
        CheckConstraint("gross_minor >= 0 AND net_minor >= 0", name="not_negative"),
        CheckConstraint(f"kind IN {LINE_KINDS}", name="kind"),
    )

    version_id: Mapped[uuid.UUID] = column(
        "aggregate", Uuid, ForeignKey("quote_version.id", ondelete="RESTRICT"), index=True
    )
    position: Mapped[int] = column("aggregate")
    product_id: Mapped[uuid.UUID | None] = column(
        "aggregate", Uuid, ForeignKey("product.id", ondelete="RESTRICT"), index=True
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
    kind: Mapped[str] = later("aggregate", String(10), default="product")
    alternative: Mapped[bool] = later("aggregate", default=False)
    charge: Mapped[Decimal | None] = column("aggregate", Scaled(4))
    brand: Mapped[str] = later("aggregate", String(100), default="")
    delivery: Mapped[str] = later("aggregate", String(200), default="")
    price_source: Mapped[str] = later("aggregate", String(10), default="")
    base_price: Mapped[Decimal | None] = column("aggregate", Scaled(6))
    list_price: Mapped[Decimal | None] = column("aggregate", Scaled(6))
    floor_price: Mapped[Decimal | None] = column("aggregate", Scaled(6))
    cost: Mapped[Decimal | None] = column("aggregate", Scaled(6))
    picture: Mapped[str] = later("aggregate", String(64), default="")


class QuoteTemplate(Record):
    """A draft to begin quotes with; `content` is the draft's JSON."""

    __tablename__ = "quote_template"

    name: Mapped[str] = column("soft", String(100))
    position: Mapped[int] = column("soft", default=0)
    content: Mapped[str] = column("soft", Text)


class QuoteScenario(Record):
    """A what-if beside a quote: up to three drafts under names; `content` is the draft's JSON."""

    __tablename__ = "quote_scenario"

    quote_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("quote.id", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str] = column("soft", String(100))
    position: Mapped[int] = column("soft", default=0)
    content: Mapped[str] = column("soft", Text)


class DocumentDesign(Record):
    """How a firm's documents look; `content` is JSON that `domain.document_design` reads."""

    __tablename__ = "document_design"

    name: Mapped[str] = column("soft", String(100))
    position: Mapped[int] = column("soft", default=0)
    content: Mapped[str] = column("soft", Text)
