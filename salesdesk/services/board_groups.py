"""The columns of the board: by stage, or by owner, month of the expected close or value class of the customer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.customer import VALUE_CLASS_NAMES
from salesdesk.i18n import _
from salesdesk.services.board_filter import BoardFilter, conditions, in_pipeline, narrowing
from salesdesk.services.board_moments import (
    AFTER_MONTHS,
    FIRST_MONTH,
    MONTHS,
    instant_ago,
    instant_before,
    month_after,
    today,
)
from salesdesk.services.rows import Rows, named
from salesdesk.storage.records import Customer, Opportunity, Person, Stage

Grouping = Literal["stage", "owner", "month", "value_class", "after_sale"]
GROUPINGS: Final[tuple[Grouping, ...]] = ("stage", "owner", "month", "value_class")
"""What the open cards can be grouped by; `after_sale` is how the columns behind the signature are read."""
Key: TypeAlias = uuid.UUID | date | str | None
"""What tells a column from the others.

A stage's id; a person's id, None for nobody; the first day of a month, OVERDUE, LATER, None without a date; a value
class, an empty text where nothing is said.
"""
OVERDUE: Final = "overdue"
LATER: Final = "later"
WON_DAYS: Final = 90
"""How long a won stage shows what was signed."""
CARE_DAYS: Final = 30
"""How long a stage after the sale without an end shows what entered it."""

_HOME: Final = "CNY"
_INDEX: Final = {
    "stage": "INDEXED BY ix_opportunity_board",
    "owner": "INDEXED BY ix_opportunity_owner",
    "month": "INDEXED BY ix_opportunity_close",
    "value_class": "INDEXED BY ix_opportunity_close",
}
"""The indexes in whose order the columns are read; without statistics SQLite would take all open ones and sort them."""


@dataclass(frozen=True, slots=True)
class OtherSum:
    """What a column's cards in another currency than the firm's are worth."""

    currency: str
    count: int
    amount: Decimal
    weighted: Decimal


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the board heads it; `weighted` is the sum of amount × probability (a fraction).

    Both are of the cards in the firm's currency; `others` are the sums of those in each other one. Probability, days
    and `rotting`, the count of the cards past the most days, are a stage's; `kind` is too.
    """

    grouping: Grouping
    key: Key
    name: str
    count: int
    amount: Decimal
    weighted: Decimal
    kind: str = "open"
    probability: Decimal | None = None
    min_days: int | None = None
    max_days: int | None = None
    rotting: int = 0
    others: tuple[OtherSum, ...] = ()

    @property
    def stage_id(self) -> uuid.UUID:
        """Return the stage that the column is; LookupError where it is none."""
        if not isinstance(self.key, uuid.UUID) or self.grouping not in ("stage", "after_sale"):
            raise LookupError(self.name)
        return self.key


def placed(query: Rows, grouping: Grouping, key: Key, board_filter: BoardFilter) -> Rows:
    """Narrow a query over opportunities to the cards that a column shows."""
    if grouping == "stage":
        query = query.where(Opportunity.stage_id == key, *conditions(board_filter))
        return query.with_hint(Opportunity, _INDEX[grouping], "sqlite")
    if grouping == "after_sale":
        query = query.join(Stage, Stage.id == Opportunity.stage_id)
        return query.where(Opportunity.stage_id == key, *_behind(board_filter))
    query = query.where(_within(grouping, key), in_pipeline(board_filter), *conditions(board_filter))
    return query.with_hint(Opportunity, _INDEX[grouping], "sqlite")


def sorted_in(query: Rows, grouping: Grouping) -> Rows:
    """Sort a query over opportunities as a column shows them: by hand in stages, elsewhere by expected close."""
    if grouping in ("stage", "after_sale"):
        return query.order_by(Opportunity.position, Opportunity.id)
    return query.order_by(Opportunity.expected_close_on.asc().nulls_last(), Opportunity.id)


def month_key(expected: date | None, day: date) -> Key:
    """Return the key of the column of an expected close, on a local day."""
    if expected is None:
        return None
    if expected < month_after(day, 0):
        return OVERDUE
    return LATER if expected >= month_after(day, MONTHS) else month_after(expected, 0)


def _within(grouping: Grouping, key: Key) -> Any:
    """Return what makes an opportunity stand in a column that is no stage."""
    if grouping == "owner":
        return Opportunity.owner_id.is_(None) if key is None else Opportunity.owner_id == key
    expected: Any = Opportunity.expected_close_on if grouping == "month" else _class_of()
    if grouping == "value_class":
        return expected == key
    if key is None:
        return expected.is_(None)
    if isinstance(key, date):
        return and_(expected >= month_after(key, 0), expected < month_after(key, 1))
    return expected < FIRST_MONTH if key == OVERDUE else expected >= AFTER_MONTHS


