"""The list of products, with list and floor price."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.price_rules import Asked, Buyer
from salesdesk.services import prices, tax_rates
from salesdesk.services.lists import Choice, ListSource, Sort, filled, local_day, row_number, used_values
from salesdesk.storage.records import Product

OFFERED: Final = "offered"
NOT_OFFERED: Final = "not_offered"
_COLUMNS: Final[tuple[Any, ...]] = (
    Product.id,
    Product.row_version,
    Product.name,
    Product.model,
    Product.code,
    Product.family,
    Product.brand,
    Product.unit,
    Product.list_price,
    Product.currency,
    Product.cost,
    Product.tax_rate,
    Product.active,
    Product.updated_at,
    Product.tax_class,
)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as the list shows it; prices are of one piece, with tax, `cost` without."""

    id: uuid.UUID
    row_version: int
    name: str
    model: str
    code: str
    family: str
    brand: str
    unit: str
    list_price: Decimal | None
    currency: str
    cost: Decimal | None
    tax_rate: Decimal | None
    active: bool
    updated_at: datetime
    floor_price: Decimal | None = None


def read(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, ProductRow]]:
    """Yield products by their row numbers."""
    query = select(row_number(Product), *_COLUMNS).where(row_number(Product).in_(numbers))
    found: Sequence[Any] = session.connection().execute(query).all()
    known = prices.catalogue(session, [row[1] for row in found])
    rates, day = tax_rates.by_class(session), local_day()
    for number, *values, tax_class in found:
        plain: tuple[Any, ...] = tuple(values)
        row = ProductRow(*plain)
        asked = Asked(Decimal(1), day, row.currency)
        price = (
            prices.price_of(known, row.id, Buyer(), asked) if row.id in known.goods else prices.QuotePrice()
        )
        rate = rates.get(tax_class) if row.tax_rate is None else row.tax_rate
        priced = (*values[:8], price.list_price, *values[9:11], rate, *values[12:], price.floor_price)
        shown: tuple[Any, ...] = priced
        yield number, ProductRow(*shown)


def families(session: Session) -> list[Choice]:
    """Return the families to filter by."""
    return used_values(session, Product.family)


SOURCE: Final = ListSource(
    record=Product,
    joined=lambda: Product.__table__,
    sorts={
        "name": Sort(Product.name),
        "model": Sort(filled(Product.model)),
        "code": Sort(filled(Product.code)),
        "family": Sort(filled(Product.family)),
        "brand": Sort(filled(Product.brand)),
        "unit": Sort(filled(Product.unit)),
        "list_price": Sort(Product.list_price),
        "floor_price": Sort(Product.list_price),  # floors follow from list prices, in their order
        "cost": Sort(Product.cost),
        "tax_rate": Sort(Product.tax_rate),
        "active": Sort(Product.active),
        "updated_at": Sort(Product.updated_at),
    },
    usual="name",
    texts=(Product.name, Product.model, Product.code, Product.brand),
    filters={
        "family": lambda name: Product.family == name,
        "active": lambda state: Product.active.is_(state == OFFERED),
    },
    read=read,
)
