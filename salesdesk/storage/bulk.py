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
    """Insert rows in batches and return their ids; a row may bring its own `id`."""
    at, person = now(), session.info.get("person")
    stamp = {
        "row_version": 1,
        "created_at": at,
        "created_by": person,
        "updated_at": at,
        "updated_by": person,
    }
    table, ids = record.__table__, []
    source = iter(rows)
    while batch := [{"id": new_id(), **row, **stamp} for row in itertools.islice(source, BATCH)]:
        session.execute(insert(table), batch)  # type: ignore[arg-type]  # the stubs call __table__ a FromClause
        ids += [row["id"] for row in batch]
    return ids


def update_rows(session: Session, statement: Update, rows: list[dict[str, Any]] | None = None) -> int:
    """Run an UPDATE of records, raising their version with it; return how many rows it changed."""
    table: Any = statement.table
    stamped = statement.values(
        row_version=table.c.row_version + 1, updated_at=now(), updated_by=session.info.get("person")
    )
    result: Any = session.connection().execute(stamped, rows) if rows else session.execute(stamped)
    return int(result.rowcount)
