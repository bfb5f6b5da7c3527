"""The prices of products for customers: what each is entitled to and why, and what was paid last."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from salesdesk.domain import money, price_rules as rules, price_words
from salesdesk.domain.money import EXACT, round_half_up
from salesdesk.domain.price_rules import HOME, PRICE_PLACES, Asked, Book, Break, Buyer, Goods, Price
from salesdesk.domain.quote import QuoteDraft, QuoteLine as Line
from salesdesk.domain.quote_conversion import granted
from salesdesk.services import tax_rates
from salesdesk.services.board import named
from salesdesk.services.lists import local_day
from salesdesk.storage.records import (
    Customer,
    PriceBook,
    PriceBookEntry,
    Product,
    Quote,
    QuoteLine,
    QuoteVersion,
)

_BOOK: Final[tuple[Any, ...]] = tuple(
    getattr(PriceBook, name)
    for name in (
        *("id", "name", "code", "kind", "currency", "parent_id", "customer_id", "value_class", "valid_from"),
        *("valid_until", "breaks", "factor", "rounding_to", "rounding_mode", "ending", "position"),
    )
)
_PRODUCT: Final[tuple[Any, ...]] = tuple(
    getattr(Product, name)
    for name in ("id", "list_price", "currency", "cost", "picture", "tax_class", "tax_rate")
)
_PART: Final = 5_000


@dataclass(frozen=True, slots=True)
class QuotePrice:
    """The price of a product for a line, with tax and in the currency that was asked for.

    `base_price` is what the customer is entitled to; `unit_price` the same, unless another book was chosen (`source` is
    then `other`). `cost` is without tax, in CNY. What nobody knows is None.
    """

    unit_price: Decimal | None = None
    base_price: Decimal | None = None
    list_price: Decimal | None = None
    floor_price: Decimal | None = None
    cost: Decimal | None = None
    currency: str = HOME
    source: str = ""
    price: Price | None = None

    @property
    def source_text(self) -> str:
        """Return where the unit price comes from, in one line."""
        return price_words.in_short(self.price) if self.price else ""

    @property
    def explanation(self) -> tuple[str, ...]:
        """Return where the unit price comes from, a sentence for each step."""
        return price_words.in_words(self.price) if self.price else ()


@dataclass(frozen=True, slots=True)
class Sold:
    """What a product was sold or offered for: the price of one piece with tax, after all discounts."""

    number: str
    quote_id: uuid.UUID
    version: int
    day: date
    customer: str
    quantity: Decimal
    price: Decimal
    unit_price: Decimal
    currency: str
    won: bool


@dataclass(frozen=True, slots=True)
class LastSold:
    """The last prices of a product, the newest first: to one customer, and to anybody else."""

    customer: tuple[Sold, ...] = ()
    others: tuple[Sold, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Products with all that their prices follow from, and their pictures, read once."""

    books: tuple[Book, ...]
    goods: Mapping[uuid.UUID, Goods]
    costs: Mapping[uuid.UUID, Decimal | None] = field(default_factory=dict)
    pictures: Mapping[uuid.UUID, str] = field(default_factory=dict)
    tax_rates: Mapping[uuid.UUID, Decimal | None] = field(default_factory=dict)


def quote_price(
    session: Session,
    product_id: uuid.UUID,
    customer_id: uuid.UUID | None,
    quantity: Decimal,
    *,
    day: date | None = None,
    currency: str = HOME,
    fx_rate: Decimal | None = None,
    book_id: uuid.UUID | None = None,
) -> QuotePrice:
    """Return the price of a product for a customer and a quantity; `book_id` chooses another book than its own."""
    found = quote_prices(
        session,
        {product_id: quantity},
        customer_id,
        day=day,
        currency=currency,
        fx_rate=fx_rate,
        book_id=book_id,
    )
    return found.get(product_id, QuotePrice(currency=currency))


