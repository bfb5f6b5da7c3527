"""Draws the cells of an edited table, and edits them in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    QCompleter,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.ui import theme
from salesdesk.ui.widgets.basics import set_state
from salesdesk.ui.widgets.choice_box import ChoiceBox
from salesdesk.ui.widgets.edit_model import EditModel
from salesdesk.ui.widgets.note import Note
from salesdesk.ui.widgets.record_list_painter import ROW_HEIGHT, CellPainter

Index = QModelIndex | QPersistentModelIndex
Write = Callable[[Any, str, str], object]
"""Writes what was typed: the row (None begins one), the column's key, the text or code."""
_READ_OUT: Final = 200
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


class CellLine(QLineEdit):
    """A line of text over a cell; it knows whether an input method composes in it."""

    def __init__(self, index: Index, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = QPersistentModelIndex(index)
        self.row: Any = None
        self.begun = ""
        self.composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def suggest(self, texts: Sequence[str]) -> None:
        """Offer texts that contain what is typed."""
        completer = QCompleter(list(texts), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    def content(self) -> str:
        """Return what stands there."""
        return self.text()


class CellChoice(ChoiceBox):
    """A list of choices over a cell."""

    composing = False

    def __init__(self, index: Index, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = QPersistentModelIndex(index)
        self.row: Any = None
        self.begun = ""

    def content(self) -> str:
        """Return the code that is chosen."""
        return str(self.currentData() or "")

    def choose(self, code: str) -> None:
        """Choose a code, or what begins with a text that was typed."""
        found = self.findData(code)
        if found < 0:
            names = [self.itemText(row).casefold() for row in range(self.count())]
            found = next((row for row, name in enumerate(names) if name.startswith(code.casefold())), -1)
        self.setCurrentIndex(found)


Editor = CellLine | CellChoice


class EditDelegate(QStyledItemDelegate):
    """Writes what is typed when an editor is left; what is refused stays open with the problem beside it.

    `moved` tells which way an editor was left by a key: enter, next, previous, up or down.
    """

    moved = Signal(str)

    def __init__(self, model: EditModel[Any], write: Write, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = model
        self._write = write
        self._cells = CellPainter()
        self.note = Note(parent)
        self.editor: Editor | None = None
        self.problem = ""
        """What was wrong with what was refused last."""

    # --- editing ------------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option
        column = self._rows.columns[index.column()]
        if column.choices is not None:
            combo = CellChoice(index, parent)
            for code, name in column.choices():
                combo.addItem(name[:_READ_OUT], code)
            combo.activated.connect(lambda _place: self._on_chosen(combo))
            self.editor = combo
        else:
            line = CellLine(index, parent)
            line.setMaxLength(column.longest)
            line.setAlignment(self._rows.alignment(index.column()))
            line.textEdited.connect(self._on_edited)
            if column.suggested is not None:
                line.suggest(column.suggested())
            self.editor = line
        # What is changed elsewhere while one types is not overwritten.
        self.editor.row = self._rows.row(index.row())
        if column.hint:
            self.editor.setToolTip(_(column.hint))
        self.editor.setAccessibleName(_(column.title))
        return self.editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        begin = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, CellLine) and not editor.isModified():
            editor.setText(begin)
            # As the line holds it: several lines are one here, and stay as they are unless something is typed.
            editor.begun = editor.text()
        elif isinstance(editor, CellChoice) and editor.content() == editor.begun:
            editor.begun = begin
            editor.choose(begin)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Do nothing: what was typed has been written already."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        del index
        area: QRect = option.rect
        editor.setGeometry(area.adjusted(0, 0, 0, -1))

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self.editor:
            self.editor = None
            self.note.hide()
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, CellLine | CellChoice):
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._take_key(watched, event)
            if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
                if event.reason() not in _STAYS_OPEN and watched is self.editor:
                    self.finish()
                return False
        return super().eventFilter(watched, event)

    def unwritten(self) -> tuple[int, int, str] | None:
        """Return row, column and text of an editor whose text differs from what is kept."""
        editor = self.editor
        if editor is None or not editor.place.isValid() or editor.content() == editor.begun:
            return None
        return editor.place.row(), editor.place.column(), editor.content()

    def finish(self) -> bool:
        """Write what stands in an open editor and close it; where it is refused it stays, and False returns."""
        editor = self.editor
        if editor is None:
            return True
        if (typed := self.unwritten()) is not None:
            number, place, text = typed
            try:
                self._write(editor.row, self._rows.columns[place].key, text)
            except SalesDeskError as error:
                editor.row = self._rows.row(number)
                set_state(editor, "invalid", value=True)
                self.problem = error.message
                self.note.show_at(editor, error.message)
                return False
        if self.editor is editor:
            self.editor = None
            self.note.hide()
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        return True

    def give_up(self) -> None:
        """Close an open editor without writing."""
        editor, self.editor = self.editor, None
        self.note.hide()
        if editor is not None:
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)

    def _take_key(self, editor: Editor, event: QKeyEvent) -> bool:
        if editor.composing:
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.give_up()
            return True
        vertical = isinstance(editor, CellChoice) and key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        way = None if vertical else _MOVES.get(key)
        held = event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        if way is None or held:
            return False
        if self.finish():
            up = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and way == "enter"
            self.moved.emit("up" if up else way)
        return True

    def _on_chosen(self, combo: CellChoice) -> None:
        if combo is self.editor:
            self.finish()

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
        number, place = index.row(), index.column()
        if number >= self._rows.rowCount():
            return
        row, column = self._rows.row(number), self._rows.columns[place]
        ink = "muted" if row is None else column.tone(row) or ("text" if column.editable else "secondary")
        painter.save()
        self._cells.draw_row(
            painter,
            area,
            selected=bool(state & QStyle.StateFlag.State_Selected),
            current=bool(state & QStyle.StateFlag.State_HasFocus),
        )
        self._cells.draw_text(
            painter,
            area,
            self._rows.text(number, place),
            right=column.right,
            strong=column.strong and row is not None,
            ink=theme.color(ink),
        )
        painter.restore()
