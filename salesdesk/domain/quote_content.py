"""The fingerprint of everything in a quote that an approval is about: any change of it makes the approval void."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Final

from salesdesk.domain.pricing import DocumentDiscount
from salesdesk.domain.quote import QuoteDraft, QuoteLine

_LINE: Final = (
    "kind",
    "name",
    "model",
    "quantity",
    "unit_price",
    "tax_rate",
    "optional",
    "alternative",
    "free",
    "charge",
    "price_source",
    "base_price",
    "floor_price",
    "cost",
)
_DRAFT: Final = ("customer", "price_mode", "rounding", "currency", "payment_term", "payment_terms", "fx_rate")


def content_hash(draft: QuoteDraft, valid_until: date) -> str:
    """Return the SHA-256 of the quote's canonical JSON: who buys what, at which prices, on which terms, until when.

    Equal numbers are equal, however they are written; remarks, the contact and the language are no part of it.
    """
    off = draft.document_discount
    content = {
        **{name: _plain(getattr(draft, name)) for name in _DRAFT},
        "valid_until": valid_until.isoformat(),
        "document_discount": _off(off) if off else None,
        "lines": [_line(line) for line in draft.lines],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _off(off: DocumentDiscount) -> list[object]:
    return [off.kind, _plain(off.value), *([_plain(off.step)] if off.step else [])]


def _line(line: QuoteLine) -> dict[str, object]:
    values = {name: _plain(getattr(line, name)) for name in _LINE}
    return values | {"discount": [line.discount.kind, _plain(line.discount.value)]}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    return value
