"""Tabs at the head of pages that stand beside each other under one entry of the navigation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui import theme
from salesdesk.ui.widgets.basics import margins

PRICES: Final = {
    "products": N_("Products"),
    "price-books": N_("Price books"),
    "demand": N_("Production demand"),
}
QUOTES: Final = {"quotes": N_("Quotes"), "approvals": N_("Approvals")}
CONTRACTS: Final = {"contracts": N_("Contracts"), "receivables": N_("Receivables")}
SEALS: Final = {"seals": N_("Seals"), "seal-log": N_("Log of use")}


class PageSwitch(QWidget):
    """Says by `chosen` which of the pages is wanted."""

    chosen = Signal(str)

    def __init__(self, pages: Mapping[str, str], here: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {name: _Tab(_(title)) for name, title in pages.items()}
        row = QHBoxLayout(self)
        margins(row, gap=10)
        for name, shown in self.buttons.items():
            shown.setCheckable(True)
            shown.setChecked(name == here)
            shown.clicked.connect(lambda _checked=False, name=name: self._on_clicked(name, here))
            row.addWidget(shown)

    def _on_clicked(self, name: str, here: str) -> None:
        self.buttons[here].setChecked(True)
        self.buttons[name].setChecked(name == here)
        if name != here:
            self.chosen.emit(name)


class _Tab(QPushButton):
    """A tab with room for its text in bold."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.setProperty("role", "tab")

    def sizeHint(self) -> QSize:
        strong = QFontMetrics(theme.font(bold=True))
        return QSize(strong.horizontalAdvance(self.text()) + 12, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
