"""What the page of a product shows, read in one go."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from salesdesk.services import (
    book_prices,
    price_books,
    price_history,
    prices,
    product_editing,
    product_parts,
    tax_rates,
)
from salesdesk.services.book_prices import BookPrice
from salesdesk.services.price_books import BookFacts
from salesdesk.services.price_history import PriceEvent
from salesdesk.services.prices import LastSold
from salesdesk.services.product_editing import ProductFacts, Spec
from salesdesk.services.product_parts import PartRow

TABLES: Final = (
    *("product", "product_spec", "product_part", "price_book", "price_book_entry", "tax_rate", "company"),
    *("quote", "quote_version", "customer", "person"),
)
"""What the page shows something of."""


@dataclass(frozen=True, slots=True)
class Content:
    """A product with all that belongs to it; `rates` are the usual rates of tax by class."""

    facts: ProductFacts
    specs: tuple[Spec, ...]
    parts: tuple[PartRow, ...]
    sets: tuple[tuple[uuid.UUID, str], ...]
    books: tuple[BookFacts, ...]
    prices: tuple[BookPrice, ...]
    history: tuple[PriceEvent, ...]
    sold: LastSold
    families: tuple[str, ...]
    rates: Mapping[str, Decimal]


def read(session: Any, product_id: uuid.UUID) -> Content:
    """Return what the page of a product shows; InvalidInputError where it is gone."""
    return Content(
        facts=product_editing.facts(session, product_id),
        specs=product_editing.specs(session, product_id),
        parts=product_parts.parts(session, product_id),
        sets=product_parts.sets_with(session, product_id),
        books=price_books.all_books(session),
        prices=book_prices.prices_of_product(session, product_id),
        history=price_history.of_product(session, product_id),
        sold=prices.last_sold(session, product_id, limit=50),
        families=tuple(product_editing.families(session)),
        rates=tax_rates.by_class(session),
    )
