"""Receipts and invoices as tables for the books: in the column order that 金蝶 and 用友 import."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.errors import InvalidInputError
from salesdesk.exchange.workbook import Sheet, SheetColumn, Value, write
from salesdesk.i18n import N_, _, translate
from salesdesk.services.payments import METHODS
from salesdesk.storage.records import (
    Contract,
    Customer,
    Instalment,
    Invoice,
    Person,
    Receipt,
    ReceiptAllocation,
)

System = Literal["kingdee", "yonyou"]
SYSTEMS: Final[dict[System, str]] = {"kingdee": N_("Kingdee"), "yonyou": N_("Yonyou")}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A receipt's share of a contract, or an invoice, as both systems need it."""

    number: str
    day: date
    customer: str
    code: str
    uscc: str
    currency: str
    rate: Decimal | None
    net: Decimal
    tax: Decimal
    gross: Decimal
    method: str
    settlement: str
    owner: str
    contract: str
    remark: str

    @property
    def in_cny(self) -> Decimal | None:
        """Return the amount in CNY; None where nobody knows the rate."""
        return money.round_half_up(self.gross * self.rate) if self.rate is not None else None

    def value(self, source: str) -> Value:
        """Return what stands in a column."""
        constant = source.removeprefix("=")
        found: Value = constant if constant != source else getattr(self, source)
        return found


_Column = tuple[str, Literal["text", "money", "rate", "date"], str]
"""A title, the kind of its values, and where they come from: a field of the entry, or `=` and a constant."""


_RECEIPTS: Final[dict[System, tuple[_Column, ...]]] = {
    "kingdee": (
        ("单据编号", "text", "number"),
        ("业务日期", "date", "day"),
        ("往来单位类型", "text", "=客户"),
        ("往来单位编码", "text", "code"),
        ("往来单位", "text", "customer"),
        ("币别", "text", "currency"),
        ("汇率", "rate", "rate"),
        ("结算方式", "text", "method"),
        ("结算号", "text", "settlement"),
        ("收款用途", "text", "=销售收款"),
        ("应收金额", "money", "gross"),
        ("实收金额", "money", "gross"),
        ("实收金额本位币", "money", "in_cny"),
        ("合同号", "text", "contract"),
        ("销售员", "text", "owner"),
        ("备注", "text", "remark"),
    ),
    "yonyou": (
        ("单据编号", "text", "number"),
        ("日期", "date", "day"),
        ("客户编码", "text", "code"),
        ("客户名称", "text", "customer"),
        ("结算方式", "text", "method"),
        ("票据号", "text", "settlement"),
        ("币种", "text", "currency"),
        ("汇率", "rate", "rate"),
        ("金额", "money", "gross"),
        ("本币金额", "money", "in_cny"),
        ("业务员", "text", "owner"),
        ("订单号", "text", "contract"),
        ("摘要", "text", "remark"),
    ),
}
_INVOICES: Final[dict[System, tuple[_Column, ...]]] = {
    "kingdee": (
        ("发票号", "text", "number"),
        ("开票日期", "date", "day"),
        ("客户编码", "text", "code"),
        ("客户", "text", "customer"),
        ("纳税登记号", "text", "uscc"),
        ("币别", "text", "currency"),
        ("不含税金额", "money", "net"),
        ("税额", "money", "tax"),
        ("价税合计", "money", "gross"),
        ("合同号", "text", "contract"),
        ("销售员", "text", "owner"),
        ("备注", "text", "remark"),
    ),
    "yonyou": (
        ("发票号", "text", "number"),
        ("开票日期", "date", "day"),
        ("客户编码", "text", "code"),
        ("客户名称", "text", "customer"),
        ("税号", "text", "uscc"),
        ("币种", "text", "currency"),
        ("汇率", "rate", "rate"),
        ("无税金额", "money", "net"),
        ("税额", "money", "tax"),
        ("价税合计", "money", "gross"),
        ("业务员", "text", "owner"),
        ("订单号", "text", "contract"),
        ("备注", "text", "remark"),
    ),
}
_BOOKS: Final = "CNY"
_WIDTHS: Final = {"text": 18, "money": 14, "rate": 10, "date": 12}


def export(session: Session, file: Path, system: System, *, start: date, end: date, at: datetime) -> int:
    """Write the receipts and issued invoices of a period as a workbook, and return how many rows it has.

    A receipt over several contracts has a row for each; a reversal and a red invoice have negative amounts. The titles
    are Chinese, whatever the window speaks: the programs that read them know no others.
    """
    if start > end:
        raise InvalidInputError(_("The first day lies behind the last."))
    receipts, invoices = _receipts(session, start, end), _invoices(session, start, end)
    sheets = [_sheet("收款单", _RECEIPTS[system], receipts), _sheet("销售发票", _INVOICES[system], invoices)]
    write(file, sheets, title=f"{start.isoformat()} – {end.isoformat()}", at=at)
    return len(receipts) + len(invoices)


