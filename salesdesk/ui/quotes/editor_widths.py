"""How wide the columns of a quote's lines are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from salesdesk.ui.quotes.editor_columns import Col

_WIDTHS: Final = {
    Col.NUMBER: 40,
    Col.BRAND: 80,
    Col.UNIT: 56,
    Col.QUANTITY: 64,
    Col.LIST: 112,
    Col.BASE: 112,
    Col.PRICE: 112,
    Col.DISCOUNT: 76,
    Col.TAX: 58,
    Col.AMOUNT: 128,
    Col.DELIVERY: 104,
    Col.REMARK: 104,
}
_NARROW: Final = {
    Col.NUMBER: 32,
    Col.BRAND: 66,
    Col.UNIT: 50,
    Col.QUANTITY: 48,
    Col.LIST: 98,
    Col.BASE: 98,
    Col.PRICE: 98,
    Col.DISCOUNT: 72,
    Col.TAX: 50,
    Col.AMOUNT: 116,
    Col.DELIVERY: 84,
    Col.REMARK: 84,
}
_NARROW_BELOW: Final = 900
_LEAST_TEXTS: Final = 130
_TEXTS: Final = 220
"""Names and models get no less than the first together; else the second, and the table scrolls to the side."""
_NAME_SHARE: Final = 0.6


def shared(
    room: int, shown: Collection[Col], needed: Mapping[Col, int], heads: Mapping[Col, int]
) -> dict[Col, int]:
    """Return the widths of these columns in pixels; they are wider than the room where texts get too little of it.

    `needed` is what the longest figures take, `heads` what their titles do: where there is little room, figures take
    no more than both.
    """
    usual = {**_NARROW, **heads} if room < _NARROW_BELOW else _WIDTHS
    widths = {column: width for column, width in usual.items() if column in shown}
    for column, least in needed.items():
        if column in widths:
            widths[column] = max(widths[column], min(least, room // 4))
    rest = room - sum(widths.values())
    rest = rest if rest >= _LEAST_TEXTS else _TEXTS
    widths[Col.NAME] = round(rest * _NAME_SHARE)
    widths[Col.MODEL] = rest - widths[Col.NAME]
    return widths
