"""The prices that products bring to a quote's lines, and how they are brought up to date."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from salesdesk.domain.money import round_half_up
from salesdesk.domain.price_rules import Asked
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_conversion import in_mode
from salesdesk.domain.quote_editing import blank_line
from salesdesk.i18n import _, number, sentences
from salesdesk.services import prices, product_matching, product_parts, products
from salesdesk.services.lists import local_day
from salesdesk.services.prices import QuotePrice
from salesdesk.services.product_matching import Match, Wanted
from salesdesk.services.products import ProductChoice
from salesdesk.ui.data import Data

_ONE: Final = Decimal(1)
_OVERRIDDEN: Final = ("typed", "other")


@dataclass(frozen=True, slots=True)
class Change:
    """A line whose price became another."""

    row: int
    old: Decimal
    new: Decimal


@dataclass(frozen=True, slots=True)
class Refresh:
    """A draft with the prices of today; `kept` are rows whose typed price is another than the book's."""

    draft: QuoteDraft
    changes: tuple[Change, ...] = ()
    kept: tuple[int, ...] = ()


def lines_of(
    data: Data, draft: QuoteDraft, choice: ProductChoice, quantity: Decimal = _ONE
) -> tuple[QuoteLine, ...]:
    """Return what a product brings to a quote, at the customer's prices: its line, or those of the parts of a set."""
    return data.read(_lines_of, draft, choice, quantity)


def _lines_of(
    session: Any, draft: QuoteDraft, choice: ProductChoice, quantity: Decimal
) -> tuple[QuoteLine, ...]:
    if not choice.is_set:
        return _priced(session, draft, [_plain_line(draft, choice, quantity)])
    parts = product_parts.lines_of_set(session, choice.id, quantity)
    known = products.by_ids(session, {part.product_id for part in parts}, customer_id=draft.customer_id)
    lines = [
        _plain_line(draft, known[part.product_id], part.quantity)
        for part in parts
        if part.product_id in known
    ]
    return _priced(session, draft, lines or [_plain_line(draft, choice, quantity)])


def _plain_line(draft: QuoteDraft, choice: ProductChoice, quantity: Decimal) -> QuoteLine:
    blank = blank_line(draft)
    return replace(
        blank,
        name=choice.name,
        brand=choice.brand,
        model=choice.model,
        specification=choice.specification,
        unit=choice.unit,
        quantity=quantity,
        tax_rate=blank.tax_rate if choice.tax_rate is None else choice.tax_rate,
        product_id=choice.id,
    )


def _priced(session: Any, draft: QuoteDraft, lines: Sequence[QuoteLine]) -> tuple[QuoteLine, ...]:
    """Return new lines at the prices of the book; without one in the draft's currency they have none."""
    found = book_prices(session, draft, lines)
    return tuple(_at_book(draft, line, price) for line, price in zip(lines, found, strict=True))


def book_prices(session: Any, draft: QuoteDraft, lines: Sequence[QuoteLine]) -> list[QuotePrice | None]:
    """Return what the price book says today of each line's product, for its quantity and the draft's customer."""
    known = prices.catalogue(
        session, {line.product_id for line in lines if line.product_id}, customer_id=draft.customer_id
    )
    who = prices.buyer(session, draft.customer_id)
    asked = Asked(Decimal(1), local_day(), draft.currency, draft.fx_rate)
    return [
        prices.of_line(known, line.product_id, (who, asked), line, draft)
        if line.product_id in known.goods and line.product_id is not None
        else None
        for line in lines
    ]


def _known(line: QuoteLine, price: QuotePrice | None) -> QuoteLine:
    """Return a line with what the price book says of it, its own price untouched."""
    if price is None:
        return line
    return replace(
        line,
        base_price=price.base_price,
        list_price=price.list_price,
        floor_price=price.floor_price,
        cost=price.cost,
    )


def _at_book(draft: QuoteDraft, line: QuoteLine, price: QuotePrice | None) -> QuoteLine:
    line = _known(line, price)
    if price is None or price.base_price is None:
        return line
    return replace(line, unit_price=in_mode(price.base_price, line, draft), price_source="book")


def repriced(data: Data, draft: QuoteDraft, old: QuoteLine, new: QuoteLine) -> QuoteLine:
    """Return a line whose quantity changed at the price of that quantity, unless its price was typed by hand."""
    if new.product_id is None or new.quantity == old.quantity or new.unit_price != old.unit_price:
        return new
    before, now = data.read(book_prices, draft, [old, new])
    if old.price_source in _OVERRIDDEN or not _is_book(draft, old, before):
        return _known(new, now)
    return _at_book(draft, new, now)


def typed(draft: QuoteDraft, line: QuoteLine) -> QuoteLine:
    """Return a line whose price was typed: by hand, unless it is the price book's."""
    if line.kind != "product":
        return line
    same = line.base_price is not None and in_mode(line.base_price, line, draft) == line.unit_price
    return replace(line, price_source="book" if same else "typed")


