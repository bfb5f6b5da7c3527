"""Products as a quote's line takes them, and the price that a customer is entitled to."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from salesdesk.domain.money import half_width
from salesdesk.domain.price_rules import Asked
from salesdesk.domain.texts import one_line
from salesdesk.services import prices, search, tax_rates
from salesdesk.services.lists import local_day
from salesdesk.storage.records import Product, ProductPart


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """A product to choose for a line; `price` is what the customer pays for one, in the product's currency.

    Of a set (`is_set`) the parts are put into the quote, see `product_parts.lines_of_set`.
    """

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
    brand: str = ""
    is_set: bool = False


def find(
    session: Session, text: str, *, customer_id: uuid.UUID | None = None, limit: int = 12
) -> list[ProductChoice]:
    """Return the products on offer that fit what was typed (name, model, code, pinyin), the best first.

    Without a text it is all of them. What the search index doesn't hold yet is found by the letters themselves. A model
    or code that is typed in full comes before those that only have it in them, then those that begin with it.
    """
    typed = one_line(half_width(text)).lower()
    query = select(Product).where(Product.deleted_at.is_(None), Product.active)
    hits = (
        list(session.scalars(query.with_only_columns(Product.id).where(_is(typed)).limit(limit)))
        if typed
        else []
    )
    hits += [
        hit.id for hit in search.find(session, text, kinds=("product",), limit=limit) if hit.id not in hits
    ]
    by_id = {row.id: row for row in session.scalars(query.where(Product.id.in_(hits)))} if hits else {}
    rows = [by_id[found] for found in hits if found in by_id]
    if len(rows) < limit:
        query = query.where(Product.id.not_in(hits), *map(_has, text.split()))
        rows += session.scalars(
            query.order_by(Product.name, Product.model, Product.id).limit(limit - len(rows))
        )
    if typed:
        rows.sort(key=lambda row: _distance(row, typed))
    return _choices(session, rows[:limit], customer_id)


def by_ids(
    session: Session, ids: Collection[uuid.UUID], *, customer_id: uuid.UUID | None = None
) -> dict[uuid.UUID, ProductChoice]:
    """Return products by their ids, also those that are no longer on offer; deleted ones are left out."""
    query = select(Product).where(Product.deleted_at.is_(None), Product.id.in_(ids))
    return {one.id: one for one in _choices(session, session.scalars(query).all(), customer_id)}


def _choices(session: Session, rows: Sequence[Product], customer_id: uuid.UUID | None) -> list[ProductChoice]:
    known = _own_prices(session, rows, customer_id, Decimal(1))
    sets = _sets(session, [row.id for row in rows])
    rates = tax_rates.by_class(session) if any(row.tax_rate is None for row in rows) else {}
    return [
        ProductChoice(
            id=row.id,
            name=row.name,
            model=row.model,
            code=row.code,
            family=row.family,
            specification=row.specification,
            unit=row.unit,
            tax_rate=rates.get(row.tax_class) if row.tax_rate is None else row.tax_rate,
            list_price=row.list_price,
            currency=row.currency,
            price=known.get(row.id),
            brand=row.brand,
            is_set=row.id in sets,
        )
        for row in rows
    ]


def _has(word: str) -> ColumnElement[bool]:
    columns = (Product.name, Product.model, Product.code)
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


def _is(typed: str) -> ColumnElement[bool]:
    return or_(func.lower(Product.model) == typed, func.lower(Product.code) == typed)


def _distance(row: Product, typed: str) -> int:
    """Return how far a product's model and code are from what was typed: one is it, begins so, or neither."""
    marks = (row.model.lower(), row.code.lower())
    return 0 if typed in marks else 1 if any(mark.startswith(typed) for mark in marks) else 2


def _sets(session: Session, products: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    query = select(ProductPart.product_id).where(
        ProductPart.product_id.in_(products), ProductPart.kind == "part", ProductPart.deleted_at.is_(None)
    )
    return set(session.scalars(query.distinct()))


def price(
    session: Session, product_id: uuid.UUID, *, customer_id: uuid.UUID | None, quantity: Decimal
) -> Decimal | None:
    """Return the unit price with tax, in the product's currency, that a customer is entitled to for a quantity."""
    row = session.get(Product, product_id)
    if row is None or row.deleted_at is not None:
        return None
    return _own_prices(session, [row], customer_id, quantity).get(product_id)


def _own_prices(
    session: Session, rows: Sequence[Product], customer_id: uuid.UUID | None, quantity: Decimal
) -> dict[uuid.UUID, Decimal | None]:
    """Return the price of each product in its own currency."""
    known = prices.catalogue(session, [row.id for row in rows], customer_id=customer_id)
    who, day = prices.buyer(session, customer_id), local_day()
    return {
        row.id: prices.price_of(known, row.id, who, Asked(quantity, day, row.currency)).unit_price
        for row in rows
    }
