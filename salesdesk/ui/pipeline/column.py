"""A stage of the pipeline: its head and its cards."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from salesdesk.i18n import _, ngettext, number
from salesdesk.services.board import Board, BoardFilter, Card, Column
from salesdesk.ui import theme
from salesdesk.ui.data import Data
from salesdesk.ui.pipeline import sums
from salesdesk.ui.pipeline.card_painter import CardPainter
from salesdesk.ui.pipeline.model import ColumnModel
from salesdesk.ui.pipeline.view import CardView
from salesdesk.ui.widgets.basics import label, margins, tip

NARROWEST: Final = 180
COLLAPSED: Final = 40
_WIDEST: Final = 16_777_215
"""No limit, as Qt says it."""
_WIDE: Final = 320
_SIDE: Final = 12
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ColumnHead(QWidget):
    """Name, count, probability, sums, expected duration, and the share of the board's sum as a bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strong = theme.font(bold=True)
        self._body = theme.font()
        self._small = theme.font(theme.SMALL)
        self._column: Column | None = None
        self._currency = "CNY"
        self._share = 0.0

    def show_column(self, column: Column, board: Board) -> None:
        """Show the head of a column of this board."""
        self._column, self._currency = column, board.currency
        self._share = share(column, board)
        self._fit()
        texts = [
            column.name,
            number(column.count, 0),
            "" if column.probability is None else _percent(column.probability),
            self._sum(),
            self._weighted(),
            self._late(),
        ]
        self.setAccessibleName(_(", ").join(text for text in (*texts, duration(column)) if text))
        of_all = _("{percent} of the board's sum").format(percent=f"{self._share:.0%}")
        self.setToolTip(f"{self._sum()} · {self._weighted()}\n{of_all}" if column.others else of_all)
        self.update()

    def _fit(self) -> None:
        lines = 3 if self.width() < _WIDE else 2
        line = QFontMetrics(self._small).height()
        self.setFixedHeight(10 + QFontMetrics(self._strong).height() + (lines - 1) * (line + 1) + 6 + 3 + 8)

    def resizeEvent(self, event: object) -> None:
        del event
        self._fit()

    def _sum(self) -> str:
        return sums.amounts([self._column], self._currency) if self._column else ""

    def _weighted(self) -> str:
        if self._column is None:
            return ""
        return _("weighted {amount}").format(amount=sums.weighted([self._column], self._currency))

    def _late(self) -> str:
        if self._column is None or not self._column.rotting:
            return ""
        count = self._column.rotting
        return ngettext("{count} is late", "{count} are late", count).format(count=number(count, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._column is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRect(_SIDE, 10, self.width() - 2 * _SIDE, QFontMetrics(self._strong).height())
        self._paint_title(painter, line, self._column)
        line = QRect(line.x(), line.bottom() + 2, line.width(), QFontMetrics(self._small).height())
        if self.width() < _WIDE:
            self._paint_pair(painter, line, self._sum(), self._column)
            line = line.translated(0, line.height() + 1)
            painter.drawText(line, _LEFT, self._weighted())
            _pen(painter, self._small, "warn")
            painter.drawText(line, _RIGHT, self._late())
        else:
            self._paint_pair(painter, line, f"{self._sum()} · {self._weighted()}", self._column)
        bar = QRectF(_SIDE, line.bottom() + 6, line.width(), 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line"))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        painter.setBrush(theme.color("accent"))
        if self._share:
            bar.setWidth(max(3.0, bar.width() * self._share))
            painter.drawRoundedRect(bar, 1.5, 1.5)
        painter.end()

    def _paint_title(self, painter: QPainter, line: QRect, column: Column) -> None:
        percent = "" if column.probability is None else _percent(column.probability)
        count = number(column.count, 0)
        metrics, body = QFontMetrics(self._strong), QFontMetrics(self._body)
        room = line.width() - body.horizontalAdvance(percent) - body.horizontalAdvance(count) - 14
        name = metrics.elidedText(column.name, theme.ELLIPSIS, room)
        _pen(painter, self._strong, "text")
        painter.drawText(line, _LEFT, name)
        after = line.adjusted(metrics.horizontalAdvance(name) + 6, 0, 0, 0)
        _pen(painter, self._body, "secondary")
        painter.drawText(after, _LEFT, count)
        _pen(painter, self._body, "secondary")
        painter.drawText(line, _RIGHT, percent)

    def _paint_pair(self, painter: QPainter, line: QRect, worth: str, column: Column) -> None:
        metrics = QFontMetrics(self._small)
        _pen(painter, self._small, "secondary")
        painter.drawText(line, _LEFT, metrics.elidedText(worth, theme.ELLIPSIS, line.width()))
        room = line.width() - metrics.horizontalAdvance(worth) - 8
        for text in (duration(column), duration(column, short=True)):
            if metrics.horizontalAdvance(text) <= room:
                painter.drawText(line, _RIGHT, text)
                return


def _pen(painter: QPainter, font: QFont, token: str) -> None:
    painter.setFont(font)
    painter.setPen(theme.color(token))


class Strip(QWidget):
    """A collapsed column: its name and count from top to bottom; a click or Enter opens it again."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._font = theme.font(bold=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_column(self, column: Column) -> None:
        """Show name and count of a column."""
        self._text = f"{column.name}  {number(column.count, 0)}"
        self.setAccessibleName(_("{name}: open the column").format(name=self._text))
        self.setToolTip(tip(self._text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.translate(self.width() / 2, 12)
        painter.rotate(90)
        _pen(painter, self._font, "accent" if self.hasFocus() else "secondary")
        room = self.height() - 24
        text = QFontMetrics(self._font).elidedText(self._text, theme.ELLIPSIS, room)
        painter.drawText(QRect(0, -12, room, 24), _LEFT, text)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class BoardColumn(QFrame):
    """A column of the board; `collapse_requested` asks to make it narrow, or wide again."""

    collapse_requested = Signal()

    def __init__(self, data: Data, painter: CardPainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "column")
        self.setMinimumWidth(NARROWEST)
        self.model = ColumnModel(data, self)
        self.head = ColumnHead()
        self.view = CardView(self.model, painter)
        self._empty = label(_("Nothing here"), "small")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        margins(layout, bottom=4)
        layout.addWidget(self.head)
        layout.addWidget(self._empty)
        layout.addWidget(self.view, 1)
        self.strip = Strip()
        self.strip.hide()
        self.strip.opened.connect(self.collapse_requested)
        layout.addWidget(self.strip, 1)
        self.collapsed = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.collapse_requested.emit()

    def set_collapsed(self, collapsed: bool) -> None:  # noqa: FBT001 - a state that is set
        """Make the column a narrow strip, or a column again."""
        self.collapsed = collapsed
        for part in (self.head, self.view):
            part.setHidden(collapsed)
        self._empty.setVisible(not collapsed and self.model.rowCount() == 0)
        self.strip.setVisible(collapsed)
        self.setMinimumWidth(COLLAPSED if collapsed else NARROWEST)
        self.setMaximumWidth(COLLAPSED if collapsed else _WIDEST)

    @property
    def column(self) -> Column:
        """Return the head that is shown."""
        return self.model.column

    def show_head(self, column: Column, board: Board) -> None:
        """Show the head of the column, not its cards."""
        self.head.show_column(column, board)
        self.strip.show_column(column)
        self.view.setAccessibleName(column.name)
        self._empty.setVisible(column.count == 0 and not self.collapsed)

    def show_cards(self, column: Column, first: list[Card], board_filter: BoardFilter) -> None:
        """Show the column anew; what is in sight stays in sight."""
        offset = self.view.verticalOffset()
        self.model.show_column(column, first, board_filter)
        self.view.doItemsLayout()
        self.view.verticalScrollBar().setValue(offset)
        self.view.fetch()


def share(column: Column, board: Board) -> float:
    """Return the column's part of the board's sum, or of its count while no amount is known."""
    amounts = sum((other.amount for other in board.columns), Decimal(0))
    if amounts:
        return float(column.amount / amounts)
    count = sum(other.count for other in board.columns)
    return column.count / count if count else 0.0


def duration(column: Column, *, short: bool = False) -> str:
    """Return how long an opportunity is expected to stay: in weeks where the days are whole weeks."""
    low, high = column.min_days, column.max_days
    if low is None or high is None:
        return ""
    if low % 7 == 0 and high % 7 == 0:
        text, low, high = _("{min}–{max} wk"), low // 7, high // 7
    else:
        text = _("{min}–{max} d")
    span = text.format(min=low, max=high)
    return span if short else _("expected {span}").format(span=span)


def _percent(fraction: Decimal) -> str:
    return f"{fraction * 100:.0f}%"
