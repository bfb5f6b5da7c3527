"""A quote's draft and its totals, with the tax by line or by rate and the document discount spread out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Final, Literal
from uuid import UUID

from salesdesk.domain.deviation import Deviation
from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.money import EXACT, largest, minor_units, round_half_up
from salesdesk.domain.pricing import NO_DISCOUNT, Discount, DocumentDiscount, line_amount
from salesdesk.domain.tax import Split as LineTotals, allocate, excluded, included
from salesdesk.i18n import Language, _

__all__ = [
    "LineKind",
    "LineTotals",
    "PriceMode",
    "QuoteDraft",
    "QuoteLine",
    "QuoteTotals",
    "Rounding",
    "TaxGroup",
    "line_numbers",
    "rate_groups",
    "totals",
]

LineKind = Literal["product", "section", "note", "charge"]
PriceMode = Literal["tax_included", "tax_excluded"]
PriceSource = Literal["", "book", "typed", "other"]
"""Where a unit price comes from: the customer's price book, what was typed, another book; empty: nobody knows."""
HIDEABLE: Final = ("prices", "discounts", "models", "list_prices")
"""What a quote's document may leave out."""
Rounding = Literal["line", "tax_rate"]

MOST_LINES: Final = 2000
NAME_LENGTH: Final = 200
TEXT_LENGTH: Final = 4000
QUANTITY_PLACES: Final = 4
PRICE_PLACES: Final = 6
FX_PLACES: Final = 8
LARGEST_SCALED: Final = 9 * 10**18
"""Quantities and prices are stored as 64-bit integers, scaled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """Hold one line of a quote; its unit price is before the discount, with or without tax by price mode.

    A `section` heads the lines below it and a `note` only says something: neither has figures. A `charge` is the
    fraction `charge` of the counted product lines above it. An `alternative` stands in the place of the line above it
    and counts as little as an optional one. `base_price` (tax included) is what the price book granted when the line
    was priced, `floor_price` the least it may be sold for, `cost` what it costs us without tax. `picture` is the hash
    of the product's.
    """

    name: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal
    model: str = ""
    unit: str = ""
    discount: Discount = NO_DISCOUNT
    optional: bool = False
    free: bool = False
    specification: str = ""
    remark: str = ""
    product_id: UUID | None = None
    kind: LineKind = "product"
    alternative: bool = False
    charge: Decimal | None = None
    brand: str = ""
    delivery: str = ""
    price_source: PriceSource = ""
    base_price: Decimal | None = None
    list_price: Decimal | None = None
    floor_price: Decimal | None = None
    cost: Decimal | None = None
    picture: str = ""

    @property
    def counts(self) -> bool:
        """Tell whether the line is part of the totals."""
        return self.has_figures and not (self.optional or self.alternative or self.free)

    @property
    def has_figures(self) -> bool:
        """Tell whether the line is sold, not only said."""
        return self.kind in ("product", "charge")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDraft:
    """Hold what a seller enters for a quote, finished or not.

    Without `valid_until` the quote stands for the usual time, without `language` it speaks the firm's. Terms left
    empty are as the contract will say. `fx_rate` is CNY for one unit of a foreign currency, on the day `fx_on`;
    `hidden` are those of `HIDEABLE` that the document leaves out; with a `second_language` it says everything twice.
    `deviations` are printed as the technical deviation list, where there are any.
    """

    customer: str
    lines: tuple[QuoteLine, ...]
    price_mode: PriceMode = "tax_included"
    rounding: Rounding = "line"
    currency: str = "CNY"
    document_discount: DocumentDiscount | None = None
    customer_id: UUID | None = None
    opportunity_id: UUID | None = None
    contact: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    project: str = ""
    valid_until: date | None = None
    language: Language | None = None
    delivery_terms: str = ""
    payment_terms: str = ""
    warranty_terms: str = ""
    remark: str = ""
    payment_term: str = ""
    tender: str = ""
    greeting: str = ""
    fx_rate: Decimal | None = None
    fx_on: date | None = None
    fx_source: str = ""
    hidden: tuple[str, ...] = ()
    second_language: str = ""
    design_id: UUID | None = None
    deviations: tuple[Deviation, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """Sum up the counted lines of one tax rate."""

    rate: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class QuoteTotals:
    """Hold a quote's figures after the document discount.

    Optional lines are in `lines` but in no sum. `before_discount` is the gross sum that `discount`, the
    document discount, was taken off. `by_rate` begins with the highest rate.
    """

    lines: tuple[LineTotals, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    discount: Decimal
    before_discount: Decimal
    by_rate: tuple[TaxGroup, ...]


def totals(draft: QuoteDraft) -> QuoteTotals:
    """Compute a draft's figures; RuleError or InvalidInputError names the line that does not work out."""
    figures = unbounded_totals(draft)
    _check_range(draft, figures)
    return figures


