"""Stored versions of quotes with every kind of line, to print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from salesdesk.domain.document_design import USUAL, DocumentDesign
from salesdesk.domain.pricing import parse_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine, totals
from salesdesk.domain.quote_version import Party, QuoteVersion, usual_terms

ISSUED, UNTIL = date(2026, 11, 24), date(2026, 12, 24)


def item(name: str, quantity: int = 1, price: str = "0", rate: str = "0.13", **values: Any) -> QuoteLine:
    """Return a line of a draft; `discount` is as it is typed."""
    if "discount" in values:
        values["discount"] = parse_discount(values["discount"])
    return QuoteLine(
        name=name, quantity=Decimal(quantity), unit_price=Decimal(price), tax_rate=Decimal(rate), **values
    )


LINES = (
    item("主机", kind="section"),
    item(
        "五轴加工中心", 2, "980000", model="HSM-600", unit="台", brand="锐博", discount="8.4折",
        list_price=Decimal(1080000), delivery="90 天", specification="Φ320 转台", picture="b" * 64,
        base_price=Decimal(977001), floor_price=Decimal(799001), cost=Decimal(611001),
    ),
    item("摇篮式转台", 2, "185000", model="TRT-320", list_price=Decimal(185000)),
    item("进口转台", 2, "265000", model="TRT-320K", alternative=True),
    item("不含地基施工", kind="note"),
    item("选配", kind="section"),
    item("上下料机械手", 1, "198000", model="RB-20", optional=True, remark="可后装"),
    item("服务", kind="section"),
    item("安装调试", 1, "60000", "0.06"),
    item("操作培训", 3, "2400", "0.06", free=True),
    item("包装运输费", kind="charge", charge=Decimal("0.03"), rate="0.09"),
)  # fmt: skip
"""Every kind of line; the counted ones come to 2,138,692.00, the options to 198,000.00 and 3 % of it."""


def version(
    lines: tuple[QuoteLine, ...] = LINES,
    *,
    language: Any = "zh_CN",
    state: str = "sent",
    design: DocumentDesign = USUAL,
    **values: Any,
) -> QuoteVersion:
    """Return a stored version over lines; `values` are the draft's."""
    draft = QuoteDraft(customer="华锐精工", lines=lines, language=language, **values)
    return QuoteVersion(
        number="QT-202611-0001",
        version=3,
        state=state,
        issued_on=ISSUED,
        valid_until=UNTIL,
        language=language,
        draft=draft,
        totals=totals(draft),
        customer=Party("华锐精工", phone="0512-1111", email="a@hr.cn", tax_id="91320594MA1X", bank="工行"),
        seller=Party("云帆砺行", phone="0510-2222", email="b@yf.cn", tax_id="91320214MA1Y", bank="建行"),
        seller_person="林晓",
        terms=usual_terms(draft, UNTIL, language),
        design=design,
    )


def many(count: int) -> tuple[QuoteLine, ...]:
    """Return so many lines, each at its number in CNY."""
    return tuple(item(f"立式加工中心 {number}", 1, str(number)) for number in range(1, count + 1))


def hiding(stored: QuoteVersion, *hidden: str) -> QuoteVersion:
    """Return the version with that left out of its document."""
    return replace(stored, draft=replace(stored.draft, hidden=hidden))
