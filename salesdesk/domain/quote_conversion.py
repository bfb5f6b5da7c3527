"""A draft with other prices that mean the same: with or without tax, in another currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from typing import Final

from salesdesk.domain.margin import HOME, rate_of
from salesdesk.domain.money import EXACT, minor_units, round_half_up
from salesdesk.domain.pricing import Discount, DocumentDiscount
from salesdesk.domain.quote import FX_PLACES, PRICE_PLACES, PriceMode, QuoteDraft, QuoteLine

STALE_DAYS: Final = 7
"""A rate of exchange older than this is warned of (domain rules 3.4)."""
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Rate:
    """CNY for one unit of a currency, on a day, from somewhere."""

    rate: Decimal
    on: date | None = None
    source: str = ""


def in_mode(price: Decimal, line: QuoteLine, draft: QuoteDraft) -> Decimal:
    """Return a price with tax, such as a price book's, as the draft states the price of a line."""
    if draft.price_mode == "tax_included":
        return price
    return round_half_up(EXACT.divide(price, _ONE + line.tax_rate), PRICE_PLACES)


def granted(
    price: Decimal | None, usual: Decimal | None, line: QuoteLine, draft: QuoteDraft
) -> Decimal | None:
    """Return a price of a book, which has tax at the product's `usual` rate, as what it grants a line.

    Where prices are without tax, it is the price without tax that is granted: at a higher rate the same one comes to
    more with tax, and a discount would hide behind the difference. A lower rate, which the firm may have to make up
    for, leaves it as it is.
    """
    if price is None or usual is None or draft.price_mode == "tax_included" or line.tax_rate <= usual:
        return price
    with localcontext(EXACT):
        return round_half_up(price / (_ONE + usual) * (_ONE + line.tax_rate), PRICE_PLACES)


def with_price_mode(draft: QuoteDraft, mode: PriceMode, *, convert: bool) -> QuoteDraft:
    """Return the draft with prices in another mode; typed figures are converted by each line's rate, or kept.

    A converted price has six decimals, so that totals may differ by a cent a line. The document discount is taken off
    the amount with tax in both modes and stays as it is.
    """
    if mode == draft.price_mode or not convert:
        return replace(draft, price_mode=mode)
    with localcontext(EXACT):
        lines = tuple(_by_factor(line, _factor(line, mode), PRICE_PLACES, 2) for line in draft.lines)
    return replace(draft, price_mode=mode, lines=lines)


def _factor(line: QuoteLine, mode: PriceMode) -> Decimal:
    return _ONE / (_ONE + line.tax_rate) if mode == "tax_excluded" else _ONE + line.tax_rate


def in_currency(
    draft: QuoteDraft,
    currency: str,
    rate: Rate | None = None,
    prices: Mapping[int, Decimal] | None = None,
) -> QuoteDraft:
    """Return the draft in another currency at a rate, which it keeps.

    `prices` are unit prices in that currency, in the draft's mode, by line from 0: those of the price book. What was
    typed is exchanged by the two rates, with all their decimals, and rounded once. Where either rate is unknown the
    figures stay as they are.
    """
    foreign = currency != HOME
    after = replace(
        draft,
        currency=currency,
        fx_rate=round_half_up(rate.rate, FX_PLACES) if foreign and rate else None,
        fx_on=rate.on if foreign and rate else None,
        fx_source=rate.source if foreign and rate else "",
    )
    old, new = rate_of(draft), rate_of(after)
    known = prices or {}
    factor = _ONE if old is None or new is None else EXACT.divide(old, new)
    places = minor_units(currency)
    with localcontext(EXACT):
        lines = tuple(
            replace(line, unit_price=known[index], discount=_discount(line.discount, factor, places, places))
            if index in known
            else _by_factor(line, factor, places, places)
            for index, line in enumerate(draft.lines)
        )
    return replace(after, lines=lines, document_discount=_document(draft.document_discount, factor, places))


def _by_factor(line: QuoteLine, factor: Decimal, price_places: int, places: int) -> QuoteLine:
    return replace(
        line,
        unit_price=_rounded(line.unit_price, factor, price_places),
        discount=_discount(line.discount, factor, price_places, places),
    )


def _discount(discount: Discount, factor: Decimal, price_places: int, places: int) -> Discount:
    if factor == 1 or discount.kind in ("none", "percent"):
        return discount
    value = _rounded(discount.value, factor, price_places if discount.kind == "final_price" else places)
    return Discount(discount.kind, f"{value:f}", value)


def _document(discount: DocumentDiscount | None, factor: Decimal, places: int) -> DocumentDiscount | None:
    if factor == 1 or discount is None or discount.kind == "percent":
        return discount
    value = _rounded(discount.value, factor, places)
    return replace(discount, text=f"{value:f}", value=value)


def _rounded(value: Decimal, factor: Decimal, places: int) -> Decimal:
    return value if factor == 1 else round_half_up(EXACT.multiply(value, factor), places)


def in_home(amount: Decimal, rate: Decimal | None) -> Decimal | None:
    """Return an amount of a foreign currency in CNY, rounded once; None without a rate."""
    return None if not rate else round_half_up(EXACT.multiply(amount, rate))


def is_stale(on: date | None, today: date) -> bool:
    """Tell whether a rate of exchange is so old that the user is to be warned."""
    return on is None or (today - on).days > STALE_DAYS
