"""Writes of many rows in one statement, with the bookkeeping that the mapped classes do by themselves."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Update, insert
from sqlalchemy.orm import Session

from salesdesk.storage.ids import new_id
from salesdesk.storage.records.base import Record, now

BATCH: Final = 2_000


def insert_rows(session: Session, record: type[Record], rows: Iterable[Mapping[str, Any]]) -> list[uuid.UUID]:
    """Insert rows with the same keys in batches and return their ids; a row may bring its own `id`."""
    at, person = now(), session.info.get("person")
    table: Any = record.__table__
    usual = {column.name: default for column in table.columns if (default := _default(column)) is not None}
    usual |= {"row_version": 1, "created_at": at, "updated_at": at}
    if person is not None:
        usual |= {"created_by": person, "updated_by": person}
    ids, source, connection = [], iter(rows), session.connection()
    while batch := [{"id": new_id(), **usual, **row} for row in itertools.islice(source, BATCH)]:
        connection.execute(insert(table), batch)
        ids += [row["id"] for row in batch]
    return ids


def _default(column: Any) -> Any:
    """Return a column's default, which the library would otherwise look up again for every row."""
    return column.default.arg if column.default is not None and column.default.is_scalar else None


def update_rows(session: Session, statement: Update, rows: list[dict[str, Any]] | None = None) -> int:
    """Run an UPDATE of records, raising their version with it; return how many rows it changed."""
    table: Any = statement.table
    stamped = statement.values(
        row_version=table.c.row_version + 1, updated_at=now(), updated_by=session.info.get("person")
    )
    result: Any = session.connection().execute(stamped, rows) if rows else session.execute(stamped)
    return int(result.rowcount)
