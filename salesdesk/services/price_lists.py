"""Price lists as files: written out, edited in a spreadsheet, and taken back after a look at what changes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import price_list
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.price_list import Header, ListRow, RowProblem
from salesdesk.domain.price_rules import LIST_BOOK, Asked, Book, in_book
from salesdesk.exchange import csv_file, spreadsheet_reader, workbook
from salesdesk.exchange.spreadsheet_reader import SheetRows
from salesdesk.exchange.workbook import Sheet, SheetColumn, Value
from salesdesk.i18n import _
from salesdesk.services import book_prices, price_changes, prices, product_editing
from salesdesk.services.lists import local_day
from salesdesk.services.price_changes import PriceChange
from salesdesk.services.prices import Catalogue
from salesdesk.storage.records import Product
from salesdesk.storage.records.base import now

MOST_PROBLEMS: Final = 500
_ONE: Final = Decimal(1)
_HEAD: Final = ("code", "name", "model", "family", "unit", "currency", "least")
_WIDTHS: Final = {"name": 26, "model": 16, "family": 16, "unit": 8, "currency": 8, "least": 10}


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product that a price list has and the workspace doesn't, with its prices by book and quantity."""

    line: int
    values: dict[str, Any]
    prices: tuple[tuple[uuid.UUID, Decimal, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking a price list in would do: prices that change, products that are new, rows that can't be read."""

    changes: tuple[PriceChange, ...] = ()
    new: tuple[NewProduct, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    unchanged: int = 0
    unknown: tuple[str, ...] = ()


# --- out ----------------------------------------------------------------------------------------------------------


def export(
    session: Session,
    file: Path,
    *,
    with_cost: bool = False,
    progress: Callable[[int], object] = lambda _count: None,
) -> int:
    """Write every product that is on offer, a row for each quantity break, and return how many products there are.

    Floor prices go out with the costs only.
    """
    books = [book for book in prices.books(session) if with_cost or book.kind == "sale"]
    columns = _columns(books, with_cost=with_cost)
    rows = list(_rows(session, books, with_cost=with_cost, progress=progress))
    if file.suffix.lower() == ".csv":
        csv_file.write(file, [column.title for column in columns], rows)
    else:
        workbook.write(file, [Sheet(_("Price list"), columns, rows)], title=_("Price list"), at=now())
    return len({row[:3] for row in rows})


def _columns(books: Sequence[Book], *, with_cost: bool) -> list[SheetColumn]:
    head = [SheetColumn(price_list.title(name), "text", _WIDTHS.get(name, 14)) for name in _HEAD[:-1]]
    money = [SheetColumn(price_list.title("least"), "number", _WIDTHS["least"])]
    if with_cost:
        money.append(SheetColumn(price_list.title("cost"), "money", 14))
    if not any(_is_plain_list(book) for book in books):
        money.append(SheetColumn(price_list.title("list_price"), "money", 14))
    return [*head, *money, *(SheetColumn(title, "money", 18) for title in price_list.book_titles(books))]


def _rows(
    session: Session, books: Sequence[Book], *, with_cost: bool, progress: Callable[[int], object]
) -> Iterator[tuple[Value, ...]]:
    known = prices.catalogue(session, everything=True)
    query = select(Product).where(Product.deleted_at.is_(None), Product.active)
    alone = not any(_is_plain_list(book) for book in books)
    for number, row in enumerate(
        session.scalars(query.order_by(Product.family, Product.name, Product.model))
    ):
        goods = known.goods[row.id]
        leasts = sorted({_ONE} | {each.least for found in goods.breaks.values() for each in found})
        for least in leasts:
            first = least == leasts[0]
            head: tuple[Value, ...] = (
                row.code,
                row.name,
                row.model,
                row.family,
                row.unit,
                row.currency,
                least,
            )
            cost: tuple[Value, ...] = ((row.cost if first else None),) if with_cost else ()
            listed: tuple[Value, ...] = ((row.list_price if first else None),) if alone else ()
            yield (*head, *cost, *listed, *(_shown(known, book, row, least) for book in books))
        progress(number)


def _shown(known: Catalogue, book: Book, row: Any, least: Decimal) -> Decimal | None:
    """Return what a book asks for a product from a quantity on, by its own price or by its rule."""
    found = in_book(known.books, known.goods[row.id], book.id, Asked(least, local_day(), book.currency))
    if found is not None:
        return found.amount
    at_list = _is_plain_list(book) and book.currency == row.currency and least == 1
    return row.list_price if at_list else None


def _is_plain_list(book: Book) -> bool:
    general = book.customer_id is None and book.valid_from is None and book.valid_until is None
    return book.code == LIST_BOOK and book.kind == "sale" and general


# --- in -----------------------------------------------------------------------------------------------------------


def read(file: Path, *, report: Callable[[], object] = lambda: None) -> list[SheetRows]:
    """Return the sheets of a file, beside the window: this needs no session."""
    return spreadsheet_reader.read(file, report=report)


def plan(session: Session, sheets: Sequence[SheetRows], *, file: str = "") -> Plan:
    """Return what taking in the first sheet that is a price list would do; nothing is written."""
    books = prices.books(session)
    error: InvalidInputError | None = None
    for sheet in sheets:
        try:
            header = price_list.find_header([row.cells for row in sheet.rows], books)
        except InvalidInputError as found:
            error = error or found
        else:
            return _planned(session, sheet, header)
    raise error or InvalidInputError(_("“{file}” has no rows.").format(file=file))


def _planned(session: Session, sheet: SheetRows, header: Header) -> Plan:
    planning = _Planning(session)
    for row in sheet.rows[header.row + 1 :]:
        if not any(cell.strip() for cell in row.cells):
            continue
        read = price_list.read_row(row.line, row.cells, header)
        if isinstance(read, ListRow):
            planning.take(read)
        else:
            planning.problems += read
    return Plan(
        tuple(planning.changes),
        tuple(planning.new_products()),
        tuple(planning.problems[:MOST_PROBLEMS]),
        planning.unchanged,
        header.unknown,
    )


@dataclass
class _Planning:
    """Matches rows with products, and gathers what would change."""

    session: Session
    changes: list[PriceChange] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    unchanged: int = 0

    def __post_init__(self) -> None:
        query = select(Product).where(Product.deleted_at.is_(None))
        self._rows = {row.id: row for row in self.session.scalars(query)}
        self._known = prices.catalogue(self.session, everything=True)
        self._seen: dict[tuple[Any, Decimal], int] = {}
        self._new: dict[tuple[str, str], list[ListRow]] = {}
        self._by_code: dict[str, list[Product]] = {}
        self._by_name: dict[tuple[str, str], list[Product]] = {}
        for row in self._rows.values():
            if row.code:
                self._by_code.setdefault(_key(row.code), []).append(row)
            self._by_name.setdefault((_key(row.name), _key(row.model)), []).append(row)

    def take(self, row: ListRow) -> None:
        """Take one row in."""
        found = self._matching(row)
        if len(found) > 1:
            names = _(", ").join(" ".join(filter(None, (each.name, each.model))) for each in found[:3])
            self._complain(
                row, "code", _("Several products fit: {names}. Nothing is changed.").format(names=names)
            )
            return
        key = found[0].id if found else self._new_key(row)
        before = self._seen.setdefault((key, row.least), row.line)
        if before != row.line:
            text = _("The product with this quantity stands in row {row} already.").format(row=before)
            self._complain(row, "least", text)
        elif found:
            self._compare(found[0], row)
        else:
            self._add(row)

    def _matching(self, row: ListRow) -> list[Product]:
        """Return the products that a row means: by its code, else by name and model of those without another code."""
        code = _key(row.texts.get("code", ""))
        if code and (found := self._by_code.get(code)):
            return found
        named = self._by_name.get((_key(row.texts.get("name", "")), _key(row.texts.get("model", ""))), [])
        return [each for each in named if not code or not each.code]

    def _new_key(self, row: ListRow) -> tuple[str, str]:
        return (
            _key(row.texts.get("code", "")) or _key(row.texts.get("name", "")),
            _key(row.texts.get("model", "")),
        )

    def _complain(self, row: ListRow, name: str, text: str) -> None:
        self.problems.append(RowProblem(row.line, price_list.title(name), text))

    def _add(self, row: ListRow) -> None:
        if not row.texts.get("name"):
            self._complain(row, "name", _("No product has this code, and a new one needs a name."))
        else:
            self._new.setdefault(self._new_key(row), []).append(row)

    def _compare(self, product: Product, row: ListRow) -> None:
        before = len(self.changes)
        if row.cost is not None and row.cost != product.cost:
            self.changes.append(
                _change(product, None, _ONE, product.cost, row.cost, product.currency, "cost")
            )
        for book, price in row.prices.items():
            self._compare_price(product, row, book, price)
        self.unchanged += len(self.changes) == before

    def _compare_price(self, product: Product, row: ListRow, book: Book | None, price: Decimal) -> None:
        if book is None or (_is_plain_list(book) and book.currency == product.currency and row.least == 1):
            if row.least != 1:
                text = _("The list price is that of one piece; other quantities need a price book.")
                self._complain(row, "list_price", text)
            elif price != product.list_price:
                self.changes.append(_change(product, None, _ONE, product.list_price, price, product.currency))
            return
        breaks = self._known.goods[product.id].breaks.get(book.id, ())
        own = next((each.price for each in breaks if each.least == row.least), None)
        shown = _shown(self._known, book, product, row.least)
        if price != shown:
            change = _change(product, book.id, row.least, own, price, book.currency)
            self.changes.append(replace(change, shown=shown))

    def new_products(self) -> Iterator[NewProduct]:
        """Yield the products that no row of the workspace is."""
        for rows in self._new.values():
            texts = rows[0].texts
            values: dict[str, Any] = {
                name: texts[name] for name in ("code", "name", "model", "family", "unit") if texts.get(name)
            }
            values["currency"] = texts.get("currency", "").upper() or "CNY"
            values["cost"] = next((row.cost for row in rows if row.cost is not None), None)
            booked = []
            for row in rows:
                for book, price in row.prices.items():
                    plain = book is None or (_is_plain_list(book) and book.currency == values["currency"])
                    if plain and row.least == 1:
                        values["list_price"] = price
                    elif book is not None:
                        booked.append((book.id, row.least, price))
            yield NewProduct(rows[0].line, values, tuple(booked))


def _change(product: Product, *place: Any) -> PriceChange:
    """Return a change of a product's price: book, quantity, old, new, currency, what."""
    return PriceChange(product.id, product.name, product.model, product.code, *place)


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def apply(session: Session, wanted: Plan, *, add_new: bool) -> None:
    """Write what a plan says, all in one step; new products only where they are wanted."""
    price_changes.apply(session, wanted.changes)
    if not add_new:
        return
    for new in wanted.new:
        try:
            product = product_editing.create(session, **new.values)
        except InvalidInputError as error:
            raise InvalidInputError(
                _("Row {row}: {problem}").format(row=new.line, problem=error.message)
            ) from error
        for book, least, price in new.prices:
            book_prices.set_price(session, book, product, least, price)
