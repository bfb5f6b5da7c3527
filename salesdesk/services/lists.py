"""Lists over one kind of record: filtered and sorted in SQL, read by row numbers, shown by the page.

A row number is SQLite's own number of a row. An index holds it beside its key, so the order of a million rows comes
from the index alone; it lasts as long as the file, so it also names the record while the workspace is open.
"""

from __future__ import annotations

import uuid
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, Final, Generic, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, FromClause, Integer, Select, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from salesdesk.storage.records import Record
from salesdesk.storage.records.base import now

Row = TypeVar("Row")
Numbers: TypeAlias = "array[int]"
Choice: TypeAlias = tuple[Any, str]
"""A value to filter by, and its name."""

LONGEST_TEXT: Final = 200
_CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list shows: the key of the sorted column, a text that rows contain, values that columns have."""

    sort: str
    descending: bool = False
    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def narrows(self) -> bool:
        """Tell whether some rows may not be shown."""
        return bool(self.text.strip()) or any(value is not None for value in self.values.values())


@dataclass(frozen=True, slots=True)
class Sort:
    """How a column is sorted; an indexed one is never empty, and its index ends in the row numbers."""

    expression: Any
    indexed: bool = False


@dataclass(frozen=True, slots=True)
class ListSource(Generic[Row]):
    """One list: its record with what is joined to it, how it is sorted and filtered, and how its rows are read.

    `texts` are searched for the text of a query; `filters` make the condition of a value; `read` gets rows by their
    numbers, in few statements and in any order.
    """

    record: type[Record]
    joined: Callable[[], FromClause]
    sorts: Mapping[str, Sort]
    usual: str
    texts: Sequence[InstrumentedAttribute[Any]]
    filters: Mapping[str, Callable[[Any], ColumnElement[bool]]]
    read: Callable[[Session, Sequence[int]], Iterable[tuple[int, Row]]]

    def quick(self, query: ListQuery) -> bool:
        """Tell whether the first rows come straight from an index, however many there are."""
        return self._sort(query).indexed and not query.narrows

    def _sort(self, query: ListQuery) -> Sort:
        return self.sorts.get(query.sort) or self.sorts[self.usual]

    def select_numbers(self, query: ListQuery) -> Select[int]:
        """Select the numbers of the rows that a query shows; empty values last, equal ones as they were added."""
        number, sort = row_number(self.record), self._sort(query)
        key = sort.expression.desc() if query.descending else sort.expression.asc()
        return (
            select(number)
            .select_from(self.joined())
            .where(*self._conditions(query))
            .order_by(
                key if sort.indexed else key.nulls_last(), number.desc() if query.descending else number.asc()
            )
        )

    def _conditions(self, query: ListQuery) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = [self.record.deleted_at.is_(None)]
        if text := query.text.strip()[:LONGEST_TEXT]:
            conditions.append(or_(*(column.icontains(text, autoescape=True) for column in self.texts)))
        wanted = ((self.filters[key], value) for key, value in query.values.items() if key in self.filters)
        return [*conditions, *(condition(value) for condition, value in wanted if value is not None)]


def row_number(record: type[Record]) -> ColumnElement[int]:
    """Return SQLite's number of a record's row."""
    return literal_column(f"{record.__tablename__}.rowid", Integer)


def row_numbers(
    session: Session,
    source: ListSource[Any],
    query: ListQuery,
    *,
    limit: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Numbers:
    """Return the numbers of the rows that a query shows, in order; `progress` hears how many there are so far."""
    # The bare cursor: a million rows wrapped one by one cost as much as sorting them.
    cursor: Any = session.connection().execute(source.select_numbers(query).limit(limit)).cursor
    result: Numbers = array("q")
    with closing(cursor):
        while found := cursor.fetchmany(_CHUNK):
            result.extend(chain.from_iterable(found))
            if progress is not None:
                progress(len(result))
    return result


def rows(session: Session, source: ListSource[Row], numbers: Sequence[int]) -> dict[int, Row]:
    """Return rows by their numbers; those that are gone are left out."""
    return dict(source.read(session, numbers))


def first_rows(
    session: Session, source: ListSource[Row], query: ListQuery, limit: int
) -> tuple[Numbers, dict[int, Row]]:
    """Return the numbers of the first rows, in order, and the rows."""
    numbers = row_numbers(session, source, query, limit=limit)
    return numbers, rows(session, source, numbers)


def ids(session: Session, source: ListSource[Any], numbers: Collection[int]) -> list[uuid.UUID]:
    """Return the ids of records by their row numbers."""
    number, found = row_number(source.record), list[uuid.UUID]()
    for start in range(0, len(numbers), _CHUNK):
        part = list(numbers)[start : start + _CHUNK]
        found += session.scalars(select(source.record.id).where(number.in_(part)))
    return found


def filled(column: Any) -> ColumnElement[Any]:
    """Return a text to sort by, NULL where it is empty."""
    return func.nullif(column, "")


def used_values(session: Session, column: InstrumentedAttribute[str], *, most: int = 60) -> list[Choice]:
    """Return the texts that occur in a column, to filter by."""
    record: Any = column.class_
    query = select(column).where(record.deleted_at.is_(None), column != "").distinct().order_by(column)
    return [(value, value) for value in session.scalars(query.limit(most))]


def local_day() -> date:
    """Return today where the user is."""
    return now().astimezone().date()
