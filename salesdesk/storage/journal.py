"""The journal: every committed change of every record, written by triggers in the same transaction.

The triggers are generated from the mapped tables, so that bulk statements are journaled too. They use SQL
built-ins only. A write while no operation is open, a hard delete, and an update that skips a version are
aborted. The diff of a new row leaves out empty values: NULL, and the empty text of a column that can't be NULL.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Table, bindparam, func, literal_column, select, text, update
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from salesdesk.domain.changes import Changes, Label
from salesdesk.i18n import N_
from salesdesk.storage import clock
from salesdesk.storage.ids import new_id
from salesdesk.storage.records.base import BOOKKEEPING, Base, Instant, Uuid, now
from salesdesk.storage.records.system import Change, CurrentOperation, Operation

RETIRED_LABELS: Final = (N_("Plan “{name}”"), N_("Record “{name}”"), N_("Put off “{name}”"))
"""Labels that older programs wrote: their steps still read in the user's language."""
Kind = Literal["edit", "issue", "undo", "redo"]
PREFIX: Final = "journal_"


def journaled_tables() -> list[Table]:
    """Return the tables of business records, parents before children."""
    return [table for table in Base.metadata.sorted_tables if "row_version" in table.columns]


def table_named(name: str) -> Table:
    """Return the business table of that name."""
    return Base.metadata.tables[name]


def trigger_statements(table: Table) -> list[str]:
    """Return the CREATE TRIGGER statements of one business table."""
    name = table.name
    guard = (
        "SELECT RAISE(ABORT, 'salesdesk: write outside an operation')"
        " WHERE NOT EXISTS (SELECT 1 FROM current_operation);"
    )
    return [
        f"CREATE TRIGGER {PREFIX}{name}_insert AFTER INSERT ON {name} BEGIN {guard} "
        "INSERT INTO change (operation, table_name, row_id, base_version, diff) "
        f"SELECT operation, '{name}', NEW.id, NULL, {_diff(table, inserted=True)} "
        "FROM current_operation; END",
        f"CREATE TRIGGER {PREFIX}{name}_update AFTER UPDATE ON {name} BEGIN {guard} "
        "SELECT RAISE(ABORT, 'salesdesk: row_version must rise by one')"
        " WHERE NEW.row_version IS NOT OLD.row_version + 1 OR NEW.id IS NOT OLD.id; "
        "INSERT INTO change (operation, table_name, row_id, base_version, diff) "
        f"SELECT operation, '{name}', NEW.id, OLD.row_version, {_diff(table, inserted=False)} "
        f"FROM current_operation WHERE {_differs(table)}; END",
        f"CREATE TRIGGER {PREFIX}{name}_delete BEFORE DELETE ON {name} BEGIN "
        "SELECT RAISE(ABORT, 'salesdesk: rows are deleted by deleted_at'); END",
    ]


def _business_columns(table: Table) -> Iterator[tuple[str, bool]]:
    for column in table.columns:
        if column.name not in BOOKKEEPING:
            yield column.name, isinstance(column.type, Uuid)


def _value(side: str, name: str, *, binary: bool) -> str:
    value = f'{side}."{name}"'
    return f"CASE WHEN {value} IS NOT NULL THEN lower(hex({value})) END" if binary else value


def _diff(table: Table, *, inserted: bool) -> str:
    parts = []
    for name, binary in _business_columns(table):
        new = _value("NEW", name, binary=binary)
        old = "NULL" if inserted else _value("OLD", name, binary=binary)
        changed = f"coalesce(NEW.\"{name}\", '') <> ''" if inserted else f'NEW."{name}" IS NOT OLD."{name}"'
        parts.append(f"CASE WHEN {changed} THEN ',\"{name}\":' || json_array({old}, {new}) ELSE '' END")
    return "'{' || substr(" + " || ".join(parts) + ", 2) || '}'"


def _differs(table: Table) -> str:
    return " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name, _ in _business_columns(table))


def drop_triggers(session: Session) -> None:
    """Drop every generated trigger: before a migration rebuilds tables."""
    names = session.scalars(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE :prefix"),
        {"prefix": f"{PREFIX}%"},
    ).all()
    for name in names:
        session.execute(text(f'DROP TRIGGER "{name}"'))


def create_triggers(session: Session) -> None:
    """Create the generated triggers of every business table from the mapped classes."""
    connection = session.connection()
    for table in journaled_tables():
        for statement in trigger_statements(table):
            connection.exec_driver_sql(statement)


Entry = dict[str, Any]
"""The columns of the operation that is being written."""


def open_operation(
    connection: Connection,
    *,
    label: Label,
    kind: Kind,
    person: uuid.UUID | None,
    device: uuid.UUID,
    epoch: int,
    target: int | None = None,
) -> Entry:
    """Open the operation that this transaction's changes belong to."""
    last = _run(connection, _LAST).fetchone()
    entry: Entry = {
        "prev_hash": last[0] if last else None,
        "command_id": new_id(),
        "kind": kind,
        "label": label.template,
        "label_values": json.dumps(dict(label.values), ensure_ascii=False),
        "person": person,
        "device": device,
        "epoch": epoch,
        "at": now(),
        "hlc": _tick(last[1] if last else None, device),
        "target": target,
    }
    entry["id"] = _run(connection, _OPEN, *(_kept(entry[name]) for name in _HEAD)).lastrowid
    _run(connection, _ENTER, entry["id"])
    return entry