def quote_prices(
    session: Session,
    quantities: Mapping[uuid.UUID, Decimal],
    customer_id: uuid.UUID | None,
    *,
    day: date | None = None,
    currency: str = HOME,
    fx_rate: Decimal | None = None,
    book_id: uuid.UUID | None = None,
) -> dict[uuid.UUID, QuotePrice]:
    """Return the prices of products by their quantities, in as many statements as for one; those gone are left out."""
    known = catalogue(session, quantities, customer_id=customer_id, book_id=book_id)
    who, asked = buyer(session, customer_id), Asked(Decimal(1), day or local_day(), currency, fx_rate)
    return {
        product: price_of(known, product, who, replace(asked, quantity=quantity), book_id=book_id)
        for product, quantity in quantities.items()
        if product in known.goods
    }


def price_of(
    known: Catalogue, product: uuid.UUID, who: Buyer, asked: Asked, *, book_id: uuid.UUID | None = None
) -> QuotePrice:
    """Return the price of one product of a catalogue."""
    goods = known.goods[product]
    entitled = rules.entitled(known.books, goods, who, asked)
    chosen = rules.in_book(known.books, goods, book_id, asked) if book_id else entitled
    price = chosen or entitled
    other = bool(price and entitled and book_id and (price.book != entitled.book))
    return QuotePrice(
        unit_price=_amount(price),
        base_price=_amount(entitled),
        list_price=_amount(rules.listed(known.books, goods, asked)),
        floor_price=_amount(rules.floor(known.books, goods, who, asked)),
        cost=_cost(known.costs.get(product), goods.currency, asked),
        currency=asked.currency,
        source="" if price is None else "other" if other else "book",
        price=price,
    )


def of_line(
    known: Catalogue, product: uuid.UUID, case: tuple[Buyer, Asked], line: Line, draft: QuoteDraft
) -> QuotePrice:
    """Return the price of a product of a catalogue as what it grants a line of a draft, with tax at the line's rate.

    `case` is who asks, and for what beside the line's quantity.
    """
    who, asked = case
    found = price_of(known, product, who, replace(asked, quantity=line.quantity))
    usual = known.tax_rates.get(product)
    base, listed, least = (
        granted(price, usual, line, draft)
        for price in (found.base_price, found.list_price, found.floor_price)
    )
    return replace(found, base_price=base, list_price=listed, floor_price=least)


def _amount(price: Price | None) -> Decimal | None:
    return None if price is None else price.amount


def _cost(cost: Decimal | None, currency: str, asked: Asked) -> Decimal | None:
    """Return a cost in CNY; in another currency where no rate of exchange is in use, it stays as it is."""
    if cost is None or currency == HOME or not asked.fx_rate:
        return cost if currency in (HOME, asked.currency) else None
    return (
        round_half_up(EXACT.multiply(cost, asked.fx_rate), PRICE_PLACES)
        if currency == asked.currency
        else None
    )


def buyer(session: Session, customer_id: uuid.UUID | None) -> Buyer:
    """Return a customer as prices see it."""
    if customer_id is None:
        return Buyer()
    query = select(Customer.value_class, Customer.price_book).where(Customer.id == customer_id)
    found = session.execute(query).one_or_none()
    return Buyer() if found is None else Buyer(customer_id, found.value_class, found.price_book)


def catalogue(
    session: Session,
    products: Collection[uuid.UUID] | None = None,
    *,
    customer_id: uuid.UUID | None = None,
    book_id: uuid.UUID | None = None,
    everything: bool = False,
) -> Catalogue:
    """Return products (all without `products`) with the books for all and for one customer, or with `everything`."""
    books = _books(session, customer_id, book_id, everything=everything)
    rows: list[Any] = []
    query = select(*_PRODUCT)
    for part in _parts(products):
        rows += session.execute(query.where(Product.deleted_at.is_(None), *_among(Product.id, part)))
    breaks: dict[uuid.UUID, dict[uuid.UUID, list[Break]]] = {}
    for product, book, least, price in _entries(session, products, [book.id for book in books]):
        breaks.setdefault(product, {}).setdefault(book, []).append(Break(least, price))
    goods = {row.id: Goods(row.list_price, row.currency, breaks.get(row.id, {})) for row in rows}
    costs, pictures = {row.id: row.cost for row in rows}, {row.id: row.picture for row in rows}
    classes = tax_rates.by_class(session) if any(row.tax_rate is None for row in rows) else {}
    rates = {row.id: classes.get(row.tax_class) if row.tax_rate is None else row.tax_rate for row in rows}
    return Catalogue(books, goods, costs, pictures, rates)


