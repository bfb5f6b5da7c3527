"""A chip that narrows a list to one value of a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from salesdesk.i18n import _
from salesdesk.services.lists import Choice
from salesdesk.ui.widgets.basics import plain, set_state
from salesdesk.ui.widgets.record_list_columns import cell

_LONGEST = 24


class FilterChip(QToolButton):
    """Says by which value its list is narrowed; its menu offers the values."""

    chosen = Signal(object)

    def __init__(self, caption: str, value: Any = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self._choices: Sequence[Choice] = ()
        self.value = value
        self.setProperty("role", "chip")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self._name()

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer these values."""
        self._choices = choices
        self._name()

    def set_value(self, value: Any) -> None:
        """Show a value as chosen; None is all."""
        self.value = value
        self._name()

    def _name(self) -> None:
        unknown = _("all") if self.value is None else "…"
        shown = next((cell(name) for value, name in self._choices if value == self.value), unknown)
        short = shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
        text = _("{caption}: {value}")
        self.setText(plain(text.format(caption=self._caption, value=short)) + " ▾")
        self.setAccessibleName(text.format(caption=self._caption, value=shown))
        set_state(self, "active", self.value is not None)

    def _fill(self) -> None:
        """Fill the menu just before it is shown."""
        menu = self.menu()
        menu.clear()
        group = QActionGroup(menu)
        for value, name in ((None, _("All")), *self._choices):
            action = menu.addAction(plain(cell(name)))
            action.setCheckable(True)
            action.setChecked(value == self.value)
            group.addAction(action)
            action.triggered.connect(lambda _checked, new=value: self._choose(new))

    def _choose(self, value: Any) -> None:
        if value != self.value:
            self.set_value(value)
            self.chosen.emit(value)
