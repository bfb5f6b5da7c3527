"""Tables over many pages, drawn straight on the sheet: heads repeat, rows stay whole where a page holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from salesdesk.documents import styles
from salesdesk.documents.page import Align, Block, Sheet
from salesdesk.documents.text import wrap

if TYPE_CHECKING:
    from salesdesk.documents.picture import Photo
    from salesdesk.documents.styles import Look, Style

Text = tuple[str, "Style"]
Cell = Sequence[Text]
Kind = Literal["figure", "text", "rest"]

PAD_X: Final = 5.0
PAD_Y: Final = 5.0
_BELOW_HEAD: Final = 2.0
_SLACK: Final = 0.01  # so that rounding never wraps the widest text of a column
_TEXT_WIDEST: Final = 92.0
_TEXT_NARROWEST: Final = 44.0
_REST_WANTED: Final = 150.0
_REST_SHARE: Final = 0.34  # of the table's width; what is over gives the other columns air
_AIR_MOST: Final = 20.0
_TITLE_SHARE: Final = 0.25  # of the table's width, for the title of a section
_CHUNK: Final = 4  # lines of a row too tall for a page that stay together


@dataclass(frozen=True, slots=True)
class Column:
    """A column: figures take the width they need, text at most a share, one column the rest.

    A title may have several lines; `least` is the narrowest that the cells may be.
    """

    title: str
    kind: Kind
    align: Align = "left"
    least: float = 0


class Table:
    """Lay out rows of cells; a cell is texts below each other, each wrapped in its own style."""

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        left: float,
        width: float,
        look: Look = styles.USUAL,
    ) -> None:
        self._left, self._width, self._look = left, width, look
        widths = _widths(columns, rows, width, look.head)
        self.rest = next(w for column, w in zip(columns, widths, strict=True) if column.kind == "rest")
        air = _air(self.rest, len(columns), width)
        self._places = _places(columns, widths, left, air)
        self.head = self._head([column.title for column in columns])

    def edge(self, column: int) -> float:
        """Return where the texts of a column begin, or end where it is aligned right."""
        return self._places[column].x

    def row(
        self,
        cells: Sequence[Cell],
        tallest: float,
        *,
        keep: bool = False,
        photo: tuple[int, Photo] | None = None,
    ) -> list[Block]:
        """Return a row as one block, or as several where it's taller than `tallest`; a photo stands in its column."""
        wrapped = [_wrapped(cell, place.width) for cell, place in zip(cells, self._places, strict=True)]
        whole = max(map(_height, wrapped))
        if photo is not None:
            whole = max(whole, photo[1].height)
        if whole + 2 * PAD_Y <= tallest:
            return [self._piece(wrapped, whole, PAD_Y, PAD_Y, keep=keep, photo=photo)]
        count = max(map(len, wrapped))
        blocks = []
        for start in range(0, count, _CHUNK):
            piece = [lines[start : start + _CHUNK] for lines in wrapped]
            last = start + _CHUNK >= count
            above, below = 0 if start else PAD_Y, PAD_Y if last else 0
            blocks.append(self._piece(piece, max(map(_height, piece)), above, below, keep=keep and last))
        return blocks

    def across(self, cell: Cell, first: int, tallest: float, *, keep: bool = False) -> list[Block]:
        """Return texts from a column to the table's right edge as one block, or several where they're too tall."""
        left = self._places[first].x
        lines = _wrapped(cell, self._left + self._width - PAD_X - left)
        size = len(lines) if _height(lines) + 2 * PAD_Y <= tallest else _CHUNK
        blocks = []
        for start in range(0, len(lines), size):
            last = start + size >= len(lines)
            above, below = 0 if start else PAD_Y, PAD_Y if last else 0
            piece = lines[start : start + size]
            height = above + _height(piece) + below
            draw = partial(
                self._draw_across, left=left, lines=piece, above=above, line=height if last else None
            )
            blocks.append(Block(height, draw, keep=keep and last, head=self.head))
        return blocks

    def _draw_across(
        self,
        sheet: Sheet,
        top: float,
        *,
        left: float,
        lines: Sequence[Text],
        above: float,
        line: float | None,
    ) -> None:
        y = top + above
        for text, style in lines:
            sheet.text(left, y, text, style)
            y += style.leading
        if line is not None:
            sheet.rule(self._left, self._left + self._width, top + line, styles.HAIRLINE)

    def section(self, title: str, figure: str, column: int | None) -> Block:
        """Return the row that heads a section, with the section's sum in a column; it stays with the next row.

        Without a column, or where it would leave no room for the title, the sum stands at the table's right edge.
        """
        style = self._look.cell_strong
        left, right = self._left + PAD_X, self._left + self._width - PAD_X
        taken = style.face.width(figure, style.size) + self._width * _TITLE_SHARE
        end = right if column is None or self.edge(column) - left < taken else self.edge(column)
        width = end - left - style.face.width(figure, style.size) - PAD_X
        lines = wrap(title, style.face, style.size, width)
        height = len(lines) * style.leading + 3 * PAD_Y

        def draw(sheet: Sheet, top: float) -> None:
            sheet.lines(left, top + 2 * PAD_Y, lines, style)
            sheet.text(end, top + 2 * PAD_Y, figure, style, "right")
            sheet.rule(self._left, self._left + self._width, top + height, styles.RULE)

        return Block(height, draw, keep=True, head=self.head)

    def _piece(
        self,
        cells: _Wrapped,
        content: float,
        above: float,
        below: float,
        *,
        keep: bool,
        photo: tuple[int, Photo] | None = None,
    ) -> Block:
        height = above + content + below
        draw = partial(self._draw, cells=cells, above=above, line=height if below else None, photo=photo)
        return Block(height, draw, keep=keep, head=self.head)

    def _draw(
        self,
        sheet: Sheet,
        top: float,
        *,
        cells: _Wrapped,
        above: float,
        line: float | None,
        photo: tuple[int, Photo] | None,
    ) -> None:
        if photo is not None:
            sheet.photo(self.edge(photo[0]), top + above, photo[1])
        for place, lines in zip(self._places, cells, strict=True):
            y = top + above
            for text, style in lines:
                sheet.text(place.x, y, text, style, place.align)
                y += style.leading
        if line is not None:
            sheet.rule(self._left, self._left + self._width, top + line, styles.HAIRLINE)

    def _head(self, titles: Sequence[str]) -> Block:
        style = self._look.head
        cells = [
            _wrapped([(_fitting(title, place.width, style), style)], place.width)
            for title, place in zip(titles, self._places, strict=True)
        ]
        content = max(map(_height, cells))
        height = content + 2 * PAD_Y

        def draw(sheet: Sheet, top: float) -> None:
            sheet.fill(self._left, top, self._width, height, styles.SHADE)
            sheet.rule(self._left, self._left + self._width, top, self._look.accent, 1)
            for place, lines in zip(self._places, cells, strict=True):
                texts = [text for text, _style in lines]
                sheet.lines(place.x, top + height - PAD_Y - _height(lines), texts, style, place.align)

        return Block(height + _BELOW_HEAD, draw, keep=True)


