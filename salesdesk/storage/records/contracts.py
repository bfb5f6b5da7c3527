"""Contracts: a number, its versions with clauses and lines, its legal review, what happened to it, its seals."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.domain.contract import KINDS, STATES, VERSION_KINDS, VERSION_STATES
from salesdesk.storage.records.base import Instant, Record, Scaled, Uuid, column, later, only_where

RISKS: Final = ("", "low", "medium", "high")
REVIEW_RESULTS: Final = ("", "passed", "conditional", "refused", "not_applicable")
EVENT_KINDS: Final = (
    "advance_received",
    "fat_passed",
    "before_shipment",
    "delivered",
    "sat_passed",
    "warranty_end",
)
EVENT_RESULTS: Final = ("", "passed", "conditional", "failed")
FILE_KINDS: Final = ("signed", "event", "other")
SEAL_KINDS: Final = ("company", "contract", "finance", "invoice", "legal_person")
SEAL_WAYS: Final = ("stamp", "image")
_SUM: Final = "net_minor + tax_minor = gross_minor"


class Contract(Record):
    """A contract under its number, which is never reused; what was agreed stands in its versions.

    The amounts are those in force, before the signature those of the newest version. `fx_rate` is CNY for one unit of
    a foreign currency, frozen at the signature. `waiver` says why it may be issued without a passed review.
    `termination_minor` is what the end took off the sales of its month: nothing, or less than nothing.
    """

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint(f"kind IN {tuple(KINDS)}", name="kind"),
        CheckConstraint(f"state IN {tuple(STATES)}", name="state"),
        CheckConstraint(_SUM, name="sum"),
        CheckConstraint("gross_minor >= 0", name="not_negative"),
        CheckConstraint("termination_minor <= 0 AND termination_minor >= -gross_minor", name="termination"),
        CheckConstraint(
            "signed_on IS NOT NULL OR state IN ('draft', 'in_review', 'issued', 'void')",
            name="signed_has_day",
        ),
        Index(
            "uq_contract_quote_id",
            "quote_id",
            unique=True,
            **only_where("state <> 'void' AND deleted_at IS NULL"),
        ),
    )
    title_column = "number"

    number: Mapped[str] = column("issued", String(40), unique=True)
    kind: Mapped[str] = column("hard", String(10), default="sale")
    state: Mapped[str] = column("hard", String(12), default="draft")
    title: Mapped[str] = column("soft", String(200), default="")
    customer_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("customer.id", ondelete="RESTRICT"), index=True
    )
    opportunity_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("opportunity.id", ondelete="RESTRICT"), index=True
    )
    quote_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("quote.id", ondelete="RESTRICT"))
    framework_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("contract.id", ondelete="RESTRICT"), index=True
    )
    owner_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    currency: Mapped[str] = column("hard", String(3))
    net_minor: Mapped[int] = column("aggregate", BigInteger)
    tax_minor: Mapped[int] = column("aggregate", BigInteger)
    gross_minor: Mapped[int] = column("aggregate", BigInteger)
    fx_rate: Mapped[Decimal | None] = column("aggregate", Scaled(8))
    fx_on: Mapped[date | None] = column("aggregate")
    signed_on: Mapped[date | None] = column("issued")
    review_asked_at: Mapped[datetime | None] = column("hard", Instant)
    review_asked_by: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT")
    )
    waived_at: Mapped[datetime | None] = column("hard", Instant)
    waived_by: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    waiver: Mapped[str] = column("hard", Text, default="")
    completed_on: Mapped[date | None] = column("hard")
    terminated_on: Mapped[date | None] = column("issued")
    termination_reason: Mapped[str] = column("issued", Text, default="")
    termination_minor: Mapped[int] = column("issued", BigInteger, default=0)
    remark: Mapped[str] = column("soft", Text, default="")


class ContractVersion(Record):
    """One version of a contract with everything that its document prints; an amendment holds the whole text anew.

    `buyer`, `seller`, `fields` (values of the merge fields) and `payment_lines` are JSON, kept as they were.
    `difference_minor` is what an amendment adds to the amount in force. `template_file` is the hash of the firm's own
    Word template, where the version is printed by one. `content_hash` is of everything agreed when it was issued,
    `pdf_hash` of the document that went out. `valid_from` and `valid_until` are the days of a framework agreement.
    """

    __tablename__ = "contract_version"
    __table_args__ = (
        CheckConstraint(f"kind IN {VERSION_KINDS}", name="kind"),
        CheckConstraint(f"state IN {VERSION_STATES}", name="state"),
        CheckConstraint(_SUM, name="sum"),
        CheckConstraint("gross_minor >= 0", name="not_negative"),
        Index(
            "uq_contract_version_contract_id_version",
            "contract_id",
            "version",
            unique=True,
            **only_where("deleted_at IS NULL"),
        ),
    )
    title_column = "version"

    contract_id: Mapped[uuid.UUID] = column("aggregate", Uuid, ForeignKey("contract.id", ondelete="RESTRICT"))
    version: Mapped[int] = column("issued")
    kind: Mapped[str] = column("hard", String(10), default="original")
    state: Mapped[str] = column("hard", String(12), default="draft")
    dated_on: Mapped[date] = column("aggregate")
    reason: Mapped[str] = column("soft", Text, default="")
    language: Mapped[str] = column("aggregate", String(10), default="zh_CN")
    second_language: Mapped[str] = column("aggregate", String(10), default="")
    quote_version_id: Mapped[uuid.UUID | None] = column(
        "aggregate", Uuid, ForeignKey("quote_version.id", ondelete="RESTRICT"), index=True
    )
    discount_minor: Mapped[int] = column("aggregate", BigInteger, default=0)
    net_minor: Mapped[int] = column("aggregate", BigInteger)
    tax_minor: Mapped[int] = column("aggregate", BigInteger)
    gross_minor: Mapped[int] = column("aggregate", BigInteger)
    difference_minor: Mapped[int] = column("aggregate", BigInteger, default=0)
    buyer: Mapped[str] = column("aggregate", Text)
    seller: Mapped[str] = column("aggregate", Text)
    seller_person: Mapped[str] = column("aggregate", String(200), default="")
    fields: Mapped[str] = column("aggregate", Text, default="{}")
    payment_term: Mapped[str] = column("aggregate", String(40), default="")
    payment_lines: Mapped[str] = column("aggregate", Text, default="[]")
    template_file: Mapped[str] = column("aggregate", String(64), default="")
    template_name: Mapped[str] = column("aggregate", String(200), default="")
    design_id: Mapped[uuid.UUID | None] = column(
        "aggregate", Uuid, ForeignKey("document_design.id", ondelete="RESTRICT")
    )
    issued_at: Mapped[datetime | None] = column("issued", Instant)
    signed_on: Mapped[date | None] = column("issued")
    content_hash: Mapped[str] = column("issued", String(64), default="")
    pdf_hash: Mapped[str] = column("issued", String(64), default="")
    valid_from: Mapped[date | None] = column("aggregate")
    valid_until: Mapped[date | None] = column("aggregate")


class ContractClause(Record):
    """A clause of a version, in its order; `code` is the template's where it came from there, else empty."""

    __tablename__ = "contract_clause"
    __table_args__ = (
        CheckConstraint(f"risk IN {RISKS}", name="risk"),
        Index("ix_contract_clause_version_id", "version_id", "position"),
    )
    title_column = "title_zh"

    version_id: Mapped[uuid.UUID] = column(
        "aggregate", Uuid, ForeignKey("contract_version.id", ondelete="RESTRICT")
    )
    position: Mapped[int] = column("aggregate")
    code: Mapped[str] = column("aggregate", String(20), default="")
    variant: Mapped[str] = column("aggregate", String(100), default="")
    risk: Mapped[str] = column("aggregate", String(10), default="")
    title_zh: Mapped[str] = column("aggregate", String(200), default="")
    title_en: Mapped[str] = column("aggregate", String(200), default="")
    text_zh: Mapped[str] = column("aggregate", Text, default="")
    text_en: Mapped[str] = column("aggregate", Text, default="")


