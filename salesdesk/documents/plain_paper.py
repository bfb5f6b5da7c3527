"""What plain documents have in common: their paper, headings, tables, a band of facts, what every page carries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reportlab.lib.units import mm

from salesdesk.documents import styles
from salesdesk.documents.layout import Area, Pair, wrapped
from salesdesk.documents.page import Block, Frame, Info, Sheet
from salesdesk.documents.table import Cell, Column, Table
from salesdesk.i18n import N_, Language, translate

if TYPE_CHECKING:
    from datetime import date

    from salesdesk.documents.styles import Look
    from salesdesk.domain.document_design import DocumentDesign

SIZE: Final = styles.PORTRAIT


@dataclass(frozen=True, slots=True)
class Paper:
    """Upright pages with their printable part and the look of what stands there."""

    area: Area
    frame: Frame
    look: Look

    def heading(self, text: str) -> Block:
        """Return a heading that stays with what follows."""

        def draw(sheet: Sheet, top: float) -> None:
            sheet.text(self.area.left, top, text, self.look.heading)

        return Block(self.look.heading.leading + 2, draw, gap=styles.GAP, keep=True)

    def sentence(self, text: str) -> Block:
        """Return a text by itself."""
        style = self.look.label
        lines = wrapped(text, style, self.area.width)

        def draw(sheet: Sheet, top: float) -> None:
            sheet.lines(self.area.left, top, lines, style)

        return Block(len(lines) * style.leading, draw, gap=8)

    def table(self, columns: Sequence[Column], rows: Sequence[list[Cell]]) -> list[Block]:
        """Return a table of figures and texts, whose head repeats."""
        table = Table(columns, rows, self.area.left, self.area.width, self.look)
        tallest = self.frame.room - table.head.height
        return [replace(table.head, gap=4), *(block for row in rows for block in table.row(row, tallest))]

    def facts(self, pairs: Sequence[Pair]) -> Block:
        """Return labels with their values below, side by side; those without a value are left out."""
        look, area = self.look, self.area
        shown = [pair for pair in pairs if pair[1]]
        step = area.width / max(len(shown), 1)
        values = [wrapped(value, look.fact, step - 8) for _label, value in shown]
        height = look.small.leading + 2 + max(map(len, values), default=0) * look.fact.leading

        def draw(sheet: Sheet, top: float) -> None:
            for index, ((label, _value), lines) in enumerate(zip(shown, values, strict=True)):
                x = area.left + index * step
                sheet.text(x, top, label, look.small)
                sheet.lines(x, top + look.small.leading + 2, lines, look.fact)

        return Block(height, draw, gap=10)

    def running(
        self, name: str, title: str, foot: str, language: Language
    ) -> Callable[[Sheet, int, int], None]:
        """Return what draws on every page: the foot, and from page two on a head with name and title."""
        area, style = self.area, self.look.small

        def draw(sheet: Sheet, number: int, count: int) -> None:
            if number > 1:
                top = self.frame.next - 24
                sheet.text(area.left, top, first_line(name, area.width * 0.5), style)
                sheet.text(area.right, top, first_line(title, area.width * 0.5 - 12), style, "right")
                sheet.rule(area.left, area.right, top + 14, styles.HAIRLINE)
            top = self.frame.bottom + 16
            pages = translate(N_("Page {page} of {pages}"), language).format(page=number, pages=count)
            sheet.rule(area.left, area.right, top - 5, styles.HAIRLINE)
            sheet.text(area.right, top, pages, style, "right")
            sheet.text(area.left, top, first_line(foot, area.width * 0.7), style)

        return draw


PLAIN: Final = Paper(
    Area(styles.MARGIN, SIZE[0] - 2 * styles.MARGIN),
    Frame(styles.TOP, styles.TOP_OF_NEXT, SIZE[1] - styles.BOTTOM),
    styles.USUAL,
)
AREA: Final = PLAIN.area
FRAME: Final = PLAIN.frame
heading: Final = PLAIN.heading
facts: Final = PLAIN.facts
running: Final = PLAIN.running


def paper_of(design: DocumentDesign) -> Paper:
    """Return the paper that a firm's design asks for."""
    margins = design.margins
    left, right = margins.left * mm, margins.right * mm
    return Paper(
        Area(left, SIZE[0] - left - right),
        Frame(margins.top * mm, margins.next_top * mm, SIZE[1] - margins.bottom * mm),
        styles.look(design.accent, design.font_scale),
    )


def info(title: str, firm: str, created: date, language: Language) -> Info:
    """Return what a document says of itself."""
    tongue = "zh-CN" if language == "zh_CN" else "en"
    return Info(title=title, author=firm, subject=title, created=created, language=tongue)


def first_line(text: str, width: float) -> str:
    """Return as much of a text as one small line holds."""
    lines = wrapped(text, styles.SMALL, width)
    return lines[0] if len(lines) == 1 else f"{lines[0]}…" if lines else ""
