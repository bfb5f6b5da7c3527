"""Sets and options: which products go with another, and what a set comes to in a quote."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.money import EXACT, round_half_up
from salesdesk.domain.product import QUANTITY_PLACES
from salesdesk.i18n import _
from salesdesk.services.rows import chosen
from salesdesk.storage.records import Product, ProductPart
from salesdesk.storage.records.base import now

KINDS: Final = ("part", "option")
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class PartRow:
    """A product in a set, or an option to one."""

    id: uuid.UUID
    kind: str
    part_id: uuid.UUID
    name: str
    model: str
    unit: str
    quantity: Decimal
    list_price: Decimal | None
    currency: str
    active: bool


@dataclass(frozen=True, slots=True)
class SetLine:
    """What a set brings to a quote: a product and how many of it."""

    product_id: uuid.UUID
    quantity: Decimal


def parts(session: Session, product_id: uuid.UUID, kind: str | None = None) -> tuple[PartRow, ...]:
    """Return the parts and options of a product in their order, or one kind of them."""
    part = aliased(Product)
    query = (
        select(
            ProductPart.id,
            ProductPart.kind,
            part.id,
            part.name,
            part.model,
            part.unit,
            ProductPart.quantity,
            part.list_price,
            part.currency,
            part.active,
        )
        .join(part, part.id == ProductPart.part_id)
        .where(
            ProductPart.product_id == product_id, ProductPart.deleted_at.is_(None), part.deleted_at.is_(None)
        )
        .order_by(ProductPart.kind.desc(), ProductPart.position, ProductPart.id)
    )
    if kind is not None:
        query = query.where(ProductPart.kind == kind)
    found: Iterable[Any] = session.execute(query)
    return tuple(PartRow(*row) for row in found)


def sets_with(session: Session, product_id: uuid.UUID) -> tuple[tuple[uuid.UUID, str], ...]:
    """Return the sets that a product is a part of: ids and names."""
    query = (
        select(Product.id, Product.name)
        .join(ProductPart, ProductPart.product_id == Product.id)
        .where(
            ProductPart.part_id == product_id,
            ProductPart.kind == "part",
            ProductPart.deleted_at.is_(None),
            Product.deleted_at.is_(None),
        )
        .distinct()
        .order_by(Product.name)
    )
    return tuple((row.id, row.name) for row in session.execute(query))


def lines_of_set(session: Session, product_id: uuid.UUID, quantity: Decimal = Decimal(1)) -> list[SetLine]:
    """Return what a set comes to: its parts, those of sets within it in their place. A product alone is itself."""
    return _lines(session, product_id, quantity, frozenset())


def _lines(
    session: Session, product_id: uuid.UUID, quantity: Decimal, seen: frozenset[uuid.UUID]
) -> list[SetLine]:
    found = () if product_id in seen else parts(session, product_id, "part")
    if not found:
        return [SetLine(product_id, round_half_up(quantity, QUANTITY_PLACES))]
    return [
        line
        for part in found
        for line in _lines(
            session, part.part_id, EXACT.multiply(quantity, part.quantity), seen | {product_id}
        )
    ]


def add(
    session: Session,
    product_id: uuid.UUID,
    part_id: uuid.UUID,
    *,
    kind: str = "part",
    quantity: Decimal = Decimal(1),
) -> uuid.UUID:
    """Add a part or an option to a product; RuleError where it has it already or would contain itself."""
    product, part = (_product(session, one) for one in (product_id, part_id))
    if kind not in KINDS:
        raise InvalidInputError(_("Choose one of the list."))
    living = (ProductPart.product_id == product_id, ProductPart.deleted_at.is_(None))
    same = select(ProductPart.id).where(*living, ProductPart.part_id == part_id, ProductPart.kind == kind)
    if session.scalar(same) is not None:
        raise RuleError(_("“{part}” is there already; change its quantity.").format(part=part.name[:60]))
    if part_id == product_id or (kind == "part" and product_id in _all_parts(session, part_id)):
        raise RuleError(
            _("“{part}” contains “{product}” already, so it can't be a part of it.").format(
                part=part.name[:60], product=product.name[:60]
            )
        )
    last = session.scalar(select(func.max(ProductPart.position)).where(*living))
    if (session.scalar(select(func.count()).select_from(ProductPart).where(*living)) or 0) >= MOST:
        raise RuleError(_("A product has at most {most} parts and options.").format(most=MOST))
    row = ProductPart(
        product_id=product_id,
        part_id=part_id,
        kind=kind,
        quantity=quantity,
        position=0 if last is None else last + 1,
    )
    session.add(row)
    session.flush()
    return row.id


def change_quantity(session: Session, row_id: uuid.UUID, quantity: Decimal) -> None:
    """Change how many of a part are in a set."""
    _part(session, row_id).quantity = quantity


def remove(session: Session, row_ids: Sequence[uuid.UUID]) -> None:
    """Take parts or options away."""
    for row_id in row_ids:
        _part(session, row_id).deleted_at = now()


def _all_parts(session: Session, product_id: uuid.UUID) -> set[uuid.UUID]:
    """Return the products that a set contains, however deep, and itself."""
    found, waiting = {product_id}, [product_id]
    while waiting:
        query = select(ProductPart.part_id).where(
            ProductPart.product_id.in_(waiting), ProductPart.kind == "part", ProductPart.deleted_at.is_(None)
        )
        waiting = [part for part in session.scalars(query.distinct()) if part not in found]
        found |= set(waiting)
    return found


def _product(session: Session, product_id: uuid.UUID) -> Product:
    row = session.get(Product, product_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This product is no longer there."))
    return row


def _part(session: Session, row_id: uuid.UUID) -> ProductPart:
    return chosen(session, ProductPart, row_id)
