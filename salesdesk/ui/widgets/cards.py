"""Cards, chips and rows that the pages of one record are made of."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from salesdesk.ui import icons
from salesdesk.ui.widgets.basics import ElidedLabel, label, margins, plain, set_state
from salesdesk.ui.widgets.scrolling import Scrolling
from salesdesk.ui.widgets.text_lines import cut

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_MOST_IN_LABEL: Final = 60
_MOST_IN_CHIP: Final = 24


def in_label(text: str) -> str:
    """Return a name as the label of a write holds it."""
    return cut(text, _MOST_IN_LABEL)


def chip(text: str = "", tone: str = "") -> QLabel:
    """Return a word in a rounded field."""
    result = label(role="chip")
    result.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    result.setText(cut(text, _MOST_IN_CHIP))
    result.setProperty("tone", tone)
    return result


def show_chip(shown: QLabel, text: str, tone: str = "") -> None:
    """Show another word in a chip; without one it is hidden."""
    shown.setText(cut(text, _MOST_IN_CHIP))
    shown.setHidden(not text)
    set_state(shown, "tone", tone)


class Card(QFrame):
    """A titled card; what it shows is added to `body`, what it offers to `head`.

    One that is not `framed` stands among others on one ground.
    """

    def __init__(self, title: str, parent: QWidget | None = None, *, framed: bool = True) -> None:
        super().__init__(parent)
        self.setProperty("role", "card" if framed else "")
        self.setAccessibleName(title)
        self.title = label(title, "strong")
        self.head = QHBoxLayout()
        margins(self.head, gap=4)
        self.head.addWidget(self.title)
        self.head.addStretch()
        self.body = QVBoxLayout()
        margins(self.body, gap=6)
        layout = QVBoxLayout(self)
        margins(layout, *((14, 10, 12, 12) if framed else (0, 0, 0, 0)), gap=8)
        layout.addLayout(self.head)
        layout.addLayout(self.body)


class Item(QFrame):
    """A framed row that is opened by a click, Enter or the space bar; Del asks to delete it."""

    opened = Signal()
    delete_requested = Signal()
    menu_requested = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "item")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(cut(name))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_requested.emit(self.mapToGlobal(at)))
        self.body = QVBoxLayout(self)
        margins(self.body, 10, 7, 10, 7, gap=3)

    def add_line(self, *parts: QWidget) -> None:
        """Add widgets side by side; the first one takes the room."""
        line = QHBoxLayout()
        margins(line, gap=6)
        for number, part in enumerate(parts):
            line.addWidget(part, 0 if number else 1)
        self.body.addLayout(line)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit()
        else:
            super().keyPressEvent(event)


def column(*cards: QWidget) -> tuple[Scrolling, QVBoxLayout]:
    """Return cards one under another, in a column that scrolls where the window is low."""
    inner = QWidget()
    layout = QVBoxLayout(inner)
    margins(layout, gap=12)
    for card in cards:
        layout.addWidget(card)
    layout.addStretch()
    return Scrolling(inner), layout


def elided(text: str, role: str = "") -> ElidedLabel:
    """Return data in one line, cut where there is no room."""
    return ElidedLabel(cut(text), role)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (taken := layout.takeAt(0)) is not None:
        if (widget := taken.widget()) is not None:
            # Without a parent, nobody finds it again until it is gone.
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := taken.layout()) is not None:
            empty(inner)


def menu_of(parent: QWidget, entries: Iterable[tuple[str, str, Callable[[], object]]]) -> QMenu:
    """Return a menu of entries: icon, text, and what is done."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for icon, text, run in entries:
        action = menu.addAction(icons.icon(icon), plain(text))
        action.triggered.connect(lambda _checked=False, run=run: run())
    return menu


def copy(text: str) -> None:
    """Put a text into the clipboard."""
    QGuiApplication.clipboard().setText(text)


def key_of(record: uuid.UUID) -> str:
    """Return the name by which a row of a record is found again."""
    return f"record-{record}"
