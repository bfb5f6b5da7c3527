"""Tables of texts: columns of fixed shares, every cell wrapped; heads repeat, long rows go over pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from salesdesk.documents import styles
from salesdesk.documents.layout import Area, wrapped
from salesdesk.documents.page import Block, Sheet
from salesdesk.documents.table import PAD_X, PAD_Y

if TYPE_CHECKING:
    from salesdesk.documents.styles import Look, Style

_CHUNK: Final = 8  # lines of a long row that stay together


class TextTable:
    """Lay out rows of texts in columns that have shares of an area's width."""

    def __init__(
        self, titles: Sequence[str], shares: Sequence[float], area: Area, look: Look = styles.USUAL
    ) -> None:
        self._area, self._look = area, look
        whole, left = sum(shares), area.left
        self._places: list[tuple[float, float]] = []
        for share in shares:
            width = area.width * share / whole
            self._places.append((left + PAD_X, width - 2 * PAD_X))
            left += width
        self.head = self._head(titles)

    def _head(self, titles: Sequence[str]) -> Block:
        area, style = self._area, self._look.head
        cells = [
            wrapped(title, style, width) for title, (_x, width) in zip(titles, self._places, strict=True)
        ]
        height = max(map(len, cells)) * style.leading + 2 * PAD_Y

        def draw(sheet: Sheet, top: float) -> None:
            sheet.fill(area.left, top, area.width, height, styles.SHADE)
            sheet.rule(area.left, area.right, top, self._look.accent, 1)
            for lines, (x, _width) in zip(cells, self._places, strict=True):
                sheet.lines(x, top + height - PAD_Y - len(lines) * style.leading, lines, style)

        return Block(height + 2, draw, gap=4, keep=True)

    def row(self, texts: Sequence[tuple[str, Style]]) -> list[Block]:
        """Return a row as one block, or as several where it is long; a line is drawn below where it ends."""
        cells = [
            (wrapped(text, style, width), style)
            for (text, style), (_x, width) in zip(texts, self._places, strict=True)
        ]
        count = max(len(lines) for lines, _style in cells)
        return [self._piece(cells, start, count) for start in range(0, count, _CHUNK)]

    def _piece(self, cells: Sequence[tuple[list[str], Style]], start: int, count: int) -> Block:
        last = start + _CHUNK >= count
        above, below = 0 if start else PAD_Y, PAD_Y if last else 0
        shown = [(lines[start : start + _CHUNK], style) for lines, style in cells]
        height = above + max(len(lines) * style.leading for lines, style in shown) + below
        area = self._area

        def draw(sheet: Sheet, top: float) -> None:
            for (lines, style), (x, _width) in zip(shown, self._places, strict=True):
                sheet.lines(x, top + above, lines, style)
            if last:
                sheet.rule(area.left, area.right, top + height, styles.HAIRLINE)

        return Block(height, draw, head=self.head)
