"""The switch between the board and its other views."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from salesdesk.i18n import _
from salesdesk.ui.pipeline.views.state import VIEWS, View
from salesdesk.ui.widgets.basics import button, margins

KEYS: Final = "Ctrl+Shift+{number}"


class ViewSwitch(QFrame):
    """Shows which view is shown, and asks for another one, also by Ctrl+Shift+1 and so on."""

    chosen = Signal(str)

    def __init__(self, view: View = "board", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "segments")
        self.setAccessibleName(_("View"))
        self._group = QButtonGroup(self)
        self.buttons: dict[View, QPushButton] = {}
        layout = QHBoxLayout(self)
        margins(layout, 1, 1, 1, 1)
        for number, (code, name) in enumerate(VIEWS.items(), start=1):
            part = button(_(name), "segment")
            part.setCheckable(True)
            part.setChecked(code == view)
            keys = KEYS.format(number=number)
            part.setToolTip(keys)
            part.clicked.connect(partial(self.chosen.emit, code))
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.chosen.emit, code))
            self._group.addButton(part)
            self.buttons[code] = part
            layout.addWidget(part)

    def show_view(self, view: View) -> None:
        """Show a view as chosen."""
        self.buttons[view].setChecked(True)
