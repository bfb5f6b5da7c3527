"""A draft as JSON that outlives a crash: everything is kept, and whatever can be read comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from salesdesk.domain.deviation import deviations_from
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import minor_units, parse_decimal
from salesdesk.domain.pricing import Discount, DocumentDiscount
from salesdesk.domain.quote import (
    FX_PLACES,
    HIDEABLE,
    MOST_LINES,
    PRICE_PLACES,
    QUANTITY_PLACES,
    QuoteDraft,
    QuoteLine,
)
from salesdesk.domain.quote_editing import blank_line
from salesdesk.i18n import as_language

_RATE_PLACES: Final = 4


def draft_as_json(draft: QuoteDraft) -> dict[str, object]:
    """Return a draft as values that JSON can hold; `draft_restored` reads them back."""
    return {field.name: _plain(getattr(draft, field.name)) for field in fields(draft)}


def _plain(value: object) -> object:
    match value:
        case tuple():
            return [
                one
                if isinstance(one, str)
                else {field.name: _plain(getattr(one, field.name)) for field in fields(one)}
                for one in value
            ]
        case Decimal():
            return f"{value:f}"
        case Discount() | DocumentDiscount():
            return value.as_text()
        case UUID():
            return value.hex
        case date():
            return value.isoformat()
    return value


def draft_restored(value: object) -> QuoteDraft:
    """Return what can be read of a kept draft: a field that is missing or wrong has its usual value."""
    return QuoteDraft(**({"customer": "", "lines": ()} | _read(value, _DRAFT)))


def _read(value: object, readers: Mapping[str, Callable[[Any], object]]) -> dict[str, Any]:
    values: Mapping[str, object] = value if isinstance(value, Mapping) else {}
    found: dict[str, Any] = {}
    for field, read in readers.items():
        try:
            found[field] = read(values[field])
        except (LookupError, TypeError, ValueError, AttributeError, SalesDeskError):
            continue
    return found


def _lines(values: object) -> tuple[QuoteLine, ...]:
    lines: tuple[QuoteLine, ...] = ()
    if isinstance(values, list):
        blank = blank_line(QuoteDraft(customer="", lines=()))
        usual = {field.name: getattr(blank, field.name) for field in fields(blank)}
        lines = tuple(QuoteLine(**(usual | _read(value, _LINE))) for value in values[:MOST_LINES])
    return lines


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _one_of(*known: str) -> Callable[[object], object]:
    return lambda value: known[known.index(_text(value))]


def _number(places: int) -> Callable[[object], Decimal]:
    return lambda value: parse_decimal(value, places, "")


def _rate(value: object) -> Decimal:
    rate = parse_decimal(value, _RATE_PLACES, "")
    if not 0 <= rate <= 1:
        raise ValueError(rate)
    return rate


def _currency(value: object) -> str:
    minor_units(_text(value))
    return _text(value)


def _maybe(read: Callable[[str], object]) -> Callable[[object], object]:
    return lambda value: None if value is None else read(_text(value))


_LINE: Final[dict[str, Callable[[Any], object]]] = {
    **dict.fromkeys(
        ("name", "model", "unit", "specification", "remark", "brand", "delivery", "picture"), _text
    ),
    **dict.fromkeys(("optional", "free", "alternative"), _flag),
    **dict.fromkeys(("base_price", "list_price", "floor_price", "cost"), _maybe(_number(PRICE_PLACES))),
    "kind": _one_of("product", "section", "note", "charge"),
    "charge": _maybe(_rate),
    "price_source": _one_of("", "book", "typed", "other"),
    "quantity": _number(QUANTITY_PLACES),
    "unit_price": _number(PRICE_PLACES),
    "tax_rate": _rate,
    "discount": lambda value: Discount.from_text(_text(value)),
    "product_id": _maybe(UUID),
}
_DRAFT: Final[dict[str, Callable[[Any], object]]] = {
    **dict.fromkeys(("customer", "contact", "contact_phone", "contact_email", "project"), _text),
    **dict.fromkeys(("delivery_terms", "payment_terms", "warranty_terms", "remark"), _text),
    **dict.fromkeys(("payment_term", "tender", "greeting", "fx_source"), _text),
    "fx_rate": _maybe(_number(FX_PLACES)),
    "fx_on": _maybe(date.fromisoformat),
    "hidden": lambda value: tuple(code for code in HIDEABLE if code in value),
    "second_language": _one_of("", "zh_CN", "en"),
    "design_id": _maybe(UUID),
    **dict.fromkeys(("customer_id", "opportunity_id"), _maybe(UUID)),
    "lines": _lines,
    "deviations": deviations_from,
    "price_mode": _one_of("tax_included", "tax_excluded"),
    "rounding": _one_of("line", "tax_rate"),
    "currency": _currency,
    "document_discount": lambda value: DocumentDiscount.from_text(_text(value or "")),
    "valid_until": _maybe(date.fromisoformat),
    "language": _maybe(as_language),
}
