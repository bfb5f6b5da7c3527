"""Slow work beside the window: it reports, can be cancelled, and touches no widget."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _

_WAIT_MS: Final = 5000
_SWITCH: Final = 0.0001
"""How long keys that are typed beside a job wait for the interpreter, again and again, in seconds."""
_USUAL_SWITCH: Final = sys.getswitchinterval()
_log = logging.getLogger(__name__)


class CancelledError(SalesDeskError):
    """Tell that the user stopped the work."""


class Job(QObject):
    """One piece of work. It lives in the window's thread, so its signals arrive there."""

    done = Signal(object)
    failed = Signal(str)
    progress = Signal(int, int)
    ended = Signal()
    _returned = Signal(object)
    _raised = Signal(str)

    def __init__(self, work: Callable[[Job], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._cancelled = threading.Event()
        self._dropped = False
        self._returned.connect(self._on_returned)
        self._raised.connect(self._on_raised)

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancelled.set()

    def drop(self) -> None:
        """Ask the work to stop, and tell nobody of its end: who waited for it may be gone."""
        self._dropped = True
        self.cancel()

    def report(self, finished: int, total: int) -> None:
        """Tell from within the work how far it is; CancelledError once the user stopped it."""
        if self._cancelled.is_set():
            raise CancelledError(_("Stopped. Nothing was changed."))
        self.progress.emit(finished, total)

    def run(self) -> None:
        """Do the work, in the thread that calls this; the signals follow in the window's thread."""
        try:
            result = self._work(self)
        except SalesDeskError as error:
            self._raised.emit(error.message)
        except Exception:  # noqa: BLE001 - the log and the user are told of whatever it is
            _log.exception("background work failed")
            self._raised.emit(_("This failed unexpectedly. The details are in the program's log."))
        else:
            self._returned.emit(result)

    @Slot(object)
    def _on_returned(self, result: object) -> None:
        if not self._dropped:
            self.done.emit(result)
        self.ended.emit()

    @Slot(str)
    def _on_raised(self, message: str) -> None:
        if not self._dropped:
            self.failed.emit(message)
        self.ended.emit()


class _Run(QRunnable):
    _lock: Final = threading.Lock()
    _running = 0

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    @Slot()
    def run(self) -> None:
        self._count(1)
        try:
            self._job.run()
        finally:
            self._count(-1)

    @classmethod
    def _count(cls, step: int) -> None:
        """Let the window come in soon as long as any job runs."""
        with cls._lock:
            cls._running += step
            sys.setswitchinterval(_SWITCH if cls._running else _USUAL_SWITCH)


class Background(QObject):
    """Runs jobs one after the other."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._jobs: set[Job] = set()

    def job(self, work: Callable[[Job], Any]) -> Job:
        """Return a job that will call `work(job)` in another thread: connect its signals, then `start` it."""
        return Job(work, self)

    def start(self, job: Job) -> None:
        """Run the job; exactly one of `done` and `failed` follows, then `ended`. Once dropped, only `ended` does."""
        self._jobs.add(job)
        job.ended.connect(self._on_ended)
        self._pool.start(_Run(job))

    def busy(self) -> bool:
        """Tell whether any work is under way."""
        return bool(self._jobs)

    def finish(self) -> None:
        """Drop what runs and wait for it, five seconds at most: no result reaches a page whose workspace is closed."""
        for job in self._jobs:
            job.drop()
        self._pool.waitForDone(_WAIT_MS)

    @Slot()
    def _on_ended(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self._jobs.discard(job)
            job.deleteLater()
