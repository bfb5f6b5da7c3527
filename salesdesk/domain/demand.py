"""What production has to expect: quantities by product and month, sold and weighted by probability (A05)."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal
from uuid import UUID

from salesdesk.domain.payment_terms import TermLine, due_on

Column = date | Literal["later", "undated"]
"""The first day of a month, what comes after the last month shown, or what has no date."""
USUAL_LEAD: Final = due_on(TermLine(Decimal(100), "before_shipment"))
"""Days from the signature to the shipment where a quote says nothing of them."""
_UNITS: Final[Mapping[str, Decimal]] = {
    "工作日": Decimal(7) / 5,
    "working day": Decimal(7) / 5,
    "business day": Decimal(7) / 5,
    "天": Decimal(1),
    "日": Decimal(1),
    "day": Decimal(1),
    "周": Decimal(7),
    "星期": Decimal(7),
    "week": Decimal(7),
    "wk": Decimal(7),
    "个月": Decimal(30),
    "month": Decimal(30),
}
_DIGITS: Final = {text: place for place, text in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_SPAN: Final = re.compile(
    r"(?:(?:\d{1,3}|[一二两三四五六七八九十]{1,3})\s*[-–—~至到]\s*)?"
    r"(\d{1,3}|[一二两三四五六七八九十]{1,3})\s*个?\s*"
    r"(工作日|天|日|周|星期|(?<=个)月|working day|business day|day|week|wk|month)",
    re.IGNORECASE,
)
_IN_STOCK: Final = re.compile(r"现货|in stock|ex stock", re.IGNORECASE)
_LONGEST_LEAD: Final = 1_500


@dataclass(frozen=True, slots=True)
class DemandLine:
    """A line of a quote that stands. `probability` is a fraction, 1 for what is sold (`firm`).

    `closes_on` is the day of the signature, expected or real; `delivery` are the texts that may say how long it takes,
    the most particular first. `product` and `quote` are ids as they are stored: of tens of thousands few are looked at.
    """

    product: bytes | None
    name: str
    model: str
    unit: str
    family: str
    quantity: Decimal
    probability: Decimal
    firm: bool
    closes_on: date | None
    delivery: tuple[str, ...]
    quote: bytes
    label: str
    customer: str
    opportunity: str

    @property
    def key(self) -> Hashable:
        """Return what tells products apart: the product, or what was typed."""
        return (self.product or (self.name, self.model), self.unit)

    @property
    def quote_id(self) -> UUID:
        """Return the id of the quote."""
        return UUID(bytes=self.quote)

    @property
    def weighted(self) -> Decimal:
        """Return the quantity to be expected."""
        return self.quantity * self.probability


@dataclass(slots=True)
class Quantity:
    """How much is sold, how much may be expected beside it, and how much that would be in full."""

    firm: Decimal = Decimal(0)
    weighted: Decimal = Decimal(0)
    offered: Decimal = Decimal(0)

    @property
    def expected(self) -> Decimal:
        """Return what is sold and what may be expected together."""
        return self.firm + self.weighted

    def add(self, line: DemandLine) -> None:
        """Count a line."""
        if line.firm:
            self.firm += line.quantity
        else:
            self.weighted += line.weighted
            self.offered += line.quantity


@dataclass(slots=True)
class DemandRow:
    """What a product is needed of: by column, in all, and in which lines."""

    name: str
    model: str
    unit: str
    family: str
    cells: dict[Column, Quantity] = field(default_factory=dict)
    total: Quantity = field(default_factory=Quantity)
    lines: list[tuple[Column, DemandLine]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Demand:
    """The table: its columns in order, and its rows, the largest first."""

    columns: tuple[Column, ...]
    rows: tuple[DemandRow, ...]


def demand(lines: Iterable[DemandLine], today: date, months: int) -> Demand:
    """Return the quantities of the months from today's on; `later` and `undated` stand last, where there are any.

    An expected signature that has passed counts as today. What was to be shipped before this month is taken as shipped.
    """
    first = today.replace(day=1)
    shown = _months(first, months)
    rows: dict[Hashable, DemandRow] = {}
    found = set[Column]()
    for line in lines:
        due = due_day(line, today)
        if due is not None and due < first:
            continue
        month: Column = "undated" if due is None else due.replace(day=1)
        column = month if month in shown or month == "undated" else "later"
        row = rows.setdefault(line.key, DemandRow(line.name, line.model, line.unit, line.family))
        row.cells.setdefault(column, Quantity()).add(line)
        row.total.add(line)
        row.lines.append((column, line))
        found.add(column)
    ordered = sorted(rows.values(), key=lambda row: (-row.total.expected, row.name, row.model))
    last: Sequence[Column] = ("later", "undated")
    return Demand((*shown, *(column for column in last if column in found)), tuple(ordered))


def due_day(line: DemandLine, today: date) -> date | None:
    """Return the day on which a line is to be shipped; None where no signature is expected."""
    if line.closes_on is None:
        return None
    closes = line.closes_on if line.firm else max(line.closes_on, today)
    leads = (lead for text in line.delivery if (lead := lead_days(text)) is not None)
    return closes + timedelta(days=next(leads, USUAL_LEAD))


@lru_cache(maxsize=4096)
def lead_days(text: str) -> int | None:
    """Return the days that a text of delivery speaks of, the longest of a range; None where it says none.

    The first span counts: what follows are parts and conditions.
    """
    found = _SPAN.search(text)
    if found is None:
        return 0 if _IN_STOCK.search(text) else None
    count, unit = _number(found[1]), found[2].casefold()
    days = count * _UNITS["个月" if unit == "月" else unit]
    return min(int(days.to_integral_value()), _LONGEST_LEAD)


def _number(text: str) -> Decimal:
    if text.isdecimal():
        return Decimal(int(text))
    tens, ten, ones = text.partition("十")
    if not ten:
        return Decimal(_DIGITS[text[-1]])
    return Decimal(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))


def _months(first: date, count: int) -> tuple[date, ...]:
    place = first.year * 12 + first.month - 1
    return tuple(date((place + step) // 12, (place + step) % 12 + 1, 1) for step in range(count))
