"""The badges in the navigation: how many quotes and tickets wait for who works here, and what isn't paid in time."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer

from salesdesk.domain.changes import Changes
from salesdesk.i18n import _, ngettext
from salesdesk.ui.data import Data
from salesdesk.ui.main_window import MainWindow

_TABLES: Final = (
    *("person", "quote", "quote_version", "approval_request", "approval_step"),
    "service_ticket",
    *("contract", "instalment", "receipt_allocation"),
)
_DELAY_MS: Final = 400
"""The first page is there before anything is counted."""


class WaitingBadge(QObject):
    """Keeps the badges of a window true to the workspace that it shows."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._data: Data | None = None
        self._count, self._tickets, self._late, self._overdue = 0, 0, 0, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.count)
        window.built.connect(self._show)

    def watch(self, data: Data | None) -> None:
        """Count in another workspace from now on, or in none."""
        self._timer.stop()
        self._data = data
        self._count, self._tickets, self._late, self._overdue = 0, 0, 0, 0
        if data is not None:
            data.changed.connect(self._on_changed)
            self._timer.start()
        self._show()

    def count_soon(self) -> None:
        """Count anew in a moment."""
        if self._data is not None:
            self._timer.start()

    def count(self) -> None:
        """Count and show."""
        from salesdesk.services import receivable_list, ticket_list  # noqa: PLC0415 - behind the first page
        from salesdesk.services.approval_reading import waiting_for  # noqa: PLC0415 - as above

        if self._data is not None:
            self._count = self._data.read(waiting_for, self._data.person)
            self._tickets, self._late = self._data.read(ticket_list.waiting, self._data.person)
            self._overdue = self._data.read(receivable_list.overdue_count)
            self._show()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self.count_soon()

    def _show(self) -> None:
        hint = ngettext("{count} quote waits for you", "{count} quotes wait for you", self._count)
        self._window.navigation.set_badge("quotes", self._count, hint.format(count=self._count))
        hint = ngettext("{count} ticket waits for you", "{count} tickets wait for you", self._tickets)
        told = hint.format(count=self._tickets)
        if self._late:
            told += _(", {count} overdue").format(count=self._late)
        self._window.navigation.set_badge("service", self._tickets, told, late=bool(self._late))
        hint = ngettext("{count} payment is overdue", "{count} payments are overdue", self._overdue)
        told = hint.format(count=self._overdue)
        self._window.navigation.set_badge("contracts", self._overdue, told, late=True)
