"""Dragging a card over the board: where it would land, and that it was dropped there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QScrollBar, QWidget

from salesdesk.services.board import Card
from salesdesk.ui.pipeline.column import BoardColumn
from salesdesk.ui.pipeline.view import CardView
from salesdesk.ui.widgets.basics import set_state

_EDGE: Final = 36
_REST_MS: Final = 250
_REST_PX: Final = 24
_SCROLL_MS: Final = 16
_SCROLL_STEP: Final = 14
_REACH: Final = 10


class _Ghost(QWidget):
    """The picture of the dragged card under the pointer."""

    def __init__(self, parent: QWidget, picture: QPixmap) -> None:
        super().__init__(parent)
        self._picture = picture
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(picture.deviceIndependentSize().toSize())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setOpacity(0.85)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()


class CardDrag(QObject):
    """Follows the pointer and reports the drop; it changes nothing itself."""

    dropped = Signal(object, object, int)
    dropped_on_zone = Signal(object, str)

    def __init__(self, board: QWidget, area: QScrollArea, zones: dict[str, QLabel]) -> None:
        super().__init__(board)
        self._board = board
        self._area = area
        self._zones = zones
        self._columns: Sequence[BoardColumn] = ()
        self._card: Card | None = None
        self._ghost: _Ghost | None = None
        self._grip = QPoint()
        self._where = QPoint()
        self._rest = QPoint()
        self._rested = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_SCROLL_MS)
        self._timer.timeout.connect(self._scroll)

    @property
    def where(self) -> QPoint:
        """Return where the pointer was last, on the screen."""
        return self._where

    def watch(self, columns: Sequence[BoardColumn]) -> None:
        """Take part in the dragging of these columns' cards."""
        self._columns = columns
        for column in columns:
            view = column.view
            view.drag_started.connect(lambda card, where, grip, v=view: self._start(v, card, where, grip))
            view.drag_moved.connect(self._move)
            view.drag_ended.connect(self._drop)
            view.drag_cancelled.connect(self._stop)

    def _start(self, view: CardView, card: Card, where: QPoint, grip: QPoint) -> None:
        self._card, self._grip = card, grip
        self._ghost = _Ghost(self._board.window(), view.dragged_picture())
        self._board.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._move(where)
        self._ghost.show()
        self._timer.start()

    def _move(self, where: QPoint) -> None:
        if self._ghost is None:
            return
        self._where = where
        if not self._rested.isValid() or (where - self._rest).manhattanLength() > _REST_PX:
            self._rest = where
            self._rested.start()
        self._ghost.move(self._board.window().mapFromGlobal(where) - self._grip)
        target = self._column_at(where)
        for column in self._columns:
            over = column is target
            column.view.mark(column.view.drop_row(where) if over else None)
            set_state(column, "target", over)
        zone = None if target else self._zone_at(where)
        for name, label in self._zones.items():
            set_state(label, "target", name == zone)

    def _drop(self, where: QPoint) -> None:
        card, target = self._card, self._column_at(where)
        zone = None if target else self._zone_at(where)
        row = target.view.drop_row(where) if target else 0
        self._where = where
        self._stop()
        if card is None:
            return
        if target is not None:
            self.dropped.emit(card, target.column, row)
        elif zone is not None:
            self.dropped_on_zone.emit(card, zone)

    def _stop(self) -> None:
        self._timer.stop()
        self._card = None
        self._board.unsetCursor()
        for column in self._columns:
            column.view.mark(None)
            set_state(column, "target", value=False)
        for label in self._zones.values():
            set_state(label, "target", value=False)
        if self._ghost is not None:
            self._ghost.hide()
            self._ghost.deleteLater()
            self._ghost = None

    def _column_at(self, where: QPoint) -> BoardColumn | None:
        if not _shown(self._area.viewport()).contains(where):
            return None
        return next((column for column in self._columns if _shown(column).contains(where)), None)

    def _zone_at(self, where: QPoint) -> str | None:
        for name, label in self._zones.items():
            if label.isVisible() and _shown(label).adjusted(-_REACH, -_REACH, _REACH, _REACH).contains(where):
                return name
        return None

    def _scroll(self) -> None:
        """Scroll while the pointer rests near an edge; one that only passes on its way to a zone scrolls nothing."""
        if self._rested.elapsed() < _REST_MS:
            return
        area = _shown(self._area.viewport())
        _push(self._area.horizontalScrollBar(), self._where.x(), area.left(), area.right())
        target = self._column_at(self._where)
        if target is not None:
            cards = _shown(target.view.viewport())
            _push(target.view.verticalScrollBar(), self._where.y(), cards.top(), cards.bottom())
            target.view.mark(target.view.drop_row(self._where))


def _shown(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def _push(bar: QScrollBar, at: int, low: int, high: int) -> None:
    if at < low + _EDGE:
        bar.setValue(bar.value() - _SCROLL_STEP)
    elif at > high - _EDGE:
        bar.setValue(bar.value() + _SCROLL_STEP)
