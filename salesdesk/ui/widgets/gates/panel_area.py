"""The panel of a gate in a frame that scrolls once it would be too tall."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea

from salesdesk.ui.widgets.gates.panel import GatePanel

TALLEST: Final = 250


class PanelArea(QScrollArea):
    """Is as tall as its panel needs, but not taller than it may be; where it `follows`, at every width anew."""

    def __init__(self, panel: GatePanel, *, follows: bool = True) -> None:
        super().__init__()
        self._follows = follows
        self._panel = panel
        self._tallest = TALLEST
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(panel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._follows and event.size().width() != event.oldSize().width():
            self.fit(event.size().width(), self._tallest)

    def fit(self, width: int = 0, tallest: int = TALLEST) -> int:
        """Take the height that the panel needs at a width (0: its own), and return it."""
        self._tallest = tallest
        self._panel.settle()
        need = self._panel.heightForWidth(width or self._panel.width())
        height = min(max(need, self._panel.minimumSizeHint().height()), tallest)
        self.setFixedHeight(height)
        return height