class ContractLine(Record):
    """A line of a version's Annex 1: a copy of the quote's line as it was accepted, after its document discount."""

    __tablename__ = "contract_line"
    __table_args__ = (
        CheckConstraint(_SUM, name="sum"),
        CheckConstraint("gross_minor >= 0 AND net_minor >= 0", name="not_negative"),
        CheckConstraint("kind IN ('product', 'section', 'note', 'charge')", name="kind"),
        Index("ix_contract_line_version_id", "version_id", "position"),
    )

    version_id: Mapped[uuid.UUID] = column(
        "aggregate", Uuid, ForeignKey("contract_version.id", ondelete="RESTRICT")
    )
    position: Mapped[int] = column("aggregate")
    quote_line_id: Mapped[uuid.UUID | None] = column(
        "aggregate", Uuid, ForeignKey("quote_line.id", ondelete="RESTRICT")
    )
    product_id: Mapped[uuid.UUID | None] = column(
        "aggregate", Uuid, ForeignKey("product.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[str] = column("aggregate", String(10), default="product")
    name: Mapped[str] = column("aggregate", String(200))
    model: Mapped[str] = column("aggregate", String(4000), default="")
    brand: Mapped[str] = column("aggregate", String(100), default="")
    specification: Mapped[str] = column("aggregate", Text, default="")
    unit: Mapped[str] = column("aggregate", String(4000), default="")
    quantity: Mapped[Decimal] = column("aggregate", Scaled(4))
    unit_price: Mapped[Decimal] = column("aggregate", Scaled(6))
    tax_rate: Mapped[Decimal] = column("aggregate", Scaled(4))
    free: Mapped[bool] = column("aggregate", default=False)
    gross_minor: Mapped[int] = column("aggregate", BigInteger)
    net_minor: Mapped[int] = column("aggregate", BigInteger)
    tax_minor: Mapped[int] = column("aggregate", BigInteger)
    delivery: Mapped[str] = column("aggregate", String(200), default="")
    remark: Mapped[str] = column("aggregate", Text, default="")


class ClauseTemplate(Record):
    """The firm's own wording of a clause, beside the shipped one: a variant of the same `code`, or a free clause.

    `is_default` says that new contracts begin with it.
    """

    __tablename__ = "clause_template"
    __table_args__ = (CheckConstraint(f"risk IN {RISKS}", name="risk"),)
    title_column = "variant"

    code: Mapped[str] = column("hard", String(20), default="")
    variant: Mapped[str] = column("soft", String(100))
    position: Mapped[int] = column("soft", default=0)
    risk: Mapped[str] = column("soft", String(10), default="")
    is_default: Mapped[bool] = column("soft", default=False)
    title_zh: Mapped[str] = column("soft", String(200), default="")
    title_en: Mapped[str] = column("soft", String(200), default="")
    text_zh: Mapped[str] = column("soft", Text, default="")
    text_en: Mapped[str] = column("soft", Text, default="")


class WordTemplate(Record):
    """The firm's own contract as a Word file: `hash` names it among the workspace's files, and is never changed here.

    Another file in its place is another row, so that versions that were written with the old one still find it.
    `found` is what was looked up in the file when it came, as JSON that `domain.word_fields` reads.
    """

    __tablename__ = "word_template"

    name: Mapped[str] = column("soft", String(100))
    position: Mapped[int] = column("soft", default=0)
    file_name: Mapped[str] = column("append", String(200))
    size: Mapped[int] = column("append", BigInteger)
    hash: Mapped[str] = column("append", String(64), index=True)
    found: Mapped[str] = column("append", Text)


class LegalReviewItem(Record):
    """One point of a contract's legal review; `code` is the checklist's, empty for one of the reviewer's own.

    `basis` is the hash of what was judged: where the contract has changed since, the point is open again.
    """

    __tablename__ = "legal_review_item"
    __table_args__ = (
        CheckConstraint(f"result IN {REVIEW_RESULTS}", name="result"),
        Index("ix_legal_review_item_contract_id", "contract_id", "position"),
    )
    title_column = "text"

    contract_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("contract.id", ondelete="RESTRICT"))
    position: Mapped[int] = column("soft", default=0)
    code: Mapped[str] = column("hard", String(30), default="")
    text: Mapped[str] = column("soft", String(400), default="")
    result: Mapped[str] = column("hard", String(20), default="")
    note: Mapped[str] = column("soft", Text, default="")
    basis: Mapped[str] = column("hard", String(64), default="")
    person_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    at: Mapped[datetime | None] = column("hard", Instant)


class ContractEvent(Record):
    """What happened to a contract on a day and sets instalments due: factory test, delivery, site test, warranty end.

    The open points of a conditional acceptance are its punch items.
    """

    __tablename__ = "contract_event"
    __table_args__ = (
        CheckConstraint(f"kind IN {EVENT_KINDS}", name="kind"),
        CheckConstraint(f"result IN {EVENT_RESULTS}", name="result"),
        Index("ix_contract_event_contract_id", "contract_id", "on_day"),
    )
    title_column = "kind"

    contract_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("contract.id", ondelete="RESTRICT"))
    kind: Mapped[str] = column("hard", String(20))
    on_day: Mapped[date] = column("hard")
    result: Mapped[str] = column("hard", String(12), default="")
    note: Mapped[str] = column("soft", Text, default="")


