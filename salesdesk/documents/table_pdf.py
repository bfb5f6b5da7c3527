"""A table of the window as a PDF to print: A4 on its side, group headings and titles on every page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from salesdesk.documents import fonts, styles
from salesdesk.documents.layout import Area, wrapped
from salesdesk.documents.page import Align, Block, Frame, Info, Sheet, paginate, write
from salesdesk.documents.styles import Style
from salesdesk.documents.text import clean
from salesdesk.i18n import N_, Language, translate

_CELL: Final = Style(fonts.REGULAR, 7, 9.5)
_TITLE: Final = Style(fonts.BOLD, 7, 9.5, styles.SOFT_INK)
_GROUP: Final = Style(fonts.BOLD, 7.5, 10.5, styles.ACCENT)
_NAME: Final = Style(fonts.BOLD, 14, 20)
_PAD_X: Final = 3.0
_PAD_Y: Final = 3.0
_MOST_LINES: Final = 3
_LONGEST: Final = 300
_NO_GLYPH: Final = "□"


@dataclass(frozen=True, slots=True)
class PrintColumn:
    """A column: its title, the group over it, how wide it is beside the others, and its side."""

    title: str
    width: int
    group: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class TableDocument:
    """What is printed: a title, what the table is narrowed to, the firm, columns and texts of the rows."""

    title: str
    note: str
    firm: str
    columns: Sequence[PrintColumn]
    rows: Iterable[Sequence[str]]
    language: Language
    created: date


@dataclass(frozen=True, slots=True)
class _Place:
    left: float
    width: float
    align: Align

    @property
    def x(self) -> float:
        """Return where a text of the column begins, or ends where it stands at the right."""
        return self.left + (self.width - _PAD_X if self.align == "right" else _PAD_X)


def render_table(document: TableDocument, progress: Callable[[int], None] | None = None) -> bytes:
    """Return the PDF; a cell shows three lines at most, and a box for a character that the typeface lacks."""
    area = Area(styles.MARGIN, styles.LANDSCAPE[0] - 2 * styles.MARGIN)
    places = _places(document.columns, area)
    head = _head(document, places, area)
    blocks = [_masthead(document, area), head]
    for number, row in enumerate(document.rows):
        blocks.append(_row(row, places, area, head))
        if progress is not None and not number % 200:
            progress(number)
    frame = Frame(styles.TOP, styles.TOP, styles.LANDSCAPE[1] - styles.BOTTOM)
    info = Info(
        title=_safe(document.title),
        author=_safe(document.firm),
        subject=_safe(document.note),
        created=document.created,
        language="zh-CN" if document.language == "zh_CN" else "en",
    )
    return write(paginate(blocks, frame), styles.LANDSCAPE, partial(_decorate, document, area), info)


def _safe(text: str) -> str:
    """Return a text in one line that can be printed."""
    kept = clean(text, _LONGEST, one_line=True)
    missing = fonts.face(fonts.REGULAR).missing(kept) | fonts.face(fonts.BOLD).missing(kept)
    return kept.translate({ord(sign): _NO_GLYPH for sign in missing}) if missing else kept


def _places(columns: Sequence[PrintColumn], area: Area) -> list[_Place]:
    whole, left, places = sum(column.width for column in columns), area.left, list[_Place]()
    for column in columns:
        width = area.width * column.width / whole
        places.append(_Place(left, width, "right" if column.right else "left"))
        left += width
    return places


def _masthead(document: TableDocument, area: Area) -> Block:
    note = wrapped(_safe(document.note), styles.SMALL, area.width * 0.7)[:2]
    height = _NAME.leading + len(note) * styles.SMALL.leading + 8

    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(area.left, top, _safe(document.title), _NAME)
        sheet.text(area.right, top + 5, _safe(document.firm), styles.FACT, "right")
        sheet.lines(area.left, top + _NAME.leading, note, styles.SMALL)

    return Block(height, draw)


def _head(document: TableDocument, places: Sequence[_Place], area: Area) -> Block:
    titles = [
        _lines(column.title, _TITLE, place) for column, place in zip(document.columns, places, strict=True)
    ]
    groups = _groups(document.columns, places)
    above = _GROUP.leading + 2 * _PAD_Y if groups else 0.0
    height = above + max(map(len, titles)) * _TITLE.leading + 2 * _PAD_Y

    def draw(sheet: Sheet, top: float) -> None:
        sheet.fill(area.left, top, area.width, height, styles.SHADE)
        sheet.rule(area.left, area.right, top, styles.ACCENT, 1)
        for text, left, right in groups:
            sheet.text(left + _PAD_X, top + _PAD_Y, text, _GROUP)
            sheet.rule(left + _PAD_X, right - _PAD_X, top + above, styles.RULE)
        for lines, place in zip(titles, places, strict=True):
            sheet.lines(place.x, top + above + _PAD_Y, lines, _TITLE, place.align)

    return Block(height, draw, keep=True)


def _groups(columns: Sequence[PrintColumn], places: Sequence[_Place]) -> list[tuple[str, float, float]]:
    """Return the group headings with their ends."""
    found: list[tuple[str, float, float]] = []
    before = ""
    for column, place in zip(columns, places, strict=True):
        right = place.left + place.width
        if column.group and column.group == before:
            found[-1] = (found[-1][0], found[-1][1], right)
        elif column.group:
            found.append((_safe(column.group), place.left, right))
        before = column.group
    return found


def _row(row: Sequence[str], places: Sequence[_Place], area: Area, head: Block) -> Block:
    cells = [_lines(text, _CELL, place) for text, place in zip(row, places, strict=True)]
    height = max(map(len, cells)) * _CELL.leading + 2 * _PAD_Y

    def draw(sheet: Sheet, top: float) -> None:
        for lines, place in zip(cells, places, strict=True):
            sheet.lines(place.x, top + _PAD_Y, lines, _CELL, place.align)
        sheet.rule(area.left, area.right, top + height, styles.HAIRLINE)

    return Block(height, draw, head=head)


def _lines(text: str, style: Style, place: _Place) -> list[str]:
    if not text:
        return [""]
    lines = wrapped(_safe(text), style, place.width - 2 * _PAD_X)
    return (
        lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"]
    )


def _decorate(document: TableDocument, area: Area, sheet: Sheet, page: int, pages: int) -> None:
    """Draw the foot of a page."""
    top = sheet.height - styles.BOTTOM + 16
    count = translate(N_("Page {page} of {pages}"), document.language).format(page=page, pages=pages)
    sheet.rule(area.left, area.right, top - 5, styles.HAIRLINE)
    sheet.text(area.left, top, f"{_safe(document.title)}    {document.created.isoformat()}", styles.SMALL)
    sheet.text(area.right, top, count, styles.SMALL, "right")
