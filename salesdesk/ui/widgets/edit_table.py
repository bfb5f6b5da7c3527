"""A small table that is edited like a spreadsheet, each cell a write of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, Generic

from PySide6.QtCore import QEvent, QKeyCombination, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QSizePolicy, QTableView, QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.edit_delegate import CellLine, EditDelegate, Write
from salesdesk.ui.widgets.edit_model import EditModel, Row
from salesdesk.ui.widgets.record_list_painter import ROW_HEIGHT

_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
_COMMANDS: Final[Mapping[QKeyCombination, str]] = {
    QKeyCombination(_CTRL, Qt.Key.Key_Delete): "remove",
    QKeyCombination(_ALT, Qt.Key.Key_Up): "up",
    QKeyCombination(_ALT, Qt.Key.Key_Down): "down",
    QKeyCombination(_CTRL, Qt.Key.Key_C): "copy",
    QKeyCombination(_CTRL, Qt.Key.Key_V): "paste",
}
_LEAST: Final = 60


class EditTable(QTableView, Generic[Row]):
    """Tab and Enter go from cell to cell, typing or F2 opens an editor; a row begins in the empty one at the end.

    `write` writes a cell and raises SalesDeskError where it can't stand. `remove_requested` brings a row,
    `shift_requested` a row and how far, `paste_requested` a text with tabs and lines.
    """

    remove_requested = Signal(object)
    shift_requested = Signal(object, int)
    paste_requested = Signal(str)

    def __init__(
        self,
        name: str,
        columns: Sequence[EditColumn[Row]],
        write: Write,
        *,
        add_hint: str = "",
        fitted: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: EditModel[Row] = EditModel(columns, add_hint or _("Add…"), self)
        self.setModel(self.rows)
        self.delegate = EditDelegate(self.rows, write, self)
        self.setItemDelegate(self.delegate)
        self.delegate.moved.connect(self._on_moved)
        self.more_actions: Callable[[Any], Sequence[tuple[str, Callable[[], object]]]] | None = None
        self.takes_pasted = False
        self._fitted = fitted
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self._set_headers()
        if fitted:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for changed in (self.rows.rowsInserted, self.rows.rowsRemoved, self.rows.modelReset):
            changed.connect(self._on_rows)
        self._on_rows()

    def _set_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setMinimumSectionSize(24)
        columns.setTextElideMode(Qt.TextElideMode.ElideRight)
        columns.setFixedHeight(ROW_HEIGHT)
        columns.setProperty("role", "list")

    # --- rows and size ------------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[Row], *, writable: bool) -> None:
        """Show rows; an editor that is open stays with what was typed."""
        self.rows.set_rows(rows, writable=writable)

    def current_row(self) -> Row | None:
        """Return the row where the keyboard is; None on the empty one."""
        return self.rows.row(self.currentIndex().row())

    def finish(self) -> str:
        """Write what stands in an open editor; return what is wrong with it where it is refused."""
        return "" if self.delegate.finish() else self.delegate.problem

    def _on_rows(self) -> None:
        if self._fitted:
            self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(300, self.horizontalHeader().height() + self.rows.rowCount() * ROW_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.horizontalHeader().height() + ROW_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns, room = self.rows.columns, self.viewport().width()
        rest = room - sum(column.width for column in columns)
        shares = sum(column.share for column in columns) or 1
        used = 0
        last = max((at for at, column in enumerate(columns) if column.share), default=-1)
        for place, column in enumerate(columns):
            width = column.width or max(rest * column.share // shares, _LEAST)
            if place == last:
                others = sum(one.width or 0 for one in columns[place + 1 :])
                width = max(room - used - others, _LEAST)
            self.setColumnWidth(place, width)
            used += width

    # --- keys ---------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.keyCombination() in _COMMANDS
        ):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0, self._first()))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, self.rows.writable)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = _COMMANDS.get(event.keyCombination())
        if command is not None:
            self.carry_out(command)
            return
        plain = not event.modifiers() & ~(_SHIFT | _KEYPAD)
        key = event.key()
        if plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(back=bool(event.modifiers() & _SHIFT))
        elif plain and key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.setAccepted(self._step_across(1 if key == Qt.Key.Key_Tab else -1))
        elif plain and key in (Qt.Key.Key_Space, Qt.Key.Key_Backspace) and self._may_edit():
            self._open(cleared=key == Qt.Key.Key_Backspace)
        else:
            super().keyPressEvent(event)

    def carry_out(self, command: str) -> None:
        """Do what a key or the menu asks for."""
        row = self.current_row()
        if command == "copy":
            index = self.currentIndex()
            if index.isValid() and row is not None:
                QGuiApplication.clipboard().setText(self.rows.columns[index.column()].shown(row))
        elif not self.rows.writable:
            return
        elif command == "paste":
            self._paste(QGuiApplication.clipboard().text())
        elif row is None:
            return
        elif command == "remove":
            self.delegate.give_up()
            self.remove_requested.emit(row)
        else:
            self.shift_requested.emit(row, -1 if command == "up" else 1)

    def _paste(self, text: str) -> None:
        """Paste rows where the table takes them, else a text into the cell."""
        if self.takes_pasted and text.strip() and ("\t" in text or "\n" in text.strip()):
            self.paste_requested.emit(text)
        elif self._may_edit() and text.strip():
            self._open(cleared=True)
            editor = self.delegate.editor
            if isinstance(editor, CellLine):
                editor.insert(" ".join(text.split()))
                editor.setModified(True)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            place = self.visualRect(index).center() if by_key else event.pos()
            self.menu(self.viewport().mapToGlobal(place))

    def menu(self, at: QPoint) -> QMenu:
        """Show the menu of the row where the keyboard is."""
        menu, row = QMenu(self), self.current_row()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row is not None and self.more_actions is not None:
            for text, run in self.more_actions(row):
                menu.addAction(text, run)
            menu.addSeparator()
        entries = [("copy", N_("Copy"))]
        if self.rows.writable:
            entries.append(("paste", N_("Paste")))
        if self.rows.writable and row is not None:
            entries += [("up", N_("Move up")), ("down", N_("Move down")), ("remove", N_("Remove line"))]
        for command, text in entries:
            menu.addAction(_(text), partial(self.carry_out, command))
        menu.popup(at)
        return menu

    # --- going from cell to cell --------------------------------------------------------------------------------

    def _may_edit(self) -> bool:
        index = self.currentIndex()
        return index.isValid() and self.rows.may_edit(index.row(), index.column())

    def _open(self, *, cleared: bool = False) -> None:
        self.edit(self.currentIndex())
        editor = self.delegate.editor
        if cleared and isinstance(editor, CellLine):
            editor.clear()
            editor.setModified(True)

    def go_to(self, number: int, place: int, *, typed: str | None = None) -> None:
        """Put the keyboard on a cell; with a text its editor opens over it."""
        index = self.rows.index(number, place)
        if not index.isValid():
            return
        self.setFocus()
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if typed is not None and self._may_edit():
            self.edit(index)
            editor = self.delegate.editor
            if isinstance(editor, CellLine):
                editor.setText(typed)
                editor.setModified(True)

    def _first(self) -> int:
        return next((place for place, column in enumerate(self.rows.columns) if column.editable), 0)

    def _enter(self, *, back: bool) -> None:
        """Open the editor; on a cell that is only looked at go down."""
        if self._may_edit() and not back:
            self._open()
        else:
            self._step_down(-1 if back else 1)

    def _on_moved(self, way: str) -> None:
        self.setFocus()
        if way in ("next", "previous"):
            self._step_across(1 if way == "next" else -1)
        else:
            self._step_down(-1 if way == "up" else 1)

    def _step_down(self, step: int) -> None:
        index = self.currentIndex()
        number = min(max(index.row() + step, 0), self.rows.rowCount() - 1)
        if index.isValid():
            place = index.column()
            if self.rows.row(number) is None and not self.rows.may_edit(number, place):
                place = next((at for at, one in enumerate(self.rows.columns) if one.begins), place)
            self.go_to(number, place)

    def _step_across(self, step: int) -> bool:
        """Go to the next cell that can be typed into; beyond the last and the first one leave the table."""
        index, count = self.currentIndex(), len(self.rows.columns)
        place = index.row() * count + index.column() + step
        while 0 <= place < count * self.rows.rowCount():
            number, column = divmod(place, count)
            if not self.rows.writable or self.rows.may_edit(number, column):
                self.go_to(number, column)
                return True
            place += step
        return self._leave(forward=step > 0)

    def _leave(self, *, forward: bool) -> bool:
        """Go to what stands beside the table: while Tab goes from cell to cell, Qt would send the key back here."""
        self.setTabKeyNavigation(False)
        try:
            return self.focusNextPrevChild(forward)
        finally:
            self.setTabKeyNavigation(True)
