"""The cards of one column on the screen: painting, keys, mouse."""

from __future__ import annotations

import uuid
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.services.board import Card
from salesdesk.ui import theme
from salesdesk.ui.pipeline.card_grid import Index
from salesdesk.ui.pipeline.card_painter import CardPainter, Look
from salesdesk.ui.pipeline.file_drop import FileTarget
from salesdesk.ui.pipeline.model import ColumnModel

_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_NO_KEYS: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_SIDEWAYS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_EDIT: Final = (Qt.Key.Key_F2, Qt.Key.Key_E)
_UPRIGHT: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class CardView(FileTarget):
    """A column of cards. It changes nothing: its signals say what the user wants."""

    card_selected = Signal(object)
    open_requested = Signal(object)
    look_requested = Signal(object)
    edit_requested = Signal(object)
    plan_requested = Signal(object)
    win_requested = Signal(object)
    loss_requested = Signal(object)
    menu_requested = Signal(object, QPoint)
    neighbour_requested = Signal(int)
    stage_requested = Signal(int)
    reorder_requested = Signal(int)
    toggle_requested = Signal(object)
    range_requested = Signal(object)
    all_requested = Signal()
    clear_requested = Signal()
    drag_started = Signal(object, QPoint, QPoint)
    drag_moved = Signal(QPoint)
    drag_ended = Signal(QPoint)
    drag_cancelled = Signal()

    def __init__(self, model: ColumnModel, painter: CardPainter, parent: QWidget | None = None) -> None:
        super().__init__(model, painter.height, parent)
        self._painter = painter
        self._hovered = -1
        self._pressed: QPoint | None = None
        self._dragging = False
        self._mark: int | None = None
        self._chosen: frozenset[uuid.UUID] = frozenset()
        self._anchor = -1
        self.draggable = True
        self._by_letter = {
            Qt.Key.Key_N: self.plan_requested,
            Qt.Key.Key_W: self.win_requested,
            Qt.Key.Key_L: self.loss_requested,
        }
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    # --- painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        area = event.rect()
        painter = QPainter(self.viewport())
        width, ratio = self.card_width(), self.devicePixelRatioF()
        current = self.currentIndex().row() if self.selectionModel().hasSelection() else -1
        for row in self.rows_in(area.top(), area.bottom()):
            card = self._cards.card(row)
            rect, look = self.card_rect(row), self._look(row, current, card)
            if card is None:
                self._painter.draw_frame(painter, rect, look)
                continue
            painter.setOpacity(0.4 if self._dragging and row == current else 1.0)
            painter.drawPixmap(rect.topLeft(), self._painter.picture(card, width, ratio, look))
            self.paint_files(painter, row, card.id)
        if self._mark is not None:
            painter.setOpacity(1.0)
            painter.setPen(QPen(theme.color("accent"), 3, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(*self.mark_line(self._mark))
        painter.end()

    def _look(self, row: int, current: int, card: Card | None) -> Look:
        chosen = Look.CHOSEN if card is not None and card.id in self._chosen else Look.PLAIN
        if row == current:
            return chosen | Look.SELECTED | (Look.FOCUSED if self.hasFocus() else Look.PLAIN)
        if chosen:
            return chosen
        return Look.HOVERED if row == self._hovered else Look.PLAIN

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and not self.selectionModel().hasSelection() and self._cards.rowCount():
            self.select(self.rows_in(0, 0)[0])
        self.viewport().update()

    # --- selection and keys -------------------------------------------------------------------------------------

    def select(self, row: int) -> None:
        """Select the card of a row and bring it into sight."""
        self.setCurrentIndex(self._cards.index(row))

    def show_chosen(self, chosen: frozenset[uuid.UUID]) -> None:
        """Show which cards are chosen, beside the selected one."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.viewport().update()

    def _extend(self, row: int) -> None:
        """Choose the cards between the one where the choice began and a row."""
        start = self._anchor if 0 <= self._anchor < self._cards.rowCount() else self.currentIndex().row()
        self._anchor = start
        rows = range(min(start, row), max(start, row) + 1)
        self.fetch()
        self.range_requested.emit([card for card in map(self._cards.card, rows) if card is not None])

    def selected(self) -> Card | None:
        """Return the selected card, if it is read."""
        return self._cards.card(self.currentIndex().row()) if self.selectionModel().hasSelection() else None

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.isValid():
            self.fetch()
            self.card_selected.emit(self._cards.card(current.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._handled(Qt.Key(event.key()), event.modifiers()):
            super().keyPressEvent(event)

    def _handled(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if self._chose_by_key(key, modifiers):
            return True
        if key == Qt.Key.Key_Escape and self._dragging:
            self._end_drag()
            self.drag_cancelled.emit()
        elif modifiers & _CONTROL and key in _SIDEWAYS:
            self.stage_requested.emit(_SIDEWAYS[key])
        elif modifiers & _CONTROL and key in _UPRIGHT:
            self.reorder_requested.emit(_UPRIGHT[key])
        elif modifiers in _NO_KEYS and key in _SIDEWAYS and self._at_side(_SIDEWAYS[key]):
            self.neighbour_requested.emit(_SIDEWAYS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected() is not None:
            self.open_requested.emit(self.selected())
        elif modifiers in _NO_KEYS and key == Qt.Key.Key_Space and self.selected() is not None:
            self.look_requested.emit(self.selected())
        elif modifiers in _NO_KEYS and key in _EDIT and self._writable():
            self.edit_requested.emit(self.selected())
        elif modifiers in _NO_KEYS and key in self._by_letter and self._writable():
            self._by_letter[key].emit(self.selected())
        else:
            return False
        return True

    def _chose_by_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Choose several cards by keys, and tell whether that was meant."""
        if modifiers == _CONTROL and key == Qt.Key.Key_A:
            self.all_requested.emit()
        elif modifiers == _CONTROL and key == Qt.Key.Key_Space and self.selected() is not None:
            self.toggle_requested.emit(self.selected())
        elif modifiers == _SHIFT and key in _UPRIGHT and self.selected() is not None:
            self._step_choice(_UPRIGHT[key])
        elif key == Qt.Key.Key_Escape and self._chosen and not self._dragging:
            self.clear_requested.emit()
        else:
            return False
        return True

    def _step_choice(self, step: int) -> None:
        here = self.currentIndex().row()
        if self._anchor < 0 or not self._chosen:
            self._anchor = here
        target = here + step * self.per_row()
        if 0 <= target < self._cards.rowCount():
            self.select(target)
            self._extend(target)

    def _writable(self) -> bool:
        return self.draggable and self.selected() is not None

    def _at_side(self, direction: int) -> bool:
        """Tell whether the selected card is the outermost of its line."""
        row, side = self.currentIndex().row(), self.per_row()
        last = (row + 1) % side == 0 or row + 1 >= self._cards.rowCount()
        return last if direction > 0 else row < 0 or row % side == 0

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        card = self.selected()
        if card is not None:
            by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
            place = self.visualRect(self.currentIndex()).center() if by_key else event.pos()
            self.menu_requested.emit(card, self.viewport().mapToGlobal(place))

    # --- mouse and dragging -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self._chose(place, event.modifiers()):
            return
        super().mousePressEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = place if left and self.draggable and self.indexAt(place).isValid() else None

    def _chose(self, place: QPoint, modifiers: Qt.KeyboardModifier) -> bool:
        """Choose by Ctrl or Shift, and tell whether that was meant; a plain click elsewhere ends the choice."""
        row = self.indexAt(place).row()
        card = self._cards.card(row)
        if card is not None and modifiers == _CONTROL:
            self._anchor = row
            self.toggle_requested.emit(card)
            return True
        if card is not None and modifiers == _SHIFT:
            self._extend(row)
            return True
        if self._chosen and (card is None or card.id not in self._chosen):
            self.clear_requested.emit()
        return False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place, where = event.position().toPoint(), event.globalPosition().toPoint()
        if self._dragging:
            self.drag_moved.emit(where)
        elif self._pressed is not None:
            if (place - self._pressed).manhattanLength() >= QApplication.startDragDistance():
                self._start_drag(self._pressed, where)
        else:
            self._hover(self.indexAt(place).row())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        if self._dragging:
            self._end_drag()
            self.drag_ended.emit(event.globalPosition().toPoint())
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        card = self.selected()
        if card is not None and event.button() == Qt.MouseButton.LeftButton:
            self.open_requested.emit(card)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            for changed in (self._hovered, row):
                if changed >= 0:
                    self.viewport().update(self.card_rect(changed))
            self._hovered = row

    def _start_drag(self, pressed: QPoint, where: QPoint) -> None:
        card = self.selected()
        if card is None:
            return
        self._dragging = True
        self._hover(-1)
        self.viewport().update()
        grip = pressed - self.visualRect(self.currentIndex()).topLeft()
        self.drag_started.emit(card, where, grip)

    def _end_drag(self) -> None:
        self._dragging = False
        self._pressed = None
        self.viewport().update()

    def dragged_picture(self) -> QPixmap:
        """Return the selected card as it looks while it is dragged."""
        card = self.selected()
        if card is None:
            return QPixmap()
        look = Look.SELECTED | Look.FOCUSED
        return self._painter.picture(card, self.card_width(), self.devicePixelRatioF(), look)

    def mark(self, row: int | None) -> None:
        """Show, or no longer, the line where a dropped card would stand."""
        if row != self._mark:
            for shown in (self._mark, row):
                if shown is not None:
                    start, end = self.mark_line(shown)
                    self.viewport().update(QRect(start, end).adjusted(-3, -3, 3, 3))
            self._mark = row
