"""The columns of a quote's lines: what each shows, what its editor begins with, and how it reads what is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum
from typing import Any, Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import half_width, parse_amount
from salesdesk.domain.pricing import (
    NO_DISCOUNT,
    Discount,
    parse_discount,
)
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_problems import problems
from salesdesk.domain.tax import parse_rate
from salesdesk.domain.texts import one_line
from salesdesk.i18n import N_, _, number

_LONGEST: Final = 4000
_BETWEEN: Final = " / "
_AMOUNT_AND_UNIT: Final = re.compile(r"(?P<amount>.*?[\d万亿])\s*(?P<unit>[^\d\s.,%¥+万亿-][^\d]{0,19})?")
_SIGNS: Final = {"-": "amount", "−": "amount", "@": "final_price", "=": "final_price"}


class Col(IntEnum):
    """The places of the columns."""

    NUMBER = 0
    NAME = 1
    BRAND = 2
    MODEL = 3
    UNIT = 4
    QUANTITY = 5
    LIST = 6
    BASE = 7
    PRICE = 8
    DISCOUNT = 9
    TAX = 10
    AMOUNT = 11
    DELIVERY = 12
    REMARK = 13


FIRST: Final = Col.NAME
CHOOSABLE: Final = (
    Col.BRAND,
    Col.UNIT,
    Col.LIST,
    Col.BASE,
    Col.DISCOUNT,
    Col.TAX,
    Col.DELIVERY,
    Col.REMARK,
)
"""The columns that may be hidden; the others always stand there."""
USUAL: Final = frozenset({Col.UNIT, Col.DISCOUNT, Col.TAX})
"""Those of them that are shown until the user says otherwise."""
FIGURES: Final = frozenset({Col.QUANTITY, Col.LIST, Col.BASE, Col.PRICE, Col.DISCOUNT, Col.TAX, Col.AMOUNT})
_SOLD_ONLY: Final = frozenset({Col.BRAND, Col.MODEL, Col.UNIT, Col.QUANTITY, Col.DISCOUNT, Col.DELIVERY})
"""The columns that a percent charge has nothing in."""


@dataclass(frozen=True, slots=True)
class LineColumn:
    """A column that is typed: its field in the draft, its text, what its editor begins with, and how that is read."""

    field: str
    title: str
    shown: Callable[[QuoteLine], str]
    read: Callable[[QuoteLine, str], QuoteLine]
    typed: Callable[[QuoteLine], str]
    hint: str = ""


def title(column: int, draft: QuoteDraft) -> str:
    """Return the head of a column; prices say whether they have the tax in them."""
    included = draft.price_mode == "tax_included"
    match column:
        case Col.NUMBER:
            return "#"
        case Col.PRICE:
            return _("Gross price") if included else _("Net price")
        case Col.AMOUNT:
            return _("Gross amount") if included else _("Net amount")
    return _(heading(column))


def heading(column: int) -> str:
    """Return what a column is called where it is chosen or named, as a message id."""
    return _ONLY_SHOWN[column] if column in _ONLY_SHOWN else COLUMNS[column].title


def is_typed(column: int, line: QuoteLine) -> bool:
    """Tell whether there is something to type in a line's column: sections and notes have their text alone."""
    if column not in COLUMNS:
        return False
    if line.kind == "charge":
        return column not in _SOLD_ONLY
    return line.kind == "product" or column == Col.NAME


def field_of(column: int, line: QuoteLine) -> str:
    """Return the field of the draft that a line's column shows."""
    charged = column == Col.PRICE and line.kind == "charge"
    return "charge" if charged else COLUMNS[column].field


def name_text(line: QuoteLine) -> str:
    """Return a line's name, marked where the line isn't part of the total."""
    if line.alternative:
        return _("or: {name}").format(name=line.name)
    if line.free:
        return _("{name} (free)").format(name=line.name)
    return _("{name} (optional)").format(name=line.name) if line.optional else line.name


def read(column: int, line: QuoteLine, typed: str, currency: str) -> QuoteLine:
    """Return the line with what was typed into a cell; SalesDeskError says why it can't stand there."""
    entry = COLUMNS[column]
    changed = entry.read(line, typed[:_LONGEST])
    checked = QuoteDraft(customer="-", lines=(changed,), currency=currency)
    for problem in problems(checked):
        if problem.line is not None and problem.field == field_of(column, line):
            raise InvalidInputError(problem.message)
    return changed


def quantity_text(value: Decimal) -> str:
    """Return a quantity without idle zeros."""
    return number(value.normalize())


def price_text(value: Decimal, places: int = 2) -> str:
    """Return a price with the decimals of its currency, or as many more as it has."""
    exponent = value.normalize().as_tuple().exponent
    return number(value, max(places, -exponent if isinstance(exponent, int) else places))


def rate_text(rate: Decimal) -> str:
    """Return a tax rate as a percentage."""
    return f"{(rate * 100).normalize():f}%"


def discount_text(discount: Discount) -> str:
    """Return a discount as it was typed."""
    if discount.kind in ("none", "percent"):
        return discount.text
    return f"{'-' if discount.kind == 'amount' else '='}{discount.text}"


