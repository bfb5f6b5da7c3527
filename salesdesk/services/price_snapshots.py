"""What products and the price book say of a quote's lines, taken when the quote is saved: nobody types that."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from salesdesk.domain.money import minor_units, round_half_up
from salesdesk.domain.price_rules import Asked
from salesdesk.domain.quote import PriceSource, QuoteDraft, QuoteLine
from salesdesk.domain.tax import excluded
from salesdesk.services import prices
from salesdesk.services.prices import QuotePrice
from salesdesk.storage.records import Product


def with_snapshots(
    session: Session, draft: QuoteDraft, customer_id: uuid.UUID | None, day: date
) -> QuoteDraft:
    """Return the draft with picture, base, list and floor price and cost of each line as its product says on a day.

    What the draft itself says of them is never believed. A line without a product that names one, by its model or its
    name, is measured as that product; one that names none has no base. A charge that names one says so.
    """
    products = _products(session, draft.lines)
    known = prices.catalogue(session, set(products.values()), customer_id=customer_id)
    buyer = prices.buyer(session, customer_id)
    lines = []
    for index, line in enumerate(draft.lines):
        product = products.get(index)
        if line.kind == "charge":
            lines.append(replace(_unknown(line), product_id=product))
            continue
        if product is None or product not in known.goods:
            lines.append(_unknown(line))
            continue
        asked = Asked(line.quantity, day, draft.currency, draft.fx_rate)
        priced = _priced(draft, line, prices.price_of(known, product, buyer, asked))
        lines.append(replace(priced, picture=known.pictures.get(product, "")))
    return replace(draft, lines=tuple(lines))


def _unknown(line: QuoteLine) -> QuoteLine:
    source: PriceSource = "typed" if line.price_source in ("book", "other") else line.price_source
    return replace(line, base_price=None, floor_price=None, cost=None, price_source=source, picture="")


def _priced(draft: QuoteDraft, line: QuoteLine, found: QuotePrice) -> QuoteLine:
    source: PriceSource = "typed"
    if line.price_source == "other":
        source = "other"
    elif found.base_price is not None and _same(draft, line, found):
        source = "book"
    return replace(
        line,
        base_price=found.base_price,
        list_price=found.list_price,
        floor_price=found.floor_price,
        cost=found.cost,
        price_source=source,
    )


def _same(draft: QuoteDraft, line: QuoteLine, found: QuotePrice) -> bool:
    """Tell whether a line's price is the book's, as far as one can pay the difference."""
    places = minor_units(draft.currency)
    typed = line.unit_price
    if draft.price_mode == "tax_excluded":
        typed = excluded(line.unit_price, line.tax_rate, places).gross
    return found.base_price is not None and round_half_up(typed, places) == round_half_up(
        found.base_price, places
    )


def _products(session: Session, lines: Iterable[QuoteLine]) -> dict[int, uuid.UUID]:
    """Return the product of each line that has one, or that names one; a charge has none but by its name."""
    sold = [(index, line) for index, line in enumerate(lines) if line.has_figures]
    found = {index: line.product_id for index, line in sold if line.product_id and line.kind == "product"}
    rest = [(index, line) for index, line in sold if index not in found]
    if not rest:
        return found
    models = {line.model for _index, line in rest if line.model}
    names = {line.name for _index, line in rest}
    query = select(Product.id, Product.name, Product.model).where(
        Product.deleted_at.is_(None), or_(Product.model.in_(models), Product.name.in_(names))
    )
    rows = session.execute(query).all()
    by_model = _unique((row.model, row.id) for row in rows if row.model)
    by_name = _unique((row.name, row.id) for row in rows)
    for index, line in rest:
        product = by_model.get(line.model) or by_name.get(line.name)
        if product is not None:
            found[index] = product
    return found


def _unique(pairs: Iterable[tuple[str, uuid.UUID]]) -> dict[str, uuid.UUID]:
    known = list(pairs)
    counts = Counter(text for text, _product in known)
    return {text: product for text, product in known if counts[text] == 1}
