"""What happens to errors that nobody caught: the user's own go to the message bar, the others to the log."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from types import TracebackType
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from salesdesk import paths
from salesdesk.domain.errors import SalesDeskError

_QUIET_SECONDS: Final = 10.0
_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_log = logging.getLogger("salesdesk")


def start_log() -> None:
    """Write the log to the device's log folder; Qt's messages go there too."""
    file = paths.log_dir() / "salesdesk.log"
    handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    _log.setLevel(logging.INFO)
    qInstallMessageHandler(_log_qt)


def watch_for_crashes() -> None:
    """Have the stacks of a hard crash written to the log folder; the file stays open until the end."""
    faulthandler.enable((paths.log_dir() / "crash.log").open("a", encoding="utf-8"))


class ErrorHook:
    """Answers uncaught exceptions: `tell` shows what the user can act on, `crashed` says that something broke.

    A crash is shown at most once in ten seconds; the log has them all.
    """

    def __init__(self, *, tell: Callable[[str], object], crashed: Callable[[], object]) -> None:
        self._tell = tell
        self._crashed = crashed
        self._quiet_until = 0.0

    def install(self) -> None:
        """Take over from Python's own hooks."""
        sys.excepthook = self.handle
        threading.excepthook = self._handle_thread

    def handle(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        """Answer one exception; the signature is that of `sys.excepthook`."""
        if isinstance(error, SalesDeskError):
            self._tell(error.message)
            return
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, traceback)
            return
        _log.error("uncaught", exc_info=(kind, error, traceback))
        if time.monotonic() >= self._quiet_until:
            self._quiet_until = time.monotonic() + _QUIET_SECONDS
            self._crashed()

    @staticmethod
    def _handle_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            _log.error("uncaught in a thread", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("salesdesk.qt").log(_LEVELS[kind], "%s [%s]", message, context.category)