def read_discount(typed: str) -> Discount:
    """Read `15%`, `8.5折`, `-500` (off the line), `=9800` or `@9800` (the unit price after it), or nothing."""
    plain = half_width(typed)
    kind = _SIGNS.get(plain[:1])
    if kind is not None:
        return parse_discount({kind: _plain_number(plain[1:])})
    return NO_DISCOUNT if plain in ("", "0") else parse_discount(plain)


def _plain_number(typed: str) -> str:
    return f"{parse_amount(typed):f}"


def _read_name(line: QuoteLine, typed: str) -> QuoteLine:
    return replace(line, name=one_line(typed))


def _model_text(line: QuoteLine) -> str:
    return _BETWEEN.join(part for part in (one_line(line.model), one_line(line.specification)) if part)


def _read_model(line: QuoteLine, typed: str) -> QuoteLine:
    """Take model and specification apart; a specification of several lines that wasn't touched stays as it is."""
    if typed == _model_text(line):
        return line
    specification = one_line(line.specification)
    if specification and typed.endswith(_BETWEEN + specification):
        return replace(line, model=one_line(typed.removesuffix(_BETWEEN + specification)))
    model, _between, rest = typed.partition(_BETWEEN)
    return replace(line, model=one_line(model), specification=one_line(rest))


def _read_quantity(line: QuoteLine, typed: str) -> QuoteLine:
    match = _AMOUNT_AND_UNIT.fullmatch(half_width(typed))
    value = parse_amount(match["amount"] if match else typed)
    unit = match["unit"] if match else None
    return replace(line, quantity=value, unit=one_line(unit) if unit else line.unit)


def _read_price(line: QuoteLine, typed: str) -> QuoteLine:
    if line.kind == "charge":
        try:
            return replace(line, charge=_read_share(typed))
        except InvalidInputError:
            raise InvalidInputError(_("Type a percentage between 0% and 100%.")) from None
    return replace(line, unit_price=parse_amount(typed) if typed.strip() else Decimal(0))


def _read_line_discount(line: QuoteLine, typed: str) -> QuoteLine:
    return replace(line, discount=read_discount(typed))


def _read_rate(line: QuoteLine, typed: str) -> QuoteLine:
    return replace(line, tax_rate=_read_share(typed))


def _read_share(typed: str) -> Decimal:
    plain = half_width(typed)
    return parse_rate(plain if plain.endswith("%") else f"{plain}%")


def _price_text(line: QuoteLine) -> str:
    if line.kind != "charge":
        return price_text(line.unit_price)
    return "" if line.charge is None else rate_text(line.charge)


def _text_column(field: str, title: str, hint: str = "") -> LineColumn:
    """Return a column of a plain text of the line."""

    def shown(line: QuoteLine) -> str:
        return one_line(getattr(line, field))

    def read_text(line: QuoteLine, typed: str) -> QuoteLine:
        return line if typed == shown(line) else replace(line, **dict[str, Any]({field: one_line(typed)}))

    return LineColumn(field, title, shown, read_text, shown, hint)


COLUMNS: Final[Mapping[int, LineColumn]] = {
    Col.NAME: LineColumn("name", N_("Product"), name_text, _read_name, lambda line: line.name),
    Col.MODEL: LineColumn(
        "model",
        N_("Model / spec."),
        _model_text,
        _read_model,
        _model_text,
        N_("Model / specification"),
    ),
    Col.BRAND: _text_column("brand", N_("Brand")),
    Col.UNIT: _text_column("unit", N_("Unit")),
    Col.DELIVERY: _text_column("delivery", N_("Delivery"), N_("Such as 6 weeks after the advance payment")),
    Col.REMARK: _text_column("remark", N_("Remark")),
    Col.QUANTITY: LineColumn(
        "quantity",
        N_("Qty"),
        lambda line: quantity_text(line.quantity),
        _read_quantity,
        lambda line: quantity_text(line.quantity),
        N_("Such as 2, 1,200 or 3 sets"),
    ),
    Col.PRICE: LineColumn(
        "unit_price",
        N_("Unit price"),
        _price_text,
        _read_price,
        _price_text,
        N_("Such as 980,000 or 12.5万"),
    ),
    Col.DISCOUNT: LineColumn(
        "discount",
        N_("Discount"),
        lambda line: discount_text(line.discount),
        _read_line_discount,
        lambda line: discount_text(line.discount),
        N_("15% or 8.5折; -500 takes 500 off the line; =9800 makes 9,800 the unit price"),
    ),
    Col.TAX: LineColumn(
        "tax_rate",
        N_("VAT"),
        lambda line: rate_text(line.tax_rate),
        _read_rate,
        lambda line: rate_text(line.tax_rate),
        N_("Such as 13% or 6%"),
    ),
}
"""The columns that are typed."""
_ONLY_SHOWN: Final[Mapping[int, str]] = {
    Col.LIST: N_("List price"),
    Col.BASE: N_("Book price"),
}
