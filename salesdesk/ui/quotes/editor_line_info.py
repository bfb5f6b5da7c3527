"""What there is to know of a line's price: the book's, from which quantity on it is better, what was paid last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from salesdesk.domain.price_rules import Asked
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_conversion import in_mode
from salesdesk.i18n import _, number
from salesdesk.services import price_history, prices
from salesdesk.services.lists import local_day
from salesdesk.services.price_history import PriceEvent
from salesdesk.services.prices import Catalogue, LastSold, QuotePrice, Sold
from salesdesk.ui.quotes.editor_cells import is_typed_over, typed_price_text
from salesdesk.ui.quotes.editor_columns import price_text, quantity_text


@dataclass(frozen=True, slots=True)
class LineInfo:
    """The price that the book has for a line, the next better one with its quantity, and the last ones."""

    book: QuotePrice | None = None
    better: tuple[Decimal, Decimal] | None = None
    sold: LastSold = field(default_factory=LastSold)
    history: tuple[PriceEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Offered:
    """A price that a line may take, with where it comes from; `book` where it is the price book's."""

    price: Decimal
    source: str
    detail: str
    book: bool = False


def line_info(session: Any, draft: QuoteDraft, line: QuoteLine, *, history: bool = False) -> LineInfo:
    """Return what there is to know of a line's price; with `history` also what the book said before."""
    product = line.product_id
    if product is None or line.kind != "product":
        return LineInfo()
    known = prices.catalogue(session, {product}, customer_id=draft.customer_id)
    if product not in known.goods:
        return LineInfo()
    who = prices.buyer(session, draft.customer_id)
    asked = Asked(line.quantity, local_day(), draft.currency, draft.fx_rate)
    book = prices.price_of(known, product, who, asked)
    better = None
    for least in _breaks(known, line):
        then = prices.price_of(
            known, product, who, Asked(least, asked.day, draft.currency, draft.fx_rate)
        ).base_price
        if then is not None and book.base_price is not None and then < book.base_price:
            better = (least, then)
            break
    sold = prices.last_sold(session, product, draft.customer_id)
    return LineInfo(book, better, sold, price_history.of_product(session, product) if history else ())


def _breaks(known: Catalogue, line: QuoteLine) -> list[Decimal]:
    """Return the quantities above a line's from which on some book has another price."""
    found = known.goods[line.product_id].breaks if line.product_id else {}
    return sorted({each.least for breaks in found.values() for each in breaks if each.least > line.quantity})


def in_short(info: LineInfo, line: QuoteLine, draft: QuoteDraft) -> str:
    """Return what the user should know of a line's price while they stand in it."""
    parts = []
    if is_typed_over(line):
        parts.append(typed_price_text(line, draft))
    elif info.book is not None and info.book.source_text:
        parts.append(info.book.source_text)
    if info.better is not None:
        least, price = info.better
        text = _("{price} from {quantity} on")
        parts.append(
            text.format(price=price_text(in_mode(price, line, draft)), quantity=quantity_text(least))
        )
    if info.sold.customer:
        parts.append(sold_text(info.sold.customer[0]))
    return "  ·  ".join(parts)


def sold_text(sold: Sold) -> str:
    """Return what this customer paid last, or was offered last."""
    text = (
        _("last sold to this customer at {price} on {day} ({number})")
        if sold.won
        else _("last offered to this customer at {price} on {day} ({number})")
    )
    return text.format(price=_with_currency(sold.price, sold.currency), day=sold.day, number=sold.number)


def offered(info: LineInfo, line: QuoteLine, draft: QuoteDraft) -> Iterator[Offered]:
    """Yield the prices that a line may take: the book's, the list price, what was paid before."""
    found = info.book
    if found is not None and found.base_price is not None:
        detail = " → ".join(found.explanation) or found.source_text
        yield Offered(in_mode(found.base_price, line, draft), _("Price book"), detail, book=True)
    if found is not None and found.list_price is not None and found.list_price != found.base_price:
        yield Offered(in_mode(found.list_price, line, draft), _("List price"), "")
    for mine, rows in ((True, info.sold.customer), (False, info.sold.others)):
        for sold in rows:
            if sold.currency != draft.currency:
                continue
            yield Offered(in_mode(sold.price, line, draft), _sold_source(sold, mine=mine), _sold_detail(sold))
    for event in info.history:
        if event.what == "cost" or event.old is None or event.currency != draft.currency:
            continue
        detail = _("until {day}").format(day=event.at.astimezone().date())
        yield Offered(in_mode(event.old, line, draft), event.book or _("List price"), detail)


def _sold_source(sold: Sold, *, mine: bool) -> str:
    if mine:
        return _("Sold to this customer") if sold.won else _("Offered to this customer")
    return _("Sold to others") if sold.won else _("Offered to others")


def _sold_detail(sold: Sold) -> str:
    text = _("{day}, {number}, {quantity} pieces, {customer}")
    return text.format(
        day=sold.day,
        number=f"{sold.number}-V{sold.version}",
        quantity=quantity_text(sold.quantity),
        customer=sold.customer[:60],
    )


def _with_currency(price: Decimal, currency: str) -> str:
    return f"{number(price)} {currency}" if currency != "CNY" else number(price)
