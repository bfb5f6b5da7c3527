"""The prices that products bring to a quote's lines."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any, Final

from salesdesk.domain.money import EXACT, round_half_up
from salesdesk.domain.quote import PRICE_PLACES, QuoteDraft, QuoteLine
from salesdesk.domain.quote_editing import blank_line
from salesdesk.services import products
from salesdesk.services.products import ProductChoice
from salesdesk.ui.data import Data

_ONE: Final = Decimal(1)


def line_of(data: Data, draft: QuoteDraft, choice: ProductChoice, quantity: Decimal = _ONE) -> QuoteLine:
    """Return the line that a product begins with, at the customer's price; without one in another currency."""
    blank = blank_line(draft)
    rate = blank.tax_rate if choice.tax_rate is None else choice.tax_rate
    price = None
    if choice.currency == draft.currency:
        price = data.read(_price, choice.id, draft, quantity, rate)
    return replace(
        blank,
        name=choice.name,
        model=choice.model,
        specification=choice.specification,
        unit=choice.unit,
        quantity=quantity,
        unit_price=price or Decimal(0),
        tax_rate=rate,
        product_id=choice.id,
    )


def repriced(data: Data, draft: QuoteDraft, old: QuoteLine, new: QuoteLine) -> QuoteLine:
    """Return a line whose quantity changed at the price of that quantity, unless its price was typed by hand."""
    if new.product_id is None or new.quantity == old.quantity or new.unit_price != old.unit_price:
        return new
    before, now = data.read(_both_prices, draft, old, new)
    return new if before != old.unit_price or now is None else replace(new, unit_price=now)


def matched(data: Data, draft: QuoteDraft, line: QuoteLine) -> QuoteLine:
    """Return a pasted line without a price as the product that bears its model, code or name; else as it is."""
    wanted = {text.casefold() for text in (line.model, line.name) if text}
    for text in (line.model, line.name):
        found = data.read(products.find, text, customer_id=draft.customer_id) if text else []
        for choice in found:
            if wanted & {choice.model.casefold(), choice.code.casefold(), choice.name.casefold()} - {""}:
                made = line_of(data, draft, choice, line.quantity)
                return replace(made, unit=line.unit or made.unit, discount=line.discount)
    return line


def _both_prices(
    session: Any, draft: QuoteDraft, old: QuoteLine, new: QuoteLine
) -> tuple[Decimal | None, Decimal | None]:
    if new.product_id is None:
        return None, None
    before = _price(session, new.product_id, draft, old.quantity, old.tax_rate)
    return before, _price(session, new.product_id, draft, new.quantity, new.tax_rate)


def _price(
    session: Any, product_id: uuid.UUID, draft: QuoteDraft, quantity: Decimal, rate: Decimal
) -> Decimal | None:
    """Return a product's price as the draft states prices: the book's are with tax."""
    price = products.price(session, product_id, customer_id=draft.customer_id, quantity=quantity)
    if price is None or draft.price_mode == "tax_included":
        return price
    with localcontext(EXACT):
        return round_half_up(price / (1 + rate), PRICE_PLACES)
