"""Reading a budget as people type it: a range, one figure, or only one end of a range."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import excerpt, half_width, parse_amount
from salesdesk.i18n import _

Budget = tuple[Decimal | None, Decimal | None]

_BETWEEN: Final = re.compile(r"\s*(?:[-~–—−]+|到|至|\bto\b)\s*")
_AT_LEAST: Final = re.compile(r"(?:≥|>=?|over|from|至少|超过)\s*(.+)|(.+?)\s*(?:以上|起|\+)")
_AT_MOST: Final = re.compile(r"(?:≤|<=?|under|up to|最多|不超过)\s*(.+)|(.+?)\s*(?:以内|以下|封顶)")
_ABOUT: Final = re.compile(r"^(?:约|大约|about|~)\s*|\s*左右$")
_MULTIPLE: Final = re.compile(r"[万亿]$")


def parse_budget(typed: str) -> Budget:
    """Read `50万-80万`, `50-80万`, `80万以内`, `50万以上` or `80万`; None stands for an end that is open.

    InvalidInputError for anything else, and for a budget of nothing.
    """
    text = half_width(typed).lower()
    for pattern, is_low in ((_AT_LEAST, True), (_AT_MOST, False)):
        if match := pattern.fullmatch(text):
            end = _amount(match[1] or match[2], typed)
            return (end, None) if is_low else (None, end)
    ends = _BETWEEN.split(_ABOUT.sub("", text))
    if len(ends) > 2 or not all(ends):
        raise _not_understood(typed)
    if len(ends) == 1:
        end = _amount(ends[0], typed)
        return (end, end)
    low, high = (_amount(end, typed) for end in ends)
    multiple = _MULTIPLE.search(ends[1])
    if multiple and not _MULTIPLE.search(ends[0]):
        # 50-80万 means 50万, but 8000-1万 means 8,000.
        as_high = _amount(ends[0] + multiple[0], typed)
        low = as_high if as_high <= 10 * high else low
    return (low, high) if low <= high else (high, low)


def _amount(text: str, typed: str) -> Decimal:
    try:
        amount = parse_amount(text)
    except InvalidInputError:
        raise _not_understood(typed) from None
    if amount <= 0:
        raise _not_understood(typed)
    return amount


def _not_understood(typed: str) -> InvalidInputError:
    return InvalidInputError(
        _("“{text}” is not a budget. Write it like 50万-80万, 80万 or 500,000-800,000.").format(
            text=excerpt(typed)
        )
    )