def _class_of() -> Any:
    value = select(Customer.value_class).where(Customer.id == Opportunity.customer_id)
    return func.coalesce(value.correlate(Opportunity).scalar_subquery(), "")


def _behind(board_filter: BoardFilter) -> list[ColumnElement[bool]]:
    """Return what makes a won opportunity stand behind the divider, in a query that has its stage."""
    signed = Opportunity.closed_on >= bindparam(
        "signed_from", callable_=lambda: today() - timedelta(days=WON_DAYS)
    )
    in_care = Opportunity.stage_entered_at >= instant_ago("in_care_from", CARE_DAYS)
    return [
        Opportunity.status == literal_column("'won'"),
        Opportunity.deleted_at.is_(None),
        or_(
            and_(Stage.kind == "won", signed),
            and_(Stage.kind == "post_sale", or_(Stage.max_days.is_not(None), in_care)),
        ),
        *narrowing(board_filter),
    ]


def heads(session: Session, grouping: Grouping, pipeline_id: uuid.UUID, board_filter: BoardFilter) -> Any:
    """Return the heads of the columns of a grouping, as a list of rows of `Column`'s values in minor units."""
    found = session.connection().execute(_heads(grouping, pipeline_id, board_filter)).all()
    if grouping in ("stage", "after_sale"):
        return [(row[0], named(row[1], row[2]), *row[3:]) for row in found]
    day, sums = today(), dict[Key, list[int]]()
    for value, *part in found:
        key = month_key(value, day) if grouping == "month" else value
        sums[key] = [one + other for one, other in zip(sums.get(key, (0, 0, 0)), part, strict=True)]
    return [(key, name, *sums.get(key, (0, 0, 0))) for key, name in _names(session, grouping, sums)]


def _names(session: Session, grouping: Grouping, there: Iterable[Key]) -> list[tuple[Key, str]]:
    """Return keys and names of the columns in their order: the usual ones, and others that have cards."""
    keys = set(there)
    if grouping == "month":
        first = today()
        months = [month_after(first, number) for number in range(MONTHS)]
        found: list[tuple[Key, str]] = [(OVERDUE, _("Earlier"))] if OVERDUE in keys else []
        found += [(month, f"{month:%Y-%m}") for month in months]
        found += [(LATER, _("Later"))] if LATER in keys else []
        return [*found, (None, _("No date"))]
    if grouping == "value_class":
        known = [(code, _(name)) for code, name in VALUE_CLASS_NAMES.items()]
        others = sorted(str(key) for key in keys if key and key not in VALUE_CLASS_NAMES)
        return [*known, *((code, code) for code in others), ("", _("Not classified"))]
    query = select(Person.id, Person.name, Person.deleted_at).order_by(Person.name, Person.id)
    people = [(row[0], row[1]) for row in session.connection().execute(query) if row[0] in keys]
    return [*people, *([(None, _("Nobody"))] if None in keys or not people else [])]


@lru_cache(maxsize=128)
def _heads(grouping: Grouping, pipeline_id: uuid.UUID, board_filter: BoardFilter) -> Rows:
    """Select key, count, sum and weighted sum, each product rounded half up to the minor unit; of stages also names."""
    if grouping == "stage":
        return _stage_heads(pipeline_id, board_filter)
    if grouping == "after_sale":
        return _after_heads(pipeline_id, board_filter)
    value = _value(grouping)
    return (
        select(value, func.count(), *_sums())
        .select_from(Opportunity)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(
            Stage.pipeline_id == pipeline_id,
            Stage.kind == "open",
            Stage.deleted_at.is_(None),
            *conditions(board_filter),
        )
        .group_by(value)
        .with_hint(Opportunity, _INDEX[grouping], "sqlite")
    )


def _value(grouping: Grouping) -> Any:
    """Return what the columns of a grouping that are no stages are told by."""
    if grouping == "value_class":
        return _class_of()
    return Opportunity.owner_id if grouping == "owner" else Opportunity.expected_close_on


