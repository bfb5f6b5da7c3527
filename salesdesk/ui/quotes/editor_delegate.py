"""Draws the cells of a quote's lines, and edits them in place."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.quote import QuoteLine
from salesdesk.i18n import _
from salesdesk.ui.quotes.editor_cells import SPANNING
from salesdesk.ui.quotes.editor_columns import COLUMNS, Col, read, title
from salesdesk.ui.quotes.editor_model import LinesModel, alignment
from salesdesk.ui.quotes.editor_painter import LinePainter
from salesdesk.ui.widgets.basics import set_state
from salesdesk.ui.widgets.note import Note
from salesdesk.ui.widgets.record_list_painter import ROW_HEIGHT

Index = QModelIndex | QPersistentModelIndex
_LONGEST: Final = 4000
_MOVES: Final = {
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Tab: "next",
    Qt.Key.Key_Backtab: "previous",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}
_STAYS_OPEN: Final = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class CellEditor(QLineEdit):
    """A line of text over a cell; it knows whether an input method composes in it."""

    def __init__(self, index: Index, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = QPersistentModelIndex(index)
        self.composing = False
        self.setMaxLength(_LONGEST)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)


class LineDelegate(QStyledItemDelegate):
    """Keeps an editor open, with the problem beside it, while what stands in it can't be read; Esc restores.

    `moved` tells which way an editor was left by a key: enter, next, previous, up or down.
    """

    moved = Signal(str)

    def __init__(self, model: LinesModel, parent: QTableView) -> None:
        super().__init__(parent)
        self._lines = model
        self._table = parent
        self._painter = LinePainter(model)
        self.note = Note(parent)
        self.editor: CellEditor | None = None

    # --- editing ------------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option
        self.editor = CellEditor(index, parent)
        column = COLUMNS[index.column()]
        if column.hint:
            self.editor.setToolTip(_(column.hint))
        self.editor.setAccessibleName(title(index.column(), self._lines.draft))
        self.editor.setAlignment(alignment(index.column()))
        self.editor.textEdited.connect(self._on_edited)
        return self.editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        area = self._room(index.row(), option.rect) if index.column() == Col.NAME else option.rect
        editor.setGeometry(area.adjusted(0, 0, 0, -1))

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self.editor:
            self.editor = None
            self.note.hide()
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, CellEditor):
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._take_key(watched, event)
            if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
                if event.reason() not in _STAYS_OPEN and watched is self.editor:
                    self.finish()
                return False
        return super().eventFilter(watched, event)

    def finish(self) -> bool:
        """Take over what stands in an open editor and close it; where it can't be read it stays, and False returns."""
        editor = self.editor
        if editor is None:
            return True
        _line, problem = self.typed()
        if problem:
            set_state(editor, "invalid", value=True)
            self.note.show_at(editor, problem)
            return False
        self.editor = None
        self.note.hide()
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        return True

    def typed(self) -> tuple[QuoteLine | None, str]:
        """Return the line as an open editor makes it, or what is wrong with what stands there."""
        editor = self.editor
        if editor is None or not editor.place.isValid():
            return None, ""
        if not editor.isModified():
            return None, ""
        draft, place = self._lines.draft, editor.place
        try:
            return read(place.column(), draft.lines[place.row()], editor.text(), draft.currency), ""
        except SalesDeskError as error:
            return None, error.message

    def _take_key(self, editor: CellEditor, event: QKeyEvent) -> bool:
        if editor.composing:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.editor = None
            self.note.hide()
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
            return True
        way = _MOVES.get(Qt.Key(event.key()))
        if way is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        if self.finish():
            self.moved.emit("up" if way == "enter" and _shifted(event) else way)
        return True

    def _on_edited(self) -> None:
        self.note.hide()
        if self.editor is not None:
            set_state(self.editor, "invalid", value=False)

    # --- drawing ------------------------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        state: Any = option.state
        row, column = index.row(), index.column()
        if row >= len(self._lines.lines):
            return
        painter.save()
        self._painter.paint(
            painter,
            area,
            row,
            column,
            selected=bool(state & QStyle.StateFlag.State_Selected),
            current=bool(state & QStyle.StateFlag.State_HasFocus),
            room=self._room(row, area),
        )
        painter.restore()

    def _room(self, row: int, area: QRect) -> QRect:
        """Return what the text of a section or a note takes up in its row: up to its amount, or to the end."""
        kind = self._lines.lines[row].kind
        if kind not in SPANNING:
            return area
        left = self._table.columnViewportPosition(Col.NAME)
        right = self._table.columnViewportPosition(Col.AMOUNT)
        if kind == "note":
            right = self._table.horizontalHeader().length() - self._table.horizontalHeader().offset()
        return QRect(left, area.y(), right - left, area.height())


def _shifted(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
