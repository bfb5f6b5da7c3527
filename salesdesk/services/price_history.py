"""How the prices of a product became what they are: who changed which, when, from what to what."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from salesdesk.services.board import named
from salesdesk.storage.records import Change, Operation, Person, PriceBook, PriceBookEntry, Product

_PLACES: Final = 6


@dataclass(frozen=True, slots=True)
class PriceEvent:
    """One change of a price; `what` is `list_price`, `cost`, or `entry` of the book that is named."""

    at: datetime
    person: str
    what: str
    book: str
    least: Decimal
    old: Decimal | None
    new: Decimal | None
    currency: str


def of_product(session: Session, product_id: uuid.UUID, *, limit: int = 100) -> tuple[PriceEvent, ...]:
    """Return the changes of a product's prices in every book, the newest first, as the journal has them."""
    currency = session.scalar(select(Product.currency).where(Product.id == product_id)) or ""
    entries = {
        entry: (named(name, name_en), least, book_currency, price)
        for entry, least, price, name, name_en, book_currency in session.execute(
            select(
                PriceBookEntry.id,
                PriceBookEntry.min_quantity,
                PriceBookEntry.unit_price,
                PriceBook.name,
                PriceBook.name_en,
                PriceBook.currency,
            )
            .join(PriceBook, PriceBook.id == PriceBookEntry.price_book_id)
            .where(PriceBookEntry.product_id == product_id)
        )
    }
    query = (
        select(Change.id, Change.row, Change.diff, Operation.at, Person.name)
        .join(Operation, Operation.id == Change.operation)
        .outerjoin(Person, Person.id == Operation.person)
        .where(Change.row.in_([product_id, *entries]))
        .where(
            or_(
                Change.diff.contains('"list_price"'),
                Change.diff.contains('"cost"'),
                Change.diff.contains('"unit_price"'),
                Change.diff.contains('"min_quantity"'),
                Change.diff.contains('"deleted_at"'),
            )
        )
        .order_by(Change.id.desc())
        .limit(limit)
    )
    return tuple(
        event
        for _id, row, diff, at, person in session.execute(query)
        for event in _events(json.loads(diff), (at, person or ""), currency, entries.get(row))
    )[:limit]


def _events(
    diff: dict[str, Any], when: tuple[datetime, str], currency: str, entry: tuple[Any, ...] | None
) -> Iterator[PriceEvent]:
    if entry is None:
        for what in ("list_price", "cost"):
            if what in diff:
                old, new = (_decimal(value) for value in diff[what])
                yield PriceEvent(*when, what, "", Decimal(1), old, new, currency)
        return
    book, least, book_currency, price = entry
    if "unit_price" in diff:
        old, new = (_decimal(value) for value in diff["unit_price"])
    elif "deleted_at" in diff:
        old, new = (None, price) if diff["deleted_at"][1] is None else (price, None)
    else:
        old, new = price, price
    yield PriceEvent(*when, "entry", book, least, old, new, book_currency)


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-_PLACES)
