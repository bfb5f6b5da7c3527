"""A choice in a list that folds out, in the look of the fields beside it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from salesdesk.ui import theme

_HEIGHT: Final = 30
_ARROW: Final = 13
"""From the right edge to the middle of the arrow."""


class ChoiceBox(QComboBox):
    """Chooses one of several names; every choice of the window is one, so that all look and behave the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arrow too: the style sheet has none."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("secondary" if self.isEnabled() else "strong_line"), 1.5))
        x, y = self.width() - _ARROW, self.height() // 2 - 2
        painter.drawPolyline([QPointF(x - 4, y), QPointF(x, y + 4), QPointF(x + 4, y)])
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls: turning over a field on the way is no choice."""
        event.ignore()
