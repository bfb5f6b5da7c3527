"""A list, or what to say where nothing is in it."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.entry_list import EntryList


class ListOrNothing(QStackedWidget):
    """A list, or a sentence with a button where nothing is in it."""

    def __init__(self, shown: EntryList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = shown
        self.nothing = EmptyState()
        self.addWidget(shown)
        self.addWidget(self.nothing)
        self.setFocusProxy(shown)

    def choose(self) -> None:
        """Show the list where it has entries."""
        self.setCurrentWidget(self.list if self.list.entries.rowCount() else self.nothing)
