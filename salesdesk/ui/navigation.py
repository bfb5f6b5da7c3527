"""The pages at the left of the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui import icons
from salesdesk.ui.widgets.basics import button, label, margins, set_state

WIDTH: Final = 220
"""So that the longest title of both languages has room beside a badge of two digits."""
COLLAPSED_WIDTH: Final = 56


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the window; its `keys` belong to it for good. What is kept apart stands at the foot."""

    name: str
    keys: str
    title: str
    icon: str
    apart: bool = False


ENTRIES: Final = (
    Entry("board", "Ctrl+2", N_("Pipeline board"), "square-kanban"),
    Entry("customers", "Ctrl+3", N_("Customers"), "building-2"),
    Entry("quotes", "Ctrl+5", N_("Quotes"), "file-text"),
    Entry("contracts", "Ctrl+6", N_("Contracts, payments"), "square-check-big"),
    Entry("service", "Ctrl+Shift+S", N_("Delivery and service"), "wrench"),
    Entry("products", "Ctrl+7", N_("Products and prices"), "package"),
    Entry("bin", "", N_("Recycle bin"), "trash-2", apart=True),
    Entry("settings", "Ctrl+,", N_("Settings"), "settings", apart=True),
)


class Navigation(QFrame):
    """A list of pages, one of them open; only icons where the window is narrow."""

    page_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, entries: Sequence[Entry] = ENTRIES) -> None:
        super().__init__(parent)
        self.setProperty("role", "navigation")
        self.setAccessibleName(_("Pages"))
        self._entries = entries
        self._badges: dict[str, QLabel] = {}
        self._buttons = {entry.name: self._button(entry) for entry in entries}
        self._collapsed = False
        layout = QVBoxLayout(self)
        margins(layout, 8, 12, 8, 12, gap=2)
        for apart in (False, True):
            for entry in entries:
                if entry.apart is apart:
                    layout.addWidget(self._buttons[entry.name])
            if not apart:
                layout.addStretch()
        self.set_collapsed(collapsed=False)

    def select(self, name: str) -> None:
        """Mark a page as the open one."""
        self._buttons[name].setChecked(True)

    def set_badge(self, name: str, count: int, hint: str = "", *, late: bool = False) -> None:
        """Show beside a page's title how many things there wait for the user, in red where some are late."""
        badge, title = self._badges[name], next(_(one.title) for one in self._entries if one.name == name)
        badge.setText(str(count) if count else "")
        badge.setVisible(bool(count) and not self._collapsed)
        self._buttons[name].setAccessibleName(f"{title}, {hint}" if count and hint else title)
        badge.setToolTip(hint)
        set_state(badge, "tone", "bad" if late else "warn")

    def badge(self, name: str) -> str:
        """Return what is shown beside a page's title."""
        return self._badges[name].text()

    def set_collapsed(self, *, collapsed: bool) -> None:
        """Show only icons, or icons and titles."""
        self._collapsed = collapsed
        self.setFixedWidth(COLLAPSED_WIDTH if collapsed else WIDTH)
        for entry in self._entries:
            shown = self._buttons[entry.name]
            shown.setText("" if collapsed else f"  {_(entry.title)}")
            set_state(shown, "collapsed", collapsed)
            badge = self._badges[entry.name]
            badge.setVisible(bool(badge.text()) and not collapsed)

    def _button(self, entry: Entry) -> QPushButton:
        result = button("", "page")
        result.setIcon(icons.icon(entry.icon, on="accent"))
        result.setIconSize(QSize(18, 18))
        result.setCheckable(True)
        result.setAutoExclusive(True)
        result.setAccessibleName(_(entry.title))
        result.setToolTip(f"{_(entry.title)}  ({entry.keys})" if entry.keys else _(entry.title))
        result.clicked.connect(lambda: self.page_requested.emit(entry.name))
        badge = label(role="chip")
        badge.setProperty("tone", "warn")
        badge.hide()
        inside = QHBoxLayout(result)
        margins(inside, 0, 0, 4, 0)
        inside.addStretch()
        inside.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._badges[entry.name] = badge
        if entry.keys:
            QShortcut(QKeySequence(entry.keys), self).activated.connect(result.click)
        return result
