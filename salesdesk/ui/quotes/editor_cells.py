"""What the cells of a quote's lines show and say, by the kind of their line."""

from __future__ import annotations

from decimal import Decimal

from salesdesk.domain.money import EXACT, minor_units, round_half_up
from salesdesk.domain.pricing import describe
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_amounts import own_amount
from salesdesk.domain.quote_conversion import in_mode
from salesdesk.i18n import N_, _, number
from salesdesk.ui.quotes.editor_columns import COLUMNS, Col, is_typed, price_text, title
from salesdesk.ui.widgets.record_list_columns import cell

SPANNING = ("section", "note")
"""The kinds whose text takes the place of their figures."""
KIND_NAMES = {
    "product": N_("Product"),
    "section": N_("Section"),
    "note": N_("Note"),
    "charge": N_("Percent charge"),
}


def text(column: int, line: QuoteLine, number_of: int | None, amount: Decimal | None, places: int) -> str:
    """Return what a cell shows; `amount` is what the row comes to."""
    match column:
        case Col.NUMBER:
            return "" if number_of is None else str(number_of)
        case Col.AMOUNT:
            return _amount_text(line, amount, places)
        case Col.LIST | Col.BASE:
            price = line.list_price if column == Col.LIST else line.base_price
            return "" if price is None or line.kind != "product" else price_text(price, places)
        case Col.PRICE if line.kind == "product":
            return price_text(line.unit_price, places)
    return COLUMNS[column].shown(line) if is_typed(column, line) else ""


def _amount_text(line: QuoteLine, amount: Decimal | None, places: int) -> str:
    if line.kind == "note":
        return ""
    if amount is None:
        return "—"
    shown = number(amount, places)
    return f"({shown})" if line.optional or line.alternative else shown


def spoken(column: int, line: QuoteLine, shown: str, draft: QuoteDraft) -> str:
    """Return what a screen reader says of a cell."""
    if line.kind in SPANNING and column != Col.AMOUNT:
        return _("{name}: {what}").format(name=_(KIND_NAMES[line.kind]), what=cell(line.name) or "—")
    if line.kind == "section":
        return _("Subtotal of {section}: {amount}").format(section=cell(line.name), amount=shown)
    words = _("{name}: {what}").format(name=title(column, draft), what=cell(shown) or "—")
    if column == Col.PRICE and is_typed_over(line):
        return f"{words}. {typed_price_text(line, draft)}"
    return words


def tip_text(column: int, line: QuoteLine, draft: QuoteDraft) -> str:
    """Return what a cell says when the mouse rests on it."""
    match column:
        case Col.NAME:
            return line.name
        case Col.MODEL:
            return "\n".join(filter(None, (line.model, line.specification)))
        case Col.PRICE:
            return typed_price_text(line, draft) if is_typed_over(line) else ""
        case Col.DISCOUNT:
            return discount_tip(line, draft)
        case Col.BRAND | Col.DELIVERY | Col.REMARK:
            return COLUMNS[column].shown(line)
    return ""


def is_typed_over(line: QuoteLine) -> bool:
    """Tell whether a price stands in the place of the one that the price book has."""
    return line.kind == "product" and line.price_source in ("typed", "other") and line.base_price is not None


def typed_price_text(line: QuoteLine, draft: QuoteDraft) -> str:
    """Return how a price that was typed stands to the price book's."""
    book = in_mode(line.base_price or Decimal(0), line, draft)
    return _("Typed price; the price book says {price}").format(price=price_text(book))


def discount_tip(line: QuoteLine, draft: QuoteDraft) -> str:
    """Return a discount in the other ways to say it, and the price of one piece after it."""
    if line.kind != "product" or line.discount.kind == "none":
        return ""
    words = [_("Discount {discount}").format(discount=describe(line.discount))]
    amount = own_amount(line, minor_units(draft.currency))
    full = EXACT.multiply(line.quantity, line.unit_price)
    if amount is None or line.free or not full:
        return words[0]
    if line.discount.kind != "percent":
        off = round_half_up(100 * (1 - EXACT.divide(amount, full)), 2)
        words.append(_("that is {percent} off").format(percent=f"{off.normalize():f}%"))
    each = round_half_up(EXACT.divide(amount, line.quantity), minor_units(draft.currency))
    words.append(_("{price} a piece after it").format(price=price_text(each)))
    return "\n".join(words)
