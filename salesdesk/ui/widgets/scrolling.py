"""A column that scrolls where there is too little room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Scrolling(QScrollArea):
    """Scrolls what it holds, which is as wide as there is room; without frame, and no stop for the keyboard.

    What it holds is taken in when it is first measured or shown. Qt measures it then, for which the style sheet dresses
    everything in it; before the area has its place, all of it would be dressed anew at each step up into the window.
    """

    def __init__(self, content: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting: QWidget | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if content is not None:
            self.setWidget(content)

    def setWidget(self, content: QWidget) -> None:
        """Hold something else."""
        if self.isVisible() or super().widget() is not None:
            super().setWidget(content)
        else:
            content.setParent(self.viewport())
            self._waiting = content

    def widget(self) -> QWidget | None:
        """Return what it holds."""
        self._take_in()
        return super().widget()

    def takeWidget(self) -> QWidget:
        """Return what it holds, and hold nothing."""
        self._take_in()
        return super().takeWidget()

    def sizeHint(self) -> QSize:
        self._take_in()
        return super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        self._take_in()
        return super().minimumSizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        self._take_in()
        super().showEvent(event)

    def _take_in(self) -> None:
        if self._waiting is not None:
            content, self._waiting = self._waiting, None
            super().setWidget(content)
