"""Writes of many rows in one statement, with the bookkeeping that the mapped classes do by themselves."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Insert, Update, bindparam, insert, literal_column, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from salesdesk.storage.ids import new_id
from salesdesk.storage.records.base import Record, now

BATCH: Final = 2_000


def insert_rows(session: Session, record: type[Record], rows: Iterable[Mapping[str, Any]]) -> list[uuid.UUID]:
    """Insert rows with the same keys in batches and return their ids.

    A row may bring its own `id`, and by whom it was made where that is somebody else.
    """
    at, person = now(), session.info.get("person")
    stamp = {"created_at": at, "updated_at": at}
    if person is not None:
        stamp |= {"created_by": person, "updated_by": person}
    ids, source, connection = [], iter(rows), session.connection()
    while batch := [{"id": new_id(), **stamp, **row} for row in itertools.islice(source, BATCH)]:
        connection.execute(_insert(record.__table__, tuple(batch[0])), batch)
        ids += [row["id"] for row in batch]
    return ids


@lru_cache(maxsize=64)
def _insert(table: Any, given: tuple[str, ...]) -> Insert:
    """Return an INSERT that writes the defaults of the columns that are not given into its text.

    As parameters they would be handled again for every row, which takes longer than the insert itself.
    """
    usual = {"row_version": 1} | {
        column.name: column.default.arg
        for column in table.columns
        if column.default is not None and column.default.is_scalar
    }
    return insert(table).values(
        {name: literal_column(_in_sql(value)) for name, value in usual.items() if name not in given}
    )


def _in_sql(value: str | int) -> str:
    return str(int(value)) if isinstance(value, int) else "'{}'".format(value.replace("'", "''"))


def update_one(session: Session, row: Record, **values: Any) -> None:
    """Write columns of a loaded record at once, by a statement that is kept; equal values write nothing.

    A flush would do the same and takes several times as long: this is for what must be fast.
    """
    if row in session.dirty:
        session.flush()
    values = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not values:
        return
    values |= {"updated_at": now(), "updated_by": session.info.get("person")}
    keys = {"this_id": row.id, "this_version": row.row_version}
    result: Any = session.connection().execute(_update(type(row).__table__, tuple(values)), values | keys)
    if result.rowcount != 1:
        raise StaleDataError(type(row).__tablename__)
    for name, value in (values | {"row_version": row.row_version + 1}).items():
        set_committed_value(row, name, value)


@lru_cache(maxsize=64)
def _update(table: Any, given: tuple[str, ...]) -> Update:
    """Return an UPDATE of one row at one version."""
    found = update(table).where(
        table.c.id == bindparam("this_id"), table.c.row_version == bindparam("this_version")
    )
    return found.values({name: bindparam(name) for name in given} | {"row_version": table.c.row_version + 1})


def update_rows(session: Session, statement: Update, rows: list[dict[str, Any]] | None = None) -> int:
    """Run an UPDATE of records, raising their version with it; return how many rows it changed."""
    table: Any = statement.table
    stamped = statement.values(
        row_version=table.c.row_version + 1, updated_at=now(), updated_by=session.info.get("person")
    )
    result: Any = session.connection().execute(stamped, rows) if rows else session.execute(stamped)
    return int(result.rowcount)
