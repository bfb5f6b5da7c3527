"""A short list whose rows are chosen and put in order: by dragging, or with Alt and the arrow keys."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDropEvent, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.ui import theme
from salesdesk.ui.widgets.text_lines import cut

Index = QModelIndex | QPersistentModelIndex
_SIDE: Final = 12
_TOP: Final = 6
_CAPTION: Final = 24
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A row: title, a line under it, a word at the right; `above` heads the rows from here on."""

    id: uuid.UUID
    title: str
    text: str = ""
    chip: str = ""
    tone: str = ""
    above: str = ""

    @property
    def spoken(self) -> str:
        """Return the row as one text, for screen readers."""
        return " · ".join(cut(part) for part in (self.above, self.title, self.chip, self.text) if part)


class OrderModel(QAbstractListModel):
    """The rows of the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[OrderRow, ...] = ()
        self.movable = False

    def set_rows(self, rows: Sequence[OrderRow]) -> None:
        """Show other rows."""
        new = tuple(rows)
        if new == self._rows:
            return
        if [row.id for row in new] == [row.id for row in self._rows]:
            self._rows = new
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def rows(self) -> tuple[OrderRow, ...]:
        """Return the rows as they stand."""
        return self._rows

    def row(self, place: int) -> OrderRow | None:
        """Return the row at a place."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled if self.movable else Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsDragEnabled if self.movable else usual

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction


class OrderList(QListView):
    """Shows rows, the chosen one marked. Its signals say what the user wants; it changes nothing.

    `chosen` tells of the row where the user is, `moved` of one that shall stand at another place among the others.
    """

    chosen = Signal(object)
    opened = Signal(object)
    moved = Signal(object, int)
    delete_requested = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self.order = OrderModel(self)
        self.setModel(self.order)
        self.setItemDelegate(_OrderDelegate(self))
        self.setAccessibleName(name)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setDragDropOverwriteMode(False)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.doubleClicked.connect(lambda _index: self._open())

    def set_movable(self, *, movable: bool) -> None:
        """Say whether the rows can be put in another order."""
        self.order.movable = movable
        mode = QAbstractItemView.DragDropMode
        self.setDragDropMode(mode.InternalMove if movable else mode.NoDragDrop)

    def show_rows(self, rows: Sequence[OrderRow], current: uuid.UUID | None = None) -> None:
        """Show rows; `current` is marked, else the one that was, else what stands in its place. No signal is sent."""
        before, place = self.current(), self.currentIndex().row()
        wanted = current or (before.id if before else None)
        self._quiet = True
        self.order.set_rows(rows)
        places = [number for number, row in enumerate(rows) if row.id == wanted]
        if not places and before is not None and rows:
            places = [min(max(place, 0), len(rows) - 1)]
        if places:
            self.setCurrentIndex(self.order.index(places[0]))
        else:
            self.selectionModel().clear()
        self._quiet = False

    def current(self) -> OrderRow | None:
        """Return the row that is marked."""
        return self.order.row(self.currentIndex().row())

    def clear_current(self) -> None:
        """Mark no row; no signal is sent."""
        self._quiet = True
        self.selectionModel().clear()
        self._quiet = False

    def height_of_rows(self) -> int:
        """Return the height that all rows take."""
        delegate = self.itemDelegate()
        option = QStyleOptionViewItem()
        count = self.order.rowCount()
        return sum(delegate.sizeHint(option, self.order.index(row)).height() for row in range(count))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.current(), event.key()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if row is not None and self.order.movable:
                self._ask_to_move(row, self.currentIndex().row() + (1 if key == Qt.Key.Key_Down else -1))
        elif key in _ENTER:
            self._open()
        elif key == Qt.Key.Key_Delete and row is not None:
            self.delete_requested.emit(row.id)
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        row = self.current()
        if row is not None:
            self._ask_to_move(row, self._place_of(event))
        # Only rows of this list come in (InternalMove); the page asks the service, and shows what then stands.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _place_of(self, event: QDropEvent) -> int:
        """Return the place among the other rows where something was dropped."""
        index = self.indexAt(event.position().toPoint())
        place = index.row() if index.isValid() else self.order.rowCount()
        if index.isValid() and event.position().y() > self.visualRect(index).center().y():
            place += 1
        return place - 1 if place > self.currentIndex().row() else place

    def _ask_to_move(self, row: OrderRow, place: int) -> None:
        if 0 <= place < self.order.rowCount() and place != self.currentIndex().row():
            self.moved.emit(row.id, place)

    def _open(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row.id)

    def _on_current(self, index: QModelIndex) -> None:
        row = self.order.row(index.row())
        if row is not None and not self._quiet:
            self.chosen.emit(row.id)


