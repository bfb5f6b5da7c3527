"""Who may write to a workspace: one program at a time, and a note that tells the others who it is."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
import sys
from pathlib import Path

from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class InUseError(SalesDeskError):
    """Tell that another program is writing to the workspace; looking is still possible."""


class WorkspaceLock:
    """Hold the right to write to a workspace folder until `release`; the system takes it from a program that dies."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._note = folder / "lock.owner"
        self._file = -1

    def acquire(self) -> None:
        """Take the lock at once, or raise InUseError naming the holder."""
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(self._file)
        except OSError:
            os.close(self._file)
            raise InUseError(
                _("The workspace is in use by {holder}. You can look at it, but not change it.").format(
                    holder=self._holder()
                )
            ) from None
        note = {"user": _user(), "host": socket.gethostname(), "pid": os.getpid()}
        try:
            self._note.write_text(json.dumps(note), encoding="utf-8")
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        """Give the lock back."""
        with contextlib.suppress(OSError):  # the folder may be gone, or another one stand at its place
            if os.path.samestat(self._path.stat(), os.fstat(self._file)):
                self._note.unlink(missing_ok=True)
        os.close(self._file)

    def _holder(self) -> str:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"{note['user']}@{note['host']} ({note['pid']})"
        except (OSError, ValueError, KeyError, TypeError):
            return _("another program")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"