def books(session: Session) -> tuple[Book, ...]:
    """Return every price book, in their order."""
    return _books(session, None, None, everything=True)


def _books(
    session: Session, customer_id: uuid.UUID | None, book_id: uuid.UUID | None, *, everything: bool
) -> tuple[Book, ...]:
    query = select(*_BOOK, PriceBook.name_en).where(PriceBook.deleted_at.is_(None))
    if not everything:
        mine = [PriceBook.customer_id == customer_id] if customer_id else []
        mine += [PriceBook.id == book_id] if book_id else []
        query = query.where(or_(PriceBook.customer_id.is_(None), *mine))
    found = session.execute(query.order_by(PriceBook.position, PriceBook.id))
    result = []
    for row in found.mappings():
        values = {key: value for key, value in row.items() if key != "name_en"}
        result.append(Book(**values | {"name": named(row["name"], row["name_en"])}))
    return tuple(result)


def _entries(
    session: Session, products: Collection[uuid.UUID] | None, among: Collection[uuid.UUID]
) -> Iterator[tuple[uuid.UUID, uuid.UUID, Decimal, Decimal]]:
    query = select(
        PriceBookEntry.product_id,
        PriceBookEntry.price_book_id,
        PriceBookEntry.min_quantity,
        PriceBookEntry.unit_price,
    ).where(PriceBookEntry.deleted_at.is_(None), PriceBookEntry.price_book_id.in_(among))
    for part in _parts(products):
        yield from session.execute(query.where(*_among(PriceBookEntry.product_id, part)))


def _parts(ids: Collection[uuid.UUID] | None) -> Iterable[list[uuid.UUID] | None]:
    if ids is None:
        return [None]
    wanted = list(ids)
    return [wanted[start : start + _PART] for start in range(0, len(wanted), _PART)]


def _among(column: Any, ids: list[uuid.UUID] | None) -> tuple[Any, ...]:
    return () if ids is None else (column.in_(ids),)


# --- what was paid last -------------------------------------------------------------------------------------------


def last_sold(
    session: Session, product_id: uuid.UUID, customer_id: uuid.UUID | None = None, *, limit: int = 5
) -> LastSold:
    """Return what a product was last offered for in quotes that were sent, and sold for in those accepted."""
    own = _sold(session, product_id, limit, Quote.customer_id == customer_id) if customer_id else ()
    others = (Quote.customer_id != customer_id,) if customer_id else ()
    return LastSold(own, _sold(session, product_id, limit, *others))


def _sold(session: Session, product_id: uuid.UUID, limit: int, *where: Any) -> tuple[Sold, ...]:
    query = (
        select(
            Quote.number,
            Quote.id,
            QuoteVersion.version,
            QuoteVersion.issued_on,
            Customer.name,
            QuoteLine.quantity,
            QuoteLine.gross_minor,
            QuoteLine.unit_price,
            QuoteVersion.currency,
            QuoteVersion.state,
        )
        .join(QuoteVersion, QuoteVersion.id == QuoteLine.version_id)
        .join(Quote, Quote.id == QuoteVersion.quote_id)
        .join(Customer, Customer.id == Quote.customer_id)
        .where(
            QuoteLine.product_id == product_id,
            QuoteLine.quantity > Decimal(0),
            QuoteLine.free.is_(False),
            QuoteLine.optional.is_(False),
            QuoteLine.alternative.is_(False),
            QuoteVersion.state.in_(("sent", "accepted")),
            *(table.deleted_at.is_(None) for table in (QuoteLine, QuoteVersion, Quote)),
            *where,
        )
        .order_by(QuoteVersion.issued_on.desc(), Quote.number.desc(), QuoteLine.position)
        .limit(limit)
    )
    return tuple(_one_sold(*row) for row in session.execute(query))


def _one_sold(*row: Any) -> Sold:
    number, quote_id, version, day, customer, quantity, minor, unit_price, currency, state = row
    gross = money.from_minor(minor, currency)
    each = round_half_up(EXACT.divide(gross, quantity), money.minor_units(currency))
    won = state == "accepted"
    return Sold(number, quote_id, version, day, customer, quantity, each, unit_price, currency, won)
