"""Many prices changed in one step: first shown, old and new, then written."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.domain.money import EXACT, minor_units
from salesdesk.domain.price_rules import LIST_BOOK, Asked, Book, RoundingMode, in_book, rounded
from salesdesk.domain.product import LARGEST_PRICE
from salesdesk.i18n import _
from salesdesk.services import prices
from salesdesk.services.lists import local_day
from salesdesk.storage import bulk
from salesdesk.storage.records import PriceBookEntry, Product
from salesdesk.storage.records.base import Scaled, Uuid

MOST: Final = 50_000
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which products are meant: those chosen, else those of a family, else all that are on offer."""

    products: Collection[uuid.UUID] | None = None
    family: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to each price: it is multiplied, rounded to a multiple, and the ending is put on.

    Without `source` the book's own prices are changed; with it they become the source's, times the factor.
    """

    factor: Decimal
    source: uuid.UUID | None = None
    rounding_to: Decimal | None = None
    rounding_mode: RoundingMode = "half_up"
    ending: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PriceChange:
    """One price, old and new; without a book it is the product's list price or `what` is `cost`.

    A new one has no `old`; `shown` is then what a rule asked instead.
    """

    product_id: uuid.UUID
    name: str
    model: str
    code: str
    book_id: uuid.UUID | None
    least: Decimal
    old: Decimal | None
    new: Decimal | None
    currency: str
    what: str = "price"
    shown: Decimal | None = None

    @property
    def before(self) -> Decimal | None:
        """Return what was asked before, by the price or by a rule."""
        return self.shown if self.old is None else self.old

    @property
    def share(self) -> Decimal | None:
        """Return the difference as a fraction of what was asked before."""
        return None if not self.before or self.new is None else self.new / self.before - 1


def preview(
    session: Session, book_id: uuid.UUID | None, scope: Scope, change: Change
) -> tuple[PriceChange, ...]:
    """Return what would change in a book, or among the products' list prices, without what stays the same.

    The list book stands for the list prices too: its price of one piece is the product's own.
    """
    rows = _products(session, scope)
    known = prices.catalogue(session, [row.id for row in rows], everything=True)
    books = {book.id: book for book in known.books}
    if book_id is not None and book_id not in books:
        raise InvalidInputError(_("This price book is no longer there."))
    if change.source is not None and change.source not in books:
        raise InvalidInputError(_("This price book is no longer there."))
    target = books[book_id] if book_id is not None else None
    made = [found for row in rows for found in _of_product(known, target, row, change)]
    return tuple(found for found in made if found.old != found.new)


def apply(session: Session, changes: Sequence[PriceChange]) -> int:
    """Write prices that were shown, all in one step, and return how many; ConflictError where one is another by now."""
    if len(changes) > MOST:
        raise InvalidInputError(
            _("More than {most} prices can't be changed at once.").format(most=f"{MOST:,}")
        )
    costs = [change for change in changes if change.what == "cost"]
    listed = [change for change in changes if change.book_id is None and change.what != "cost"]
    booked = [change for change in changes if change.book_id is not None]
    _write_own(session, "cost", costs)
    _write_own(session, "list_price", listed)
    _follow(session, listed)
    _write_entries(session, booked)
    session.expire_all()
    return len(changes)


def _products(session: Session, scope: Scope) -> list[Any]:
    query = select(
        Product.id, Product.name, Product.model, Product.code, Product.list_price, Product.currency
    ).where(Product.deleted_at.is_(None))
    if scope.products is not None:
        wanted = list(scope.products)
        parts = [wanted[start : start + 5_000] for start in range(0, len(wanted), 5_000)]
        rows = [row for part in parts for row in session.execute(query.where(Product.id.in_(part)))]
    else:
        query = query.where(Product.active)
        rows = list(session.execute(query.where(Product.family == scope.family) if scope.family else query))
    return sorted(rows, key=lambda row: (row.name, row.model, row.id))


def _of_product(
    known: prices.Catalogue, target: Book | None, row: Any, change: Change
) -> Iterator[PriceChange]:
    goods = known.goods[row.id]
    own = target is None or _is_list(target, row.currency)
    currency = row.currency if target is None else target.currency
    old: dict[Decimal, Decimal | None] = (
        {} if target is None else {each.least: each.price for each in goods.breaks.get(target.id, ())}
    )
    if own:
        old[_ONE] = row.list_price
    source = change.source
    base = old if source is None else dict(_of_source(known, goods, source, currency, old))
    for least in sorted(base):
        price = base[least]
        if price is None:
            continue
        book_id = None if target is None or (own and least == 1) else target.id
        new = _changed(price, change, currency)
        yield PriceChange(
            row.id, row.name, row.model, row.code, book_id, least, old.get(least), new, currency
        )


def _is_list(book: Book, currency: str) -> bool:
    undated = book.valid_from is None and book.valid_until is None
    general = book.customer_id is None
    return (book.code, book.kind, book.currency) == (LIST_BOOK, "sale", currency) and general and undated


def _of_source(
    known: prices.Catalogue, goods: Any, source: uuid.UUID, currency: str, old: Collection[Decimal]
) -> Iterator[tuple[Decimal, Decimal | None]]:
    """Yield the prices of another book at its breaks and at those that are there, from one piece on."""
    book = next(each for each in known.books if each.id == source)
    breaks = goods.breaks.values() if book.has_rule else (goods.breaks.get(source, ()),)
    leasts = {_ONE, *old} | {each.least for found in breaks for each in found}
    before: Decimal | None = None
    for least in sorted(leasts):
        found = in_book(known.books, goods, source, Asked(least, local_day(), currency))
        price = None if found is None else found.amount
        if price is None and _is_list(book, goods.currency) and goods.currency == currency:
            price = goods.list_price
        if price != before or least in old:
            yield least, price
        before = price


def _changed(price: Decimal, change: Change, currency: str) -> Decimal:
    value = EXACT.multiply(price, change.factor)
    value = rounded(value, change.rounding_to, change.rounding_mode, minor_units(currency))
    return min(max(EXACT.add(value, change.ending), Decimal(0)), LARGEST_PRICE)


# --- writing ------------------------------------------------------------------------------------------------------


def _write_own(session: Session, column: str, changes: Sequence[PriceChange]) -> None:
    """Write list prices or costs, which stand with the products."""
    table: Any = Product.__table__
    was = table.c[column].is_not_distinct_from(bindparam("old", type_=Scaled(6)))
    its_id = table.c.id == bindparam("its_id", type_=Uuid)
    statement = update(table).where(its_id, was, table.c.deleted_at.is_(None))
    _update(
        session,
        statement.values({column: bindparam("new", type_=Scaled(6))}),
        [{"its_id": change.product_id, "old": change.old, "new": change.new} for change in changes],
    )


def _follow(session: Session, changes: Sequence[PriceChange]) -> None:
    """Keep the list book's own prices of one piece, where it has such, in step with the list prices."""
    wanted = {change.product_id: change.new for change in changes}
    lists = [book for book in prices.books(session) if _is_list(book, book.currency)]
    if not wanted or not lists:
        return
    table: Any = PriceBookEntry.__table__
    query = select(PriceBookEntry.id, PriceBookEntry.product_id).where(
        PriceBookEntry.price_book_id.in_([book.id for book in lists]),
        PriceBookEntry.min_quantity <= _ONE,
        PriceBookEntry.deleted_at.is_(None),
    )
    rows = [
        {"its_id": entry, "new": wanted[product]}
        for entry, product in session.execute(query)
        if wanted.get(product) is not None
    ]
    if rows:
        statement = update(table).where(table.c.id == bindparam("its_id", type_=Uuid))
        bulk.update_rows(session, statement.values(unit_price=bindparam("new", type_=Scaled(6))), rows)