def unbounded_totals(draft: QuoteDraft) -> QuoteTotals:
    """Compute a draft's figures as `totals` does, but also those that are too large to be stored."""
    places = minor_units(draft.currency)
    zero = Decimal(0).scaleb(-places)
    split = included if draft.price_mode == "tax_included" else excluded
    with localcontext(EXACT):
        amounts = line_amounts(draft)
        counted = [line for line in draft.lines if line.counts]
        weights = [amount for amount, line in zip(amounts, draft.lines, strict=True) if line.counts]
        taxed = _taxed(counted, weights, split, draft.rounding, places)
        before = sum((line.gross for line in taxed), zero)
        off = _document_discount(draft, before, places)
        if off:
            shares = allocate(off, [line.gross for line in taxed], places)
            weights = [line.gross - share for line, share in zip(taxed, shares, strict=True)]
            taxed = _taxed(counted, weights, included, draft.rounding, places)
        rest = iter(taxed)
        lines = tuple(
            next(rest) if line.counts else split(amount, line.tax_rate, places)
            for amount, line in zip(amounts, draft.lines, strict=True)
        )
        return QuoteTotals(
            lines=lines,
            net=sum((line.net for line in taxed), zero),
            tax=sum((line.tax for line in taxed), zero),
            gross=before - off,
            discount=off,
            before_discount=before,
            by_rate=rate_groups(draft, lines),
        )


def line_amounts(draft: QuoteDraft) -> list[Decimal]:
    """Return each line's amount before the document discount, in the price mode, also of lines that don't count."""
    places = minor_units(draft.currency)
    zero = running = Decimal(0).scaleb(-places)
    amounts = []
    for number, line in zip(line_numbers(draft.lines), draft.lines, strict=True):
        if line.kind == "charge":
            amount = (
                zero if line.free else round_half_up(EXACT.multiply(running, line.charge or zero), places)
            )
        else:
            amount = _amount(number, line, places) if line.kind == "product" else zero
            running = EXACT.add(running, amount) if line.counts else running
        amounts.append(amount)
    return amounts


def _amount(number: int | None, line: QuoteLine, places: int) -> Decimal:
    if line.free:
        return Decimal(0).scaleb(-places)
    try:
        return line_amount(line.quantity, line.unit_price, line.discount, places)
    except SalesDeskError as error:
        raise located(error, line_place(number or 0, "discount")) from None


def line_numbers(lines: Sequence[QuoteLine]) -> tuple[int | None, ...]:
    """Return the number that each line bears, from 1; sections and notes bear none."""
    count, numbers = 0, []
    for line in lines:
        count += line.has_figures
        numbers.append(count if line.has_figures else None)
    return tuple(numbers)


def _document_discount(draft: QuoteDraft, before: Decimal, places: int) -> Decimal:
    if draft.document_discount is None:
        return Decimal(0).scaleb(-places)
    try:
        return draft.document_discount.amount_off(before, places)
    except SalesDeskError as error:
        raise located(error, "document_discount") from None


def _taxed(
    lines: Sequence[QuoteLine],
    amounts: Sequence[Decimal],
    split: Callable[[Decimal, Decimal, int], LineTotals],
    rounding: Rounding,
    places: int,
) -> list[LineTotals]:
    """Return the lines' figures from amounts with tax (`included`) or without it (`excluded`)."""
    if rounding == "line":
        return [split(amount, line.tax_rate, places) for amount, line in zip(amounts, lines, strict=True)]
    result: dict[int, LineTotals] = {}
    for rate, indexes in _rates(lines).items():
        weights = [amounts[index] for index in indexes]
        tax = split(sum(weights, Decimal(0)), rate, places).tax
        for index, share in zip(indexes, allocate(tax, weights, places), strict=True):
            amount = amounts[index]
            gross, net = (amount, amount - share) if split is included else (amount + share, amount)
            result[index] = LineTotals(gross, net, share)
    return [result[index] for index in range(len(lines))]


def _rates(lines: Sequence[QuoteLine]) -> dict[Decimal, list[int]]:
    rates: dict[Decimal, list[int]] = {}
    for index, line in enumerate(lines):
        rates.setdefault(line.tax_rate, []).append(index)
    return rates


def rate_groups(draft: QuoteDraft, lines: Sequence[LineTotals]) -> tuple[TaxGroup, ...]:
    """Sum the figures of a draft's counted lines by tax rate, the highest rate first."""
    zero = Decimal(0).scaleb(-minor_units(draft.currency))
    pairs = [(line, figure) for line, figure in zip(draft.lines, lines, strict=True) if line.counts]
    figures = [figure for _line, figure in pairs]
    return tuple(
        TaxGroup(
            rate=rate,
            net=sum((figures[index].net for index in indexes), zero),
            tax=sum((figures[index].tax for index in indexes), zero),
            gross=sum((figures[index].gross for index in indexes), zero),
        )
        for rate, indexes in sorted(_rates([line for line, _figure in pairs]).items(), reverse=True)
    )


def _check_range(draft: QuoteDraft, figures: QuoteTotals) -> None:
    limit = largest(minor_units(draft.currency))
    numbered = zip(line_numbers(draft.lines), figures.lines, strict=True)
    place = next((number for number, line in numbered if line.gross > limit), None)
    if place is None and figures.before_discount <= limit:
        return
    problem = _("The amount is larger than {largest}.").format(largest=f"{limit:,f}")
    raise located(InvalidInputError(problem), line_place(place, "unit_price") if place else "lines")


def line_place(number: int, field: str) -> str:
    """Return how a message names a field of a line, counted from 1."""
    return _("Line {line}, {field}").format(line=number, field=field)


def located(error: SalesDeskError, place: str) -> SalesDeskError:
    """Return the error with its place before its message."""
    return type(error)(_("{place}: {problem}").format(place=place, problem=error.message))
