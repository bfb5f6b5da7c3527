"""Where cards of one size stand: several side by side where there is room, computed instead of measured."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from salesdesk.ui.pipeline.model import ColumnModel

GAP: Final = 8
SIDE: Final = 8
BAR: Final = 10
_NARROWEST: Final = 212

Index = QModelIndex | QPersistentModelIndex


class CardGrid(QListView):
    """A list view whose layout is arithmetic: QListView's own asks the model for every row.

    QListView stays beneath for selection, keys and accessibility.
    """

    def __init__(self, model: ColumnModel, card_height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = model
        self._card_height = card_height
        self._fetch_timer = QTimer(self)
        self._fetch_timer.setSingleShot(True)
        self._fetch_timer.timeout.connect(self.fetch)
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def set_card_height(self, height: int) -> None:
        """Give all cards another height."""
        if height != self._card_height:
            self._card_height = height
            self.doItemsLayout()
            self.viewport().update()

    def per_row(self) -> int:
        """Return how many cards stand side by side."""
        return max(1, (self._width() + GAP) // (_NARROWEST + GAP))

    def card_width(self) -> int:
        """Return the width of every card in pixels."""
        return (self._width() + GAP) // self.per_row() - GAP

    def _width(self) -> int:
        return int(self.width() - SIDE - BAR)

    def _step(self) -> int:
        return self._card_height + GAP

    def card_rect(self, row: int) -> QRect:
        """Return where the card of a row stands in the viewport."""
        line, place = divmod(row, self.per_row())
        width = self.card_width()
        y = line * self._step() - self.verticalOffset()
        return QRect(SIDE + place * (width + GAP), y, width, self._card_height)

    def rows_in(self, top: int, bottom: int) -> range:
        """Return the rows that reach into a band of the viewport."""
        first = max(0, (top + self.verticalOffset()) // self._step()) * self.per_row()
        last = ((bottom + self.verticalOffset()) // self._step() + 1) * self.per_row()
        return range(first, min(last, self._cards.rowCount()))

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)
        self._fetch_timer.start(0)

    def updateGeometries(self) -> None:
        lines = -(-self._cards.rowCount() // self.per_row())
        height = lines * self._step() - GAP + SIDE if lines else 0
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, height - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self._step() // 3)

    def visualRect(self, index: Index) -> QRect:
        return self.card_rect(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        for row in self.rows_in(point.y(), point.y()):
            if self.card_rect(row).contains(point):
                return self._cards.index(row)
        return QModelIndex()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        rect, bar = self.card_rect(index.row()), self.verticalScrollBar()
        above, below = rect.top(), rect.bottom() + 1 + GAP - self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtTop or above < 0:
            bar.setValue(bar.value() + above)
        elif below > 0:
            bar.setValue(bar.value() + below)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        del dx
        self.viewport().scroll(0, dy)
        self._fetch_timer.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()
        self._fetch_timer.start(0)

    def fetch(self) -> None:
        """Have the model read what is in sight."""
        rows = self.rows_in(0, self.viewport().height())
        if rows and self.isVisible():
            self._cards.fetch(rows[0], rows[-1])

    def setSelection(self, rect: QRect, command: object) -> None:
        chosen = QItemSelection()
        for row in self.rows_in(rect.top(), rect.bottom()):
            if self.card_rect(row).intersects(rect):
                chosen.select(self._cards.index(row), self._cards.index(row))
        self.selectionModel().select(chosen, command)  # type: ignore[call-overload]  # Qt passes its own flags

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        del modifiers
        count, row = self._cards.rowCount(), self.currentIndex().row()
        step, page = self.per_row(), self.per_row() * max(1, self.viewport().height() // self._step())
        actions = QAbstractItemView.CursorAction
        steps = {
            actions.MoveUp: -step,
            actions.MoveDown: step,
            actions.MoveLeft: -1,
            actions.MovePrevious: -1,
            actions.MoveRight: 1,
            actions.MoveNext: 1,
            actions.MovePageUp: -page,
            actions.MovePageDown: page,
            actions.MoveHome: -count,
            actions.MoveEnd: count,
        }
        target = row + steps[action]
        if action in (actions.MoveUp, actions.MoveDown) and not 0 <= target < count:
            target = row
        return self._cards.index(max(0, min(target, count - 1))) if count else QModelIndex()

    def row_beside(self, height: int, *, from_left: bool) -> int:
        """Return the row nearest to a height in the viewport, on the side that one comes from."""
        line = max(0, (height + self.verticalOffset()) // self._step())
        last = (self._cards.rowCount() - 1) // self.per_row()
        first = min(line, last) * self.per_row()
        return first if from_left else min(first + self.per_row(), self._cards.rowCount()) - 1

    def drop_row(self, where: QPoint) -> int:
        """Return the row before which a card dropped at this global place would stand."""
        place = self.viewport().mapFromGlobal(where)
        side, y = self.per_row(), place.y() + self.verticalOffset()
        if side == 1:
            row = (y + self._step() // 2) // self._step()
        else:
            across = (place.x() - SIDE + self.card_width() // 2) // (self.card_width() + GAP)
            row = y // self._step() * side + max(0, min(across, side))
        return max(0, min(row, self._cards.rowCount()))

    def mark_line(self, row: int) -> tuple[QPoint, QPoint]:
        """Return the line, in the viewport, that marks the place before a row."""
        if self.per_row() == 1:
            y = max(2, self.card_rect(row).top() - GAP // 2)
            return QPoint(SIDE + 4, y), QPoint(SIDE + self.card_width() - 4, y)
        after = row > 0 and row % self.per_row() == 0 and row == self._cards.rowCount()
        rect = self.card_rect(row - 1 if after else row)
        x = rect.right() - 1 if after else rect.left() - GAP // 2
        return QPoint(x, rect.top() + 4), QPoint(x, rect.bottom() - 4)
