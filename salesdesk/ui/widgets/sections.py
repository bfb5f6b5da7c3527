"""The sections of the drawer: a heading with a count and a button, and a list as long as its entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.i18n import _, number
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.entry_list import Entry, EntryList

_SIDE: Final = 18
_LIST_SIDE: Final = 4


class FittedList(EntryList):
    """A list without a scroll bar: it is as high as its entries, what it stands in scrolls."""

    def __init__(self, name: str, *, days: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(name, days=days, parent=parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show entries, all of them at once."""
        super().show_entries(entries)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 0)

    def _fit(self) -> None:
        self.doItemsLayout()
        self.setFixedHeight(sum(self.sizeHintForRow(row) for row in range(self.entries.rowCount())))


class Section(QWidget):
    """A heading, what to say where there is nothing, and a part that comes below."""

    action_requested = Signal()
    more_requested = Signal()

    def __init__(self, title: str, nothing: str, part: QWidget | None = None, *, action: str = "") -> None:
        super().__init__()
        self.title = label(title, "strong")
        self._count = label(role="secondary")
        self.action = button(action, "link")
        self.action.setVisible(bool(action))
        self.action.clicked.connect(self.action_requested)
        self._nothing = label(nothing, "secondary", wrap=True)
        self._nothing.setContentsMargins(_SIDE, 0, _SIDE, 0)
        self.more = button(_("Show more"), "link")
        self.more.clicked.connect(self.more_requested)
        self.more.hide()
        head = QHBoxLayout()
        margins(head, _SIDE, 0, _SIDE - 6, 0, gap=6)
        for shown in (self.title, self._count):
            head.addWidget(shown)
        head.addStretch()
        head.addWidget(self.action)
        layout = QVBoxLayout(self)
        margins(layout, gap=4)
        layout.addLayout(head)
        layout.addWidget(self._nothing)
        if part is not None:
            layout.addWidget(part)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_count(self, count: int, *, more: bool = False) -> None:
        """Say how many there are; without any, what to say then."""
        self._count.setText(number(count, 0) if count else "")
        self._nothing.setVisible(count == 0)
        self.more.setVisible(more)


class ListSection(Section):
    """A section with a list; `opened` brings the record of an entry."""

    opened = Signal(str, object)

    def __init__(self, title: str, nothing: str, *, days: bool = True, action: str = "") -> None:
        self.list = FittedList(title, days=days)
        part = QWidget()
        inner = QHBoxLayout(part)
        margins(inner, _LIST_SIDE, 0, _LIST_SIDE, 0)
        inner.addWidget(self.list)
        super().__init__(title, nothing, part, action=action)
        self.list.opened.connect(self._on_opened)

    def show_entries(self, entries: Sequence[Entry], *, more: bool = False) -> None:
        """Show the entries."""
        self.list.show_entries(entries)
        self.list.setVisible(bool(entries))
        self.show_count(len(entries), more=more)

    def _on_opened(self, entry: Entry) -> None:
        if entry.record is not None:
            self.opened.emit(*entry.record)
