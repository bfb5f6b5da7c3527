"""What is expected to be signed in which month, by how sure it is (A11.15's plain part, E14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Literal

from sqlalchemy import Integer, case, cast, extract, func, literal, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.services import company, view_scope
from salesdesk.services.board import BoardFilter
from salesdesk.services.lists import local_day
from salesdesk.storage.records import Opportunity, Stage

MONTHS: Final = 12
ROADMAP: Final = ("solid", "risk", "stretch", "")
"""How sure a win is: 稳, 险, 冲, and what nobody has rated."""
SpanKind = Literal["overdue", "month", "later", "undated"]


@dataclass(frozen=True, slots=True)
class Sum:
    """How many opportunities, for how much; `weighted` is the sum of amount × probability, each rounded half up."""

    count: int = 0
    amount: Decimal = Decimal(0)
    weighted: Decimal = Decimal(0)

    def __add__(self, other: Sum) -> Sum:
        """Return both together."""
        return Sum(self.count + other.count, self.amount + other.amount, self.weighted + other.weighted)


@dataclass(frozen=True, slots=True)
class Span:
    """A month, or what is before this day (`overdue`), after the last month, or has no date; `first` to `last`.

    `won` is what was signed in the month so far; the overdue are not in the month that they belong to.
    """

    kind: SpanKind
    first: date | None
    last: date | None
    by_roadmap: dict[str, Sum] = field(default_factory=dict)
    won: Sum = Sum()

    def from_day(self, today: date) -> Span:
        """Return the span without the days that are over: those are overdue."""
        begun = self.kind == "month" and self.first is not None and self.first < today
        return replace(self, first=today) if begun else self

    @property
    def total(self) -> Sum:
        """Return all of the span that is open."""
        return sum(self.by_roadmap.values(), Sum())


@dataclass(frozen=True, slots=True)
class Forecast:
    """The spans in their order; amounts are in the firm's currency, those in others stand in `others` and no sum."""

    currency: str
    today: date
    spans: tuple[Span, ...]
    others: int

    @property
    def total(self) -> Sum:
        """Return all that is open."""
        return sum((span.total for span in self.spans), Sum())

    @property
    def won(self) -> Sum:
        """Return all that was signed in the months shown."""
        return sum((span.won for span in self.spans), Sum())

    def of_roadmap(self, code: str) -> Sum:
        """Return all that is open of one degree of sureness."""
        return sum((span.by_roadmap.get(code, Sum()) for span in self.spans), Sum())


def month_after(day: date, count: int) -> date:
    """Return the first day of the month that comes so many months after that of a day."""
    number = day.year * 12 + day.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def forecast(session: Session, board_filter: BoardFilter, *, today: date | None = None) -> Forecast:
    """Return the forecast over the open opportunities that a filter lets through."""
    day, currency = today or local_day(), company.currency(session)
    spans = _spans(day)
    for key, roadmap, count, minor, weighted in session.execute(_open(board_filter, day, currency)):
        spans[key].by_roadmap[roadmap] = _sum(count, minor, weighted, currency)
    won = dict[int, Sum]()
    for key, count, minor in session.execute(_won(board_filter, day, currency)):
        won[key] = _sum(count, minor, minor, currency)
    others = select(func.count()).where(
        *view_scope.conditions(board_filter, "open"), Opportunity.currency != currency
    )
    return Forecast(
        currency,
        day,
        tuple(
            Span(span.kind, span.first, span.last, span.by_roadmap, won.get(key, Sum()))
            for key, span in sorted(spans.items())
        ),
        session.scalar(others) or 0,
    )


_OVERDUE: Final = -1
_LATER: Final = MONTHS
_UNDATED: Final = MONTHS + 1


def _spans(today: date) -> dict[int, Span]:
    """Return the spans by number: that of a month is how many months it lies ahead."""
    months = {
        number: Span("month", month_after(today, number), month_after(today, number + 1) - timedelta(days=1))
        for number in range(MONTHS)
    }
    return {
        _OVERDUE: Span("overdue", None, today - timedelta(days=1)),
        **months,
        _LATER: Span("later", month_after(today, MONTHS), None),
        _UNDATED: Span("undated", None, None),
    }


def _number(day: Any, today: date) -> Any:
    """Return how many months a day lies ahead of this month."""
    return (
        cast(extract("year", day), Integer) * 12
        + cast(extract("month", day), Integer)
        - literal(today.year * 12 + today.month)
    )


def _open(board_filter: BoardFilter, today: date, currency: str) -> Any:
    expected = Opportunity.expected_close_on
    number = _number(expected, today)
    key = case(
        (expected.is_(None), _UNDATED),
        (expected < today, _OVERDUE),
        (number >= MONTHS, _LATER),
        else_=number,
    )
    own = Opportunity.currency == currency
    return (
        select(
            key,
            Opportunity.roadmap,
            func.count(),
            func.sum(case((own, Opportunity.amount_minor), else_=0)),
            func.sum(case((own, view_scope.weighted()), else_=0)),
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(*view_scope.conditions(board_filter, "open"))
        .group_by(key, Opportunity.roadmap)
    )


def _won(board_filter: BoardFilter, today: date, currency: str) -> Any:
    number = _number(Opportunity.closed_on, today)
    return (
        select(number, func.count(), func.sum(Opportunity.amount_minor))
        .where(
            *view_scope.conditions(board_filter, "won"),
            Opportunity.currency == currency,
            Opportunity.closed_on.between(
                month_after(today, 0), month_after(today, MONTHS) - timedelta(days=1)
            ),
        )
        .group_by(number)
    )


def _sum(count: int, minor: int | None, weighted: int | None, currency: str) -> Sum:
    return Sum(count, money.from_minor(minor or 0, currency), money.from_minor(weighted or 0, currency))


def in_span(kind: SpanKind, first: date | None, last: date | None) -> Sequence[Any]:
    """Return what makes an open opportunity one of a span: those expected from its first day to its last."""
    expected = Opportunity.expected_close_on
    if kind == "undated":
        return (expected.is_(None),)
    ends = ((first, expected >= first if first else None), (last, expected <= last if last else None))
    return [condition for end, condition in ends if end is not None]
