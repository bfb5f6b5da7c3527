"""The pages at the left of the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui import icons
from salesdesk.ui.widgets.basics import button, margins, set_state

WIDTH: Final = 196
COLLAPSED_WIDTH: Final = 56


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the window; `number` belongs to it for good: Ctrl+`number` opens it."""

    name: str
    number: int
    title: str
    icon: str


PAGES: Final = (Page("board", 2, N_("Pipeline board"), "square-kanban"),)


class Navigation(QFrame):
    """A list of pages, one of them open; only icons where the window is narrow."""

    page_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, pages: Sequence[Page] = PAGES) -> None:
        super().__init__(parent)
        self.setProperty("role", "navigation")
        self.setAccessibleName(_("Pages"))
        self._pages = pages
        self._buttons = {page.name: self._button(page) for page in pages}
        layout = QVBoxLayout(self)
        margins(layout, 8, 12, 8, 12, gap=2)
        for entry in self._buttons.values():
            layout.addWidget(entry)
        layout.addStretch()
        self.set_collapsed(collapsed=False)

    def select(self, name: str) -> None:
        """Mark a page as the open one."""
        self._buttons[name].setChecked(True)

    def set_collapsed(self, *, collapsed: bool) -> None:
        """Show only icons, or icons and titles."""
        self.setFixedWidth(COLLAPSED_WIDTH if collapsed else WIDTH)
        for page in self._pages:
            entry = self._buttons[page.name]
            entry.setText("" if collapsed else f"  {_(page.title)}")
            set_state(entry, "collapsed", collapsed)

    def _button(self, page: Page) -> QPushButton:
        result = button("", "page")
        result.setIcon(icons.icon(page.icon, on="accent"))
        result.setIconSize(QSize(18, 18))
        result.setCheckable(True)
        result.setAutoExclusive(True)
        keys = QShortcut(QKeySequence(f"Ctrl+{page.number}"), self)
        keys.activated.connect(result.click)
        result.setAccessibleName(_(page.title))
        result.setToolTip(f"{_(page.title)}  (Ctrl+{page.number})")
        result.clicked.connect(lambda: self.page_requested.emit(page.name))
        return result
