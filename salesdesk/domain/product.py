"""Products: what may be kept of them, and how their numbers are typed."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import EXACT, excerpt, half_width, parse_amount
from salesdesk.domain.tax import parse_rate
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _

PRICE_PLACES: Final = 6
QUANTITY_PLACES: Final = 4
LARGEST_PRICE: Final = Decimal(9_000_000_000_000)
"""Prices are stored as 64-bit integers with six places."""
LARGEST_QUANTITY: Final = Decimal(100_000_000_000)


def parse_price(typed: str) -> Decimal:
    """Read a price such as `58,000` or `5.8万`, 0 or more, with at most six decimals."""
    value = parse_amount(typed)
    _check(value, PRICE_PLACES, LARGEST_PRICE, typed)
    return value


def parse_optional_price(typed: str) -> Decimal | None:
    """Read a price, None where nothing is typed."""
    return parse_price(typed) if typed.strip() else None


def parse_quantity(typed: str) -> Decimal:
    """Read a quantity above 0 with at most four decimals."""
    value = parse_amount(typed)
    _check(value, QUANTITY_PLACES, LARGEST_QUANTITY, typed)
    if not value:
        raise InvalidInputError(_("A quantity is more than 0."))
    return value


def parse_factor(typed: str) -> Decimal:
    """Read what a price is multiplied by: `0.88`, `88%`, `8.8折` or `88折`."""
    plain = half_width(typed)
    if plain.endswith("折"):
        paid = parse_amount(plain.removesuffix("折"))
        value = paid / (10 if paid <= 10 else 100)
    elif plain.endswith("%"):
        value = parse_amount(plain.removesuffix("%")) / 100
    else:
        value = parse_amount(plain)
    if value <= 0:
        raise InvalidInputError(_("A factor is more than 0, such as 0.88."))
    _check(value, PRICE_PLACES, Decimal(1000), typed)
    return value


def parse_change(typed: str) -> Decimal:
    """Read a change in percent: `5`, `+5%` or `-3.5%`, as the fraction that is put on."""
    plain = half_width(typed).replace("−", "-").removesuffix("%").strip()
    value = parse_amount(plain.removeprefix("+")) / 100
    if value <= -1 or value > 10:
        raise InvalidInputError(_("Write the change like 5% or -3.5%, above -100% and at most 1,000%."))
    _check(abs(value), PRICE_PLACES, Decimal(10), typed)
    return value


def parse_ending(typed: str) -> Decimal:
    """Read what is put on a rounded price: `-0.01` or `9.99`."""
    plain = half_width(typed).replace("−", "-")
    value = parse_amount(plain.removeprefix("+"))
    _check(abs(value), PRICE_PLACES, LARGEST_PRICE, typed)
    return value


def parse_optional_rate(typed: str) -> Decimal | None:
    """Read a rate of tax, None where nothing is typed: then it is that of the class."""
    text = typed.strip()
    return parse_rate(text if text.endswith(("%", "％")) else f"{text}%") if text else None


def cleaned_code(text: str) -> str:
    """Return a product's or book's code without blanks inside; InvalidInputError where it is too long."""
    code = "".join(one_line(text).split())
    if len(code) > 60:
        raise InvalidInputError(_("A code has at most 60 characters."))
    return code


def _check(value: Decimal, places: int, most: Decimal, typed: str) -> None:
    if value < 0:
        raise InvalidInputError(_("“{text}” is negative, which it can't be.").format(text=excerpt(typed)))
    if value > most:
        raise InvalidInputError(
            _("“{text}” is more than {most}, the most there can be.").format(
                text=excerpt(typed), most=f"{most:,f}"
            )
        )
    scaled = value.scaleb(places, EXACT)
    if scaled != scaled.to_integral_value():
        raise InvalidInputError(
            _("“{text}” has more than {places} decimals.").format(text=excerpt(typed), places=places)
        )