def _is_book(draft: QuoteDraft, line: QuoteLine, price: QuotePrice | None) -> bool:
    if price is None or price.base_price is None:
        return False
    return round_half_up(in_mode(price.base_price, line, draft), 2) == round_half_up(line.unit_price, 2)


def refreshed(
    data: Data, draft: QuoteDraft, rows: Sequence[int] | None = None, *, typed_too: bool = False
) -> Refresh:
    """Return the draft with the prices of today in all lines or some; a typed price stays, unless it is asked for."""
    wanted = [
        row
        for row in (range(len(draft.lines)) if rows is None else rows)
        if draft.lines[row].kind == "product" and draft.lines[row].product_id is not None
    ]
    found = data.read(book_prices, draft, [draft.lines[row] for row in wanted])
    lines, changes, kept = list(draft.lines), [], []
    for row, price in zip(wanted, found, strict=True):
        line = draft.lines[row]
        if price is None or price.base_price is None:
            continue
        if line.price_source != "book" and not typed_too and not _is_book(draft, line, price):
            lines[row] = _known(line, price)
            kept.append(row)
            continue
        lines[row] = _at_book(draft, line, price)
        if lines[row].unit_price != line.unit_price:
            changes.append(Change(row, line.unit_price, lines[row].unit_price))
    return Refresh(replace(draft, lines=tuple(lines)), tuple(changes), tuple(kept))


def matched(
    data: Data, draft: QuoteDraft, lines: Sequence[QuoteLine], codes: Mapping[int, str]
) -> tuple[tuple[QuoteLine, ...], list[Match]]:
    """Return pasted lines as the products that they mean; a price, a rate and texts of their own stay as pasted.

    `codes` are the product codes that some of them name. Lines that mean no product stay as they are.
    """
    wanted = [
        Wanted(codes.get(row, ""), line.model, line.name, search=not line.unit_price)
        for row, line in enumerate(lines)
    ]
    found = data.read(product_matching.match, wanted, customer_id=draft.customer_id)
    meant = [
        _meant(draft, line, match.choice) if match.choice else line
        for line, match in zip(lines, found, strict=True)
    ]
    priced = data.read(book_prices, draft, meant)
    result = []
    for line, price in zip(meant, priced, strict=True):
        if line.unit_price:
            result.append(typed(draft, _known(line, price)))
        else:
            result.append(_at_book(draft, line, price))
    return tuple(result), found


def _meant(draft: QuoteDraft, line: QuoteLine, choice: ProductChoice) -> QuoteLine:
    """Return a pasted line as the product: what the row left open comes from it, and without a price its name, too."""
    product = _plain_line(draft, choice, line.quantity)
    own_words = bool(line.unit_price) and line.name != "—"
    return replace(
        product,
        name=line.name if own_words else product.name,
        brand=line.brand or product.brand,
        model=line.model if own_words and line.model else product.model,
        specification=line.specification or product.specification,
        unit=line.unit or product.unit,
        unit_price=line.unit_price,
        discount=line.discount,
        delivery=line.delivery,
        remark=line.remark,
    )


def in_words(refresh: Refresh, names: Mapping[int, str], most: int = 3) -> str:
    """Return what a refresh changed and what it left alone."""
    parts = []
    if refresh.changes:
        told = [
            _("{place} {old} → {new}").format(place=names[one.row], old=number(one.old), new=number(one.new))
            for one in refresh.changes[:most]
        ]
        more = len(refresh.changes) - most
        text = (
            _("Prices of today: {changes}") if more <= 0 else _("Prices of today: {changes} and {more} more")
        )
        parts.append(text.format(changes="; ".join(told), more=more))
    else:
        parts.append(_("All prices are those of today."))
    if refresh.kept:
        kept = ", ".join(names[row] for row in refresh.kept[:most])
        text = _("Typed prices stay: {lines}. Shift+F9 takes the book's.")
        parts.append(text.format(lines=kept if len(refresh.kept) <= most else f"{kept} …"))
    return sentences(*parts)


def product(data: Data, product_id: uuid.UUID, draft: QuoteDraft) -> ProductChoice | None:
    """Return a product as the row to add offers it."""
    return data.read(products.by_ids, {product_id}, customer_id=draft.customer_id).get(product_id)


def options(data: Data, lines: Sequence[QuoteLine], draft: QuoteDraft) -> tuple[ProductChoice, ...]:
    """Return the options to the products of some lines that the quote doesn't have yet."""
    return data.read(_options, lines, {line.product_id for line in draft.lines}, draft.customer_id)


def _options(
    session: Any, lines: Sequence[QuoteLine], present: set[uuid.UUID | None], customer_id: uuid.UUID | None
) -> tuple[ProductChoice, ...]:
    wanted = [
        part.part_id
        for line in lines
        if line.product_id is not None
        for part in product_parts.parts(session, line.product_id, "option")
        if part.active and part.part_id not in present
    ]
    known = products.by_ids(session, wanted, customer_id=customer_id)
    return tuple(known[one] for one in dict.fromkeys(wanted) if one in known)
