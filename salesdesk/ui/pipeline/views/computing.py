"""Figures that are computed beside the window; the old ones stay until the new ones are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.services.board import BoardFilter
from salesdesk.ui.background import Background, Job
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import ElidedLabel

_SLOW_MS: Final = 300


class Computing(QObject):
    """Runs one computation at a time: a new one takes the place of the old. `slow` tells that it takes a moment."""

    slow = Signal()

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._job: Job | None = None
        self._then: Callable[[Any], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SLOW_MS)
        self._timer.timeout.connect(self.slow)

    def start(self, work: Callable[[Job], Any], then: Callable[[Any], object]) -> None:
        """Compute, and call `then` with what was found, unless something else was asked for meanwhile."""
        self.stop()
        job = self._background.job(work)
        job.done.connect(self._on_done)
        job.failed.connect(self._on_failed)
        self._job, self._then = job, then
        self._timer.start()
        self._background.start(job)

    def stop(self) -> None:
        """Stop, and show nothing of it."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def busy(self) -> bool:
        """Tell whether anything is being computed."""
        return self._job is not None

    def _on_done(self, found: Any) -> None:
        if self.sender() is self._job and self._then is not None:
            self._job = None
            self._timer.stop()
            self._then(found)

    def _on_failed(self, message: str) -> None:
        if self.sender() is self._job:
            self._job = None
            self._timer.stop()
            raise SalesDeskError(message)


class FiguresView(QWidget):
    """A view whose figures are computed beside the window, only while it is shown."""

    tables: ClassVar[tuple[str, ...]]
    """A change of these makes other figures."""

    def __init__(
        self, context: PageContext, board_filter: BoardFilter, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._data, self._filter = context, context.data, board_filter
        self._due = False
        self._computing = Computing(context.background, self)
        self.note = ElidedLabel(role="secondary")
        self._computing.slow.connect(lambda: self.note.setText(_("Computing…")))
        self._data.changed.connect(self._on_changed)

    def reload(self) -> None:
        """Compute the figures beside the window."""
        self._due = False
        self._compute()

    def _compute(self) -> None:
        raise NotImplementedError

    def set_filter(self, board_filter: BoardFilter) -> None:
        """Show what another filter lets through."""
        self._filter = board_filter
        self._ask()

    def busy(self) -> bool:
        """Tell whether the figures are being computed."""
        return self._computing.busy()

    def leave(self) -> None:
        """Stop computing; what is missing is computed when the view is next shown."""
        self._due = self._due or self.busy()
        self._computing.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._due:
            self.reload()

    def _ask(self) -> None:
        """Compute anew, now or when the view is next shown."""
        self._due = not self.isVisible()
        if not self._due:
            self.reload()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*self.tables):
            self._ask()