class ContractFile(Record):
    """A file of a contract among the workspace's files, never altered: a signed scan, an acceptance certificate."""

    __tablename__ = "contract_file"
    __table_args__ = (CheckConstraint(f"kind IN {FILE_KINDS}", name="kind"),)

    contract_id: Mapped[uuid.UUID] = column(
        "append", Uuid, ForeignKey("contract.id", ondelete="RESTRICT"), index=True
    )
    version_id: Mapped[uuid.UUID | None] = column(
        "append", Uuid, ForeignKey("contract_version.id", ondelete="RESTRICT")
    )
    event_id: Mapped[uuid.UUID | None] = column(
        "append", Uuid, ForeignKey("contract_event.id", ondelete="RESTRICT")
    )
    kind: Mapped[str] = column("append", String(10))
    name: Mapped[str] = column("append", String(200))
    size: Mapped[int] = column("append", BigInteger)
    hash: Mapped[str] = column("append", String(64))


class Seal(Record):
    """A seal of the firm; `image` is the hash of its picture, `keeper_id` who may put that on a document.

    `size_mm` is its longer side on paper. One that isn't `active` is put on nothing more.
    """

    __tablename__ = "seal"
    __table_args__ = (CheckConstraint(f"kind IN {SEAL_KINDS}", name="kind"),)

    name: Mapped[str] = column("soft", String(100))
    kind: Mapped[str] = column("hard", String(20))
    image: Mapped[str] = column("hard", String(64), default="")
    keeper_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    size_mm: Mapped[int] = later("hard", default=40)
    active: Mapped[bool] = later("hard", default=True)


