"""A contract to print: the shipped clauses, forty lines, the payments of 3-3-3-1."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from salesdesk.domain import clauses, merge_fields, payment_plan, payment_terms
from salesdesk.domain.contract import Amounts
from salesdesk.domain.contract_version import ContractLine, ContractVersion
from salesdesk.domain.merge_fields import Value
from salesdesk.domain.quote_version import Party

BUYER = Party(
    "恒岳轴承有限公司",
    contact="顾工",
    address="云州市开发区一路1号",
    phone="0000-5550-1234",
    tax_id="91350100M000100Y43",
)
SELLER = Party(
    "云帆砺行装备制造(演示)有限公司",
    address="云州市高新区创业路88号",
    tax_id="91990000MA0LX0001F",
    bank="工商银行云州支行",
    bank_account="6222 0000 1111",
)


def line(number: int, **values: Any) -> ContractLine:
    """Return a line of Annex 1 over 113.00 with tax."""
    usual: dict[str, Any] = {
        "name": f"螺杆空压机{number}",
        "brand": "LX",
        "model": f"A{number}",
        "specification": "排气量 6.2 m³/min，功率 37 kW",
        "unit": "台",
        "quantity": Decimal(1),
        "unit_price": Decimal("113.00"),
        "tax_rate": Decimal("0.13"),
        "gross": Decimal("113.00"),
        "net": Decimal("100.00"),
        "tax": Decimal("13.00"),
    }
    return ContractLine(**(usual | values))


def contract(count: int = 40, **values: Any) -> ContractVersion:
    """Return a contract that can be printed, with so many lines."""
    lines = values.pop("lines", None) or tuple(line(number) for number in range(1, count + 1))
    fields = merge_fields.defaults()
    fields["contract.place"], fields["delivery.place"] = Value("云州"), Value("云州市开发区一路1号")
    sums = [sum((getattr(one, name) for one in lines), Decimal(0)) for name in ("net", "tax", "gross")]
    usual: dict[str, Any] = {
        "number": "C-2026-0001",
        "version": 1,
        "kind": "original",
        "contract_kind": "sale",
        "state": "issued",
        "dated_on": date(2026, 6, 1),
        "language": "zh_CN",
        "second_language": "en",
        "currency": "CNY",
        "buyer": BUYER,
        "seller": SELLER,
        "seller_person": "林晓",
        "clauses": clauses.template(),
        "fields": fields,
        "lines": lines,
        "amounts": Amounts(*sums),
        "discount": Decimal(0),
        "difference": Decimal(0),
        "payment_term": "3-3-3-1",
        "plan": payment_plan.of_term(payment_terms.TERMS[0].lines),
    }
    return ContractVersion(**(usual | values))
