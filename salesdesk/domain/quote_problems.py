"""What stands in the way of saving or printing a draft, and its figures as far as they go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import EXACT, largest, minor_units
from salesdesk.domain.pricing import line_amount
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
    QuoteTotals,
    line_numbers,
    unbounded_totals,
)
from salesdesk.domain.tax import excluded
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import _

_NAMES: Final = (
    "customer",
    "contact",
    "contact_phone",
    "contact_email",
    "project",
    "tender",
    "name",
    "brand",
    "delivery",
)
_LONG: Final = (
    "greeting",
    "delivery_terms",
    "payment_terms",
    "warranty_terms",
    "remark",
    "specification",
    "model",
    "unit",
)


_T = TypeVar("_T", QuoteDraft, QuoteLine)


@dataclass(frozen=True, slots=True)
class Problem:
    """Say what is wrong with a field of a draft, or of one of its lines, counted from 1.

    `place` is how the line is called: by the number it bears, or by what it is.
    """

    message: str
    field: str
    line: int | None = None
    place: str = ""

    def __str__(self) -> str:
        if not self.place:
            return self.message
        return _("{place}: {problem}").format(place=self.place, problem=self.message)


def cleaned(draft: QuoteDraft) -> QuoteDraft:
    """Return the draft as it is kept: every text without outer blanks and invisible signs."""
    lines = tuple(_cleaned(line) for line in draft.lines)
    return _cleaned(replace(draft, lines=lines))


def _cleaned(value: _T) -> _T:
    changes: dict[str, Any] = {}
    for names, clean in ((_NAMES, one_line), (_LONG, paragraphs)):
        for name in names:
            old = getattr(value, name, "")
            new = clean(old)
            if new != old:
                changes[name] = new
    return replace(value, **changes) if changes else value


def problems(draft: QuoteDraft, issued_on: date | None = None) -> tuple[Problem, ...]:
    """Return what must be put right before the draft can be saved or printed, in the order of the form."""
    return (*_form_problems(draft, issued_on), *_lines_problems(draft))


def _form_problems(draft: QuoteDraft, issued_on: date | None) -> Iterator[Problem]:
    if not one_line(draft.customer):
        yield Problem(_("Choose or type the customer."), "customer")
    if draft.valid_until and issued_on and draft.valid_until < issued_on:
        yield Problem(_("The quote would end before its date, {day}.").format(day=issued_on), "valid_until")
    yield from _length_problems(draft, None, "")


def _lines_problems(draft: QuoteDraft) -> Iterator[Problem]:
    if not draft.lines:
        yield Problem(_("The quote has no lines yet."), "lines")
    if len(draft.lines) > MOST_LINES:
        yield Problem(_("A quote has at most {most} lines.").format(most=MOST_LINES), "lines")
    found = False
    numbers = line_numbers(draft.lines)
    for index, line in enumerate(draft.lines):
        if _is_sound(line, draft.price_mode, draft.currency):
            continue
        place = _place(line, numbers[index])
        if not one_line(line.name):
            yield Problem(_no_name(line), "name", index + 1, place)
        yield from _length_problems(line, index + 1, place)
        for field, message in _figure_problems(draft.price_mode, draft.currency, line):
            found = True
            yield Problem(message, field, index + 1, place)
    if not found:
        yield from _sum_problems(draft)


@lru_cache(maxsize=4 * MOST_LINES)
def _is_sound(line: QuoteLine, mode: PriceMode, currency: str) -> bool:
    """Tell whether nothing is wrong with a line; kept, for each key in a long quote asks for all of them."""
    return (
        bool(one_line(line.name))
        and next(_length_problems(line, 0, ""), None) is None
        and next(_figure_problems(mode, currency, line), None) is None
    )


def _place(line: QuoteLine, number: int | None) -> str:
    if number is not None:
        return _("Line {line}").format(line=number)
    return _("Section") if line.kind == "section" else _("Note")


def _no_name(line: QuoteLine) -> str:
    match line.kind:
        case "section":
            return _("Type the heading of the section.")
        case "note":
            return _("Type the text of the note.")
        case "charge":
            return _("Type what is charged for.")
    return _("Type the name of the product.")


def _length_problems(value: QuoteDraft | QuoteLine, number: int | None, place: str) -> Iterator[Problem]:
    for names, most in ((_NAMES, NAME_LENGTH), (_LONG, TEXT_LENGTH)):
        for name in names:
            if len(getattr(value, name, "")) > most:
                message = _("The text is longer than {most} characters.").format(most=most)
                yield Problem(message, name, number, place)


def _figure_problems(mode: PriceMode, currency: str, line: QuoteLine) -> Iterator[tuple[str, str]]:
    """Yield the fields of a line that its amount can't be computed from, or not be stored, and why."""
    if line.kind != "product":
        if line.kind == "charge" and (line.charge is None or not 0 <= line.charge <= 1):
            yield "charge", _("Type a percentage between 0% and 100%.")
        return
    if line.quantity <= 0:
        yield "quantity", _("The quantity must be above 0.")
    elif not _fits(line.quantity, QUANTITY_PLACES):
        yield "quantity", _("At most {places} decimals, and not that large.").format(places=QUANTITY_PLACES)
    if line.unit_price < 0:
        yield "unit_price", _("A negative price is not allowed. Use a discount.")
    elif not _fits(line.unit_price, PRICE_PLACES):
        yield "unit_price", _("At most {places} decimals, and not that large.").format(places=PRICE_PLACES)
    elif line.quantity > 0 and not line.free:
        places = minor_units(currency)
        try:
            amount = line_amount(line.quantity, line.unit_price, line.discount, places)
        except SalesDeskError as error:
            yield "discount", error.message
            return
        gross = amount if mode == "tax_included" else excluded(amount, line.tax_rate, places).gross
        if gross > largest(places):
            yield "unit_price", _("The amount is larger than {largest}.").format(largest=largest(places))


def _fits(value: Decimal, places: int) -> bool:
    scaled = EXACT.scaleb(value, places)
    return scaled <= LARGEST_SCALED and scaled == scaled.to_integral_value()


def _sum_problems(draft: QuoteDraft) -> Iterator[Problem]:
    try:
        figures = unbounded_totals(draft)
    except SalesDeskError as error:
        yield Problem(error.message, "document_discount")
        return
    most = largest(minor_units(draft.currency))
    if figures.before_discount > most:
        yield Problem(_("The amount is larger than {largest}.").format(largest=most), "lines")


def totals_so_far(draft: QuoteDraft) -> QuoteTotals:
    """Compute the figures of any draft, for the editor.

    A line that doesn't work out counts as nothing, a document discount that doesn't fit is left out; `problems`
    names both.
    """
    mode, currency = draft.price_mode, draft.currency
    lines = tuple(
        line
        if _is_sound(line, mode, currency) or not any(_figure_problems(mode, currency, line))
        else replace(line, free=True)
        for line in draft.lines
    )
    sound = replace(draft, lines=lines)
    try:
        return unbounded_totals(sound)
    except SalesDeskError:
        return unbounded_totals(replace(sound, document_discount=None))
