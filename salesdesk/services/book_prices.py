"""What price books ask for products: shown, explained, set and moved."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import price_words
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.money import EXACT
from salesdesk.domain.price_rules import LIST_BOOK, Asked, in_book, listed
from salesdesk.i18n import _, number
from salesdesk.services import prices, product_editing
from salesdesk.services.lists import local_day
from salesdesk.storage.records import PriceBook, PriceBookEntry, Product
from salesdesk.storage.records.base import now

MOST: Final = 5_000
"""How many prices of a book are listed at most."""
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class BookPrice:
    """What a book asks for a product from a quantity on; `own` prices stand in it, others follow from its rule."""

    book_id: uuid.UUID
    least: Decimal
    price: Decimal
    own: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """How a price came about, a sentence for each step, and what is earned at it: a fraction of the net price."""

    steps: tuple[str, ...]
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class BookEntry:
    """A price that stands in a book."""

    id: uuid.UUID
    product_id: uuid.UUID
    name: str
    model: str
    code: str
    least: Decimal
    price: Decimal
    currency: str


def entries(session: Session, book_id: uuid.UUID) -> tuple[BookEntry, ...]:
    """Return the prices of a book, by product and quantity."""
    query = (
        select(
            PriceBookEntry.id,
            Product.id,
            Product.name,
            Product.model,
            Product.code,
            PriceBookEntry.min_quantity,
            PriceBookEntry.unit_price,
            PriceBook.currency,
        )
        .join(Product, Product.id == PriceBookEntry.product_id)
        .join(PriceBook, PriceBook.id == PriceBookEntry.price_book_id)
        .where(
            PriceBookEntry.price_book_id == book_id,
            PriceBookEntry.deleted_at.is_(None),
            Product.deleted_at.is_(None),
        )
        .order_by(Product.name, Product.model, PriceBookEntry.min_quantity)
        .limit(MOST)
    )
    return tuple(BookEntry(*row) for row in session.execute(query))


def prices_of_product(session: Session, product_id: uuid.UUID) -> tuple[BookPrice, ...]:
    """Return what every book asks for a product at each of its breaks, those that follow from rules included."""
    known = prices.catalogue(session, [product_id], everything=True)
    goods = known.goods.get(product_id)
    if goods is None:
        return ()
    leasts = sorted({_ONE} | {each.least for found in goods.breaks.values() for each in found})
    day = local_day()
    result = []
    for book in known.books:
        own = {each.least: each.price for each in goods.breaks.get(book.id, ())}
        before: Decimal | None = None
        for least in leasts:
            if least in own:
                result.append(BookPrice(book.id, least, own[least], own=True))
                before = own[least]
                continue
            if any(other <= least for other in own):
                continue
            found = in_book(known.books, goods, book.id, Asked(least, day, book.currency))
            at_list = found is None and book.code == LIST_BOOK and book.kind == "sale" and least == 1
            price = goods.list_price if at_list else None if found is None else found.amount
            if price is not None and price != before:
                result.append(BookPrice(book.id, least, price, own=at_list))
                before = price
    return tuple(result)


def explained(
    session: Session, product_id: uuid.UUID, book_id: uuid.UUID, least: Decimal
) -> Explained | None:
    """Return how a book comes to its price of a product for a quantity, and the margin at it."""
    known = prices.catalogue(session, [product_id], everything=True)
    goods, book = known.goods.get(product_id), next((one for one in known.books if one.id == book_id), None)
    if goods is None or book is None:
        return None
    found = in_book(known.books, goods, book_id, Asked(least, local_day(), book.currency))
    if found is None and book.code == LIST_BOOK and least == 1:
        found = listed(known.books, goods, Asked(least, local_day(), book.currency))
    if found is None:
        return None
    rate, cost = product_editing.rate_of(session, product_id), known.costs.get(product_id)
    margin = None
    if cost is not None and found.amount and book.currency == goods.currency:
        net = EXACT.divide(found.amount, 1 + (rate or Decimal(0)))
        margin = EXACT.divide(net - cost, net)
    return Explained(price_words.in_words(found)[1:] or price_words.in_words(found), margin)


def set_price(
    session: Session, book_id: uuid.UUID, product_id: uuid.UUID, least: Decimal, price: Decimal | None
) -> None:
    """Set the price of a product from a quantity on, or take it out of the book.

    The list book's price of one piece is the product's list price, and is kept there.
    """
    book, product = session.get(PriceBook, book_id), session.get(Product, product_id)
    if book is None or book.deleted_at is not None:
        raise InvalidInputError(_("This price book is no longer there."))
    if product is None or product.deleted_at is not None:
        raise InvalidInputError(_("This product is no longer there."))
    found = next((row for row in _entries(session, book_id, product_id) if row.min_quantity == least), None)
    if is_product_list(book, product) and least == 1:
        product.list_price = price
        product_editing.follow_list_price(session, product)
    elif price is None:
        if found is not None:
            found.deleted_at = now()
    elif found is not None:
        found.unit_price = price
    else:
        entry = PriceBookEntry(price_book_id=book_id, product_id=product_id)
        entry.min_quantity, entry.unit_price = least, price
        session.add(entry)
    session.flush()


def move_break(
    session: Session, book_id: uuid.UUID, product_id: uuid.UUID, least: Decimal, to: Decimal
) -> None:
    """Let a price of a book hold from another quantity on."""
    rows = {row.min_quantity: row for row in _entries(session, book_id, product_id)}
    if to in rows and to != least:
        raise RuleError(
            _("There is a price from {quantity} on already.").format(quantity=number(to.normalize()))
        )
    if least not in rows:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    rows[least].min_quantity = to
    session.flush()


def move_breaks(session: Session, product_id: uuid.UUID, least: Decimal, to: Decimal) -> None:
    """Let the prices that hold from a quantity on, in every book, hold from another one."""
    for row in _of_product(session, product_id, least):
        move_break(session, row.price_book_id, product_id, least, to)


def remove_break(session: Session, product_id: uuid.UUID, least: Decimal) -> None:
    """Take the prices that hold from a quantity on out of every book."""
    for row in _of_product(session, product_id, least):
        row.deleted_at = now()
    session.flush()


def _of_product(session: Session, product_id: uuid.UUID, least: Decimal) -> list[PriceBookEntry]:
    query = select(PriceBookEntry).where(
        PriceBookEntry.product_id == product_id,
        PriceBookEntry.min_quantity == least,
        PriceBookEntry.deleted_at.is_(None),
    )
    return list(session.scalars(query))


def is_product_list(book: PriceBook, product: Product) -> bool:
    """Tell whether a book is the list whose price of one piece is the product's own list price."""
    undated = book.valid_from is None and book.valid_until is None
    return (
        (book.code, book.kind, book.currency) == (LIST_BOOK, "sale", product.currency)
        and book.customer_id is None
        and undated
    )


def _entries(
    session: Session, book_id: uuid.UUID, product_id: uuid.UUID | None = None
) -> list[PriceBookEntry]:
    query = select(PriceBookEntry).where(
        PriceBookEntry.price_book_id == book_id, PriceBookEntry.deleted_at.is_(None)
    )
    if product_id is not None:
        query = query.where(PriceBookEntry.product_id == product_id)
    return list(session.scalars(query))
