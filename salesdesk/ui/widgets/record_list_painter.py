"""Paints the cells of a list: texts cut to their room once and kept."""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from salesdesk.ui import theme
from salesdesk.ui.widgets.record_list_columns import ListColumn, cell

ROW_HEIGHT: Final = 32
_SIDE: Final = 10
_CHIP_SIDE: Final = 8
_CHIP_HEIGHT: Final = 20
_MOST_KEPT: Final = 20_000


class CellPainter:
    """Paints in the current theme; made anew with the list when the theme changes."""

    def __init__(self) -> None:
        self._fonts = {strong: theme.font(bold=strong) for strong in (False, True)}
        self._metrics = {strong: QFontMetricsF(font) for strong, font in self._fonts.items()}
        self._small = theme.font(theme.SMALL - 1)
        self._small_metrics = QFontMetricsF(self._small)
        self._cut: dict[tuple[str, int, bool], tuple[str, float]] = {}

    def draw_text(
        self, painter: QPainter, rect: QRect, text: str, *, right: bool, strong: bool, ink: QColor
    ) -> None:
        """Paint a text in one line, cut where there is no room."""
        shown, width = self._fitted(text, rect.width() - 2 * _SIDE, strong=strong)
        metrics = self._metrics[strong]
        x = rect.right() + 1 - _SIDE - width if right else rect.x() + _SIDE
        baseline = rect.y() + (rect.height() - metrics.height()) / 2 + metrics.ascent()
        painter.setFont(self._fonts[strong])
        painter.setPen(ink)
        painter.drawText(QPointF(x, baseline), shown)

    def draw_chip(self, painter: QPainter, rect: QRect, text: str, tone: str) -> None:
        """Paint a word as a chip in a tone."""
        metrics = self._small_metrics
        room = rect.width() - 2 * _SIDE - 2 * _CHIP_SIDE
        shown = metrics.elidedText(cell(text), theme.ELLIPSIS, room)
        width = metrics.horizontalAdvance(shown) + 2 * _CHIP_SIDE
        chip = QRectF(rect.x() + _SIDE, rect.y() + (rect.height() - _CHIP_HEIGHT) / 2, width, _CHIP_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"{tone}_soft" if tone else "sunken"))
        painter.drawRoundedRect(chip, _CHIP_HEIGHT / 2, _CHIP_HEIGHT / 2)
        painter.setFont(self._small)
        painter.setPen(theme.color(tone or "secondary"))
        painter.drawText(chip.translated(0, -0.5), Qt.AlignmentFlag.AlignCenter, shown)

    def width(self, column: ListColumn[Any], row: Any) -> int:
        """Return the room that a cell needs."""
        if column.tone is not None:
            return ceil(self._small_metrics.horizontalAdvance(cell(column.value(row)))) + 2 * (
                _SIDE + _CHIP_SIDE
            )
        return ceil(self._metrics[column.strong].horizontalAdvance(cell(column.value(row)))) + 2 * _SIDE

    @staticmethod
    def draw_row(painter: QPainter, rect: QRect, *, selected: bool, current: bool) -> None:
        """Paint the ground of a row: its line below, the selection, a frame where the keyboard is."""
        if selected:
            painter.fillRect(rect, theme.color("accent_soft"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _fitted(self, text: str, room: int, *, strong: bool) -> tuple[str, float]:
        """Return the text as it fits, and its width; measured once for each room."""
        key = (text, room, strong)
        found = self._cut.get(key)
        if found is None:
            metrics = self._metrics[strong]
            shown = cell(text)
            width = metrics.horizontalAdvance(shown)
            if width > room:
                shown = metrics.elidedText(shown, theme.ELLIPSIS, max(room, 0))
                width = metrics.horizontalAdvance(shown)
            if len(self._cut) >= _MOST_KEPT:
                self._cut.clear()
            found = self._cut[key] = (shown, width)
        return found
