"""The workspace folder: make, open, read, write, close."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.i18n import _
from salesdesk.storage import connection, device, journal, schema
from salesdesk.storage.ids import new_id
from salesdesk.storage.lock import WorkspaceLock
from salesdesk.storage.records import Device, Operation

SUFFIX: Final = ".salesdesk"
DATABASE: Final = "data.db"
FILES: Final = "files"
_HEADER: Final = b"SQLite format 3\x00"
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Write:
    """One open write: the session to write with, and, once committed, what it touched."""

    session: Session
    operation: int
    changes: Changes = field(default_factory=Changes)


class Workspace:
    """An open workspace. Made by `create` and `open`; `close` it."""

    def __init__(self, path: Path, engine: Engine, fit: schema.Fit, lock: WorkspaceLock | None) -> None:
        self.path = path
        self.id = fit.workspace_id
        self.schema_version = fit.version
        self.demo = fit.demo
        self.device_id, self._device_name = device.identity()
        self._engine = engine
        self._reading = engine.execution_options(readonly=True)
        self._lock = lock
        self._writing = threading.Lock()
        self._file = _identity(path)
        self._epoch = 0 if lock is None else self._take_part()

    @property
    def name(self) -> str:
        """Return the name that the user gave the folder."""
        return self.path.name.removesuffix(SUFFIX)

    @property
    def read_only(self) -> bool:
        """Tell whether this program may only look."""
        return self._lock is None

    @classmethod
    def create(cls, path: Path) -> Workspace:
        """Make a new workspace folder (which may exist, if empty) and open it."""
        path = path.absolute()
        with _explained(path):
            if is_there(path):
                raise InvalidInputError(_("“{path}” exists already.").format(path=path))
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(part, ignore_errors=True)
            (part / FILES).mkdir(parents=True)
            with _explained(path):
                _create_database(part / DATABASE)
            if path.exists():
                path.rmdir()
            part.rename(path)
        except OSError as error:
            raise InvalidInputError(
                _("The workspace can't be made at “{path}”: {reason}").format(
                    path=path, reason=error.strerror or error
                )
            ) from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Workspace:
        """Open a workspace to write, or only to look; a migration runs first where one is due."""
        path = path.absolute()
        with _explained(path):
            _check_folder(path)
            if read_only:
                return cls._open_to_look(path)
            lock = WorkspaceLock(path)
            lock.acquire()
            try:
                # Not before the lock: closing the file would drop the locks of a program that has it open here.
                _check_header(path)
                return cls._open_to_write(path, lock)
            except BaseException:
                lock.release()
                raise

    @classmethod
    def _open_to_look(cls, path: Path) -> Workspace:
        engine = connection.open_engine(path / DATABASE, "ro")
        try:
            fit = _fit(engine)
            if not fit.readable:
                raise InvalidInputError(_newer())
            if fit.needs_migration:
                raise InvalidInputError(
                    _(
                        "The workspace is of an older version. Open it once in the program to bring it up to date."
                    )
                )
            return cls(path, engine, fit, None)
        except BaseException:
            engine.dispose()
            raise

    @classmethod
    def _open_to_write(cls, path: Path, lock: WorkspaceLock) -> Workspace:
        engine = connection.open_engine(path / DATABASE, "rw")
        try:
            fit = _fit(engine)
            if not fit.writable:
                raise InvalidInputError(_newer())
            if fit.needs_migration:
                from salesdesk.storage import migrations  # noqa: PLC0415 - Alembic only when it is needed

                engine.dispose()
                migrations.upgrade(path)
                fit = _fit(engine)
            return cls(path, engine, fit, lock)
        except BaseException:
            engine.dispose()
            raise

    @property
    def files(self) -> Path:
        """Return the folder of the workspace's files: pictures and, later, evidence."""
        return self.path / FILES

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one consistent state and can't write."""
        with _explained(), Session(self._reading) as session:
            yield session

    @contextmanager
    def write(
        self,
        label: Label,
        *,
        person: uuid.UUID | None = None,
        kind: journal.Kind = "edit",
        target: int | None = None,
    ) -> Iterator[Write]:
        """Run one transaction as one journal operation; an exception rolls it back whole.

        A write that touches nothing leaves no operation.
        """
        self._refuse_if_gone()
        with self._writing, _explained(), Session(self._engine, info={"person": person}) as session:
            entry = journal.open_operation(
                session.connection(),
                label=label,
                kind=kind,
                person=person,
                device=self.device_id,
                epoch=self._epoch,
                target=target,
            )
            write = Write(session, entry["id"])
            yield write
            session.flush()
            changes = journal.close_operation(session.connection(), entry)
            if changes.rows:
                session.commit()
                write.changes = changes

    @contextmanager
    def keep(self) -> Iterator[Session]:
        """Run one transaction beside the journal: for drafts and the search index, which are no business records."""
        self._refuse_if_gone()
        with self._writing, _explained(), Session(self._engine) as session:
            yield session
            session.commit()

    def _refuse_if_gone(self) -> None:
        if self._lock is None:
            raise RuleError(_("The workspace is open for looking only."))
        if _identity(self.path) != self._file:
            raise connection.StorageError(
                _(
                    "The workspace is no longer at “{path}”: it was moved or deleted. Nothing was written."
                ).format(path=self.path)
            )

    def rest(self) -> None:
        """Bring what was written from the log into the database file, as far as nobody reads it; takes a moment."""
        if self._lock is not None:
            self._pragma("wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Close the workspace: nothing is left beside the database, and the lock is free."""
        if self._lock is None:
            self._engine.dispose()
            return
        try:
            with Session(self._reading) as session:
                memory = self._newest(session)
            device.remember(self.id, memory)
            self._pragma("wal_checkpoint(TRUNCATE)")
        except (OSError, DBAPIError, sqlite.Error):
            _log.exception("what was written is safe, but the workspace was not tidied up")
        finally:
            self._engine.dispose()
            self._lock.release()
            self._lock = None

    def _pragma(self, pragma: str) -> None:
        raw = self._engine.raw_connection()
        raw.cursor().execute(f"PRAGMA {pragma}")
        raw.close()

    def _take_part(self) -> int:
        """Enter this device in the workspace; a restored or copied file starts a new epoch of the device."""
        memory = device.recall(self.id)
        with Session(self._engine) as session:
            row = session.get(Device, self.device_id)
            if row is None:
                row = Device(id=self.device_id, epoch=1, name=self._device_name)
                session.add(row)
            elif memory is not None and self._was_restored(session, memory):
                row.epoch = max(row.epoch, memory.epoch) + 1
            epoch = row.epoch
            session.commit()
            device.remember(self.id, self._newest(session))
        return epoch

    def _was_restored(self, session: Session, memory: device.Memory) -> bool:
        return memory.operation > 0 and (
            session.scalar(select(Operation.hash).where(Operation.id == memory.operation)) != memory.hash
        )

    def _newest(self, session: Session) -> device.Memory:
        epoch = session.scalar(select(Device.epoch).where(Device.id == self.device_id)) or 1
        last = session.execute(
            select(Operation.id, Operation.hash).order_by(Operation.id.desc()).limit(1)
        ).one_or_none()
        return device.Memory(epoch, last[0] if last else 0, (last[1] or "") if last else "")


def is_there(path: Path) -> bool:
    """Tell whether there is anything at the path; an empty folder is nothing yet."""
    return path.exists() and not (path.is_dir() and not any(path.iterdir()))


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the database file from another one at the same place; None where there is none."""
    try:
        found = (path / DATABASE).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _check_folder(path: Path) -> None:
    if not path.exists():
        raise InvalidInputError(_("There is no workspace at “{path}”.").format(path=path))
    if not (path / DATABASE).is_file():
        raise InvalidInputError(_("“{path}” is not a SalesDesk workspace.").format(path=path))


def _check_header(path: Path) -> None:
    with (path / DATABASE).open("rb") as stream:
        header = stream.read(len(_HEADER))
    if header != _HEADER:
        raise InvalidInputError(
            _("The database in “{path}” is damaged or not a SalesDesk database.").format(path=path)
        )


def _create_database(file: Path) -> None:
    engine = connection.open_engine(file, "rwc")
    with Session(engine) as session:
        schema.create(session, new_id())
        session.commit()
    raw = engine.raw_connection()
    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    engine.dispose()


def _fit(engine: Engine) -> schema.Fit:
    with _explained(), Session(engine.execution_options(readonly=True)) as session:
        return schema.fit(session)


def _newer() -> str:
    return _("The workspace was written by a newer SalesDesk. Update this program to open it.")


@contextmanager
def _explained(path: Path | None = None) -> Iterator[None]:
    """Turn what database or disk refuse for outside reasons into an error that the user can act on."""
    try:
        yield
    except (OSError, UnicodeError) as error:
        if path is None:
            raise
        shown = ascii(str(path)) if isinstance(error, UnicodeError) else path
        reason = getattr(error, "strerror", None) or _("the name can't be read")
        raise InvalidInputError(
            _("“{path}” can't be opened: {reason}").format(path=shown, reason=reason)
        ) from error
    except StaleDataError as error:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        ) from error
    except DBAPIError as error:
        known = connection.explain(error)
        if known is None and path is not None:
            known = connection.StorageError(
                _("The database in “{path}” is damaged or not a SalesDesk database.").format(path=path)
            )
        if known is None:
            raise
        raise known from error
