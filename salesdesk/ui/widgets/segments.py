"""A few choices side by side, one of them taken."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from salesdesk.ui.widgets.basics import button, margins


class Segments(QFrame):
    """Says by `chosen` which one is wanted, by its code; the first is taken at the beginning."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "segments")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        layout = QHBoxLayout(self)
        margins(layout, 1, 1, 1, 1)
        for code, title in choices.items():
            part = button(title, "segment")
            part.setCheckable(True)
            part.setChecked(not self.buttons)
            part.clicked.connect(partial(self.chosen.emit, code))
            self._group.addButton(part)
            self.buttons[code] = part
            layout.addWidget(part)

    def current(self) -> str:
        """Return the code of the choice that is taken."""
        return next(code for code, part in self.buttons.items() if part.isChecked())

    def choose(self, code: str) -> None:
        """Take a choice."""
        self.buttons[code].setChecked(True)
        self.chosen.emit(code)

    def mark(self, code: str | None) -> None:
        """Show which choice is taken, or that none is, without saying so."""
        self._group.setExclusive(False)
        for name, part in self.buttons.items():
            part.setChecked(name == code)
        self._group.setExclusive(True)
