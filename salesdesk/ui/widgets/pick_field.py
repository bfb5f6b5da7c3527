"""A choice among names of which one can type a part, or any other name where a new one may stand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QWidget

from salesdesk.domain.texts import one_line
from salesdesk.ui.widgets.choice_box import ChoiceBox
from salesdesk.ui.widgets.text_lines import cut

_SHOWN = 12


class PickField(ChoiceBox):
    """A line of text with the names that fit it below; `value` is an id, a new name where that is `free`, or None."""

    changed = Signal()

    def __init__(self, hint: str, *, free: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._free = free
        self._choices: tuple[tuple[uuid.UUID, str], ...] = ()
        line, fitting, names = QLineEdit(), QCompleter(self.model(), self), QListView()
        line.setProperty("role", "within")
        line.setPlaceholderText(hint)
        line.setMaxLength(200)
        names.setProperty("role", "popup")
        fitting.setFilterMode(Qt.MatchFlag.MatchContains)
        fitting.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        fitting.setPopup(names)
        self.setEditable(True)
        self.setLineEdit(line)
        self.setCompleter(fitting)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_SHOWN)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.editTextChanged.connect(lambda _text: self.changed.emit())

    def offer(self, choices: Sequence[tuple[uuid.UUID, str]]) -> None:
        """Offer other names; what is typed stays."""
        typed = self.currentText()
        blocked = self.blockSignals(True)
        self._choices = tuple(choices)
        self.clear()
        self.addItems([cut(name, 120) for _identity, name in choices])
        self.setCurrentIndex(-1)
        self.setEditText(typed)
        self.blockSignals(blocked)

    def pick(self, value: uuid.UUID | None) -> None:
        """Choose one of the names, or none."""
        ids = [identity for identity, _name in self._choices]
        self.setCurrentIndex(ids.index(value) if value in ids else -1)

    def value(self) -> uuid.UUID | str | None:
        """Return the id of the name that stands there, or the name itself where it may be a new one."""
        typed = one_line(self.currentText())
        row = self.currentIndex()
        if 0 <= row < len(self._choices) and self.itemText(row) == self.currentText():
            return self._choices[row][0]
        for identity, name in self._choices:
            if typed and one_line(name).casefold() == typed.casefold():
                return identity
        return typed if self._free and typed else None