def _sums() -> tuple[Any, Any]:
    """Return the sum and the weighted sum; an opportunity's own probability goes before the stage's."""
    amount, usual = Opportunity.amount_minor, type_coerce(Stage.probability, BigInteger)
    share = func.coalesce(type_coerce(Opportunity.probability, BigInteger), usual)
    weighted = (amount // 10_000) * share + ((amount % 10_000) * share + 5_000) // 10_000
    return func.coalesce(func.sum(amount), 0), func.coalesce(func.sum(weighted), 0)


def _stage_heads(pipeline_id: uuid.UUID, board_filter: BoardFilter) -> Rows:
    stages = [Stage.id.in_(board_filter.stage_ids)] if board_filter.stage_ids else []
    # Asked of the stages alone: of all cards in them an index knows.
    within = replace(board_filter, stage_ids=())
    return (
        _of_stages(*_sums(), _late(within))
        .outerjoin(Opportunity, and_(Opportunity.stage_id == Stage.id, *conditions(within)))
        .where(Stage.pipeline_id == pipeline_id, Stage.kind == "open", Stage.deleted_at.is_(None), *stages)
    )


def _late(board_filter: BoardFilter) -> Any:
    """Return the count of a stage's cards past its most days: all of them by a range of an index, few by looking."""
    late = Opportunity.stage_entered_at <= instant_before(Stage.max_days + 1)
    if board_filter.narrows:
        return func.count(case((late, 1)))
    return (
        select(func.count())
        .select_from(Opportunity)
        .where(Opportunity.stage_id == Stage.id, late, *conditions(board_filter))
        .correlate(Stage)
        .scalar_subquery()
    )


def _after_heads(pipeline_id: uuid.UUID, board_filter: BoardFilter) -> Rows:
    amount = func.coalesce(func.sum(Opportunity.amount_minor), 0)
    return (
        _of_stages(amount, amount, func.min(0))
        .outerjoin(Opportunity, and_(Opportunity.stage_id == Stage.id, *_behind(board_filter)))
        .where(Stage.pipeline_id == pipeline_id, Stage.kind != "open", Stage.deleted_at.is_(None))
    )


def _of_stages(amount: Any, weighted: Any, late: Any) -> Rows:
    return (
        select(
            Stage.id,
            Stage.name,
            Stage.name_en,
            func.count(Opportunity.stage_id),
            amount,
            weighted,
            Stage.kind,
            Stage.probability,
            Stage.min_days,
            Stage.max_days,
            late,
        )
        .group_by(Stage.id)
        .order_by(Stage.position)
    )


def column(grouping: Grouping, head: Any, currency: str, others: Iterable[OtherMinor] = ()) -> Column:
    """Return a column of a head's values, without what is in other currencies in its sums."""
    key, name, count, amount, weighted, *rest = head
    others = tuple(others)
    amount -= sum(other[2] for other in others)
    weighted -= sum(other[3] for other in others)
    sums = money.from_minor(amount, currency), money.from_minor(weighted, currency)
    apart = tuple(
        OtherSum(code, cards, money.from_minor(minor, code), money.from_minor(likely, code))
        for code, cards, minor, likely in sorted(others)
    )
    found = Column(grouping, key, name, count, *sums, *rest)
    return replace(found, others=apart) if apart else found


OtherMinor: TypeAlias = tuple[str, int, int, int]
"""A currency, how many cards are in it, their sum and their weighted sum in its minor units."""


def in_others(
    session: Session, grouping: Grouping, pipeline_id: uuid.UUID, board_filter: BoardFilter, currency: str
) -> dict[Key, list[OtherMinor]]:
    """Return, by column, the sums of the cards in other currencies than the firm's."""
    day, sums = today(), dict[tuple[Key, str], list[int]]()
    query = _in_others(grouping, pipeline_id, board_filter, currency)
    for value, code, *part in session.connection().execute(query):
        place = (month_key(value, day) if grouping == "month" else value, code)
        sums[place] = [one + other for one, other in zip(sums.get(place, (0, 0, 0)), part, strict=True)]
    found = dict[Key, list[OtherMinor]]()
    for (key, code), (count, amount, weighted) in sums.items():
        found.setdefault(key, []).append((code, count, amount, weighted))
    return found


def _in_others(grouping: Grouping, pipeline_id: uuid.UUID, board_filter: BoardFilter, currency: str) -> Rows:
    after = grouping == "after_sale"
    value = Stage.id if grouping in ("stage", "after_sale") else _value(grouping)
    amount, weighted = _sums()
    query = (
        select(value, Opportunity.currency, func.count(), amount, amount if after else weighted)
        .select_from(Opportunity)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(
            Stage.pipeline_id == pipeline_id,
            Stage.kind != "open" if after else Stage.kind == "open",
            Stage.deleted_at.is_(None),
            *(_behind(board_filter) if after else conditions(board_filter)),
        )
        .group_by(value, Opportunity.currency)
    )
    if currency != _HOME:
        return query.where(Opportunity.currency != currency)
    # The index holds these alone; it is only taken where its condition stands in the query word for word.
    query = query.where(Opportunity.currency != literal_column(f"'{_HOME}'"))
    return query.with_hint(Opportunity, "INDEXED BY ix_opportunity_foreign", "sqlite")
