"""Reading a quote's draft as JSON has it: strictly, naming whatever is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar, cast

from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.money import excerpt, minor_units, parse_decimal
from salesdesk.domain.pricing import parse_discount, parse_document_discount
from salesdesk.domain.quote import (
    LARGEST_SCALED,
    MOST_LINES,
    NAME_LENGTH,
    PRICE_PLACES,
    QUANTITY_PLACES,
    TEXT_LENGTH,
    PriceMode,
    QuoteDraft,
    QuoteLine,
    Rounding,
    line_place,
    located,
    totals,
)
from salesdesk.domain.tax import parse_rate
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import _

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
    if not isinstance(values, list) or not 1 <= len(values) <= MOST_LINES:
        raise reader.problem("lines", _("give a list of 1 to {most} lines.").format(most=MOST_LINES))
    return tuple(_line(number, value) for number, value in enumerate(values, start=1))


def _line(number: int, value: object) -> QuoteLine:
    reader = _Reader(_mapping(value, _("Line {line}").format(line=number)), number)
    reader.refuse_unknown(_LINE_KEYS)
    quantity = reader.number("quantity", QUANTITY_PLACES)
    if not quantity:
        raise reader.problem("quantity", _("the quantity must be above 0."))
    reader.required("tax_rate")
    return QuoteLine(
        name=reader.name("name"),
        model=reader.text("model", "", TEXT_LENGTH),
        unit=reader.text("unit", "", TEXT_LENGTH),
        quantity=quantity,
        unit_price=reader.number("unit_price", PRICE_PLACES),
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
        return field if self.line is None else line_place(self.line, field)

    def problem(self, field: str, text: str) -> SalesDeskError:
        return located(InvalidInputError(text), self.place(field))

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
        return paragraphs(value)

    def name(self, field: str) -> str:
        self.required(field)
        text = one_line(self.text(field, "", NAME_LENGTH))
        if not text:
            raise self.problem(field, _("this field must not be empty."))
        return text

    def choice(self, field: str, known: Sequence[str]) -> str:
        value = self.values.get(field, known[0])
        if value not in known:
            raise self.problem(field, _("write one of: {keys}.").format(keys=", ".join(known)))
        return str(value)

    def currency(self, field: str) -> str:
        currency = self.text(field, "CNY", NAME_LENGTH)
        self.parsed(field, lambda _value: minor_units(currency))
        return currency

    def number(self, field: str, places: int) -> Decimal:
        value = parse_decimal(self.required(field), places, self.place(field))
        if value < 0:
            raise self.problem(field, _("a negative number is not allowed."))
        if value > Decimal(LARGEST_SCALED).scaleb(-places):
            raise self.problem(field, _("the number is too large."))
        return value

    def parsed(self, field: str, parse: Callable[[object], _T]) -> _T:
        try:
            return parse(self.values.get(field))
        except SalesDeskError as error:
            raise located(error, self.place(field)) from None

    def flag(self, field: str) -> bool:
        value = self.values.get(field, False)
        if not isinstance(value, bool):
            raise self.problem(field, _("write true or false."))
        return value
