"""The rows of a list on the screen: where they lie, selection, keys, mouse."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from salesdesk.ui import theme
from salesdesk.ui.widgets.record_list_header import ListHeader
from salesdesk.ui.widgets.record_list_model import RecordModel
from salesdesk.ui.widgets.record_list_painter import ROW_HEIGHT, CellPainter

Index = QModelIndex | QPersistentModelIndex
Range = tuple[int, int]
_COMMAND: Final = QItemSelectionModel.SelectionFlag
_CURSOR: Final = QAbstractItemView.CursorAction


class _NoRows(QAbstractTableModel):
    """Stands behind the vertical header, which would keep a record of each of a million rows."""

    def rowCount(self, parent: Index | None = None) -> int:
        del parent
        return 0

    def columnCount(self, parent: Index | None = None) -> int:
        del parent
        return 0


class RecordView(QTableView):
    """A table view whose rows are placed by arithmetic: QTableView's own placing grows with every row.

    QTableView stays beneath for its header, selection, keys and accessibility. The view changes nothing: its signals
    say what the user wants.
    """

    open_requested = Signal(int)
    menu_requested = Signal(QPoint)
    delete_requested = Signal()
    copy_requested = Signal()

    def __init__(self, model: RecordModel, header: ListHeader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._header = header
        self._painter = CellPainter()
        self._ranges: list[Range] = []
        self._fetch_timer = QTimer(self)
        self._fetch_timer.setSingleShot(True)
        self._fetch_timer.timeout.connect(self.fetch)
        self.setModel(model)
        self.setHorizontalHeader(header)
        header.arrange()
        # Its click then sorts instead of selecting the column; the model itself sorts nothing.
        self.setSortingEnabled(True)
        header.setSortIndicatorShown(False)
        self.verticalHeader().setModel(_NoRows(self))
        self.verticalHeader().hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerWidget(QWidget())
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        model.modelReset.connect(self._remember_ranges)

    # --- places -------------------------------------------------------------------------------------------------

    def rows_in(self, top: int, bottom: int) -> range:
        """Return the rows that reach into a band of the viewport."""
        offset = self.verticalOffset()
        first = max(0, (top + offset) // ROW_HEIGHT)
        return range(first, max(first, min((bottom + offset) // ROW_HEIGHT + 1, self._rows.rowCount())))

    def row_rect(self, row: int) -> QRect:
        """Return where a row lies in the viewport."""
        width = max(self._header.length() - self.horizontalOffset(), self.viewport().width())
        return QRect(-self.horizontalOffset(), row * ROW_HEIGHT - self.verticalOffset(), width, ROW_HEIGHT)

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        header, row = self._header, self.row_rect(index.row())
        left = header.sectionViewportPosition(index.column())
        return QRect(left, row.y(), header.sectionSize(index.column()), ROW_HEIGHT)

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = (point.y() + self.verticalOffset()) // ROW_HEIGHT
        if not 0 <= row < self._rows.rowCount():
            return QModelIndex()
        return self._rows.index(row, max(self._header.logicalIndexAt(point.x()), 0))

    def isIndexHidden(self, index: Index) -> bool:
        return self._header.isSectionHidden(index.column())

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return self._header.offset()

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)
        self._fetch_timer.start(0)

    def updateGeometries(self) -> None:
        header, viewport = self._header, self.viewport()
        header.fit(viewport.width())
        height = max(header.sizeHint().height(), header.minimumHeight())
        self.setViewportMargins(0, height, 0, 0)
        header.setGeometry(viewport.x(), viewport.y() - height, viewport.width(), height)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, header.length() - viewport.width()))
        across.setPageStep(viewport.width())
        across.setSingleStep(ROW_HEIGHT)
        down.setRange(0, max(0, self._rows.rowCount() * ROW_HEIGHT - viewport.height()))
        down.setPageStep(viewport.height())
        down.setSingleStep(ROW_HEIGHT)
        self._fetch_timer.start(0)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if dx:
            self._header.setOffset(self.horizontalScrollBar().value())
        self.viewport().scroll(dx, dy)
        self._fetch_timer.start(0)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        rect, bar, height = self.row_rect(index.row()), self.verticalScrollBar(), self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtTop or rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() >= height:
            bar.setValue(bar.value() + rect.bottom() + 1 - height)

    def fetch(self) -> None:
        """Have the model read what is in sight."""
        rows = self.rows_in(0, self.viewport().height())
        if rows and self._rows.fetch(rows[0], rows[-1]):
            self.viewport().update()

    def sizeHintForColumn(self, column: int) -> int:
        records = (self._rows.row(row) for row in self.rows_in(0, self.viewport().height()))
        shown = self._rows.columns[column]
        return max((self._painter.width(shown, record) for record in records if record), default=0)

    # --- painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        header, current = self._header, self.currentIndex().row() if self.hasFocus() else -1
        shown = [
            (column, header.sectionViewportPosition(column), header.sectionSize(column))
            for column in range(self._rows.columnCount())
            if not header.isSectionHidden(column)
        ]
        area = event.rect()
        shown = [part for part in shown if part[1] <= area.right() and part[1] + part[2] > area.left()]
        for row in self.rows_in(area.top(), area.bottom()):
            rect = self.row_rect(row)
            self._painter.draw_row(painter, rect, selected=self.is_selected(row), current=row == current)
            self._paint_cells(painter, row, rect, shown)
        painter.end()

    def _paint_cells(
        self, painter: QPainter, row: int, rect: QRect, shown: Sequence[tuple[int, int, int]]
    ) -> None:
        record = self._rows.row(row)
        if record is None:
            return
        for place, left, width in shown:
            column = self._rows.columns[place]
            text = column.value(record)
            if not text:
                continue
            room = QRect(left, rect.y(), width, rect.height())
            if column.tone is not None:
                self._painter.draw_chip(painter, room, text, column.tone(record))
                continue
            ink = theme.color("text" if column.strong or column.right else "secondary")
            self._painter.draw_text(painter, room, text, right=column.right, strong=column.strong, ink=ink)

    # --- selection ----------------------------------------------------------------------------------------------

    def is_selected(self, row: int) -> bool:
        """Tell whether a row is selected."""
        place = bisect_right(self._ranges, row, key=lambda part: part[0]) - 1
        return place >= 0 and row <= self._ranges[place][1]

    def selected_ranges(self) -> list[Range]:
        """Return the selected rows as ranges, from the top."""
        return self._ranges

    def select_rows(self, ranges: Iterable[Range], current: int | None = None) -> None:
        """Select these rows only, and put the keyboard on one."""
        chosen, last = QItemSelection(), self._rows.columnCount() - 1
        for top, bottom in ranges:
            chosen.append(QItemSelectionRange(self._rows.index(top, 0), self._rows.index(bottom, last)))
        if current is not None:
            self.selectionModel().setCurrentIndex(self._rows.index(current, 0), _COMMAND.NoUpdate)
        self.selectionModel().select(chosen, _COMMAND.ClearAndSelect)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        # Not QTableView's: with a screen reader it makes an index of every cell that was selected.
        QAbstractItemView.selectionChanged(self, selected, deselected)
        self._remember_ranges()
        self.viewport().update()

    def _remember_ranges(self) -> None:
        chosen = self.selectionModel().selection()
        parts = (chosen.at(place) for place in range(chosen.count()))
        self._ranges = merged((part.top(), part.bottom()) for part in parts)

    def setSelection(self, rect: QRect, command: object) -> None:
        rows, chosen = self.rows_in(rect.top(), rect.bottom()), QItemSelection()
        if rows:
            last = self._rows.columnCount() - 1
            chosen.select(self._rows.index(rows[0], 0), self._rows.index(rows[-1], last))
        self.selectionModel().select(chosen, command)  # type: ignore[call-overload]  # Qt passes its own flags

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        del selection
        return QRegion(self.viewport().rect())

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        del modifiers
        count, current = self._rows.rowCount(), self.currentIndex()
        page = max(1, self.viewport().height() // ROW_HEIGHT - 1)
        steps = {
            _CURSOR.MoveUp: -1,
            _CURSOR.MovePrevious: -1,
            _CURSOR.MoveDown: 1,
            _CURSOR.MoveNext: 1,
            _CURSOR.MovePageUp: -page,
            _CURSOR.MovePageDown: page,
            _CURSOR.MoveHome: -count,
            _CURSOR.MoveEnd: count,
        }
        if action in (_CURSOR.MoveLeft, _CURSOR.MoveRight):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + (2 if action == _CURSOR.MoveRight else -2) * bar.singleStep())
            return self._rows.index(current.row(), current.column())
        row = max(current.row() + steps[action], 0) if current.isValid() or action == _CURSOR.MoveEnd else 0
        return self._rows.index(min(row, count - 1), max(current.column(), 0))

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.open_requested.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Look for nothing: Qt would ask for the text of every row."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.open_requested.emit(index.row())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self.currentIndex().row() if by_key else self.indexAt(event.pos()).row()
        if row < 0:
            return
        if not self.is_selected(row):
            self.select_rows([(row, row)], row)
        self.scrollTo(self._rows.index(row, 0))
        rect = self.row_rect(row)
        place = QPoint(rect.x() + 40, rect.center().y()) if by_key else event.pos()
        self.menu_requested.emit(self.viewport().mapToGlobal(place))


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Return ranges in order, those that touch made one."""
    result: list[Range] = []
    for first, last in sorted(ranges):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return result