def close_operation(connection: Connection, entry: Entry) -> Changes:
    """Seal the open operation with the hash of its changes; return what it touched (nothing: roll back)."""
    rows = _changes(connection, entry["id"])
    touched: dict[str, set[uuid.UUID]] = {}
    for table, row, _base, _diff in rows:
        touched.setdefault(table, set()).add(uuid.UUID(bytes=row))
    _run(connection, _SEAL, _digest(entry, rows), entry["id"])
    _run(connection, _LEAVE)
    return Changes({table: frozenset(ids) for table, ids in touched.items()})


_OPERATION: Final = Operation.__tablename__
_CURRENT: Final = CurrentOperation.__tablename__
_CHANGE: Final = Change.__tablename__
_HEAD: Final = (
    "prev_hash",
    "command_id",
    "kind",
    "label",
    "label_values",
    "person",
    "device",
    "epoch",
    "at",
    "hlc",
    "target",
)
# Every write runs these six, and with the library's own layer between they would take a fifth of its time.
_LAST: Final = f"SELECT hash, hlc FROM {_OPERATION} ORDER BY id DESC LIMIT 1"
_OPEN: Final = f"INSERT INTO {_OPERATION} ({', '.join(_HEAD)}) VALUES ({', '.join('?' * len(_HEAD))})"
_ENTER: Final = f"INSERT INTO {_CURRENT} (id, operation) VALUES (1, ?)"
_CHANGES: Final = (
    f"SELECT table_name, row_id, base_version, diff FROM {_CHANGE} WHERE operation = ? ORDER BY id"
)
_SEAL: Final = f"UPDATE {_OPERATION} SET hash = ? WHERE id = ?"
_LEAVE: Final = f"DELETE FROM {_CURRENT}"

_Row = tuple[str, bytes, int | None, str]


def _run(connection: Connection, statement: str, *values: object) -> Any:
    """Run a statement in the connection's transaction and return the cursor; errors are those of the library."""
    try:
        return connection.connection.cursor().execute(statement, values)
    except sqlite.Error as error:
        raise DBAPIError.instance(statement, values, error, sqlite.Error) from error


def _kept(value: object) -> object:
    """Return a value as the database keeps it."""
    if isinstance(value, uuid.UUID):
        return value.bytes
    return _INSTANT.process_bind_param(value, _DIALECT) if isinstance(value, datetime) else value


_INSTANT: Final = Instant()
_DIALECT: Final = SQLiteDialect()


def _changes(connection: Connection, operation: int) -> list[_Row]:
    found: list[_Row] = _run(connection, _CHANGES, operation).fetchall()
    return found


def _tick(previous: str | None, device: uuid.UUID) -> str:
    """Return the next hybrid logical clock: wall milliseconds, a counter for the same one, the device."""
    wall = clock.current().milliseconds()
    last, counter = (int(part) for part in previous.split("-")[:2]) if previous else (0, 0)
    if wall > last:
        last, counter = wall, 0
    else:
        counter += 1
    return f"{last:015d}-{counter:06d}-{device.hex[:12]}"


def _digest(entry: Mapping[str, Any], rows: list[_Row]) -> str:
    head = [value if isinstance(value, int) else str(value) for value in (entry[name] for name in _HEAD)]
    state = hashlib.sha256(json.dumps(head, ensure_ascii=False).encode())
    for table, row, base, diff in rows:
        state.update(f"\n{table}\t{row.hex()}\t{base}\t{diff}".encode())
    return state.hexdigest()


def broken_links(session: Session) -> list[int]:
    """Return the operations whose hash doesn't fit their changes or their predecessor."""
    connection, broken, previous = session.connection(), [], None
    for entry in connection.execute(select(Operation.__table__).order_by(Operation.id)).mappings().all():
        changes = _changes(connection, entry["id"])
        if entry["prev_hash"] != previous or entry["hash"] != _digest(dict(entry), changes):
            broken.append(entry["id"])
        previous = entry["hash"]
    return broken


class Step(NamedTuple):
    """An operation that undo or redo would go through."""

    id: int
    label: Label


def next_undo(session: Session, device: uuid.UUID) -> Step | None:
    """Return the newest operation of the device that undo would take back."""
    return _step(session, _UNDO, device)


def next_redo(session: Session, device: uuid.UUID) -> Step | None:
    """Return the operation that redo would bring back: the oldest of those undone since the newest write."""
    return _step(session, _REDO, device)


def _step(session: Session, query: Any, device: uuid.UUID) -> Step | None:
    row = session.connection().execute(query, {"device": device}).one_or_none()
    return None if row is None else Step(row[0], Label(row[1], json.loads(row[2])))


_STEPS: Final = select(Operation.id, Operation.label, Operation.label_values).where(
    Operation.device == bindparam("device"), Operation.kind == literal_column("'edit'")
)
_UNDO: Final = _STEPS.where(Operation.undone_by.is_(None)).order_by(Operation.id.desc()).limit(1)
_NEWEST: Final = (
    select(Operation.id)
    .where(
        Operation.device == bindparam("device"),
        Operation.kind.in_([literal_column("'edit'"), literal_column("'issue'")]),
    )
    .order_by(Operation.id.desc())
    .limit(1)
    .scalar_subquery()
)
_REDO: Final = _STEPS.where(Operation.undone_by > func.coalesce(_NEWEST, 0)).order_by(Operation.id).limit(1)


def set_undone(session: Session, operation: int, by: int | None) -> None:
    """Mark an operation as undone by another, or as standing again."""
    session.execute(update(Operation).where(Operation.id == operation).values(undone_by=by))
