"""A field that shows a value, and while it has the focus the text that it was typed as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.domain.errors import SalesDeskError
from salesdesk.ui.widgets.basics import set_state
from salesdesk.ui.widgets.note import Note

_LONGEST: Final = 60
_STAYS_OPEN: Final = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class TypedField(QLineEdit):
    """Reads what is typed on Enter and when it is left: `edited` brings the value, a note says what is wrong."""

    edited = Signal(object)

    def __init__(self, read: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._value: object = None
        self._shown = self._typed = ""
        self.note = Note(self)
        self.setMaxLength(_LONGEST)
        self.textEdited.connect(lambda _text: self._complain(""))

    def value(self) -> Any:
        """Return the value that is shown, whatever is being typed."""
        return self._value

    def show_value(self, value: object, shown: str, typed: str) -> None:
        """Show a value; what is being typed stays."""
        self._value, self._shown, self._typed = value, shown, typed
        if not self.isModified():
            self._show()

    def finish(self) -> bool:
        """Take what was typed; tell whether it could be read."""
        if not self.isModified():
            return True
        try:
            value = self._read(self.text())
        except SalesDeskError as error:
            self._complain(error.message)
            return False
        self.setModified(False)
        if value == self._value:
            self._show()
        else:
            self.edited.emit(value)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.isModified() and not self.isReadOnly():
            self._show()
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYS_OPEN and self.finish():
            self.setText(self._shown)
            self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.finish():
                self._show()
                self.selectAll()
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self._complain("")
            self.setModified(False)
            self._show()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        typing = self.hasFocus() and not self.isReadOnly()
        self.setText(self._typed if typing else self._shown)
        if not typing:
            self.setCursorPosition(0)

    def _complain(self, message: str) -> None:
        set_state(self, "invalid", value=bool(message))
        if message:
            self.note.show_at(self, message)
        else:
            self.note.hide()
