"""Drafts of quotes as an editor may hold them, finished or not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from salesdesk.domain.pricing import Discount, parse_discount, parse_document_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine

WORDS = st.sampled_from(["", "泵", " 离心泵\u202e ", "<b>A&B</b> 𬭎", "第一行\n第二行"])
DISCOUNTS = [None, "8.5折", "33.33%", "100%", {"amount": "50"}, {"final_price": "12.5"}]
DOCUMENT_DISCOUNTS = [None, {"percent": "7.77%"}, {"amount": "100"}, {"total": "0"}]


def line(**values: Any) -> QuoteLine:
    """Return a line of one pump at 100 with 13 % tax."""
    usual: dict[str, Any] = {
        "name": "泵",
        "quantity": Decimal(1),
        "unit_price": Decimal(100),
        "tax_rate": Decimal("0.13"),
    }
    return QuoteLine(**(usual | values))


def draft(*lines: QuoteLine, **values: Any) -> QuoteDraft:
    """Return a draft for a customer."""
    return QuoteDraft(**({"customer": "华锐精工", "lines": lines} | values))


def percent(typed: str) -> Discount:
    """Return a line's discount as it was typed."""
    return parse_discount(typed)


lines = st.builds(
    QuoteLine,
    name=WORDS,
    model=WORDS,
    unit=WORDS,
    specification=WORDS,
    remark=WORDS,
    quantity=st.decimals(0, 1000, places=4),
    unit_price=st.decimals(0, 100_000, places=6),
    tax_rate=st.sampled_from([Decimal("0.13"), Decimal("0.06"), Decimal(0)]),
    discount=st.sampled_from([parse_discount(typed) for typed in DISCOUNTS]),
    optional=st.booleans(),
    free=st.booleans(),
    product_id=st.none(),
)
drafts = st.builds(
    QuoteDraft,
    customer=WORDS,
    lines=st.lists(lines, max_size=6).map(tuple),
    price_mode=st.sampled_from(["tax_included", "tax_excluded"]),
    rounding=st.sampled_from(["line", "tax_rate"]),
    currency=st.sampled_from(["CNY", "USD", "JPY"]),
    document_discount=st.sampled_from([parse_document_discount(typed) for typed in DOCUMENT_DISCOUNTS]),
    contact=WORDS,
    contact_phone=WORDS,
    contact_email=WORDS,
    project=WORDS,
    valid_until=st.none() | st.dates(date(2026, 11, 24), date(2030, 1, 1)),
    language=st.sampled_from([None, "zh_CN", "en"]),
    delivery_terms=WORDS,
    payment_terms=WORDS,
    warranty_terms=WORDS,
    remark=WORDS,
)
