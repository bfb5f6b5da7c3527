"""Amounts of money in English words, as documents in foreign currency state them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from salesdesk.domain.money import minor_units, round_half_up

_SMALL: Final = (
    *("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"),
    *(
        "TEN",
        "ELEVEN",
        "TWELVE",
        "THIRTEEN",
        "FOURTEEN",
        "FIFTEEN",
        "SIXTEEN",
        "SEVENTEEN",
        "EIGHTEEN",
        "NINETEEN",
    ),
)
_TENS: Final = ["ZERO", "TEN", "TWENTY", "THIRTY", "FORTY", "FIFTY", "SIXTY", "SEVENTY", "EIGHTY", "NINETY"]
_GROUPS: Final = ("", "THOUSAND", "MILLION", "BILLION", "TRILLION", "QUADRILLION")
_NAMES: Final = {
    "CNY": ("CHINESE YUAN", "FEN"),
    "USD": ("US DOLLARS", "CENTS"),
    "EUR": ("EUROS", "CENTS"),
    "GBP": ("POUNDS STERLING", "PENCE"),
    "JPY": ("JAPANESE YEN", ""),
    "HKD": ("HONG KONG DOLLARS", "CENTS"),
}
LARGEST: Final = Decimal(10) ** 16
"""Amounts must be less."""


def in_english(amount: Decimal, currency: str) -> str:
    """Return an amount as `SAY US DOLLARS ONE HUNDRED TWENTY THOUSAND AND CENTS FIFTY ONLY` (domain rules 3.4).

    It is rounded half up to the currency's minor unit first. ValueError outside 0 ≤ amount < 10^16.
    """
    places = minor_units(currency)
    rounded = round_half_up(amount, places)
    if not 0 <= rounded < LARGEST:
        raise ValueError(amount)
    units, minor = divmod(int(rounded.scaleb(places)), 10**places)
    name, part = _NAMES.get(currency, (currency, "CENTS"))
    if units and minor:
        words = f"{name} {_whole(units)} AND {part} {_whole(minor)}"
    elif minor:
        words = f"{name} {part} {_whole(minor)}"
    else:
        words = f"{name} {_whole(units)}"
    return f"SAY {words} ONLY"


def _whole(number: int) -> str:
    if not number:
        return _SMALL[0]
    groups = []
    for name in _GROUPS:
        number, part = divmod(number, 1000)
        if part:
            groups.append(f"{_below_thousand(part)} {name}".strip())
    return " ".join(reversed(groups))


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_SMALL[hundreds]} HUNDRED"] if hundreds else []
    if rest:
        tens, ones = divmod(rest, 10)
        below = _SMALL[rest] if rest < 20 else _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
        words.append(below)
    return " ".join(words)
