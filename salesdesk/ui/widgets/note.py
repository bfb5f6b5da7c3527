"""A small note beside a field: what is wrong with what was typed there."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from salesdesk.ui.page import Page
from salesdesk.ui.widgets.basics import label, margins

_WIDEST = 360


class Note(QFrame):
    """Floats under a field, above everything else in the window; it never takes the focus."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self.setProperty("role", "drawer")
        self._text = label(role="error", wrap=True)
        self._text.setMaximumWidth(_WIDEST)
        layout = QHBoxLayout(self)
        margins(layout, 10, 6, 10, 6)
        layout.addWidget(self._text)
        self.hide()

    def show_at(self, field: QWidget, message: str) -> None:
        """Show a message under a field, or over it where there is no room below."""
        ground = ground_of(self._owner)
        self.setParent(ground)
        self._text.setText(message)
        self._text.setFixedWidth(min(_WIDEST, self._text.fontMetrics().horizontalAdvance(message[:200]) + 8))
        self.adjustSize()
        place_under(self, field, ground)
        self.show()
        self.raise_()

    def text(self) -> str:
        """Return the message that is shown."""
        return "" if self.isHidden() else self._text.text()


def ground_of(widget: QWidget) -> QWidget:
    """Return the page that a widget stands on, over which something may float."""
    ground = widget
    while (parent := ground.parentWidget()) is not None:
        ground = parent
        if isinstance(ground, Page):
            break
    return ground


def place_under(floating: QWidget, field: QWidget, ground: QWidget) -> None:
    """Put what floats under a field, within its ground, or over the field where there is no room below."""
    below = field.mapTo(ground, QPoint(0, field.height() + 2))
    if below.y() + floating.height() > ground.height():
        below.setY(max(0, field.mapTo(ground, QPoint(0, -2)).y() - floating.height()))
    below.setX(max(0, min(below.x(), ground.width() - floating.width() - 8)))
    floating.move(below)
