"""New workspaces, made or filled once in a process: the next ones get a copy of the file, or of the rows."""

from __future__ import annotations

import copy
import json
import socket
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar

import pytest
import sqlcipher3.dbapi2 as sqlite

from salesdesk import i18n, paths
from salesdesk.storage import workspace as storage
from salesdesk.storage.ids import new_id
from salesdesk.storage.records import Base, Change, CurrentOperation, Operation
from salesdesk.storage.workspace import DATABASE, FILES, Workspace

T = TypeVar("T")
Row = tuple[Any, ...]
_JOURNAL: Final = (Operation.__tablename__, Change.__tablename__)
_OPEN: Final = CurrentOperation.__tablename__
_DEVICE: Final = uuid.UUID("01890000-0000-7000-8000-00000000000d")


def new_workspace(path: Path) -> Workspace:
    """Give a workspace as `Workspace.create` makes it; its empty database is copied, for to make one takes long."""
    database, its_id = _empty_database()
    (path / FILES).mkdir(parents=True)
    (path / DATABASE).write_bytes(database.replace(its_id, new_id().bytes))
    _be_one_device()
    return Workspace.open(path)


@cache
def _empty_database() -> tuple[bytes, bytes]:
    """Return an empty database, made once in this process, and the id of its workspace, which stands there once."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / DATABASE
        storage._create_database(file)
        opened = sqlite.connect(str(file))
        (its_id,) = opened.execute("SELECT workspace_id FROM schema_info").fetchone()
        opened.close()
        database = file.read_bytes()
    assert database.count(its_id) == 1
    return database, its_id


def _be_one_device() -> None:
    """Let all tests run on the device that filled the first workspace, but where a test chose another."""
    file = paths.data_dir() / "device.json"
    if not file.exists():
        value = {"id": str(_DEVICE), "name": socket.gethostname(), "workspaces": {}}
        file.write_text(json.dumps(value), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Filling:
    """What was made, and the rows of each table that came, parents first."""

    made: Any
    rows: dict[str, list[Row]]


def filled(workspace: Workspace, build: Callable[[Workspace], T]) -> T:
    """Return what `build` makes of a workspace; an untouched one gets the rows that it made of another before.

    What is returned is a copy where it holds the workspace, as its `workspace`.
    """
    filling = _filling(build, i18n.language())
    if filling is None or workspace.device_id != _DEVICE or _rows(workspace, Operation.__tablename__):
        return build(workspace)
    _put(workspace, filling.rows)
    made: Any = filling.made
    if hasattr(made, "workspace"):
        made = copy.copy(made)
        made.workspace = workspace
    return made  # type: ignore[no-any-return]  # as build made it


@cache
def _filling(build: Callable[[Workspace], Any], _language: str) -> _Filling | None:
    """Return what a builder adds to an empty workspace; None where rows alone don't say it."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALESDESK_HOME", folder)
        workspace = new_workspace(Path(folder) / "Filled.salesdesk")
        before = _all_rows(workspace)
        made = build(workspace)
        after = _all_rows(workspace)
        alone = not any(workspace.files.iterdir())
        workspace.close()
    known = {table.name for table in Base.metadata.sorted_tables}
    came = {table: [row for row in rows if row not in before[table]] for table, rows in after.items()}
    gone = any(set(before[table]) - set(rows) for table, rows in after.items())
    if gone or not alone or any(rows and table not in known for table, rows in came.items()):
        return None
    order = [*_JOURNAL, *(table.name for table in Base.metadata.sorted_tables if table.name not in _JOURNAL)]
    return _Filling(made, {table: came[table] for table in order if came[table]})


def _put(workspace: Workspace, rows: dict[str, list[Row]]) -> None:
    """Insert rows as they were; the journal gets its own ones instead of what its triggers say of these."""
    raw = workspace._engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    cursor.execute("PRAGMA defer_foreign_keys = ON")
    for table, values in rows.items():
        if table == Operation.__tablename__:
            _insert(cursor, table, values)
            cursor.execute(f"INSERT INTO {_OPEN} (operation) VALUES (?)", (values[-1][0],))
        elif table != Change.__tablename__:
            _insert(cursor, table, values)
    cursor.execute(f"DELETE FROM {Change.__tablename__}")
    cursor.execute(f"DELETE FROM {_OPEN}")
    _insert(cursor, Change.__tablename__, rows.get(Change.__tablename__, []))
    cursor.execute("COMMIT")
    raw.close()


def _insert(cursor: Any, table: str, rows: list[Row]) -> None:
    if rows:
        cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _all_rows(workspace: Workspace) -> dict[str, list[Row]]:
    tables = _rows(workspace, "sqlite_master", "name", "type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {name: _rows(workspace, f'"{name}"') for (name,) in tables}


def _rows(workspace: Workspace, table: str, columns: str = "*", where: str = "TRUE") -> list[Row]:
    raw = workspace._engine.raw_connection()
    found = raw.cursor().execute(f"SELECT {columns} FROM {table} WHERE {where}").fetchall()
    raw.close()
    return [tuple(row) for row in found]
