"""The price that a buyer is entitled to: which book counts, quantity breaks, rules, currencies (domain rules 3.4, 3.5).

All prices are with tax. The first book that has a price counts: the customer's own, the one of its value class, the one
it was assigned, the list; then the product's list price.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final, Literal
from uuid import UUID

from salesdesk.domain.money import EXACT, minor_units, round_half_up

Kind = Literal["sale", "floor"]
Breaks = Literal["range", "slab"]
RoundingMode = Literal["half_up", "up", "down"]
Level = Literal["own", "value_class", "assigned", "list", "product", "chosen", "floor"]
"""Why a book counts; `product` is the list price of the product itself, `chosen` a book that was asked for."""
StepKind = Literal["list", "entry", "slab", "rule", "exchange"]

LIST_BOOK: Final = "list"
"""The code of the book that everybody buys by who has no other."""
HOME: Final = "CNY"
"""The currency that rates of exchange are for."""
PRICE_PLACES: Final = 6
ROUNDINGS: Final[dict[RoundingMode, str]] = {
    "half_up": ROUND_HALF_UP,
    "up": ROUND_CEILING,
    "down": ROUND_FLOOR,
}
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Break:
    """A unit price from a quantity on."""

    least: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A price book: its prices are in its currency; what it doesn't list follows from its parent by its rule."""

    id: UUID
    name: str
    code: str
    kind: Kind = "sale"
    currency: str = HOME
    parent_id: UUID | None = None
    customer_id: UUID | None = None
    value_class: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    breaks: Breaks = "range"
    factor: Decimal | None = None
    rounding_to: Decimal | None = None
    rounding_mode: RoundingMode = "half_up"
    ending: Decimal | None = None
    position: int = 0

    @property
    def has_rule(self) -> bool:
        """Tell whether what it doesn't list has a price all the same."""
        return self.parent_id is not None or self.factor is not None

    def holds_on(self, day: date) -> bool:
        """Tell whether the book is valid on a day, its last one included."""
        return not (self.valid_from and day < self.valid_from) and not (
            self.valid_until and day > self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as prices see it: its own list price, and what books list for it, by book."""

    list_price: Decimal | None
    currency: str = HOME
    breaks: Mapping[UUID, Sequence[Break]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys: a customer with its class and the code of its book; empty for anybody."""

    customer_id: UUID | None = None
    value_class: str = ""
    price_book: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a price is asked for; `fx_rate` is CNY for one unit of a foreign currency."""

    quantity: Decimal
    day: date
    currency: str = HOME
    fx_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step to a price.

    Figures: of `list` the price; of `entry` the break and its price; of `slab` counts and prices by turns, then the
    average; of `rule` the parent's price and the result; of `exchange` the amount before, the rate, the amount after.
    """

    kind: StepKind
    figures: tuple[Decimal, ...]
    currency: str
    book: Book | None = None
    into: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """A unit price with tax, and how it came about; without a `book` it is the product's own list price."""

    amount: Decimal
    currency: str
    level: Level = "product"
    book: Book | None = None
    steps: tuple[Step, ...] = ()


def entitled(books: Iterable[Book], goods: Goods, buyer: Buyer, asked: Asked) -> Price | None:
    """Return the price that a buyer is entitled to; None where nothing says one in the currency."""
    case = _Case({book.id: book for book in books}, goods, asked)
    code = buyer.price_book or LIST_BOOK
    levels: tuple[tuple[Level, Iterable[Book]], ...] = (
        (
            "own",
            case.select(lambda book: book.customer_id is not None and book.customer_id == buyer.customer_id),
        ),
        (
            "value_class",
            case.select(
                lambda book: bool(buyer.value_class) and book.value_class == buyer.value_class, general=True
            ),
        ),
        (
            "list" if code == LIST_BOOK else "assigned",
            case.select(lambda book: book.code == code, general=True),
        ),
        ("list", case.select(lambda book: book.code == LIST_BOOK, general=True)),
    )
    return _first(case, levels) or _product(case)


def floor(books: Iterable[Book], goods: Goods, buyer: Buyer, asked: Asked) -> Price | None:
    """Return the price below which nobody sells to a buyer without asking; None where no floor is set."""
    case = _Case({book.id: book for book in books}, goods, asked, kind="floor")
    levels: tuple[tuple[Level, Iterable[Book]], ...] = (
        (
            "floor",
            case.select(lambda book: book.customer_id is not None and book.customer_id == buyer.customer_id),
        ),
        (
            "floor",
            case.select(
                lambda book: bool(buyer.value_class) and book.value_class == buyer.value_class, general=True
            ),
        ),
        ("floor", case.select(lambda book: not book.value_class, general=True)),
    )
    return _first(case, levels)


def listed(books: Iterable[Book], goods: Goods, asked: Asked) -> Price | None:
    """Return the list price of one piece, whoever buys."""
    case = _Case({book.id: book for book in books}, goods, replace(asked, quantity=_ONE))
    levels: tuple[tuple[Level, Iterable[Book]], ...] = (
        ("list", case.select(lambda book: book.code == LIST_BOOK, general=True)),
    )
    return _first(case, levels) or _product(case)


def in_book(books: Iterable[Book], goods: Goods, book_id: UUID, asked: Asked) -> Price | None:
    """Return the price of one book, whoever may buy by it and whenever it holds."""
    case = _Case({book.id: book for book in books}, goods, asked)
    chosen = case.books.get(book_id)
    return None if chosen is None else _first(case, (("chosen", (chosen,)),))


def by_rule(price: Decimal, book: Book) -> Decimal:
    """Return what a book's rule makes of its parent's price: times the factor, rounded, plus the ending."""
    value = EXACT.multiply(price, _ONE if book.factor is None else book.factor)
    value = rounded(value, book.rounding_to, book.rounding_mode, minor_units(book.currency))
    return max(EXACT.add(value, book.ending or Decimal(0)), Decimal(0))


def rounded(value: Decimal, to: Decimal | None, mode: RoundingMode, places: int) -> Decimal:
    """Return a value rounded to a multiple, or to the places of its currency where there is none."""
    step = to or Decimal(1).scaleb(-places)
    count = EXACT.divide(value, step).to_integral_value(ROUNDINGS[mode])
    return EXACT.multiply(count, step)


@dataclass(frozen=True, slots=True)
class _Case:
    """What one price is worked out from."""

    books: Mapping[UUID, Book]
    goods: Goods
    asked: Asked
    kind: Kind = "sale"

    def select(self, fits: Callable[[Book], bool], *, general: bool = False) -> Iterator[Book]:
        """Yield the books of this kind that fit and hold: those in the currency first, then the newest."""
        found = [
            book
            for book in self.books.values()
            if book.kind == self.kind
            and fits(book)
            and not (general and book.customer_id is not None)
            and book.holds_on(self.asked.day)
        ]
        yield from sorted(
            found,
            key=lambda book: (
                book.currency != self.asked.currency,
                -(book.valid_from or date.min).toordinal(),
                book.position,
                book.id,
            ),
        )


def _first(case: _Case, levels: Iterable[tuple[Level, Iterable[Book]]]) -> Price | None:
    for level, books in levels:
        for book in books:
            price = _exchanged(case, _of_book(case, book, frozenset()))
            if price is not None:
                return replace(price, level=level)
    return None


def _product(case: _Case) -> Price | None:
    return _exchanged(case, _own_price(case))


def _own_price(case: _Case) -> Price | None:
    amount, currency = case.goods.list_price, case.goods.currency
    return None if amount is None else Price(amount, currency, steps=(Step("list", (amount,), currency),))


def _of_book(case: _Case, book: Book, seen: frozenset[UUID]) -> Price | None:
    """Return the price of a book in its own currency."""
    breaks = sorted(case.goods.breaks.get(book.id, ()), key=lambda each: each.least)
    if book.breaks == "slab":
        reached = [each for each in breaks if _start(each) < case.asked.quantity]
        if reached:
            return _slab(case, book, reached, seen)
    reached = [each for each in breaks if each.least <= case.asked.quantity]
    if reached:
        best = reached[-1]
        step = Step("entry", (best.least, best.price), book.currency, book)
        return Price(best.price, book.currency, book=book, steps=(step,))
    return _inherited(case, book, seen) if book.has_rule else None


def _start(each: Break) -> Decimal:
    """Return how many pieces are cheaper or dearer than those of a slab: the tenth piece is above nine."""
    return max(each.least.to_integral_value(ROUND_CEILING) - 1, Decimal(0))


def _slab(case: _Case, book: Book, reached: Sequence[Break], seen: frozenset[UUID]) -> Price:
    """Return the average of each part of the quantity at its own price."""
    steps: tuple[Step, ...] = ()
    bounds = [(_start(each), each.price) for each in reached]
    if bounds[0][0] > 0:
        below = (
            _inherited(case, book, seen) if book.has_rule else _into(case, _own_price(case), book.currency)
        )
        bounds.insert(0, (Decimal(0), reached[0].price if below is None else below.amount))
        steps = below.steps if below else ()
    ends = [*(start for start, _price in bounds[1:]), case.asked.quantity]
    parts = [(end - start, price) for (start, price), end in zip(bounds, ends, strict=True) if end > start]
    total = sum((EXACT.multiply(count, price) for count, price in parts), Decimal(0))
    average = round_half_up(EXACT.divide(total, case.asked.quantity), PRICE_PLACES)
    figures = (*(figure for part in parts for figure in part), average)
    return Price(
        average, book.currency, book=book, steps=(*steps, Step("slab", figures, book.currency, book))
    )


def _inherited(case: _Case, book: Book, seen: frozenset[UUID]) -> Price | None:
    """Return what a book's rule makes of its parent's price, or of the product's own."""
    seen |= {book.id}
    parent = _parent(case, book)
    base = None if parent is None or parent.id in seen else _of_book(case, parent, seen)
    base = _into(case, base or _own_price(case), book.currency)
    if base is None:
        return None
    amount = by_rule(base.amount, book)
    step = Step("rule", (base.amount, amount), book.currency, book)
    return Price(amount, book.currency, book=book, steps=(*base.steps, step))


def _parent(case: _Case, book: Book) -> Book | None:
    """Return the parent, or the book that stands in its place once it no longer holds: of the same code."""
    parent = case.books.get(book.parent_id) if book.parent_id else None
    if parent is None or parent.holds_on(case.asked.day):
        return parent
    others = (
        other
        for other in replace(case, kind=parent.kind).select(
            lambda each: each.code == parent.code, general=True
        )
        if other.currency == parent.currency
    )
    return next(others, None)


def _into(case: _Case, price: Price | None, currency: str) -> Price | None:
    """Return a price in another currency with all its places; None where no rate is known."""
    if price is None or price.currency == currency:
        return price
    rate = case.asked.fx_rate
    if not rate or price.currency != HOME or currency != case.asked.currency:
        return None
    amount = EXACT.divide(price.amount, rate)
    shown = round_half_up(amount, PRICE_PLACES)
    step = Step("exchange", (price.amount, rate, shown), price.currency, into=currency)
    return replace(price, amount=amount, currency=currency, steps=(*price.steps, step))


def _exchanged(case: _Case, price: Price | None) -> Price | None:
    """Return a price in the currency that was asked for, rounded once, at the end, where it was exchanged."""
    found = _into(case, price, case.asked.currency)
    if found is None or found is price:
        return found
    amount = round_half_up(found.amount, minor_units(found.currency))
    last = found.steps[-1]
    step = replace(last, figures=(*last.figures[:-1], amount))
    return replace(found, amount=amount, steps=(*found.steps[:-1], step))
