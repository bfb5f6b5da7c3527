"""Products as a quote's line takes them, and the price that a customer is entitled to."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from salesdesk.services import search
from salesdesk.storage.records import Customer, PriceBook, PriceBookEntry, Product

LIST_BOOK: Final = "list"
"""The code of the price book that everybody buys by who has no other."""


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """A product to choose for a line; `price` is what the customer pays for one."""

    id: uuid.UUID
    name: str
    model: str
    code: str
    family: str
    specification: str
    unit: str
    tax_rate: Decimal | None
    list_price: Decimal | None
    currency: str
    price: Decimal | None


def find(
    session: Session, text: str, *, customer_id: uuid.UUID | None = None, limit: int = 12
) -> list[ProductChoice]:
    """Return the products that fit what was typed (name, model, code, pinyin), the best first; all without a text.

    What the search index doesn't hold yet is found by the letters themselves.
    """
    hits = [hit.id for hit in search.find(session, text, kinds=("product",), limit=limit)]
    query = select(Product).where(Product.deleted_at.is_(None))
    by_id = {row.id: row for row in session.scalars(query.where(Product.id.in_(hits)))} if hits else {}
    rows = [by_id[found] for found in hits if found in by_id]
    if len(rows) < limit:
        query = query.where(Product.id.not_in(hits), *map(_has, text.split()))
        rows += session.scalars(
            query.order_by(Product.name, Product.model, Product.id).limit(limit - len(rows))
        )
    prices = _prices(session, [row.id for row in rows], customer_id, Decimal(1))
    return [
        ProductChoice(
            id=row.id,
            name=row.name,
            model=row.model,
            code=row.code,
            family=row.family,
            specification=row.specification,
            unit=row.unit,
            tax_rate=row.tax_rate,
            list_price=row.list_price,
            currency=row.currency,
            price=prices.get(row.id, row.list_price),
        )
        for row in rows
    ]


def _has(word: str) -> ColumnElement[bool]:
    columns = (Product.name, Product.model, Product.code)
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


def price(
    session: Session, product_id: uuid.UUID, *, customer_id: uuid.UUID | None, quantity: Decimal
) -> Decimal | None:
    """Return the unit price with tax, in the product's currency, for a customer and a quantity.

    It stands in the customer's own price book, else in the list book, else it is the product's list price.
    """
    found = _prices(session, [product_id], customer_id, quantity).get(product_id)
    if found is not None:
        return found
    return session.scalar(
        select(Product.list_price).where(Product.id == product_id, Product.deleted_at.is_(None))
    )


def _prices(
    session: Session, products: Sequence[uuid.UUID], customer_id: uuid.UUID | None, quantity: Decimal
) -> dict[uuid.UUID, Decimal]:
    """Return the price book's price of each product that has one, at the largest quantity break reached."""
    own = session.scalar(select(Customer.price_book).where(Customer.id == customer_id)) or LIST_BOOK
    rows = session.execute(
        select(PriceBookEntry.product_id, PriceBookEntry.unit_price)
        .join(PriceBook, PriceBook.id == PriceBookEntry.price_book_id)
        .where(
            PriceBookEntry.product_id.in_(products),
            PriceBookEntry.min_quantity <= quantity,
            PriceBook.code.in_((own, LIST_BOOK)),
            PriceBookEntry.deleted_at.is_(None),
            PriceBook.deleted_at.is_(None),
        )
        .order_by(PriceBook.code != own, PriceBookEntry.min_quantity.desc(), PriceBookEntry.id)
    )
    best: dict[uuid.UUID, Decimal] = {}
    for product_id, unit_price in rows:
        best.setdefault(product_id, unit_price)
    return best
