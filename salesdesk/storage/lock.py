"""Who may write to a workspace: one program at a time, and a note that tells the others who it is."""

from __future__ import annotations

import getpass
import json
import os
import socket
from pathlib import Path

from filelock import FileLock, Timeout

from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _


class InUseError(SalesDeskError):
    """Tell that another program is writing to the workspace; looking is still possible."""


class WorkspaceLock:
    """Hold the right to write to a workspace folder until `release`."""

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / "lock", thread_local=False)
        self._note = folder / "lock.owner"

    def acquire(self) -> None:
        """Take the lock at once, or raise InUseError naming the holder."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise InUseError(
                _("The workspace is in use by {holder}. You can look at it, but not change it.").format(
                    holder=self._holder()
                )
            ) from None
        note = {"user": _user(), "host": socket.gethostname(), "pid": os.getpid()}
        self._note.write_text(json.dumps(note), encoding="utf-8")

    def release(self) -> None:
        """Give the lock back."""
        self._note.unlink(missing_ok=True)
        self._lock.release()

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