@dataclass(frozen=True, slots=True)
class _Place:
    align: Align
    x: float
    width: float


_Wrapped = list[list[Text]]


def _places(columns: Sequence[Column], widths: Sequence[float], left: float, air: float) -> list[_Place]:
    """Give every column its place; `air` widens all but the one that takes the rest, half of it on each side."""
    places: list[_Place] = []
    for column, natural in zip(columns, widths, strict=True):
        own = -air * (len(columns) - 1) if column.kind == "rest" else air
        indent = PAD_X + max(own, 0) / 2 if places else PAD_X
        inner = natural - 2 * PAD_X + min(own, 0)
        places.append(_Place(column.align, left + indent + (inner if column.align == "right" else 0), inner))
        left += natural + own
    return places


def _air(rest: float, columns: int, width: float) -> float:
    return min(max(rest - _REST_SHARE * width, 0) / max(columns - 1, 1), _AIR_MOST)


def _wrapped(cell: Cell, width: float) -> list[Text]:
    return [
        (line, style) for text, style in cell for line in wrap(text, style.face, style.size, width + _SLACK)
    ]


def _height(lines: Sequence[Text]) -> float:
    return sum(style.leading for _text, style in lines)


def _widths(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: float, head: Style
) -> list[float]:
    widths = [_natural(column, [row[index] for row in rows], head) for index, column in enumerate(columns)]
    texts = [index for index, column in enumerate(columns) if column.kind == "text"]
    short = _REST_WANTED - (width - sum(widths))
    spare = {index: max(widths[index] - _TEXT_NARROWEST, 0) for index in texts}
    if short > 0 and any(spare.values()):
        share = min(short / sum(spare.values()), 1)
        for index in texts:
            widths[index] -= spare[index] * share
    rest = width - sum(widths)
    return [rest if column.kind == "rest" else own for column, own in zip(columns, widths, strict=True)]


def _natural(column: Column, cells: Sequence[Cell], head: Style) -> float:
    """Return the width of the widest text, padding included; 0 for the column that takes the rest."""
    if column.kind == "rest":
        return 0
    title = _title_width("\n".join(_on_two_lines(line, head) for line in column.title.split("\n")), head)
    widest = max((style.face.width(text, style.size) for cell in cells for text, style in cell), default=0)
    if column.kind == "text":
        widest = min(widest, _TEXT_WIDEST)
    return max(title, widest, column.least) + 2 * PAD_X


def _fitting(title: str, width: float, head: Style) -> str:
    """Part those lines of a title that are wider than their place."""
    return "\n".join(
        line if _title_width(line, head) <= width else _on_two_lines(line, head) for line in title.split("\n")
    )


def _on_two_lines(title: str, head: Style) -> str:
    """Part a title at the blank where its lines are most alike."""
    words = title.split(" ")
    pairs = [f"{' '.join(words[:cut])}\n{' '.join(words[cut:])}" for cut in range(1, len(words))]
    return min(pairs, key=lambda pair: _title_width(pair, head)) if pairs else title


def _title_width(title: str, head: Style) -> float:
    return max(head.face.width(line, head.size) for line in title.split("\n"))
