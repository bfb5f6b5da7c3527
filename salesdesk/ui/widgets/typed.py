"""Reading what people type."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, TypeVar

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import excerpt, half_width
from salesdesk.i18n import _

T = TypeVar("T")

_WORDS: Final = {
    "今天": 0,
    "today": 0,
    "明天": 1,
    "tomorrow": 1,
    "后天": 2,
    "昨天": -1,
    "yesterday": -1,
    "前天": -2,
}
_SHIFT: Final = re.compile(r"([+-])\s?(\d{1,4})")
_FULL: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SHORT: Final = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")


def parse_day(typed: str, today: date) -> date:
    """Read `今天`, `明天`, `+7`, `11/25` (of this year) or `2026-11-25`; InvalidInputError for anything else."""
    text = half_width(typed).lower()
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if shift := _SHIFT.fullmatch(text):
        return today + timedelta(days=int(shift[1] + shift[2]))
    full = _FULL.fullmatch(text)
    short = _SHORT.fullmatch(text)
    parts = full.groups() if full else (today.year, *short.groups()) if short else ()
    try:
        return date(*(int(part) for part in parts))
    except (TypeError, ValueError):
        raise InvalidInputError(
            _("“{text}” is not a date. Write it like 2026-11-25, 11/25, today or +7.").format(
                text=excerpt(typed)
            )
        ) from None


def read_typed(parse: Callable[[str], T], typed: str) -> tuple[T | None, str]:
    """Return what `parse` makes of a text, or None and what is wrong with it."""
    try:
        return parse(typed), ""
    except InvalidInputError as error:
        return None, error.message
