"""Amounts of money: minor units, rounding, exact integers for storage, and reading what people type."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _

EXACT: Final = Context(prec=100, rounding=ROUND_HALF_UP)
MAX_MINOR: Final = 9_000_000_000_000_000

_MINOR_UNITS: Final = {"CNY": 2, "USD": 2, "EUR": 2, "GBP": 2, "HKD": 2, "JPY": 0, "KRW": 0}
WHOLE: Final = tuple(currency for currency, places in _MINOR_UNITS.items() if places == 0)
"""The currencies without decimals."""
_MOST_DIGITS: Final = 30
_LONGEST_NUMBER: Final = 60
_EXCERPT: Final = 40
_PLAIN: Final = re.compile(r"-?[0-9]+(?:\.([0-9]+))?")
_AMOUNT: Final = re.compile(
    r"(?:(-?)¥?\s?|¥\s?(-))([1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\s?([万亿]?)",
)
_MULTIPLES: Final = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
# The full-width part of NFKC only: all of NFKC would read "5²" as 52.
_WIDTHS: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}


@cache
def minor_units(currency: str) -> int:
    """Return how many decimals a currency has; InvalidInputError for one that is not known: its would be a guess."""
    if currency not in _MINOR_UNITS:
        raise InvalidInputError(
            _('"{text}" is not a currency that is known here. Write one of: {known}.').format(
                text=excerpt(currency), known=", ".join(_MINOR_UNITS)
            )
        )
    return _MINOR_UNITS[currency]


@cache
def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Return a finite value rounded half away from zero, never as a negative zero."""
    rounded = value.quantize(_step(places), ROUND_HALF_UP, EXACT)
    return rounded or rounded.copy_abs()


def exact(amount: Decimal, places: int) -> Decimal:
    """Return the amount with `places` decimals; InvalidInputError where that would lose anything."""
    rounded = round_half_up(amount, places)
    if rounded != amount:
        raise InvalidInputError(
            _('"{text}" has more decimals than the currency allows.').format(text=excerpt(f"{amount:f}"))
        )
    return rounded


def largest(places: int) -> Decimal:
    """Return the largest amount that can be stored in a currency with `places` decimals."""
    return Decimal(MAX_MINOR).scaleb(-places)


def to_minor(amount: Decimal, currency: str) -> int:
    """Return the amount in minor units; InvalidInputError where it is not whole or beyond `MAX_MINOR`."""
    places = minor_units(currency)
    if not amount.is_finite() or amount.copy_abs() > largest(places):
        raise InvalidInputError(
            _('"{text}" is beyond the largest amount, {largest}.').format(
                text=excerpt(str(amount)), largest=f"{largest(places):,f}"
            )
        )
    return int(exact(amount, places).scaleb(places))


def from_minor(minor: int, currency: str) -> Decimal:
    """Return the amount that a number of minor units stands for."""
    return Decimal(minor).scaleb(-minor_units(currency))


def text(amount: Decimal, currency: str) -> str:
    """Return the amount as plain fixed-point text without separators, such as `33900.00`."""
    return f"{round_half_up(amount, minor_units(currency)):f}"


def trimmed(value: Decimal, places: int) -> Decimal:
    """Return the value without trailing zeros beyond `places` decimals."""
    normal = value.normalize()
    exponent = normal.as_tuple().exponent
    return (
        normal
        if isinstance(exponent, int) and -exponent > places
        else value.quantize(Decimal(1).scaleb(-places))
    )


def half_width(typed: str) -> str:
    """Return typed text without outer blanks, its full-width signs and digits as ordinary ones."""
    return typed.translate(_WIDTHS).strip()


def excerpt(typed: str) -> str:
    """Return text fit to stand in a message: at most 40 characters, all of them printable."""
    short = typed if len(typed) <= _EXCERPT else typed[: _EXCERPT - 1] + "…"
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in short)


def parse_amount(typed: str) -> Decimal:
    """Read an amount as people type it: `1,200`, `¥1,200.00`, `-50`, `12.5万`, `1.2亿`."""
    plain = half_width(typed)
    match = _AMOUNT.fullmatch(plain) if len(plain) <= _LONGEST_NUMBER else None
    if match is None or sum(sign.isdecimal() for sign in plain) > _MOST_DIGITS:
        raise InvalidInputError(
            _('"{text}" is not an amount. Write it like 1,200.00, 12.5万 or 1.2亿.').format(
                text=excerpt(typed)
            )
        )
    minus, inner_minus, whole, fraction, multiple = match.groups()
    value = EXACT.multiply(Decimal(whole.replace(",", "") + (fraction or "")), _MULTIPLES[multiple])
    return -value if value and (minus or inner_minus) else value


def parse_decimal(typed: object, places: int, what: str) -> Decimal:
    """Read a plain decimal text such as `12.50` with at most `places` decimals; `what` begins the message."""
    if not isinstance(typed, str):
        raise InvalidInputError(_('{what}: write the number as text, such as "12.50".').format(what=what))
    match = _PLAIN.fullmatch(typed) if len(typed) <= _LONGEST_NUMBER else None
    if match is None or sum(sign.isdecimal() for sign in typed) > _MOST_DIGITS:
        raise InvalidInputError(
            _('{what}: "{text}" is not a plain number such as 12.50.').format(what=what, text=excerpt(typed))
        )
    if len(match[1] or "") > places:
        raise InvalidInputError(
            _('{what}: "{text}" has more than {places} decimals.').format(
                what=what, text=excerpt(typed), places=places
            )
        )
    return Decimal(typed)
