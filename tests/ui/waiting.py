"""Waiting for the window: as long as it takes, and no moment longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_MS = 10_000


def wait_until(done: Callable[[], bool]) -> None:
    """Let events come until something is done; between them nothing is tried, and other threads have the processor."""
    over = QTimer(singleShot=True, interval=_MOST_MS)
    over.start()
    while not done():
        assert over.isActive(), "nothing came of what was waited for"
        QApplication.processEvents(
            QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        )
    over.stop()