def _write_entries(session: Session, changes: Sequence[PriceChange]) -> None:
    table: Any = PriceBookEntry.__table__
    known = _entry_ids(session, changes)
    added, changed = [], []
    for change in changes:
        entry = known.get((change.product_id, change.book_id, change.least))
        if (entry is None) != (change.old is None):
            raise _other_by_now()
        if entry is not None:
            changed.append({"its_id": entry, "old": change.old, "new": change.new})
        else:
            added.append(
                {
                    "price_book_id": change.book_id,
                    "product_id": change.product_id,
                    "min_quantity": change.least,
                    "unit_price": change.new,
                }
            )
    _update(
        session,
        update(table)
        .where(
            table.c.id == bindparam("its_id", type_=Uuid),
            table.c.unit_price == bindparam("old", type_=Scaled(6)),
            table.c.deleted_at.is_(None),
        )
        .values(unit_price=bindparam("new", type_=Scaled(6))),
        changed,
    )
    if added:
        bulk.insert_rows(session, PriceBookEntry, added)


def _entry_ids(
    session: Session, changes: Sequence[PriceChange]
) -> dict[tuple[uuid.UUID, uuid.UUID | None, Decimal], uuid.UUID]:
    books = {change.book_id for change in changes}
    query = select(
        PriceBookEntry.id,
        PriceBookEntry.product_id,
        PriceBookEntry.price_book_id,
        PriceBookEntry.min_quantity,
    ).where(PriceBookEntry.price_book_id.in_(books), PriceBookEntry.deleted_at.is_(None))
    return {(product, book, least): entry for entry, product, book, least in session.execute(query)}


def _update(session: Session, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows and bulk.update_rows(session, statement, rows) != len(rows):
        raise _other_by_now()


def _other_by_now() -> ConflictError:
    return ConflictError(
        _("A price was changed elsewhere since it was shown. Nothing was written: look at the preview again.")
    )
