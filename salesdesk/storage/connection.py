"""The one way to the database file: SQLCipher's SQLite with the pragmas that keep data safe."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, FromClause, QueuePool, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler

from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import N_, _

Mode = Literal["ro", "rw", "rwc"]
OLDEST_SQLITE: Final = (3, 51, 3)
"""Older ones can corrupt a WAL database that two connections write to."""

# A checkpoint takes longer than any write; it comes when the program rests or closes, by itself only after 32 MB.
_PRAGMAS: Final = (
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 10000",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "cache_size = -65536",
    "journal_size_limit = 33554432",
    "wal_autocheckpoint = 8192",
    "cipher_log_level = NONE",
)


class StorageError(SalesDeskError):
    """Tell that the workspace can't be read or written just now, and why."""


class _Compiler(SQLiteCompiler):
    """Writes hints of queries, such as `INDEXED BY` for a plan that must not be left to guesses."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        del table
        return text


def open_engine(file: Path, mode: Mode) -> Engine:
    """Return an engine on the file; writes begin IMMEDIATE, reads (option `readonly`) deferred."""
    if sqlite.sqlite_version_info < OLDEST_SQLITE:
        raise StorageError(_("This build of the database library is too old to be safe."))
    uri = f"{file.absolute().as_uri()}?mode={mode}"

    def connect() -> Any:
        connection = sqlite.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            _configure(connection, read_only=mode == "ro")
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", module=sqlite, creator=connect, poolclass=QueuePool)
    engine.dialect.statement_compiler = _Compiler
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: Any, *, read_only: bool) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA foreign_keys").fetchone()[0] != 1:
        raise StorageError(_("The database library doesn't enforce references."))
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    elif connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise StorageError(
            _("The workspace lies on a disk that can't keep it safe. Move it to a local disk.")
        )


def _begin(connection: Connection) -> None:
    readonly = connection.get_execution_options().get("readonly", False)
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


def explain(error: Exception) -> StorageError | None:
    """Return what a database error means to the user, or None where it is a fault of the program."""
    text = str(getattr(error, "orig", None) or error).lower()
    for sign, message in _SIGNS:
        if sign in text:
            return StorageError(_(message))
    return None


_SIGNS: Final = (
    ("is full", N_("The disk is full. Nothing was lost; free some space and try again.")),
    ("disk i/o", N_("The disk can't be read or written. Nothing that was saved is lost.")),
    ("readonly", N_("The workspace can't be written: the folder is read-only.")),
    ("is locked", N_("Another program keeps the workspace busy. Try again in a moment.")),
    ("unable to open", N_("The workspace's database can't be opened.")),
    ("not a database", N_("The workspace's database is damaged or not a SalesDesk database.")),
    ("malformed", N_("The workspace's database is damaged. Restore a backup.")),
)
