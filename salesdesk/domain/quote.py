"""A quote's draft and its totals, with the tax by line or by rate and the document discount spread out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final, Literal, TypeVar, cast

from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.money import EXACT, excerpt, largest, minor_units, parse_decimal
from salesdesk.domain.pricing import (
    NO_DISCOUNT,
    Discount,
    DocumentDiscount,
    line_amount,
    parse_discount,
    parse_document_discount,
)
from salesdesk.domain.tax import Split as LineTotals, allocate, excluded, included, parse_rate
from salesdesk.i18n import _

__all__ = [
    "LineTotals",
    "PriceMode",
    "QuoteDraft",
    "QuoteLine",
    "QuoteTotals",
    "Rounding",
    "TaxGroup",
    "draft_from_json",
    "rate_groups",
    "totals",
]

PriceMode = Literal["tax_included", "tax_excluded"]
Rounding = Literal["line", "tax_rate"]

_MOST_LINES: Final = 2000
_NAME_LENGTH: Final = 200
_TEXT_LENGTH: Final = 4000
_QUANTITY_PLACES: Final = 4
_PRICE_PLACES: Final = 6
_LARGEST_SCALED: Final = 9 * 10**18  # quantities and prices are stored as 64-bit integers, scaled
_DRAFT_KEYS: Final = ("customer", "price_mode", "rounding", "currency", "lines", "document_discount")
_LINE_KEYS: Final = (
    "name",
    "model",
    "unit",
    "quantity",
    "unit_price",
    "discount",
    "tax_rate",
    "optional",
    "free",
)
_UNPRINTABLE: Final = re.compile(r"[\x00\ud800-\udfff]")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """Hold one line of a quote; its unit price is before the discount, with or without tax by price mode."""

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

    @property
    def counts(self) -> bool:
        """Tell whether the line is part of the totals."""
        return not (self.optional or self.free)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDraft:
    """Hold what a seller enters for a quote."""

    customer: str
    lines: tuple[QuoteLine, ...]
    price_mode: PriceMode = "tax_included"
    rounding: Rounding = "line"
    currency: str = "CNY"
    document_discount: DocumentDiscount | None = None


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
    places = minor_units(draft.currency)
    zero = Decimal(0).scaleb(-places)
    split = included if draft.price_mode == "tax_included" else excluded
    with localcontext(EXACT):
        amounts = [_amount(number, line, places) for number, line in enumerate(draft.lines, start=1)]
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
        _check_range(lines, before, places)
        return QuoteTotals(
            lines=lines,
            net=sum((line.net for line in taxed), zero),
            tax=sum((line.tax for line in taxed), zero),
            gross=before - off,
            discount=off,
            before_discount=before,
            by_rate=rate_groups(draft, lines),
        )


def _amount(number: int, line: QuoteLine, places: int) -> Decimal:
    if line.free:
        return Decimal(0).scaleb(-places)
    try:
        return line_amount(line.quantity, line.unit_price, line.discount, places)
    except SalesDeskError as error:
        raise _located(error, _line_place(number, "discount")) from None


def _document_discount(draft: QuoteDraft, before: Decimal, places: int) -> Decimal:
    if draft.document_discount is None:
        return Decimal(0).scaleb(-places)
    try:
        return draft.document_discount.amount_off(before, places)
    except SalesDeskError as error:
        raise _located(error, "document_discount") from None


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


def _check_range(lines: Sequence[LineTotals], total: Decimal, places: int) -> None:
    limit = largest(places)
    place = next((number for number, line in enumerate(lines, start=1) if line.gross > limit), None)
    if place is None and total <= limit:
        return
    problem = _("The amount is larger than {largest}.").format(largest=f"{limit:,f}")
    raise _located(InvalidInputError(problem), _line_place(place, "unit_price") if place else "lines")


def _line_place(number: int, field: str) -> str:
    return _("Line {line}, {field}").format(line=number, field=field)


def _located(error: SalesDeskError, place: str) -> SalesDeskError:
    return type(error)(_("{place}: {problem}").format(place=place, problem=error.message))


def draft_from_json(value: object) -> QuoteDraft:
    """Read a draft as JSON has it and check that it works out; errors name the line, from 1, and the field.

    Numbers are strings. InvalidInputError for what can't be understood, RuleError as `totals` gives it.
    """
    reader = _Reader(_mapping(value, _("The draft")), None)
    reader.refuse_unknown(_DRAFT_KEYS)
    draft = QuoteDraft(
        customer=reader.name("customer"),
        price_mode=cast("PriceMode", reader.choice("price_mode", ("tax_included", "tax_excluded"))),
        rounding=cast("Rounding", reader.choice("rounding", ("line", "tax_rate"))),
        currency=reader.currency("currency"),
        lines=_lines(reader),
        document_discount=reader.parsed("document_discount", parse_document_discount),
    )
    totals(draft)
    return draft


def _lines(reader: _Reader) -> tuple[QuoteLine, ...]:
    values = reader.required("lines")
    if not isinstance(values, list) or not 1 <= len(values) <= _MOST_LINES:
        raise reader.problem("lines", _("give a list of 1 to {most} lines.").format(most=_MOST_LINES))
    return tuple(_line(number, value) for number, value in enumerate(values, start=1))


def _line(number: int, value: object) -> QuoteLine:
    reader = _Reader(_mapping(value, _("Line {line}").format(line=number)), number)
    reader.refuse_unknown(_LINE_KEYS)
    quantity = reader.number("quantity", _QUANTITY_PLACES)
    if not quantity:
        raise reader.problem("quantity", _("the quantity must be above 0."))
    reader.required("tax_rate")
    return QuoteLine(
        name=reader.name("name"),
        model=reader.text("model", "", _TEXT_LENGTH),
        unit=reader.text("unit", "", _TEXT_LENGTH),
        quantity=quantity,
        unit_price=reader.number("unit_price", _PRICE_PLACES),
        discount=reader.parsed("discount", parse_discount),
        tax_rate=reader.parsed("tax_rate", parse_rate),
        optional=reader.flag("optional"),
        free=reader.flag("free"),
    )


def _mapping(value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise InvalidInputError(_("{what}: write a JSON object.").format(what=what))
    return value


@dataclass(frozen=True, slots=True)
class _Reader:
    """Read the fields of one JSON object; `line` is None for the draft itself."""

    values: Mapping[str, object]
    line: int | None

    def place(self, field: str) -> str:
        return field if self.line is None else _line_place(self.line, field)

    def problem(self, field: str, text: str) -> SalesDeskError:
        return _located(InvalidInputError(text), self.place(field))

    def refuse_unknown(self, known: Collection[str]) -> None:
        for key in self.values:
            if key not in known:
                raise self.problem(
                    excerpt(str(key)),
                    _("this field is not known; known are: {keys}.").format(keys=", ".join(known)),
                )

    def required(self, field: str) -> object:
        if field not in self.values:
            raise self.problem(field, _("this field is required."))
        return self.values[field]

    def text(self, field: str, default: str, longest: int) -> str:
        value = self.values.get(field, default)
        if not isinstance(value, str):
            raise self.problem(field, _("write a text."))
        if len(value) > longest:
            raise self.problem(field, _("the text is longer than {most} characters.").format(most=longest))
        if _UNPRINTABLE.search(value):
            raise self.problem(field, _("the text contains characters that can't be used."))
        return value.strip()

    def name(self, field: str) -> str:
        self.required(field)
        text = self.text(field, "", _NAME_LENGTH)
        if not text:
            raise self.problem(field, _("this field must not be empty."))
        return text

    def choice(self, field: str, known: Sequence[str]) -> str:
        value = self.values.get(field, known[0])
        if value not in known:
            raise self.problem(field, _("write one of: {keys}.").format(keys=", ".join(known)))
        return str(value)

    def currency(self, field: str) -> str:
        currency = self.text(field, "CNY", _NAME_LENGTH)
        self.parsed(field, lambda _value: minor_units(currency))
        return currency

    def number(self, field: str, places: int) -> Decimal:
        value = parse_decimal(self.required(field), places, self.place(field))
        if value < 0:
            raise self.problem(field, _("a negative number is not allowed."))
        if value > Decimal(_LARGEST_SCALED).scaleb(-places):
            raise self.problem(field, _("the number is too large."))
        return value

    def parsed(self, field: str, parse: Callable[[object], _T]) -> _T:
        try:
            return parse(self.values.get(field))
        except SalesDeskError as error:
            raise _located(error, self.place(field)) from None

    def flag(self, field: str) -> bool:
        value = self.values.get(field, False)
        if not isinstance(value, bool):
            raise self.problem(field, _("write true or false."))
        return value
