"""Paints the cells of a quote's lines: sections and notes across their figures, alternatives under their line."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygon

from salesdesk.domain.quote import QuoteLine
from salesdesk.ui import theme
from salesdesk.ui.quotes.editor_cells import SPANNING, is_typed_over
from salesdesk.ui.quotes.editor_columns import FIGURES, Col
from salesdesk.ui.quotes.editor_model import LinesModel
from salesdesk.ui.widgets.record_list_painter import CellPainter

_SIDE: Final = 10
_INDENT: Final = 14
_MARK: Final = 6
_SOFT: Final = frozenset(
    {Col.NUMBER, Col.BRAND, Col.MODEL, Col.UNIT, Col.LIST, Col.BASE, Col.DELIVERY, Col.REMARK}
)


class LinePainter:
    """Paints in the current theme; made anew with the table when the theme changes."""

    def __init__(self, model: LinesModel) -> None:
        self._lines = model
        self._cells = CellPainter()
        self._slanted = theme.font()
        self._slanted.setItalic(True)
        self._metrics = QFontMetricsF(self._slanted)

    def paint(
        self,
        painter: QPainter,
        area: QRect,
        row: int,
        column: int,
        *,
        selected: bool,
        current: bool,
        room: QRect,
    ) -> None:
        """Paint one cell; `room` is what the text of a section or a note takes up in its row."""
        line = self._lines.lines[row]
        if line.kind == "section":
            painter.fillRect(area, theme.color("background"))
        self._cells.draw_row(painter, area, selected=selected, current=current)
        ink = theme.color(self._ink(row, column, line))
        if line.kind in SPANNING and area.intersects(room):
            # Each cell paints its own part: also where Qt asks for one alone.
            painter.setClipRect(area.intersected(room))
            self._draw_across(painter, room, line, row)
            return
        if column == Col.NAME and line.alternative:
            area = area.adjusted(_INDENT, 0, 0, 0)
        self._cells.draw_text(
            painter,
            area,
            self._lines.text(row, column),
            right=column in FIGURES,
            strong=column == Col.NAME or line.kind == "section",
            ink=ink,
        )
        if column == Col.PRICE and is_typed_over(line):
            _draw_mark(painter, area)

    def _draw_across(self, painter: QPainter, room: QRect, line: QuoteLine, row: int) -> None:
        shown = self._lines.text(row, Col.NAME)
        ink = theme.color("bad" if self._lines.problem(row, Col.NAME) else "text")
        if line.kind == "section":
            self._cells.draw_text(painter, room, shown, right=False, strong=True, ink=ink)
            return
        painter.setFont(self._slanted)
        painter.setPen(theme.color("secondary"))
        cut = self._metrics.elidedText(shown, theme.ELLIPSIS, room.width() - 2 * _SIDE)
        base = room.y() + (room.height() - self._metrics.height()) / 2 + self._metrics.ascent()
        painter.drawText(QPointF(room.x() + _SIDE, base), cut)

    def _ink(self, row: int, column: int, line: QuoteLine) -> str:
        if self._lines.problem(row, column):
            return "bad"
        if self._lines.hint(row, column) or column == Col.DISCOUNT:
            return "warn"
        return "secondary" if column in _SOFT or not (line.counts or line.kind == "section") else "text"


def _draw_mark(painter: QPainter, area: QRect) -> None:
    """Paint the corner that says that a price was typed over the book's."""
    corner = area.topRight()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawPolygon(QPolygon([corner, corner - QPoint(_MARK, 0), corner + QPoint(0, _MARK)]))
