"""The field that a cell is edited in: over the cell, one line, or several for longer texts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from salesdesk.ui.widgets.basics import label, margins, set_state

_NARROWEST: Final = 140
_TEXT_SIZE: Final = (380, 130)
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CellEditor(QWidget):
    """Takes what is typed. Enter and leaving it hand the text over, Esc doesn't.

    `committed` has the text and where the keyboard goes on: 1 and -1 are the cells beside, 0 is back to this one,
    None is wherever the user went. Whoever hears it calls `complain` or closes the editor.
    """

    committed = Signal(str, object)
    cancelled = Signal()

    def __init__(
        self, text: str, *, several: bool, longest: int, name: str, hint: str, view: QWidget
    ) -> None:
        super().__init__(view)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.before = text
        self._closing = False
        self.field: QLineEdit | QPlainTextEdit
        if several:
            self.field = QPlainTextEdit(text)
        else:
            self.field = QLineEdit(text)
            self.field.setMaxLength(longest)
            self.field.selectAll()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(name)
        self.field.installEventFilter(self)
        self._problem = label(role="error", wrap=True)
        self._problem.hide()
        layout = QVBoxLayout(self)
        margins(layout)
        layout.addWidget(self.field)
        layout.addWidget(self._problem)
        self.setProperty("role", "cell")
        self.setFocusProxy(self.field)

    def open_over(self, cell: QRect) -> None:
        """Show the editor over a cell, within the list."""
        ground = self.parentWidget()
        room = ground.rect() if ground is not None else cell
        several = isinstance(self.field, QPlainTextEdit)
        width = max(cell.width(), _TEXT_SIZE[0] if several else _NARROWEST)
        height = _TEXT_SIZE[1] if several else cell.height()
        left = max(0, min(cell.left(), room.right() + 1 - width))
        top = max(0, min(cell.top(), room.bottom() + 1 - height))
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()
        self.field.setFocus()

    def text(self) -> str:
        """Return what is typed."""
        return self.field.text() if isinstance(self.field, QLineEdit) else self.field.toPlainText()

    def complain(self, message: str) -> None:
        """Say what is wrong with the text; the editor stays."""
        self._closing = False
        set_state(self.field, "invalid", value=True)
        self._problem.setText(message)
        self._problem.show()
        ground = self.parentWidget()
        height = self.field.sizeHint().height() + self._problem.heightForWidth(self.width()) + 8
        self.resize(self.width(), max(self.height(), height))
        if ground is not None and self.geometry().bottom() > ground.height():
            self.move(self.x(), max(0, ground.height() - self.height()))
        self.field.setFocus()

    def problem(self) -> str:
        """Return the complaint that is shown."""
        return "" if self._problem.isHidden() else self._problem.text()

    def commit(self, goes: int | None) -> None:
        """Hand the text over, once."""
        if not self._closing:
            self._closing = True
            self.committed.emit(self.text(), goes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        if watched is self.field and isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            menus = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
            if event.reason() not in menus:
                self.commit(None)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key, several = event.key(), isinstance(self.field, QPlainTextEdit)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            self._closing = True
            self.cancelled.emit()
        elif key in _ENTER and (control or not several):
            self.commit(0)
        elif key == Qt.Key.Key_Tab and not control:
            self.commit(1)
        elif key == Qt.Key.Key_Backtab:
            self.commit(-1)
        else:
            return False
        return True
