"""A list in which single cells are gone to and edited in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QWidget

from salesdesk.ui import theme
from salesdesk.ui.widgets.record_list_header import ListHeader
from salesdesk.ui.widgets.record_list_model import RecordModel
from salesdesk.ui.widgets.record_list_view import Index, RecordView

_SIDEWAYS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_NO_KEYS: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class CellView(RecordView):
    """Marks the cell that the keyboard is on. Left and right go from cell to cell, F2 asks to edit it.

    `edit_requested` names row and column; `peek_requested` a row to be looked at beside the list.
    """

    edit_requested = Signal(int, str)
    peek_requested = Signal(int)

    def __init__(self, model: RecordModel, header: ListHeader, parent: QWidget | None = None) -> None:
        super().__init__(model, header, parent)
        self.editable: Callable[[int, str], bool] = lambda _row, _key: False

    def key_of(self, section: int) -> str:
        """Return the key of a column."""
        return self._rows.columns[section].key

    def sections(self) -> list[int]:
        """Return the columns that are shown, from the left."""
        header = self._header
        order = (header.logicalIndex(place) for place in range(header.count()))
        return [section for section in order if not header.isSectionHidden(section)]

    def cell_rect(self, row: int, key: str) -> QRect:
        """Return where a cell lies in the viewport."""
        section = next(place for place, column in enumerate(self._rows.columns) if column.key == key)
        return self.visualRect(self._rows.index(row, section))

    def go_to(self, row: int, key: str) -> None:
        """Put the keyboard on a cell."""
        section = next(place for place, column in enumerate(self._rows.columns) if column.key == key)
        self.select_rows([(row, row)], row)
        self._set_current(row, section)

    def beside(self, key: str, step: int) -> str | None:
        """Return the next editable column to one side of a column in the current row, or None."""
        shown, row = self.sections(), self.currentIndex().row()
        keys = [self.key_of(section) for section in shown]
        place = keys.index(key) if key in keys else -1
        found = keys[place + 1 :] if step > 0 else keys[:place][::-1] if place > 0 else []
        return next((one for one in found if self.editable(row, one)), None)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        super().scrollTo(index, hint)
        if not index.isValid() or self._header.isSectionHidden(index.column()):
            return
        rect, bar, width = self.visualRect(index), self.horizontalScrollBar(), self.viewport().width()
        if rect.left() < 0 or rect.width() > width:
            bar.setValue(bar.value() + rect.left())
        elif rect.right() >= width:
            bar.setValue(bar.value() + rect.right() + 1 - width)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        current = self.currentIndex()
        if self.hasFocus() and current.isValid() and not self._header.isSectionHidden(current.column()):
            painter = QPainter(self.viewport())
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(self.visualRect(current).adjusted(1, 1, -1, -2))
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current, plain = self.currentIndex(), event.modifiers() in _NO_KEYS
        if not current.isValid():
            super().keyPressEvent(event)
        elif plain and event.key() in _SIDEWAYS:
            self._sideways(_SIDEWAYS[Qt.Key(event.key())])
        elif plain and event.key() == Qt.Key.Key_F2:
            self.request_edit(current.row(), self.key_of(current.column()))
        elif plain and event.key() == Qt.Key.Key_Space:
            self.peek_requested.emit(current.row())
        else:
            super().keyPressEvent(event)

    def request_edit(self, row: int, key: str) -> None:
        """Ask to edit a cell, or the first one to its right that can be edited."""
        found = key if self.editable(row, key) else self.beside(key, 1)
        if found is not None:
            self.edit_requested.emit(row, found)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        key = self.key_of(index.column()) if index.isValid() else ""
        if key and event.button() == Qt.MouseButton.LeftButton and self.editable(index.row(), key):
            self.edit_requested.emit(index.row(), key)
        else:
            super().mouseDoubleClickEvent(event)

    def _sideways(self, step: int) -> None:
        current, shown = self.currentIndex(), self.sections()
        place = shown.index(current.column()) if current.column() in shown else 0
        self._set_current(current.row(), shown[max(0, min(place + step, len(shown) - 1))])

    def _set_current(self, row: int, section: int) -> None:
        index = self._rows.index(row, section)
        flags = self.selectionModel().SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)
        self.viewport().update()

    def menu_place(self, row: int, key: str) -> QPoint:
        """Return the place on the screen below a cell, for a menu of choices."""
        return self.viewport().mapToGlobal(self.cell_rect(row, key).bottomLeft())