class SealUse(Record):
    """A line of the seal log: which seal was put on which version, by whom, with whose permission.

    It names a version of a contract (`contract_id`, `version_id`) or one of a quote (`quote_version_id`).
    """

    __tablename__ = "seal_use"
    __table_args__ = (CheckConstraint(f"way IN {SEAL_WAYS}", name="way"),)
    title_column = "number"

    number: Mapped[str] = column("issued", String(40), unique=True)
    seal_id: Mapped[uuid.UUID] = column("append", Uuid, ForeignKey("seal.id", ondelete="RESTRICT"))
    contract_id: Mapped[uuid.UUID | None] = column(
        "append", Uuid, ForeignKey("contract.id", ondelete="RESTRICT"), index=True
    )
    version_id: Mapped[uuid.UUID | None] = column(
        "append", Uuid, ForeignKey("contract_version.id", ondelete="RESTRICT")
    )
    way: Mapped[str] = column("append", String(10))
    copies: Mapped[int] = column("append", default=1)
    purpose: Mapped[str] = column("append", Text, default="")
    file_hash: Mapped[str] = column("append", String(64), default="")
    used_by: Mapped[uuid.UUID | None] = column("append", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    approved_by: Mapped[uuid.UUID | None] = column(
        "append", Uuid, ForeignKey("person.id", ondelete="RESTRICT")
    )
    at: Mapped[datetime] = column("append", Instant)
    quote_version_id: Mapped[uuid.UUID | None] = column(
        "append", Uuid, ForeignKey("quote_version.id", ondelete="RESTRICT")
    )
