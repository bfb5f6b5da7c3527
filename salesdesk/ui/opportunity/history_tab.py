"""Everything that was written of an opportunity, with who did it and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.opportunity.reading import Content
from salesdesk.ui.widgets.basics import margins
from salesdesk.ui.widgets.entry_list import Entry, EntryList
from salesdesk.ui.widgets.timeline import day_words


class HistoryTab(QWidget):
    """Lists it, the newest first: what became what, what was waived and why, why the close was put off."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.list = EntryList(_("History"))
        layout = QVBoxLayout(self)
        margins(layout, 1, 4, 1, 6)
        layout.addWidget(self.list)

    def show_content(self, content: Content) -> None:
        """Show the history."""
        today = self._today()
        self.list.show_entries(
            [
                Entry(
                    title=entry.text,
                    text=" · ".join(
                        part
                        for part in (*entry.details, f"{entry.at.astimezone():%H:%M}", entry.person)
                        if part
                    ),
                    day=day_words(entry.at.astimezone().date(), today),
                    icon="clock",
                )
                for entry in content.history
            ]
        )
