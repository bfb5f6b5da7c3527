"""What products and the price book say of a quote's lines, taken when the quote is saved: nobody types that."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from salesdesk.domain.money import minor_units, round_half_up
from salesdesk.domain.price_rules import HOME, Asked
from salesdesk.domain.quote import PriceSource, QuoteDraft, QuoteLine
from salesdesk.domain.tax import excluded
from salesdesk.services import prices
from salesdesk.services.prices import QuotePrice
from salesdesk.storage.records import Product, QuoteVersion

_RATES_MOVE: Final = Decimal("1.05")
"""How far above the last one a rate of exchange is believed."""


class _Named(NamedTuple):
    """A product as the price book names it."""

    id: uuid.UUID
    name: str
    model: str


def with_snapshots(
    session: Session, draft: QuoteDraft, customer_id: uuid.UUID | None, day: date
) -> QuoteDraft:
    """Return the draft with picture, base, list and floor price and cost of each line as its product says on a day.

    What the draft itself says of them is never believed. A line that names a product, by its model or its name, is
    measured as that product, whatever it was begun from; one that names none has no base. A charge that names one
    says so. What is sold in a foreign currency isn't measured at a rate far above the one that was used last.
    """
    products = _products(session, draft.lines)
    known = prices.catalogue(session, set(products.values()), customer_id=customer_id)
    buyer = prices.buyer(session, customer_id)
    asked = Asked(Decimal(1), day, draft.currency, _measuring_rate(session, draft))
    lines = []
    for index, line in enumerate(draft.lines):
        product = products.get(index)
        if line.kind == "charge":
            lines.append(replace(_unknown(line), product_id=product))
            continue
        if product is None or product not in known.goods:
            lines.append(_unknown(line))
            continue
        priced = _priced(draft, line, prices.of_line(known, product, (buyer, asked), line, draft))
        lines.append(replace(priced, picture=known.pictures.get(product, "")))
    return replace(draft, lines=tuple(lines))


def _measuring_rate(session: Session, draft: QuoteDraft) -> Decimal | None:
    """Return the rate that prices of the book are turned by: a typed one, but little above what last went out.

    Else a rate ten times too high would make any price that of the book.
    """
    if draft.currency == HOME or not draft.fx_rate:
        return draft.fx_rate
    used = sent_rate(session, draft.currency)
    return draft.fx_rate if used is None else min(draft.fx_rate, used * _RATES_MOVE)


def sent_rate(session: Session, currency: str) -> Decimal | None:
    """Return the rate at which the last quote in a currency went out; None where none did."""
    query = select(QuoteVersion.fx_rate).where(
        QuoteVersion.currency == currency,
        QuoteVersion.fx_rate.is_not(None),
        QuoteVersion.sent_at.is_not(None),
        QuoteVersion.deleted_at.is_(None),
    )
    return session.scalar(query.order_by(QuoteVersion.sent_at.desc()).limit(1))


def _unknown(line: QuoteLine) -> QuoteLine:
    source: PriceSource = "typed" if line.price_source in ("book", "other") else line.price_source
    return replace(
        line,
        base_price=None,
        list_price=None,
        floor_price=None,
        cost=None,
        price_source=source,
        picture="",
    )


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
    given = {line.product_id for _index, line in sold if line.product_id and line.kind == "product"}
    own = _rows(session, Product.id.in_(given)) if given else {}
    found, rest = {}, []
    for index, line in sold:
        mine = own.get(line.product_id) if line.product_id and line.kind == "product" else None
        if mine and (line.name, line.model) == (mine.name, mine.model):
            found[index] = mine.id
        else:
            rest.append((index, line, mine))
    models = {line.model for _index, line, _mine in rest if line.model}
    names = {line.name for _index, line, _mine in rest}
    named = or_(Product.model.in_(models), Product.name.in_(names))
    rows = _rows(session, named).values() if rest else ()
    by_model = _unique((row.model, row.id) for row in rows if row.model)
    by_name = _unique((row.name, row.id) for row in rows)
    for index, line, mine in rest:
        named_by = (by_model.get(line.model), by_name.get(line.name))
        product = _meant(line, mine, {one for one in named_by if one})
        if product is not None:
            found[index] = product
    return found


def _meant(line: QuoteLine, own: _Named | None, named: set[uuid.UUID]) -> uuid.UUID | None:
    """Return the product that a line is measured as whose texts aren't its own product's; None where nobody can say.

    Else a machine would pass at any price under the number of a screw. What bears neither the name nor the model that
    its product has isn't that product; without a model, the name may be put in other words.
    """
    if line.kind == "charge":
        return min(named, default=None)
    if own is None:
        return named.pop() if len(named) == 1 else None
    same = line.name == own.name or (line.model == own.model and bool(own.model))
    claims = named | {own.id} if same or not (named or own.model) else named
    return claims.pop() if len(claims) == 1 else None


def _rows(session: Session, where: ColumnElement[bool]) -> dict[uuid.UUID, _Named]:
    query = select(Product.id, Product.name, Product.model).where(Product.deleted_at.is_(None), where)
    return {row.id: _Named(*row) for row in session.execute(query)}


def _unique(pairs: Iterable[tuple[str, uuid.UUID]]) -> dict[str, uuid.UUID]:
    known = list(pairs)
    counts = Counter(text for text, _product in known)
    return {text: product for text, product in known if counts[text] == 1}