class _OrderDelegate(QStyledItemDelegate):
    """Paints the rows in the current theme."""

    def __init__(self, view: OrderList) -> None:
        super().__init__(view)
        self._view = view
        self._strong, self._small = theme.font(bold=True), theme.font(theme.SMALL)
        self._strong_metrics, self._small_metrics = QFontMetrics(self._strong), QFontMetrics(self._small)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        row = self._view.order.row(index.row())
        height = 2 * _TOP + self._strong_metrics.height()
        if row is not None and row.text:
            height += self._small_metrics.height() + 1
        if row is not None and row.above:
            height += _CAPTION
        return QSize(self._view.viewport().width(), height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._view.order.row(index.row())
        if row is None:
            return
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.above:
            rect = self._draw_caption(painter, row.above, rect)
        self._draw_ground(painter, rect, option.state)
        inner = rect.adjusted(_SIDE, _TOP, -_SIDE, -_TOP)
        used = self._draw_chip(painter, row, inner)
        painter.setFont(self._strong)
        painter.setPen(theme.color("text"))
        room = inner.width() - used
        line = QRect(inner.x(), inner.y(), room, self._strong_metrics.height())
        painter.drawText(line, _LEFT, self._strong_metrics.elidedText(cut(row.title), theme.ELLIPSIS, room))
        if row.text:
            painter.setFont(self._small)
            painter.setPen(theme.color("secondary"))
            below = QRect(inner.x(), line.bottom() + 2, inner.width(), self._small_metrics.height())
            text = self._small_metrics.elidedText(cut(row.text), theme.ELLIPSIS, inner.width())
            painter.drawText(below, _LEFT, text)
        painter.restore()

    def _draw_caption(self, painter: QPainter, text: str, rect: QRect) -> QRect:
        """Draw a heading above a row with a line beside it; return what is left for the row."""
        painter.setFont(self._small)
        painter.setPen(theme.color("secondary"))
        head = QRect(rect.x() + _SIDE, rect.y(), rect.width() - 2 * _SIDE, _CAPTION)
        painter.drawText(head, _LEFT, text)
        painter.setPen(QPen(theme.color("line"), 1))
        left = head.x() + self._small_metrics.horizontalAdvance(text) + 8
        middle = head.center().y()
        painter.drawLine(left, middle, head.right(), middle)
        return rect.adjusted(0, _CAPTION, 0, 0)

    def _draw_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = selected and self._view.hasFocus()
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(theme.color("accent"), 1) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft" if selected else "sunken"))
            painter.drawRoundedRect(QRectF(rect).adjusted(4.5, 0.5, -4.5, -0.5), 6, 6)

    def _draw_chip(self, painter: QPainter, row: OrderRow, inner: QRect) -> int:
        if not row.chip:
            return 0
        text = self._small_metrics.elidedText(cut(row.chip), theme.ELLIPSIS, inner.width() // 2)
        width = self._small_metrics.horizontalAdvance(text) + 14
        line = self._strong_metrics.height()
        chip = QRectF(inner.right() + 1 - width, inner.y() + (line - 18) / 2, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"{row.tone}_soft" if row.tone else "sunken"))
        painter.drawRoundedRect(chip, 9, 9)
        painter.setFont(self._small)
        painter.setPen(theme.color(row.tone or "secondary"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
        return width + 8
