"""The table of a quote's lines, with the keys of a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QKeyCombination,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from salesdesk.i18n import _
from salesdesk.ui import theme
from salesdesk.ui.quotes.editor_cells import SPANNING
from salesdesk.ui.quotes.editor_columns import CHOOSABLE, FIRST, USUAL, Col, is_typed, title
from salesdesk.ui.quotes.editor_delegate import LineDelegate
from salesdesk.ui.quotes.editor_model import LinesModel
from salesdesk.ui.quotes.editor_widths import shared
from salesdesk.ui.widgets.record_list_painter import ROW_HEIGHT

Index = QModelIndex | QPersistentModelIndex
_LEAST_ROWS: Final = 2
_PADDING: Final = 22
_NONE: Final = Qt.KeyboardModifier.NoModifier
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier
_EDITS: Final = (Qt.Key.Key_F2, Qt.Key.Key_Backspace)
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
COMMANDS: Final[Mapping[QKeyCombination, str]] = {
    QKeyCombination(_CTRL, Qt.Key.Key_D): "duplicate",
    QKeyCombination(_ALT, Qt.Key.Key_Up): "up",
    QKeyCombination(_ALT, Qt.Key.Key_Down): "down",
    QKeyCombination(_NONE, Qt.Key.Key_Delete): "remove",
    QKeyCombination(_CTRL, Qt.Key.Key_Minus): "remove",
    QKeyCombination(_CTRL, Qt.Key.Key_C): "copy",
    QKeyCombination(_CTRL, Qt.Key.Key_X): "cut",
    QKeyCombination(_CTRL, Qt.Key.Key_V): "paste",
    QKeyCombination(_CTRL | _SHIFT, Qt.Key.Key_O): "optional",
    QKeyCombination(_CTRL | _SHIFT, Qt.Key.Key_F): "free",
    QKeyCombination(_CTRL | _SHIFT, Qt.Key.Key_A): "alternative",
    QKeyCombination(_CTRL | _SHIFT, Qt.Key.Key_C): "choose",
    QKeyCombination(_CTRL | _SHIFT, Qt.Key.Key_X): "options",
    QKeyCombination(_NONE, Qt.Key.Key_F4): "details",
    QKeyCombination(_NONE, Qt.Key.Key_F3): "prices",
    QKeyCombination(_NONE, Qt.Key.Key_F9): "refresh",
    QKeyCombination(_SHIFT, Qt.Key.Key_F9): "book_price",
}


class LinesView(QTableView):
    """Moves and edits like a spreadsheet.

    `command` brings what is asked for by a key of `COMMANDS`, `entry_requested` that the user goes on below the last
    line, with what was typed already; `menu_requested` and `columns_requested` where a menu is asked for.
    """

    command = Signal(str)
    entry_requested = Signal(str)
    menu_requested = Signal(object)
    columns_requested = Signal(object)

    def __init__(self, model: LinesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self._needed: dict[Col, int] = {}
        self._scrolls = False
        self.setModel(model)
        self.delegate = LineDelegate(model, self)
        self.setItemDelegate(self.delegate)
        self.delegate.moved.connect(self._on_moved)
        self.setAccessibleName(_("Lines of the quote"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerWidget(QWidget(self))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAttribute(
            Qt.WidgetAttribute.WA_OpaquePaintEvent
        )  # scrolled by moving what is painted
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self._set_headers()
        self.show_columns(USUAL)
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset):
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
        columns.setTextElideMode(theme.ELLIPSIS)
        columns.setFixedHeight(ROW_HEIGHT)
        columns.setProperty("role", "list")
        columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        columns.customContextMenuRequested.connect(
            lambda place: self.columns_requested.emit(columns.mapToGlobal(place))
        )

    # --- columns ------------------------------------------------------------------------------------------------

    def shown_columns(self) -> frozenset[Col]:
        """Return which of the columns that may be hidden are shown."""
        return frozenset(column for column in CHOOSABLE if not self.isColumnHidden(column))

    def show_columns(self, shown: Collection[Col]) -> None:
        """Show these of the columns that may be hidden."""
        for column in CHOOSABLE:
            self.setColumnHidden(column, column not in shown)
        if self.isColumnHidden(self.currentIndex().column()):
            self.setCurrentIndex(self._lines.index(self.currentIndex().row(), FIRST))
        self._share_width()

    # --- size ---------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        rows = self._lines.rowCount()
        return QSize(640, self._height(rows))

    def minimumSizeHint(self) -> QSize:
        rows = min(self._lines.rowCount(), _LEAST_ROWS)
        return QSize(400, self._height(rows))

    def _height(self, rows: int) -> int:
        bar = self.horizontalScrollBar().sizeHint().height() if self._scrolls else 0
        return self.horizontalHeader().height() + rows * ROW_HEIGHT + bar

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.color("surface"))
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def fit_figures(self, longest: Mapping[Col, str]) -> None:
        """Give prices, discounts and amounts the room that the longest of them takes: a figure is never cut."""
        advance = self.fontMetrics().horizontalAdvance
        needed = {column: advance(text) + _PADDING for column, text in longest.items()}
        if needed != self._needed:
            self._needed = needed
            self._share_width()

    def _share_width(self) -> None:
        room = self.viewport().width()
        shown = [column for column in Col if not self.isColumnHidden(column)]
        advance = self.horizontalHeader().fontMetrics().horizontalAdvance
        heads = {column: advance(title(column, self._lines.draft)) + _PADDING for column in self._needed}
        widths = shared(room, shown, self._needed, heads)
        for column, width in widths.items():
            self.setColumnWidth(column, width)
        scrolls = sum(widths.values()) > room
        if scrolls != self._scrolls:
            self._scrolls = scrolls
            on, off = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            self.setHorizontalScrollBarPolicy(on if scrolls else off)
            self._on_rows()

    def _on_rows(self) -> None:
        """Be as high as the lines need, and take no focus where there are none."""
        self.setMaximumHeight(max(self.sizeHint().height(), self.minimumSizeHint().height()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._lines.rowCount() else Qt.FocusPolicy.NoFocus)
        self.updateGeometry()

    # --- where the user is --------------------------------------------------------------------------------------

    def selected_rows(self) -> list[int]:
        """Return the rows that have a selected cell, or the current one."""
        rows = {index.row() for index in self.selectionModel().selectedIndexes()}
        current = self.currentIndex()
        return sorted(rows or ({current.row()} if current.isValid() else set()))

    def place(self, row: int) -> str:
        """Return how a line is called in messages."""
        return self._lines.place(row)

    def go_to(self, row: int, column: int, *, edit: bool = False) -> None:
        """Put the cursor on a cell, and open its editor."""
        if not 0 <= row < self._lines.rowCount():
            return
        index = self._lines.index(row, column)
        self.setFocus()
        if not self.viewport().rect().contains(self.visualRect(index)):
            # Where a cell still waits to be painted, scrolling would paint all of them.
            QApplication.sendPostedEvents(self.window(), QEvent.Type.UpdateRequest.value)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if edit:
            self.edit(index)

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Select alone what the program goes to: Qt would ask which keys are held, such as Ctrl of Ctrl+Shift+H."""
        if event is None:
            return QItemSelectionModel.SelectionFlag.ClearAndSelect
        return super().selectionCommand(index, event)

    def select_rows(self, first: int, count: int, column: int) -> None:
        """Select whole lines, with the cursor in the first."""
        self.go_to(first, column)
        model = self.selectionModel()
        model.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in range(first, first + count):
            model.select(self._lines.index(row, column), flags)

    # --- keys ---------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.keyCombination() in COMMANDS
        ):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the focus; as below, Qt's own would paint all cells anew."""
        del event
        if not self.currentIndex().isValid() and self._lines.rowCount():
            self.setCurrentIndex(self._lines.index(0, FIRST))
        # Composing in a selected cell opens its editor.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, not self._lines.read_only)
        self.update(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let the focus go, as with each key that opens an editor: only the frame of the cell goes with it."""
        del event
        self.update(self.currentIndex())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        editor = self.delegate.editor
        if event.commitString() and editor is not None and not editor.isModified():
            # Text that comes at once, without composing, only opens the editor.
            editor.clear()
            editor.insert(event.commitString())
            editor.setModified(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = COMMANDS.get(event.keyCombination())
        if command is not None:
            self.command.emit(command)
            return
        moves: dict[int, Callable[[], bool]] = {
            Qt.Key.Key_Return: lambda: self._step_down(-1 if event.modifiers() & _SHIFT else 1),
            Qt.Key.Key_Enter: lambda: self._step_down(-1 if event.modifiers() & _SHIFT else 1),
            Qt.Key.Key_Tab: lambda: self._step_across(1),
            Qt.Key.Key_Backtab: lambda: self._step_across(-1),
            Qt.Key.Key_Backspace: self._clear_cell,
        }
        if (event.text() and event.text().isprintable()) or event.key() in _EDITS:
            self._to_text()
        move = moves.get(event.key())
        plain = not event.modifiers() & ~(_SHIFT | _KEYPAD)
        if move is not None and plain:
            event.setAccepted(move())
        elif event.key() == Qt.Key.Key_Down and plain and self._at_end():
            self.entry_requested.emit("")
        elif event.text() == "/" and not self._lines.read_only:
            self.entry_requested.emit("/")
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            if index.row() not in self.selected_rows():
                self.setCurrentIndex(index)
            place = self.visualRect(index).center() if by_key else event.pos()
            self.menu_requested.emit(self.viewport().mapToGlobal(place))

    def _on_moved(self, way: str) -> None:
        self.setFocus()
        if way in ("next", "previous"):
            self._step_across(1 if way == "next" else -1)
        else:
            self._step_down(-1 if way == "up" else 1)

    def _step_down(self, step: int) -> bool:
        index = self.currentIndex()
        if step > 0 and self._at_end():
            self.entry_requested.emit("")
        elif index.isValid():
            self.go_to(max(index.row() + step, 0), index.column())
        return True

    def _step_across(self, step: int) -> bool:
        """Go to the next cell that is typed, over the ends of the lines; beyond the first one leave the table."""
        index = self.currentIndex()
        row, column = index.row(), index.column()
        stops = [stop for stop in self._stops(row) if (stop - column) * step > 0]
        while not stops:
            row += step
            if row >= self._lines.rowCount():
                self.entry_requested.emit("")
                return True
            if row < 0:
                return False
            stops = self._stops(row)
        self.go_to(row, stops[0 if step > 0 else -1])
        return True

    def _stops(self, row: int) -> list[int]:
        """Return the columns in which something of a line is typed."""
        if not 0 <= row < self._lines.rowCount():
            return []
        line = self._lines.lines[row]
        return [column for column in Col if is_typed(column, line) and not self.isColumnHidden(column)]

    def _to_text(self) -> None:
        """Type into the text of a section or a note, wherever in its row one stands."""
        index = self.currentIndex()
        if index.isValid() and self._lines.lines[index.row()].kind in SPANNING and index.column() != FIRST:
            self.setCurrentIndex(self._lines.index(index.row(), FIRST))

    def _clear_cell(self) -> bool:
        index: QModelIndex = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
            if self.delegate.editor is not None:
                self.delegate.editor.clear()
                self.delegate.editor.setModified(True)
        return True

    def _at_end(self) -> bool:
        return self.currentIndex().row() == self._lines.rowCount() - 1