def _sheet(name: str, columns: Sequence[_Column], entries: Sequence[_Entry]) -> Sheet:
    return Sheet(
        name,
        [SheetColumn(title, kind, _WIDTHS[kind]) for title, kind, _source in columns],
        [[entry.value(source) for _title, _kind, source in columns] for entry in entries],
    )


def _receipts(session: Session, start: date, end: date) -> list[_Entry]:
    """Return the receipts of a period by contract; what no instalment has of one stands in a row without contract.

    A receipt has the same number whenever it is exported: its turn on its day, among all that were ever recorded.
    """
    query = (
        select(Receipt, Customer)
        .join(Customer, Customer.id == Receipt.customer_id)
        .where(Receipt.received_on.between(start, end))
        .order_by(Receipt.received_on, Receipt.created_at, Receipt.id)
    )
    found, turns = list[_Entry](), Counter[date]()
    for row, customer in session.execute(query).all():
        turns[row.received_on] += 1
        if row.deleted_at is not None:
            continue
        name = f"SK-{row.received_on:%Y%m%d}-{turns[row.received_on]:04d}"
        shares = _shares(session, row)
        rest = row.amount_minor - sum(minor for _contract, _owner, minor in shares)
        for contract, owner, minor in [*shares, *([(None, "", rest)] if rest else [])]:
            found.append(replace(_receipt(row, customer, contract, minor), number=name, owner=owner or ""))
    return found


def _shares(session: Session, row: Receipt) -> list[tuple[Contract, str | None, int]]:
    query = (
        select(Contract, Person.name, ReceiptAllocation.amount_minor)
        .join(Instalment, Instalment.id == ReceiptAllocation.instalment_id)
        .join(Contract, Contract.id == Instalment.contract_id)
        .outerjoin(Person, Person.id == Contract.owner_id)
        .where(ReceiptAllocation.receipt_id == row.id, ReceiptAllocation.deleted_at.is_(None))
        .order_by(Contract.number)
    )
    shares: dict[Any, tuple[Contract, str | None, int]] = {}
    for contract, owner, minor in session.execute(query):
        before = shares[contract.id][2] if contract.id in shares else 0
        shares[contract.id] = (contract, owner, before + minor)
    return list(shares.values())


def _receipt(row: Receipt, customer: Customer, contract: Contract | None, minor: int) -> _Entry:
    amount = money.from_minor(minor, row.currency)
    return _Entry(
        number="",
        day=row.received_on,
        customer=customer.name,
        code=customer.code,
        uscc=customer.uscc,
        currency=row.currency,
        rate=_rate(row.currency, contract),
        net=amount,
        tax=Decimal(0),
        gross=amount,
        method=translate(METHODS[row.method], "zh_CN"),
        settlement=row.reference,
        owner="",
        contract=contract.number if contract else "",
        remark=row.remark,
    )


def _rate(currency: str, contract: Contract | None) -> Decimal | None:
    """Return CNY for one unit as the contract froze it; None for foreign money that no contract has."""
    if currency == _BOOKS:
        return Decimal(1)
    return contract.fx_rate if contract is not None else None


def _invoices(session: Session, start: date, end: date) -> list[_Entry]:
    query = (
        select(Invoice, Contract, Customer, Person.name)
        .join(Contract, Contract.id == Invoice.contract_id)
        .join(Customer, Customer.id == Contract.customer_id)
        .outerjoin(Person, Person.id == Contract.owner_id)
        .where(Invoice.state == "issued", Invoice.issued_on.between(start, end), Invoice.deleted_at.is_(None))
        .order_by(Invoice.issued_on, Invoice.number)
    )
    return [
        _Entry(
            number=row.number,
            day=row.issued_on or row.requested_on,
            customer=json.loads(row.title).get("name") or customer.name,
            code=customer.code,
            uscc=json.loads(row.title).get("tax_id") or customer.uscc,
            currency=contract.currency,
            rate=_rate(contract.currency, contract),
            net=money.from_minor(row.net_minor, contract.currency),
            tax=money.from_minor(row.tax_minor, contract.currency),
            gross=money.from_minor(row.gross_minor, contract.currency),
            method="",
            settlement="",
            owner=owner or "",
            contract=contract.number,
            remark=row.remark,
        )
        for row, contract, customer, owner in session.execute(query)
    ]
