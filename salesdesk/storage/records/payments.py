"""Payments: the instalments of a contract, the money that came in for them, the invoices."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Record, Scaled, Uuid, column, only_where

RECEIPT_METHODS: Final = ("transfer", "acceptance", "cheque", "cash", "other")
INVOICE_STATES: Final = ("requested", "issued", "void")
INVOICE_KINDS: Final = ("special", "ordinary")
INSTALMENT_KINDS: Final = ("percent", "amount", "balance")


class Instalment(Record):
    """A part of a contract's amount that becomes due by a trigger; its status follows from what came in for it.

    `share` is the fraction that was agreed, where it was one; exactly one instalment is the balance. `planned_on` is
    when it is expected, `due_on` known once the trigger has happened. Retention money is a receivable of its own.
    """

    __tablename__ = "instalment"
    __table_args__ = (
        CheckConstraint(f"kind IN {INSTALMENT_KINDS}", name="kind"),
        CheckConstraint("amount_minor >= 0", name="not_negative"),
        Index("ix_instalment_contract_id", "contract_id", "position"),
        Index(
            "ix_instalment_due", "due_on", "contract_id", **only_where("NOT voided AND deleted_at IS NULL")
        ),
    )
    title_column = "label"

    contract_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("contract.id", ondelete="RESTRICT"))
    position: Mapped[int] = column("aggregate")
    label: Mapped[str] = column("soft", String(200), default="")
    label_en: Mapped[str] = column("soft", String(200), default="")
    kind: Mapped[str] = column("aggregate", String(10))
    share: Mapped[Decimal | None] = column("aggregate", Scaled(6))
    trigger: Mapped[str] = column("hard", String(20))
    offset_days: Mapped[int] = column("hard", default=0)
    amount_minor: Mapped[int] = column("aggregate", BigInteger)
    planned_on: Mapped[date | None] = column("soft")
    due_on: Mapped[date | None] = column("hard")
    is_retention: Mapped[bool] = column("hard", default=False)
    voided: Mapped[bool] = column("hard", default=False)
    remark: Mapped[str] = column("soft", Text, default="")


class Receipt(Record):
    """Money that came in, or was taken back: a reversal names what it reverses and has its amount, negative.

    `bank_key` names the line of the bank's statement that it was taken from, so that none is taken twice.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        CheckConstraint(f"method IN {RECEIPT_METHODS}", name="method"),
        CheckConstraint("(reverses_id IS NULL) = (amount_minor > 0) AND amount_minor <> 0", name="amount"),
        Index(
            "uq_receipt_bank_key",
            "bank_key",
            unique=True,
            **only_where("bank_key <> '' AND deleted_at IS NULL"),
        ),
        Index(
            "uq_receipt_reverses_id",
            "reverses_id",
            unique=True,
            **only_where("reverses_id IS NOT NULL AND deleted_at IS NULL"),
        ),
        Index("ix_receipt_received_on", "received_on"),
    )
    title_column = "payer"

    customer_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("customer.id", ondelete="RESTRICT"), index=True
    )
    received_on: Mapped[date] = column("hard")
    amount_minor: Mapped[int] = column("hard", BigInteger)
    currency: Mapped[str] = column("hard", String(3))
    method: Mapped[str] = column("hard", String(12), default="transfer")
    payer: Mapped[str] = column("soft", String(200), default="")
    reference: Mapped[str] = column("soft", String(200), default="")
    bank_key: Mapped[str] = column("hard", String(100), default="")
    remark: Mapped[str] = column("soft", Text, default="")
    reverses_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("receipt.id", ondelete="RESTRICT")
    )


class ReceiptAllocation(Record):
    """What part of a receipt is for which instalment; negative where it was reversed."""

    __tablename__ = "receipt_allocation"
    __table_args__ = (CheckConstraint("amount_minor <> 0", name="amount"),)
    title_column = "amount_minor"

    receipt_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("receipt.id", ondelete="RESTRICT"), index=True
    )
    instalment_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("instalment.id", ondelete="RESTRICT"), index=True
    )
    amount_minor: Mapped[int] = column("hard", BigInteger)


class Invoice(Record):
    """An invoice that was asked for or issued; a red one has negative amounts and names the one it cancels.

    `title` (JSON) is what the buyer wants on it: name, tax number, address, phone, bank.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint(f"state IN {INVOICE_STATES}", name="state"),
        CheckConstraint(f"kind IN {INVOICE_KINDS}", name="kind"),
        CheckConstraint("net_minor + tax_minor = gross_minor AND gross_minor <> 0", name="sum"),
        CheckConstraint(
            "state <> 'issued' OR (number <> '' AND issued_on IS NOT NULL)", name="issued_has_number"
        ),
        Index(
            "uq_invoice_number", "number", unique=True, **only_where("number <> '' AND deleted_at IS NULL")
        ),
    )
    title_column = "number"

    contract_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("contract.id", ondelete="RESTRICT"), index=True
    )
    instalment_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("instalment.id", ondelete="RESTRICT"), index=True
    )
    state: Mapped[str] = column("hard", String(10), default="requested")
    kind: Mapped[str] = column("hard", String(10), default="special")
    number: Mapped[str] = column("hard", String(40), default="")
    net_minor: Mapped[int] = column("hard", BigInteger)
    tax_minor: Mapped[int] = column("hard", BigInteger)
    gross_minor: Mapped[int] = column("hard", BigInteger)
    requested_on: Mapped[date] = column("hard")
    requested_by: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT")
    )
    issued_on: Mapped[date | None] = column("hard")
    title: Mapped[str] = column("hard", Text, default="{}")
    remark: Mapped[str] = column("soft", Text, default="")
    red_of_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("invoice.id", ondelete="RESTRICT"))
