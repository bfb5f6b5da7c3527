"""What plain documents have in common: their paper, headings, a band of facts, what every page carries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from salesdesk.documents import styles
from salesdesk.documents.layout import Area, Pair, wrapped
from salesdesk.documents.page import Block, Frame, Sheet
from salesdesk.i18n import N_, Language, translate

SIZE: Final = styles.PORTRAIT
AREA: Final = Area(styles.MARGIN, SIZE[0] - 2 * styles.MARGIN)
FRAME: Final = Frame(styles.TOP, styles.TOP_OF_NEXT, SIZE[1] - styles.BOTTOM)


def heading(text: str) -> Block:
    """Return a heading that stays with what follows."""

    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(AREA.left, top, text, styles.HEADING)

    return Block(styles.HEADING.leading + 2, draw, gap=styles.GAP, keep=True)


def facts(pairs: Sequence[Pair]) -> Block:
    """Return labels with their values below, side by side; those without a value are left out."""
    shown = [pair for pair in pairs if pair[1]]
    step = AREA.width / max(len(shown), 1)
    values = [wrapped(value, styles.FACT, step - 8) for _label, value in shown]
    height = styles.SMALL.leading + 2 + max(map(len, values), default=0) * styles.FACT.leading

    def draw(sheet: Sheet, top: float) -> None:
        for index, ((label, _value), lines) in enumerate(zip(shown, values, strict=True)):
            x = AREA.left + index * step
            sheet.text(x, top, label, styles.SMALL)
            sheet.lines(x, top + styles.SMALL.leading + 2, lines, styles.FACT)

    return Block(height, draw, gap=10)


def running(name: str, title: str, firm: str, language: Language) -> Callable[[Sheet, int, int], None]:
    """Return what draws on every page: the foot with our firm, and from page two on a head with name and title."""

    def draw(sheet: Sheet, number: int, count: int) -> None:
        style = styles.SMALL
        if number > 1:
            top = styles.TOP_OF_NEXT - 24
            sheet.text(AREA.left, top, first_line(name, AREA.width * 0.6), style)
            sheet.text(AREA.right, top, title, style, "right")
            sheet.rule(AREA.left, AREA.right, top + 14, styles.HAIRLINE)
        top = sheet.height - styles.BOTTOM + 16
        pages = translate(N_("Page {page} of {pages}"), language).format(page=number, pages=count)
        sheet.rule(AREA.left, AREA.right, top - 5, styles.HAIRLINE)
        sheet.text(AREA.right, top, pages, style, "right")
        sheet.text(AREA.left, top, first_line(firm, AREA.width * 0.7), style)

    return draw


def first_line(text: str, width: float) -> str:
    """Return as much of a text as one small line holds."""
    lines = wrapped(text, styles.SMALL, width)
    return lines[0] if len(lines) == 1 else f"{lines[0]}…" if lines else ""
